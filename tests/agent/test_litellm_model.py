import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.answer import answer_tool
from agent.litellm_model import LitellmModel, import_litellm, is_bad_release
from agent.loop import ask, run
from agent.model import (
    BadRequest,
    Call,
    ModelError,
    NoSuchModel,
    NotAllowed,
    OutOfMoney,
    RateLimited,
    Reply,
    TooLong,
    TooSlow,
    Unavailable,
)
from agent.models import model_named
from agent.provider_errors import KINDS, hidden
from agent.transcript import Question, Step, Transcript
from tests.agent.drafts import assets
from tests.agent.openai_server import Fault, OpenAiServer, Said, openai_server
from tests.filing_maker import annual
from tools.desk import Desk
from tools.toolbox import toolbox

ASKED = Question("What were total assets at the end of 2024?")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


@pytest.fixture
def pauses() -> list[float]:
    return []


def model_at(server: OpenAiServer, pauses: list[float], **given: Any) -> LitellmModel:
    return LitellmModel("openai/test", server.url, sleep=pauses.append, **given)


def reply_of(server: OpenAiServer, pauses: list[float], **given: Any) -> Reply:
    said: list[str] = []
    reply = model_at(server, pauses, **given).reply(Transcript(ASKED), toolbox(), said.append)
    assert "".join(said).endswith(reply.text)
    return reply


def answer_call(desk: Desk) -> Said:
    return Said(calls=(("answer", json.dumps(assets(desk).to_arguments())),), cached=900)


def test_a_question_is_answered_through_a_provider(desk: Desk) -> None:
    looks = (
        ("grep", json.dumps({"pattern": "Total assets", "document": annual(desk)})),
        ("outline", json.dumps({"document": annual(desk)})),
    )
    with openai_server([Said("Looking it up.", looks, cached=700), answer_call(desk)]) as server:
        answer = ask(desk, model_at(server, []), ASKED)
    assert (answer.status, answer.value) == ("answered", "9120000000")
    assert [step.tool for step in answer.steps] == ["grep", "outline"]
    assert answer.usage.prompt_tokens == 2000
    assert answer.usage.cached_tokens == 1600
    assert answer.usage.cost_usd is None
    asked, told = (request["messages"] for request in server.requests)
    assert [each["role"] for each in told] == ["system", "user", "assistant", "tool", "tool"]
    assert told[: len(asked)] == asked  # the prefix is the same, so that it stays cached
    assert [each["id"] for each in told[2]["tool_calls"]] == [
        each["tool_call_id"] for each in told[3:]
    ]
    assert server.requests[0]["tools"] == server.requests[1]["tools"]


def test_text_streams_as_it_comes(desk: Desk) -> None:
    with openai_server([Said("Twenty-one letters ok"), answer_call(desk)]) as server:
        events = list(run(desk, model_at(server, []), ASKED))
    assert [e.to_json()["text"] for e in events if e.type == "text"][:3] == [
        "Twenty-",
        "one let",
        "ters ok",
    ]


def test_calls_come_together_from_fragments(pauses: list[float]) -> None:
    calls = (("grep", '{"pattern": "a long pattern"}'), ("glob", ""), ("read", '{"document": "d"}'))
    with openai_server([Said("", calls)]) as server:
        made = reply_of(server, pauses).calls
    assert [(call.tool, call.arguments) for call in made] == [
        ("grep", {"pattern": "a long pattern"}),
        ("glob", {}),
        ("read", {"document": "d"}),
    ]
    assert len({call.id for call in made}) == 3


@pytest.mark.parametrize("arguments", ['{"pattern": "a', "[1, 2]", "grep it", "{'a': b}"])
def test_malformed_arguments_are_kept_as_they_came(pauses: list[float], arguments: str) -> None:
    with openai_server([Said("", (("grep", arguments),))]) as server:
        (call,) = reply_of(server, pauses).calls
    assert (call.arguments, call.malformed) == ({}, arguments)


@pytest.mark.parametrize("arguments", ['```json\n{"a": 1}\n```', '"{\\"a\\": 1}"', ' {"a": 1} '])
def test_arguments_in_odd_wrappings_are_read(pauses: list[float], arguments: str) -> None:
    with openai_server([Said("", (("grep", arguments),))]) as server:
        assert reply_of(server, pauses).calls[0].arguments == {"a": 1}


def test_malformed_arguments_and_empty_replies_do_not_end_a_run(desk: Desk) -> None:
    script = [Said("", (("grep", '{"pattern'),)), Said(), answer_call(desk)]
    with openai_server(script) as server:
        assert ask(desk, model_at(server, []), ASKED).status == "answered"
    assert "are no JSON object" in server.requests[1]["messages"][-1]["content"]
    assert "was empty" in server.requests[2]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429),
        Fault(500),
        Fault(503),
        Fault(529),
        Fault(cut_after=0),
        Fault(cut_after=3),
        Fault(silence_s=0.8),
    ],
)
def test_what_may_pass_is_tried_again(fault: Fault, pauses: list[float]) -> None:
    with openai_server([fault, fault, Said("There.")]) as server:
        assert reply_of(server, pauses, silence_s=0.4).text == "There."
    assert pauses == [1.0, 2.0]


def test_a_server_says_how_long_to_wait(pauses: list[float]) -> None:
    with openai_server([Fault(429, (("retry-after", "7"),)), Said("There.")]) as server:
        reply_of(server, pauses)
    assert pauses == [7.0]


def test_a_server_that_asks_for_long_is_not_waited_for(pauses: list[float]) -> None:
    fault = Fault(429, (("retry-after", "600"),))
    with openai_server([fault]) as server, pytest.raises(RateLimited):
        reply_of(server, pauses)
    assert pauses == []


@pytest.mark.parametrize(
    ("fault", "kind", "times"),
    [
        (Fault(400), BadRequest, 1),
        (Fault(400, message="maximum context length is 8192 tokens"), TooLong, 1),
        (Fault(401), NotAllowed, 1),
        (Fault(402), OutOfMoney, 1),
        (Fault(403), NotAllowed, 1),
        (Fault(404), NoSuchModel, 1),
        (Fault(429), RateLimited, 4),
        (Fault(429, message="You exceeded your current quota"), OutOfMoney, 1),
        (Fault(500), Unavailable, 4),
        (Fault(cut_after=2), Unavailable, 4),
        (Fault(silence_s=0.5), TooSlow, 4),
    ],
)
def test_an_error_is_told_by_its_kind(
    fault: Fault, kind: type[ModelError], times: int, pauses: list[float]
) -> None:
    with openai_server([fault] * times) as server, pytest.raises(ModelError) as error:
        reply_of(server, pauses, silence_s=0.25)
    assert type(error.value) is kind
    assert str(error.value).startswith("openai/test: ")
    assert len(server.requests) == times


def test_nobody_there_is_told(pauses: list[float]) -> None:
    model = LitellmModel("openai/test", "http://127.0.0.1:9/v1", sleep=pauses.append)
    with pytest.raises(Unavailable, match="server runs"):
        model.reply(Transcript(ASKED), (), lambda text: None)


@pytest.mark.parametrize(
    ("name", "kind"), [("nonsense", NoSuchModel), ("anthropic/claude-x", NotAllowed)]
)
def test_a_model_that_cannot_be_asked_is_told(
    name: str, kind: type[ModelError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(kind):
        LitellmModel(name).reply(Transcript(ASKED), (), lambda text: None)


def test_a_reply_that_drips_too_long_is_ended(pauses: list[float]) -> None:
    told = pytest.raises(TooSlow, match="took longer than 0 s")
    with openai_server([Said("word " * 50)] * 4) as server, told:
        reply_of(server, pauses, total_s=0.0)


def test_tokens_are_estimated_where_a_server_does_not_count(pauses: list[float]) -> None:
    with openai_server([Said("Some words here.", usage=False)]) as server:
        usage = reply_of(server, pauses).usage
    assert usage.prompt_tokens > 500
    assert usage.completion_tokens > 0


def test_a_price_on_the_list_is_counted(desk: Desk) -> None:
    with openai_server([answer_call(desk)]) as server:
        model = LitellmModel("openai/gpt-4o", server.url)
        cost = ask(desk, model, ASKED).usage.cost_usd
    assert cost is not None
    assert cost > 0


def test_what_on_text_raises_ends_the_reply(pauses: list[float]) -> None:
    class Enough(Exception):
        pass

    def stop(text: str) -> None:
        raise Enough

    with openai_server([Said("There.")]) as server, pytest.raises(Enough):
        model_at(server, pauses).reply(Transcript(ASKED), (), stop)


def test_only_the_answer_is_offered_when_it_is_due(desk: Desk) -> None:
    with openai_server([Said("Yes.")]) as server:
        model_at(server, []).reply(Transcript(ASKED), (answer_tool(),), lambda text: None)
    assert [each["function"]["name"] for each in server.requests[0]["tools"]] == ["answer"]


def test_a_malformed_call_is_sent_back_as_an_empty_one() -> None:
    call = Call("c1", "grep", {}, malformed='{"a')
    transcript = Transcript(ASKED, (Step(Reply(calls=(call,))),))
    with openai_server([Said("Yes.")]) as server:
        model_at(server, []).reply(transcript, (), lambda text: None)
    sent = server.requests[0]["messages"][2]["tool_calls"][0]["function"]
    assert json.loads(sent["arguments"]) == {}


def exceptions_of_litellm() -> Iterator[type[BaseException]]:
    litellm = import_litellm()
    for each in {**vars(litellm.exceptions), **vars(litellm)}.values():
        theirs = getattr(each, "__module__", "").startswith(("litellm", "openai"))
        if theirs and inspect.isclass(each) and issubclass(each, BaseException):
            yield each


def test_every_exception_of_litellm_is_named() -> None:
    assert sorted({each.__name__ for each in exceptions_of_litellm()} - set(KINDS)) == []


@pytest.mark.parametrize("version", ["1.82.7", "1.82.8", "1.107.0", "1.107.3"])
def test_bad_releases_are_refused(version: str) -> None:
    assert is_bad_release(version)


@pytest.mark.parametrize("version", ["1.106.2", "1.82.6", "1.108.0", "1.10.7"])
def test_good_releases_are_not(version: str) -> None:
    assert not is_bad_release(version)


def test_keys_are_not_repeated() -> None:
    said = hidden("Incorrect key sk-abcdef123456 and Bearer abc.def")
    assert "abcdef123456" not in said
    assert "abc.def" not in said


def test_litellm_is_imported_in_one_file_and_never_its_proxy() -> None:
    root = Path(__file__).parents[2]
    folders = [root / name for name in ("agent", "tools", "index", "ingest", "store")]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    texts = {path.name: path.read_text("utf-8") for path in files}
    importing = {name for name, text in texts.items() if re.search(r"(import|from) litellm", text)}
    assert importing == {"litellm_model.py", "provider_errors.py"}
    assert not any("litellm.proxy" in text for text in texts.values())


def test_any_other_name_is_a_litellm_model() -> None:
    model = model_named("ollama_chat/qwen3", api_base="http://127.0.0.1:11434")
    assert isinstance(model, LitellmModel)
    assert model.name == "ollama_chat/qwen3"
