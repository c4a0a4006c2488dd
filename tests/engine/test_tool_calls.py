"""Replies are taken apart the same way however they are cut, and nothing in them is lost."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.call_bodies import Call
from engine.tokenizer import Tokenizer
from engine.tool_calls import Event, Reasoning, Reply, Text, offered, opens_thinking
from tests.engine.tiny_folder import TAGS, write_tokenizer

PARAMETERS = {
    "type": "object",
    "properties": {
        "pattern": {"type": "string"},
        "line": {"type": "integer"},
        "literal": {"type": "boolean"},
        "share": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "lines": {"$ref": "#/$defs/pair"},
    },
    "$defs": {"pair": {"type": "array", "items": {"type": "integer"}}},
}
TOOLS = [{"type": "function", "function": {"name": "grep", "parameters": PARAMETERS}}]
SCHEMAS = offered(TOOLS)
HERMES = '<tool_call>\n{"name": "grep", "arguments": {"pattern": "lease"}}\n</tool_call>'
CODER = """<tool_call>
<function=grep>
<parameter=pattern>
lease
</parameter>
</function>
</tool_call>"""
GREP = Call("grep", '{"pattern": "lease"}')


@pytest.fixture(scope="module", params=["tags are tokens", "tags are letters"])
def tokenizer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Tokenizer:
    folder: Path = tmp_path_factory.mktemp("tiny")
    return Tokenizer.load(write_tokenizer(folder, tags=request.param == "tags are tokens"))


def read(tokenizer: Tokenizer, ids: Iterable[int], *, thinking: bool = False) -> list[Event]:
    reply = Reply(tokenizer, SCHEMAS, thinking=thinking)
    return joined([*(event for id in ids for event in reply.add(id)), *reply.finish()])


def joined(events: Iterable[Event]) -> list[Event]:
    """Events with neighbouring pieces of text, and of reasoning, made one."""
    found: list[Event] = []
    for event in events:
        last = found[-1] if found else None
        if isinstance(event, Text) and isinstance(last, Text):
            found[-1] = Text(last.text + event.text)
        elif isinstance(event, Reasoning) and isinstance(last, Reasoning):
            found[-1] = Reasoning(last.text + event.text)
        else:
            found.append(event)
    return found


@pytest.mark.parametrize(
    ("said", "events"),
    [
        ("It owes $29,943.\n", [Text("It owes $29,943.\n")]),
        (HERMES, [GREP]),
        (CODER, [GREP]),
        (CODER.removeprefix("<tool_call>\n"), [GREP]),
        (f"Let me look.\n{HERMES}\n{CODER}\n", [Text("Let me look."), GREP, GREP]),
        (f"<think>\nHm.\n\n</think>\n\nYes.{HERMES}", [Reasoning("Hm."), Text("Yes."), GREP]),
        (
            f"<think>\nHm. {HERMES} So.</think>Yes.",
            [Reasoning("Hm."), GREP, Reasoning("So."), Text("Yes.")],
        ),
        ("<think>\n\n</think>\n\nYes.", [Text("Yes.")]),
        ("Yes.</think>\nNo.</tool_call>", [Text("Yes.No.")]),
        (HERMES.removesuffix("</tool_call>"), [GREP]),
        (HERMES.removesuffix("}\n</tool_call>"), [GREP]),
        (HERMES.removesuffix("\n</tool_call>") + HERMES, [GREP, GREP]),
        (HERMES.replace("\n</tool", "\nDone, I think.\n</tool"), [GREP]),
        (
            '<tool_call>[{"name": "grep", "parameters": {}}, {"name": "read"}]</tool_call>',
            [Call("grep", "{}"), Call("read", "{}")],
        ),
        (
            '<tool_call>{"name": "grep", "arguments": "{\\"line\\": 1}"}</tool_call>',
            [Call("grep", '{"line": 1}')],
        ),
        (
            '<tool_call>{"name": "grep", "arguments": {"line": oops}}</tool_call>',
            [Call("grep", '{"line": oops}}')],
        ),
        ("<tool_call>whatever</tool_call>", [Text("<tool_call>whatever</tool_call>")]),
        ("a <function=other> b", [Text("a <function=other> b")]),
        ("a <function=other></function>b", [Text("a <function=other></function>b")]),
    ],
)
def test_a_reply_is_taken_apart(tokenizer: Tokenizer, said: str, events: list[Event]) -> None:
    assert read(tokenizer, tokenizer.encode(said)) == joined(events)


def test_values_take_the_types_of_the_schema(tokenizer: Tokenizer) -> None:
    values = {
        "pattern": ("12", "12"),
        "line": ("12", 12),
        "literal": ("True", True),
        "share": ("None", None),
        "lines": ("[3, 4]", [3, 4]),
        "unknown": ("12", "12"),
    }
    body = "".join(
        f"<parameter={name}>\n{text}\n</parameter>" for name, (text, _) in values.items()
    )
    (call,) = read(
        tokenizer, tokenizer.encode(f"<tool_call><function=grep>{body}</function></tool_call>")
    )
    assert isinstance(call, Call)
    assert json.loads(call.arguments) == {name: value for name, (_, value) in values.items()}


def test_a_value_that_is_not_of_its_type_stays_as_written(tokenizer: Tokenizer) -> None:
    said = "<tool_call><function=grep><parameter=line>many\n lines</function></tool_call>"
    assert read(tokenizer, tokenizer.encode(said)) == [Call("grep", '{"line": "many\\n lines"}')]


def test_a_quotation_spelled_like_a_call_stays_a_quotation(tmp_path: Path) -> None:
    """Where the tag is a token, its letters are only letters."""
    tokenizer = Tokenizer.load(write_tokenizer(tmp_path))
    ids = [
        *tokenizer.encode("<tool"),
        *tokenizer.encode('_call>{"name": "grep"}</tool'),
        *tokenizer.encode("_call>"),
    ]
    assert read(tokenizer, ids) == [Text('<tool_call>{"name": "grep"}</tool_call>')]


def test_without_tools_nothing_is_a_call(tokenizer: Tokenizer) -> None:
    reply = Reply(tokenizer)
    events = [
        event for id in tokenizer.encode(f"<think>a</think>{CODER}") for event in reply.add(id)
    ]
    assert joined([*events, *reply.finish()]) == [Reasoning("a"), Text(CODER)]


def test_a_prompt_may_open_the_reasoning(tokenizer: Tokenizer) -> None:
    assert opens_thinking("<|im_start|>assistant\n<think>\n")
    assert not opens_thinking("<think>\n\n</think>\n\n")
    events = read(tokenizer, tokenizer.encode("Hm.\n</think>\nYes."), thinking=True)
    assert events == [Reasoning("Hm."), Text("Yes.")]


OBJECT = '{"name": "grep", "arguments": {"line": 3}}'
TAGGED = ("<function=grep>", "</function>", "<parameter=line>", "7", "</parameter>")
PLAIN = ("a lease", "\n", " ", "<", "</", "{", "漢", OBJECT)
PIECES = st.lists(st.sampled_from((*PLAIN, *TAGGED, *TAGS)), max_size=14)


@settings(deadline=None)
@given(pieces=PIECES, thinking=st.booleans(), random=st.randoms(use_true_random=False))
def test_however_it_is_cut_a_reply_says_the_same(
    tokenizer: Tokenizer, pieces: list[str], thinking: bool, random: object
) -> None:
    """Longest tokens, and one token for each byte wherever there is no tag."""
    longest = [id for piece in pieces for id in tokenizer.encode(piece)]
    alphabet = {tokenizer.bytes_of(id): id for id in range(300, -1, -1)}
    single: list[int] = []
    for id in longest:
        whole = tokenizer.bytes_of(id)
        spelled = [alphabet[bytes([byte])] for byte in whole]
        tag = id == tokenizer.control(whole.decode(errors="replace"))
        single += [id] if tag or not random.getrandbits(2) else spelled  # type: ignore[attr-defined]
    events = read(tokenizer, longest, thinking=thinking)
    assert read(tokenizer, single, thinking=thinking) == events


@settings(deadline=None)
@given(ids=st.lists(st.integers(0, 639), max_size=30))
def test_whatever_a_model_writes_something_is_made_of_it(
    tokenizer: Tokenizer, ids: list[int]
) -> None:
    events = read(tokenizer, ids)
    assert all(isinstance(event, Text | Reasoning | Call) for event in events)
