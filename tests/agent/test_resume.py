"""A run that broke off goes on from its events."""

import json
from collections.abc import Callable, Sequence

import pytest

from agent.events import Event, RunEnded, RunResumed, StepFinished, TextSaid, Used, from_json
from agent.loop import run
from agent.model import Call, Reply, Usage
from agent.offline.model import OfflineModel
from agent.resume import resume, transcript_of
from agent.scripted_model import ScriptedModel
from agent.transcript import Question, Transcript
from tests.agent.drafts import assets
from tests.filing_maker import annual
from tools.desk import Desk
from tools.grep import Matches
from tools.tool import Tool

ASKED = Question("What were total assets at the end of 2024?")


def replies(desk: Desk) -> list[Reply]:
    took = Usage(100, 40, 10)
    look = (Call("a", "grep", {"pattern": "Total assets"}), Call("b", "glob", {}))
    read = (Call("c", "read", {"document": annual(desk), "section": "Note 3"}),)
    hand_in = (Call("d", "answer", assets(desk).to_arguments()),)
    return [Reply("Looking.", look, took), Reply("", read, took), Reply("", hand_in, took)]


def whole(desk: Desk) -> list[Event]:
    return list(run(desk, ScriptedModel(replies(desk)), ASKED))


def test_the_transcript_is_that_of_the_run(desk: Desk) -> None:
    transcript, spent = transcript_of(desk, whole(desk)[:-8])
    assert transcript.question.text == ASKED.text
    assert [step.reply.text for step in transcript.steps][:2] == ["Looking.", ""]
    first = next(transcript.observations)
    assert isinstance(first.result, Matches)
    assert (spent.prompt_tokens, spent.cached_tokens) == (300, 120)


@pytest.mark.parametrize("cut", range(3, 14))
def test_a_run_cut_off_anywhere_ends_in_the_same_answer(desk: Desk, cut: int) -> None:
    events = whole(desk)
    kept = [json.dumps(event.to_json()) for event in events[:cut]]
    before = [from_json(json.loads(each)) for each in kept]
    assert [json.dumps(event.to_json()) for event in before] == kept
    transcript, _ = transcript_of(desk, before)
    model = ScriptedModel(replies(desk)[len(transcript.steps) :])
    after = list(resume(desk, model, before))
    assert [event.seq for event in after] == list(range(cut + 1, cut + 1 + len(after)))
    assert {event.run for event in after} == {events[0].run}
    assert isinstance(after[0], RunResumed)
    last, expected = after[-1], events[-1]
    assert isinstance(last, RunEnded)
    assert isinstance(expected, RunEnded)
    assert last.answer.value == expected.answer.value == "9120000000"
    assert len(last.answer.steps) == len(expected.answer.steps)


def test_notes_and_earlier_turns_are_of_the_question_again(desk: Desk) -> None:
    told: list[Transcript] = []

    class Listening(ScriptedModel):
        def reply(
            self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
        ) -> Reply:
            told.append(transcript)
            return ScriptedModel.reply(self, transcript, tools, on_text)

    model = Listening(replies(desk))
    said = (("Who is the auditor?", "It is named."),)
    list(resume(desk, model, whole(desk)[:1], notes=("In dollars.",), earlier=said))
    assert (told[0].question.notes, told[0].question.earlier) == (("In dollars.",), said)


def test_the_end_of_a_run_is_nothing_to_go_on_from(desk: Desk) -> None:
    with pytest.raises(ValueError, match="'run_ended' is no event"):
        from_json(whole(desk)[-1].to_json())


def test_what_was_spent_counts(desk: Desk) -> None:
    events = whole(desk)
    first = next(at for at, event in enumerate(events) if isinstance(event, Used))
    cut = next(at for at, e in enumerate(events) if isinstance(e, StepFinished) and at > first + 2)
    after = list(resume(desk, ScriptedModel(replies(desk)[1:]), events[: cut + 1]))
    last = after[-1]
    assert isinstance(last, RunEnded)
    assert last.answer.usage.prompt_tokens == 300


def test_the_planner_goes_on_where_it_was(desk: Desk) -> None:
    events = list(run(desk, OfflineModel(), ASKED))
    last = events[-1]
    assert isinstance(last, RunEnded)
    finished = [at for at, event in enumerate(events) if isinstance(event, StepFinished)]
    after = list(resume(desk, OfflineModel(), events[: finished[1] + 1]))
    ended = after[-1]
    assert isinstance(ended, RunEnded)
    assert ended.answer.value == last.answer.value
    assert not any(isinstance(event, TextSaid) for event in after)
