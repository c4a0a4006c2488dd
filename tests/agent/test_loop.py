import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agent.answer import Answer, Draft
from agent.budget import Limits
from agent.events import Event, RunEnded, StepFinished, StepStarted, TextSaid
from agent.loop import ask, run
from agent.model import Call, ModelError, NotAllowed, Reply, Usage
from agent.models import model_named
from agent.reply import Replying
from agent.scripted_model import ScriptedModel
from agent.transcript import Question, Transcript
from tests.agent.drafts import assets, leases
from tests.filing_maker import annual, current, line_with
from tools.desk import Desk
from tools.tool import Tool

ASKED = Question("What were total assets at the end of 2024?")


def call(tool: str, **arguments: object) -> Call:
    return Call(f"{tool}-{len(arguments)}", tool, arguments)


def said(draft: Draft) -> Reply:
    return Reply(calls=(Call("answer-1", "answer", draft.to_arguments()),))


def events_of(
    desk: Desk, *replies: Reply | ModelError, limits: Limits | None = None
) -> list[Event]:
    return list(run(desk, ScriptedModel(replies), ASKED, limits=limits))


def answer_of(desk: Desk, *replies: Reply | ModelError, limits: Limits | None = None) -> Answer:
    last = events_of(desk, *replies, limits=limits)[-1]
    assert isinstance(last, RunEnded)
    return last.answer


def seen_by(desk: Desk, *replies: Reply) -> list[str]:
    """What each call's observation said."""
    return [e.text for e in events_of(desk, *replies) if isinstance(e, StepFinished)]


def test_a_question_is_looked_up_and_answered(desk: Desk) -> None:
    look = Reply("Looking.", (call("grep", pattern="Total assets"), call("glob")))
    events = events_of(desk, look, said(assets(desk)))
    assert [event.type for event in events] == [
        "run_started",
        "text",
        "usage",
        "step_started",
        "step_started",
        "step_finished",
        "step_finished",
        "usage",
        "step_started",
        "step_finished",
        "figure",
        "citation",
        "check",
        "check",
        "check",
        "check",
        "check",
        "check",
        "run_ended",
    ]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert len({event.run for event in events}) == 1


def test_the_answer_knows_page_table_and_cell(desk: Desk) -> None:
    answer = answer_of(desk, said(assets(desk)))
    (figure,) = answer.figures
    line = line_with(desk, annual(desk), "Total assets")
    assert (answer.status, answer.value, answer.unit) == ("answered", "9120000000", "USD")
    assert (figure.source, figure.page, figure.lines) == ("annual.htm", 3, (line, line))
    assert figure.cell is not None
    assert (figure.cell.label, figure.cell.header) == ("Total assets", "December 31, 2024")
    assert answer.citations[0].page == 3


def test_the_answer_is_the_ask_object(desk: Desk) -> None:
    told = json.loads(
        json.dumps(answer_of(desk, call_then(assets(desk)), said(assets(desk))).to_json())
    )
    assert set(told) == {
        "status", "answer", "value", "unit", "figures", "citations", "chain", "checks",
        "open_threads", "steps", "usage",
    }  # fmt: skip
    assert set(told["figures"][0]) == {
        "text", "value", "unit", "period", "scope", "document", "source", "page", "lines",
        "table", "cell", "fact", "expression",
    }  # fmt: skip
    assert set(told["citations"][0]) == {"document", "source", "page", "lines", "quote"}
    assert set(told["checks"][0]) == {"name", "status", "sentence"}
    assert set(told["steps"][0]) == {"tool", "arguments", "seconds"}
    assert set(told["usage"]) == {
        "model", "prompt_tokens", "cached_tokens", "completion_tokens", "cost_usd", "seconds",
    }  # fmt: skip


def call_then(draft: Draft) -> Reply:
    return Reply(calls=(call("grep", pattern=str(draft.value)),))


def test_every_event_is_json(desk: Desk) -> None:
    for event in events_of(desk, call_then(assets(desk)), said(leases(desk))):
        told = json.loads(json.dumps(event.to_json()))
        assert list(told)[:4] == ["run", "seq", "time", "type"]
    assert set(told["answer"]) >= {"status", "answer"}


def test_figures_are_called_by_their_place(desk: Desk) -> None:
    answer = answer_of(desk, said(leases(desk)))
    assert answer.figures[0].expression == "f2 + f3"
    assert [figure.text for figure in answer.figures] == [
        "$7.0 billion",
        "$5.0 billion",
        "$2.0 billion",
    ]


def test_lines_of_figures_are_cited_though_the_draft_did_not(desk: Desk) -> None:
    answer = answer_of(desk, said(leases(desk)))
    filing = annual(desk)
    assert [citation.lines[0] for citation in answer.citations] == [
        line_with(desk, filing, "excluding discontinued"),
        line_with(desk, filing, "amount to"),
    ]


def test_calls_of_a_reply_run_side_by_side_and_come_back_in_order(desk: Desk) -> None:
    calls = tuple(call("read", document=annual(desk), start=n) for n in range(1, 9))
    finished = [e for e in events_of(desk, Reply(calls=calls)) if isinstance(e, StepFinished)]
    assert [event.step for event in finished] == list(range(1, 9))
    assert [f"     {n}  " in event.text for n, event in enumerate(finished, 1)] == [True] * 8


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (call("serch", query="x"), "There is no tool 'serch'"),
        (call("read", document="nope"), "No such document 'nope'"),
        (call("read", file="x"), "read has no argument 'file'"),
        (Call("c", "read", {}, malformed='{"document": "a'), "are no JSON object"),
        (call("answer", status="maybe", answer="x"), "answer: status"),
    ],
)
def test_a_mistake_is_told_and_the_run_goes_on(desk: Desk, wrong: Call, sentence: str) -> None:
    events = events_of(desk, Reply(calls=(wrong,)), said(assets(desk)))
    first = next(event for event in events if isinstance(event, StepFinished))
    assert first.error
    assert sentence in first.text
    assert events[-1].to_json()["answer"]["status"] == "answered"


def test_a_failed_check_is_told_once_and_repaired(desk: Desk) -> None:
    wrong = replace(assets(desk), value="9120")
    seen = seen_by(desk, said(wrong), said(assets(desk)))
    assert "The value 9120 is none of the figures." in seen[0]
    assert seen[1] == "The answer was taken."


def test_what_stays_wrong_is_withheld_and_reported(desk: Desk) -> None:
    wrong = replace(assets(desk), value="9120")
    answer = answer_of(desk, said(wrong), said(wrong))
    assert (answer.status, answer.value) == ("partial", None)
    assert [check.name for check in answer.checks if check.status == "failed"] == ["value"]
    assert answer.answer.startswith("Not verified: The value 9120 is none of the figures.")


def test_a_quotation_that_does_not_stand_is_left_out(desk: Desk) -> None:
    draft = assets(desk)
    wrong = replace(draft, citations=(replace(draft.citations[0], quote="Total assets $1"),))
    answer = answer_of(desk, said(wrong), said(wrong))
    assert [citation.quote for citation in answer.citations] == [
        "| Total assets | $9,120 | $8,750 |"
    ]


def test_a_figure_that_does_not_hold_loses_its_value(desk: Desk) -> None:
    draft = assets(desk)
    wrong = replace(draft, figures=(replace(draft.figures[0], period="2023"),))
    answer = answer_of(desk, said(wrong), said(wrong))
    assert (answer.value, answer.figures[0].value) == (None, None)


def test_plain_text_with_marks_is_an_answer(desk: Desk) -> None:
    filing = annual(desk)
    line = line_with(desk, filing, "Fuel cost")
    answer = answer_of(desk, Reply(f"Fuel cost $45.2 million [{filing}:{line}]."))
    assert answer.status == "answered"
    assert answer.citations[0].quote.startswith("Revenue rose")
    assert answer.citations[0].lines == (line, line)


def test_marks_may_name_a_range(desk: Desk) -> None:
    filing = annual(desk)
    line = line_with(desk, filing, "Note 2. Leases")
    reply = Reply(f"They were $5.0 billion [{filing}:{line}-{line + 1}].")
    answer = answer_of(desk, reply, reply)  # the first time it is told of Note 3
    assert answer.citations[0].lines == (line, line + 1)


def test_a_plan_in_words_is_not_an_answer(desk: Desk) -> None:
    answer = answer_of(desk, Reply("I will look at the balance sheet."), said(assets(desk)))
    assert answer.value == "9120000000"


def test_text_without_marks_is_kept_but_does_not_stand(desk: Desk) -> None:
    answer = answer_of(desk, *[Reply("It was a lot.")] * 3)
    assert answer.status == "partial"
    assert "It was a lot." in answer.answer
    assert "evidence" in [check.name for check in answer.checks if check.status == "failed"]


def test_empty_replies_are_nudged_and_then_the_answer_is_asked_for(desk: Desk) -> None:
    assert answer_of(desk, Reply(), Reply(), said(assets(desk))).status == "answered"
    assert answer_of(desk, *[Reply()] * 9).status == "failed"


def test_the_same_call_is_not_made_a_third_time(desk: Desk) -> None:
    seen = seen_by(desk, *[call_then(assets(desk))] * 3, said(assets(desk)))
    assert seen[0] == seen[1] != seen[2]
    assert "same call for the 3rd time" in seen[2]


def test_calls_in_circles_end_in_the_last_call(desk: Desk) -> None:
    circle = [Reply(calls=(call("glob"),)), Reply(calls=(call("grep", pattern="lease"),))]
    answer = answer_of(desk, *circle * 20)
    assert len(answer.steps) < 12
    assert answer.status == "partial"


class Remembering:
    """A model that says what it was offered."""

    name = "remembering"

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.script = ScriptedModel(replies)
        self.offered: list[list[str]] = []
        self.notes: list[str] = []

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        self.offered.append([tool.name for tool in tools])
        self.notes.append(transcript.steps[-1].note if transcript.steps else "")
        return self.script.reply(transcript, tools, on_text)


def test_the_last_call_offers_nothing_but_the_answer(desk: Desk) -> None:
    model = Remembering([Reply(calls=(call("glob"),)), said(assets(desk))])
    answer = ask(desk, model, ASKED, limits=Limits(turns=1))
    assert answer.status == "answered"
    assert model.offered[-1] == ["answer"]
    assert "1 turns" in model.notes[-1]


@pytest.mark.parametrize(
    "limits",
    [
        Limits(turns=1),
        Limits(tokens=900),
        Limits(cost_usd=Decimal("0.01")),
        Limits(turns=0),
    ],
)
def test_a_spent_budget_ends_in_an_answer_with_what_is_known(desk: Desk, limits: Limits) -> None:
    usage = Usage(1000, 0, 10, Decimal("0.02"))
    look = Reply("", (call("grep", pattern="Total assets"),), usage)
    answer = answer_of(desk, look, look, look, limits=limits)
    if limits.turns == 0:
        assert answer.status == "failed"
        return
    assert answer.status == "partial"
    assert answer.citations[0].quote == "| Total assets | $9,120 | $8,750 |"
    assert answer.value is None
    assert answer.usage.prompt_tokens >= 1000


def test_an_unknown_price_is_not_taken_for_nothing(desk: Desk) -> None:
    reply = replace(said(assets(desk)), usage=Usage(10, 0, 1, None))
    assert answer_of(desk, reply).usage.cost_usd is None


def test_a_model_that_fails_at_once_is_a_failed_run(desk: Desk) -> None:
    answer = answer_of(desk, NotAllowed("x: the key is wrong. Set it."))
    assert answer.status == "failed"
    assert "the key is wrong" in answer.answer


def test_a_model_that_fails_later_leaves_what_was_found(desk: Desk) -> None:
    answer = answer_of(desk, call_then(assets(desk)), ModelError("gone"))
    assert answer.status == "failed"  # the grep found nothing
    found = Reply(calls=(call("grep", pattern="Fuel"),))
    answer = answer_of(desk, found, ModelError("gone"))
    assert answer.status == "partial"
    assert "gone" in answer.answer


def test_references_are_threads_until_their_target_is_read(desk: Desk) -> None:
    filing = annual(desk)
    follow = Reply(calls=(call("follow", document=filing, section="Note 2"),))
    read = Reply(calls=(call("read", document=filing, section="Note 3"),))
    events = events_of(desk, follow, read, said(assets(desk)))
    threads = [event.to_json() for event in events if event.type.startswith("thread")]
    assert [(each["type"], each["words"]) for each in threads] == [
        ("thread_opened", "Note 3"),
        ("thread_closed", "Note 3"),
    ]


class Slow:
    """A model that says a word now and then, and never ends."""

    name = "slow"

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        try:
            while True:
                on_text("word ")
                time.sleep(0.01)
        finally:
            self.stopped.set()


def test_a_reply_that_does_not_end_is_cut_off(desk: Desk) -> None:
    started = time.monotonic()
    limits = Limits(seconds=0.3, grace_seconds=0.3)
    answer = ask(desk, Slow(), ASKED, limits=limits)
    assert answer.status == "failed"
    assert time.monotonic() - started < 3


def test_closing_the_iterator_ends_the_model(desk: Desk) -> None:
    model = Slow()
    events = run(desk, model, ASKED)
    for event in events:
        if isinstance(event, TextSaid):
            break
    events.close()  # type: ignore[attr-defined]
    assert model.stopped.wait(2)


def test_a_stop_ends_the_run_with_an_answer(desk: Desk) -> None:
    model, stop = Slow(), threading.Event()
    events: list[Event] = []
    for event in run(desk, model, ASKED, stop=stop):
        events.append(event)
        if isinstance(event, TextSaid):
            stop.set()
    assert isinstance(events[-1], RunEnded)
    assert "stopped" in events[-1].answer.answer
    assert model.stopped.wait(2)


def test_a_question_is_limited_to_its_documents(desk: Desk) -> None:
    asked = replace(ASKED, documents=(current(desk),))
    model = ScriptedModel([Reply(calls=(call("glob"), call("read", document=annual(desk))))])
    seen = [e.text for e in run(desk, model, asked) if isinstance(e, StepFinished)]
    assert "1 of 1 document" in seen[0]
    assert "No such document" in seen[1]


def test_instructions_in_a_filing_do_nothing(desk: Desk) -> None:
    """Even a model that obeys them reaches nothing but the library."""
    obeys = Reply(
        calls=(
            call("read", document="/etc/passwd"),
            call("fetch", url="http://example.org"),
            call("calculate", expression="__import__('os').getcwd()"),
        )
    )
    events = events_of(desk, obeys, said(assets(desk)))
    finished = [event for event in events if isinstance(event, StepFinished)]
    assert [event.error for event in finished] == [True, True, True, False]


def test_a_script_is_read_from_a_file(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    rows: list[dict[str, object]] = [
        {"text": "Looking.", "calls": [{"tool": "glob"}]},
        {"calls": [{"tool": "answer", "arguments": assets(desk).to_arguments()}]},
    ]
    script.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    events = list(run(desk, model_named(f"scripted:{script}"), ASKED))
    assert [e.tool for e in events if isinstance(e, StepStarted)] == ["glob", "answer"]
    assert events[-1].to_json()["answer"]["value"] == "9120000000"


def test_a_reply_that_was_let_go_is_a_run_that_was_stopped_and_no_fault() -> None:
    gone = threading.Event()

    def work(on_text: Callable[[str], None]) -> Reply:
        gone.wait()
        on_text("Too late.")
        return Reply("Never.")

    replying = Replying("m", work, threading.Event(), 5.0)
    replying.let_go()
    gone.set()
    assert list(replying.texts()) == []
    with pytest.raises(ModelError, match="was stopped"):
        replying.reply()
