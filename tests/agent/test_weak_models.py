"""Models without native tools, with sloppy JSON, with small contexts, and that fail half way."""

import json
import time
from dataclasses import replace

import pytest

from agent.fallback import FallbackModel
from agent.folding import folded, note_of
from agent.litellm_model import LitellmModel
from agent.loop import ask
from agent.messages import messages
from agent.model import BadRequest, Call, RateLimited, Reply, TooSlow, Unavailable
from agent.models import model_named
from agent.offline.model import OfflineModel
from agent.scripted_model import ScriptedModel
from agent.streaming import parse_arguments
from agent.text_calls import calls_in
from agent.transcript import Observation, Question, Step, Transcript
from tests.agent.drafts import assets
from tests.agent.openai_server import Fault, Said, openai_server
from tools.desk import Desk

ASKED = Question("What were total assets at the end of 2024?")
REFUSED = Fault(400, message="This model does not support tools.")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


def block(tool: str, arguments: object) -> str:
    return f"```json\n{json.dumps({'tool': tool, 'arguments': arguments})}\n```"


def test_a_provider_that_refuses_tools_is_asked_in_text(desk: Desk) -> None:
    looks = f"Looking.\n{block('grep', {'pattern': 'Total assets'})}"
    said: list[Said | Fault] = [
        REFUSED,
        Said(looks),
        Said(block("answer", assets(desk).to_arguments())),
    ]
    with openai_server(said) as server:
        answer = ask(desk, LitellmModel("openai/test", server.url), ASKED)
    assert (answer.status, answer.value) == ("answered", "9120000000")
    assert [step.tool for step in answer.steps] == ["grep"]
    first, second, third = server.requests
    assert "tools" in first
    assert "tools" not in second
    assert "You call tools in plain text" in second["messages"][0]["content"]
    roles = [each["role"] for each in third["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert "Result of a call:" in third["messages"][-1]["content"]
    assert third["messages"][:2] == second["messages"]  # the beginning stays cached


def test_text_tools_can_be_chosen_by_name(desk: Desk) -> None:
    with openai_server([Said(block("answer", assets(desk).to_arguments()))]) as server:
        model = model_named("text:openai/test", api_base=server.url)
        assert ask(desk, model, ASKED).status == "answered"
    assert "tools" not in server.requests[0]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('```json\n{"tool": "glob", "arguments": {}}\n```', ["glob"]),
        ('<tool_call>{"name": "grep", "arguments": "{\\"pattern\\": 1}"}</tool_call>', ["grep"]),
        ('<tool_call>\n{"name": "grep", "parameters": {"pattern": "x"}}', ["grep"]),
        ('{"tool": "glob"}', ["glob"]),
        ('[{"tool": "glob"}, {"tool": "grep", "arguments": {"pattern": "x"}}]', ["glob", "grep"]),
        ('```\n{"tool": "glob"}\n{"tool": "outline"}\n```', ["glob", "outline"]),
        ("No call at all, only {braces}.", []),
        ('```json\n{"total": 5}\n```', []),
    ],
)
def test_calls_are_found_in_text(text: str, made: list[str]) -> None:
    said, calls = calls_in(text)
    assert [call.tool for call in calls] == made
    assert len({call.id for call in calls}) == len(made)
    assert bool(said) is not bool(made)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"a": 1,}', {"a": 1}),
        ("{'a': True, 'b': None}", {"a": True, "b": None}),
        ('Sure: {"a": [1, 2]} as you wish', {"a": [1, 2]}),
        ('{"a": {"b": [1, 2', {"a": {"b": [1, 2]}}),
        ('{"a": "x"', {"a": "x"}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
    ],
)
def test_sloppy_json_is_put_right(text: str, meant: dict[str, object]) -> None:
    assert parse_arguments(text) == (meant, "")


@pytest.mark.parametrize(
    "text", ['{"a": "brea', "[1]", "grep it", '{"a": os.remove("x")}', "{" * 99]
)
def test_json_that_nobody_can_know_is_not_guessed(text: str) -> None:
    assert parse_arguments(text) == ({}, text)


@pytest.mark.parametrize("fault", [Fault(503), Fault(401), Fault(cut_after=2)])
def test_the_next_model_is_asked_where_one_fails_and_it_is_said(desk: Desk, fault: Fault) -> None:
    said: list[str] = []
    with openai_server([fault] * 4) as first, openai_server([Said("Here.")]) as second:
        model = FallbackModel(
            [
                LitellmModel("openai/one", first.url, sleep=lambda s: None),
                LitellmModel("openai/two", second.url),
            ]
        )
        assert model.reply(Transcript(ASKED), (), said.append).text == "Here."
    assert model.name == "openai/one,openai/two"
    assert "openai/two is asked instead" in "".join(said)


def test_what_the_request_is_at_fault_for_is_not_asked_elsewhere(desk: Desk) -> None:
    other = ScriptedModel([Reply("Here.")])
    with openai_server([Fault(400)]) as server, pytest.raises(BadRequest):
        FallbackModel([LitellmModel("openai/one", server.url), other]).reply(
            Transcript(ASKED), (), lambda text: None
        )
    assert other.turn == 0


def test_a_list_of_names_is_a_list_of_models() -> None:
    assert model_named("offline, openai/x").name == "offline,openai/x"


def test_a_stream_that_stalls_is_ended(desk: Desk) -> None:
    with openai_server([Fault(cut_after=2, stall_s=2.0)]) as server:
        model = LitellmModel("openai/test", server.url, silence_s=0.3, pauses_s=())
        with pytest.raises(TooSlow):
            model.reply(Transcript(ASKED), (), lambda text: None)


def test_a_stream_that_is_kept_alive_and_says_nothing_is_ended_by_the_clock(desk: Desk) -> None:
    with openai_server([Fault(drip_s=2.0)]) as server:
        model = LitellmModel("openai/test", server.url, total_s=0.4, pauses_s=())
        began = time.monotonic()
        with pytest.raises(TooSlow, match="openai/test: the reply took longer than 0 s"):
            model.reply(Transcript(ASKED), (), lambda text: None)
    assert time.monotonic() - began < 1.9  # the server would have gone on


def priced(name: str, url: str) -> LitellmModel:
    return LitellmModel(name, url, route="openai/test", api_key="none", pauses_s=(), most_tokens=99)


def test_the_worst_cost_of_models_in_turn_is_that_of_all_of_them(desk: Desk) -> None:
    one, two = priced("gpt-4o", "http://127.0.0.1:9/v1"), priced("gpt-4o-mini", "")
    each = [model.worst_cost(Transcript(ASKED), ()) for model in (one, two)]
    assert None not in each
    assert FallbackModel([one, two]).worst_cost(Transcript(ASKED), ()) == sum(filter(None, each))
    unknown = FallbackModel([one, LitellmModel("openai/unheard-of")])
    assert unknown.worst_cost(Transcript(ASKED), ()) is None
    assert FallbackModel([one, OfflineModel()]).worst_cost(Transcript(ASKED), ()) is None


@pytest.mark.parametrize(("fault", "known"), [(Fault(401), True), (Fault(cut_after=2), False)])
def test_what_a_model_that_broke_off_cost_is_not_known(
    desk: Desk, fault: Fault, known: bool
) -> None:
    with openai_server([fault]) as first, openai_server([Said("Here.")]) as second:
        model = FallbackModel([priced("gpt-4o", first.url), priced("gpt-4o-mini", second.url)])
        cost = model.reply(Transcript(ASKED), (), lambda text: None).usage.cost_usd
    assert (cost is not None and cost > 0) is known


def test_a_refusal_after_a_model_that_broke_off_is_not_free(desk: Desk) -> None:
    with openai_server([Fault(cut_after=2)]) as first, openai_server([Fault(429)]) as second:
        model = FallbackModel([priced("gpt-4o", first.url), priced("gpt-4o-mini", second.url)])
        with pytest.raises(RateLimited) as error:
            model.reply(Transcript(ASKED), (), lambda text: None)
    assert not error.value.free
    assert RateLimited("Alone.").free


def test_all_models_failing_is_the_last_ones_error(desk: Desk) -> None:
    with openai_server([Fault(500), Fault(500)]) as server:
        names = ("openai/one", "openai/two")
        model = FallbackModel([LitellmModel(each, server.url, pauses_s=()) for each in names])
        with pytest.raises(Unavailable, match="openai/two"):
            model.reply(Transcript(ASKED), (), lambda text: None)


def long_transcript(steps: int) -> Transcript:
    """Steps that each read 60 lines, every third with a figure."""
    transcript = Transcript(ASKED)
    for at in range(steps):
        lines = [
            f"{at * 60 + n:>6}  "
            + (f"Sales were ${n + 1},{at:03}.5 million" if n % 3 == 0 else "word " * 12)
            for n in range(60)
        ]
        text = "\n".join(("[acme] lines 1-60 of 900, from page 1", *lines, "Next: read on."))
        call = Call(f"c{at}", "read", {"document": "acme", "start": at * 60})
        transcript = transcript.then(Step(Reply(calls=(call,)), (Observation(call, text),)))
    return transcript


def test_old_results_are_folded_and_keep_every_figure_and_its_line() -> None:
    transcript = long_transcript(30)
    told = messages(transcript, 12_000)
    whole = messages(transcript)
    assert len(json.dumps(told)) < len(json.dumps(whole)) / 1.5
    assert len(told) == len(whole)
    first = told[3]["content"]
    assert "Folded: 40 lines" in first
    for n in range(0, 60, 3):
        assert f"{n:>6}  Sales were ${n + 1},000.5 million" in first
    assert told[-1] == whole[-1]  # what was just read is whole


def test_between_two_foldings_the_prompt_only_grows() -> None:
    transcript, changed = long_transcript(40), 0
    before = messages(Transcript(ASKED), 40_000)
    for steps in range(1, 41):
        now = messages(replace(transcript, steps=transcript.steps[:steps]), 40_000)
        changed += now[: len(before)] != before
        before = now
    assert 1 <= changed <= 4


def test_what_fits_is_not_folded() -> None:
    assert folded(long_transcript(3), 100_000) == 0
    assert note_of("short: 12") == "short: 12"


def test_a_transcript_that_is_too_long_after_all_is_folded_and_sent_again() -> None:
    script: list[Said | Fault] = [
        Fault(400, message="maximum context length is 8192 tokens"),
        Said("Here."),
    ]
    with openai_server(script) as server:
        model = LitellmModel("openai/test", server.url, context_tokens=60_000)
        assert model.reply(long_transcript(30), (), lambda text: None).text == "Here."
    sizes = [len(json.dumps(request["messages"])) for request in server.requests]
    assert sizes[1] < sizes[0]


def test_every_call_has_its_result() -> None:
    calls = (Call("a", "glob", {}), Call("b", "glob", {}))
    step = Step(Reply(calls=calls), (Observation(calls[0], "Done."),))
    told = messages(Transcript(ASKED, (step,)))
    assert [(each["tool_call_id"], each["content"]) for each in told[3:]] == [
        ("a", "Done."),
        ("b", "This call was not made."),
    ]
