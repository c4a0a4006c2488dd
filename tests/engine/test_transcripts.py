"""A chat that goes on keeps its tokens, and the model is told what the template would tell it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.server.transcripts import Chat, Message, Transcripts
from engine.tokenizer import Tokenizer
from tests.engine.tiny_folder import write_tokenizer

ASKED: Message = {"role": "user", "content": "What?"}
SAID: Message = {"role": "assistant", "content": "This."}
AGAIN: Message = {"role": "user", "content": "Sure?"}


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    folder: Path = write_tokenizer(tmp_path_factory.mktemp("tiny"))
    return Tokenizer.load(folder)


def text(tokenizer: Tokenizer, ids: list[int]) -> str:
    return b"".join(map(tokenizer.bytes_of, ids)).decode()


WORDS = st.sampled_from(["lease", "<|im_end|>", " 12\n", "<think>x</think>", "漢"])
CALLS = st.sampled_from([(), ({"function": {"name": "grep", "arguments": {"n": 1}}},)])
TURN = st.tuples(WORDS, CALLS, st.lists(WORDS, min_size=1, max_size=2))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(TURN, min_size=1, max_size=5))
def test_each_turn_is_written_behind_the_one_before(
    tokenizer: Tokenizer, turns: list[tuple[str, tuple[Message, ...], list[str]]]
) -> None:
    transcripts = Transcripts(tokenizer)
    chat, last = Chat((ASKED,)), list[int]()
    for reasoning, calls, words in turns:
        prompt = transcripts.prompt(chat)
        assert prompt.ids[: len(last)] == last
        assert prompt.kept == len(last)
        exact = tokenizer.render(chat.messages).replace("\ufdd0", "")
        if not last:
            assert text(tokenizer, prompt.ids) == exact
        assert exact.endswith(text(tokenizer, prompt.ids[len(last) :]))
        last = [*prompt.ids, *tokenizer.encode(f"<think>\n{reasoning}\n</think>\n\nSo.")]
        reply = {"role": "assistant", "content": "So.", "tool_calls": calls}
        transcripts.keep(chat, reply, last)
        role = "tool" if calls else "user"
        after = [{"role": role, "content": each} for each in words]
        chat = Chat((*chat.messages, reply, *after))


def test_a_template_that_writes_a_turn_by_its_number_is_followed(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    write_tokenizer(tmp_path)
    (tmp_path / "chat_template.jinja").write_text(
        "{% for m in messages %}[{{ loop.length - loop.index }} {{ m.role }}] {{ m.content }}"
        "{% endfor %}"
    )
    counting = Transcripts(Tokenizer.load(tmp_path))
    counting.keep(Chat((ASKED,)), SAID, [1, 2, 3])
    longer = Chat((ASKED, SAID, AGAIN))
    assert counting.prompt(longer).kept == 3  # the same from the end
    (tmp_path / "chat_template.jinja").write_text(
        "{% for m in messages %}[{{ loop.index }} {{ m.role }}] {{ m.content }}{% endfor %}"
    )
    counting = Transcripts(Tokenizer.load(tmp_path))
    first = {"role": "system", "content": "Be brief."}
    counting.keep(Chat((first, ASKED)), SAID, [1, 2, 3])
    prompt = counting.prompt(Chat((first, ASKED, SAID, AGAIN)))
    assert prompt.kept == 0
    written = text(counting.tokenizer, prompt.ids)
    assert written == "[1 system] Be brief.[2 user] What?[3 assistant] This.[4 user] Sure?"


@pytest.mark.parametrize(
    "other",
    [
        Chat((ASKED, {**SAID, "content": "That."}, AGAIN)),
        Chat(({**ASKED, "content": "Who?"}, SAID, AGAIN)),
        Chat((ASKED, SAID, AGAIN), tools=({"function": {"name": "grep"}},)),
        Chat((ASKED, SAID, AGAIN), options={"enable_thinking": False}),
    ],
)
def test_a_chat_that_differs_anywhere_is_another(tokenizer: Tokenizer, other: Chat) -> None:
    transcripts = Transcripts(tokenizer)
    transcripts.keep(Chat((ASKED,)), SAID, [1, 2, 3])
    assert transcripts.prompt(Chat((ASKED, SAID, AGAIN))).kept == 3
    assert transcripts.prompt(other).kept == 0


def test_the_chats_not_used_for_longest_are_forgotten(tokenizer: Tokenizer) -> None:
    transcripts = Transcripts(tokenizer, room=10)
    chats = [Chat(({"role": "user", "content": str(n)},)) for n in range(3)]
    for chat in chats[:2]:
        transcripts.keep(chat, SAID, [1, 2, 3, 4])
    longer = [Chat((*chat.messages, SAID, AGAIN)) for chat in chats]
    assert transcripts.prompt(longer[0]).kept == 4
    transcripts.keep(chats[2], SAID, [1, 2, 3, 4])
    assert [transcripts.prompt(chat).kept for chat in longer] == [4, 0, 4]
