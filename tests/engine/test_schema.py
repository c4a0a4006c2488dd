"""Whatever a model would like to write, what it may write is of the schema."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.call_bodies import Call
from engine.schema import BadSchema, Constraint, Grammars, Thinking
from engine.tokenizer import Tokenizer
from engine.tool_calls import CALL, END_CALL, Reasoning, Reply, Text
from tests.engine.tiny_folder import write_tokenizer

VOCABULARY = 704  # the model has more tokens than its tokenizer names
FIGURE = {
    "type": "object",
    "properties": {
        "unit": {"enum": ["USD", "percent"]},
        "line": {"type": "integer", "minimum": 1, "maximum": 900},
        "words": {"type": "string", "maxLength": 8},
        "pages": {"type": "array", "items": {"type": "boolean"}, "maxItems": 3},
    },
    "required": ["unit", "line", "words"],
    "additionalProperties": False,
}
TOOLS = {"grep": FIGURE, "read": {"type": "object", "additionalProperties": False}}


@pytest.fixture(scope="module")
def grammars(tmp_path_factory: pytest.TempPathFactory) -> Grammars:
    folder: Path = write_tokenizer(tmp_path_factory.mktemp("tiny"))
    return Grammars(Tokenizer.load(folder), VOCABULARY)


def constraint(grammars: Grammars, grammar: str, **thinking: bool | int) -> Constraint:
    tokenizer = grammars.tokenizer
    how = Thinking.of(tokenizer, **thinking)  # type: ignore[arg-type]
    return Constraint(VOCABULARY, sorted(tokenizer.stop_ids), how, grammars.matcher(grammar))


def drawn(grammars: Grammars, held: Constraint, seed: int, most: int = 400) -> list[int]:
    """A reply drawn from what is allowed, each token as likely as any other."""
    draw, said = random.Random(seed), list[int]()
    while len(said) < most:
        mask = held(said)
        allowed = range(VOCABULARY) if mask is None else mask.nonzero().flatten().tolist()
        said.append(draw.choice(allowed))
        if said[-1] in grammars.tokenizer.stop_ids:
            return said[:-1]
    raise AssertionError(f"never ends: {text(grammars, said)!r}")


def text(grammars: Grammars, ids: list[int]) -> str:
    return b"".join(map(grammars.tokenizer.bytes_of, ids)).decode()


def is_figure(value: object) -> bool:
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    return bool(Draft202012Validator(FIGURE).is_valid(value))


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_chance_itself_writes_json_of_the_schema(grammars: Grammars, seed: int) -> None:
    held = constraint(grammars, grammars.of_json(FIGURE), allowed=False)
    assert is_figure(json.loads(text(grammars, drawn(grammars, held, seed))))


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), several=st.booleans())
def test_chance_itself_writes_calls(grammars: Grammars, seed: int, several: bool) -> None:
    held = constraint(grammars, grammars.of_calls(TOOLS, several=several), allowed=False)
    reply = Reply(grammars.tokenizer, TOOLS)
    events = [e for id in drawn(grammars, held, seed, 4000) for e in reply.add(id)]
    assert events
    assert several or len(events) == 1
    for call in events:
        assert isinstance(call, Call)
        arguments = json.loads(call.arguments)
        assert is_figure(arguments) if call.name == "grep" else arguments == {}


def test_an_answer_may_stand_in_place_of_a_call(grammars: Grammars) -> None:
    grammar = grammars.of_calls(TOOLS, otherwise=FIGURE)
    held = constraint(grammars, grammar, allowed=False)
    both = set()
    for seed in range(30):
        reply = Reply(grammars.tokenizer, TOOLS)
        events = [e for id in drawn(grammars, held, seed) for e in reply.add(id)]
        if not isinstance(events[0], Call):
            said = "".join(event.text for event in events if isinstance(event, Text))
            assert is_figure(json.loads(said))
        both.add(type(events[0]))
    assert both == {Call, Text}


def test_reasoning_is_free_until_its_budget_is_spent(grammars: Grammars) -> None:
    held = constraint(grammars, grammars.of_json(FIGURE), opened=True, budget=20)
    ids = drawn(grammars, held, seed=1)
    reply = Reply(grammars.tokenizer, thinking=True)
    events = [event for id in ids for event in reply.add(id)]
    said = "".join(event.text for event in events if isinstance(event, Text))
    assert is_figure(json.loads(said))
    assert any(isinstance(event, Reasoning) for event in events)
    assert reply.reasoning_tokens <= 21


def test_a_budget_needs_no_schema(grammars: Grammars) -> None:
    how = Thinking.of(grammars.tokenizer, opened=True, budget=2)
    held = Constraint(VOCABULARY, (), how)
    assert held([]) is None
    assert held([5]) is None
    mask = held([5, 6])
    assert mask is not None
    assert mask.nonzero().flatten().tolist() == [how.end]
    assert held([5, 6, how.end or 0]) is None


def test_only_what_stands_in_a_call_is_held(grammars: Grammars) -> None:
    tokenizer = grammars.tokenizer
    begin, end = tokenizer.control(CALL), tokenizer.control(END_CALL)
    assert begin
    assert end
    held = constraint(grammars, grammars.of_calls(TOOLS, opened=True), allowed=False)
    held = Constraint(VOCABULARY, held.stop_ids, held.thinking, held.matcher, begin, end)
    said = tokenizer.encode("I look. ")
    assert held(said) is None
    for _ in range(2):
        said.append(begin)
        draw = random.Random(3)
        while (mask := held(said)) is not None:
            said.append(draw.choice(mask.nonzero().flatten().tolist()))
        assert said[-1] == end
    reply = Reply(tokenizer, TOOLS)
    events = [event for id in said for event in reply.add(id)]
    assert [type(event) for event in events if not isinstance(event, Text)] == [Call, Call]


def test_what_was_said_may_be_asked_again_from_the_start(grammars: Grammars) -> None:
    held = constraint(grammars, grammars.of_json(FIGURE), allowed=False)
    said = drawn(grammars, held, seed=5)
    masks = [held(said[:n]) for n in (3, 2, len(said))]
    again = constraint(grammars, grammars.of_json(FIGURE), allowed=False)
    for mask, n in zip(masks, (3, 2, len(said)), strict=True):
        other = again(said[:n])
        assert mask is not None
        assert other is not None
        assert mask.equal(other)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strange"},
        {"type": "object", "properties": {"a": {"$ref": "#/nowhere"}}},
        {"type": "string", "pattern": "("},
        {"not": {"type": "string"}},
    ],
)
def test_a_schema_that_cannot_be_held_to_is_refused(
    grammars: Grammars, schema: dict[str, object]
) -> None:
    with pytest.raises(BadSchema, match="cannot be held to"):
        grammars.matcher(grammars.of_json(schema))
