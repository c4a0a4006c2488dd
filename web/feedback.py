"""Feedback: kept with its run, turned into notes, and exported for evaluation and for training."""

import difflib
import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from store.service_tables import StoredEvent, StoredFeedback, StoredRun
from web.memory import add_note
from web.problems import Conflict
from web.records import Who, mine, new_id, now, one
from web.shapes import FeedbackNew


def add_feedback(session: Session, who: Who, given: FeedbackNew) -> StoredFeedback:
    """Keep what was thought of an answer; an explanation or a correction becomes a note."""
    run = one(session, StoredRun, given.run, who)
    if run.answer is None:
        raise Conflict("The run has no answer yet. Wait until it has ended.")
    answer = str(run.answer["answer"])
    made = StoredFeedback(
        id=new_id("feedback"),
        team=who.team,
        owner=who.user,
        run=run.id,
        verdict=given.verdict,
        reason=given.reason,
        explanation=given.explanation,
        corrected=given.corrected,
        diff=diff(answer, given.corrected) if given.corrected else "",
        created=now(),
    )
    session.add(made)
    session.flush()
    if text := note_text(given):
        note = add_note(
            session,
            who,
            text=text,
            scope=given.scope,
            source="correction" if given.corrected else "feedback",
            about=run.question,
            expires=given.expires,
            feedback=made.id,
        )
        made.note = note.id
        session.add(made)
        session.flush()
    return made


def note_text(given: FeedbackNew) -> str:
    """What later runs are to be told; "" where the feedback explains nothing."""
    parts = [given.explanation] if given.explanation else []
    if given.corrected:
        parts.append(f"A person corrected the answer to: {given.corrected}")
    return " ".join(parts)


def diff(before: str, after: str) -> str:
    """From the answer to its correction, line by line."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "answer", "corrected", lineterm=""
    )
    return "\n".join(lines)


def signals(session: Session, who: Who) -> list[dict[str, Any]]:
    """Tool calls of one's runs that failed: what a run stumbled over, without being told."""
    query = (
        select(StoredEvent, StoredRun.question)
        .join(StoredRun, col(StoredEvent.run) == col(StoredRun.id))
        .where(
            col(StoredRun.team) == who.team,
            col(StoredRun.owner) == who.user,
            col(StoredEvent.type) == "step_finished",
            col(StoredEvent.body).like('%"error": true%'),
        )
        .order_by(col(StoredEvent.run).desc(), col(StoredEvent.seq))
        .limit(500)
    )
    found = []
    for event, question in session.exec(query).all():
        said = json.loads(event.body)
        told = {name: said[name] for name in ("run", "step", "tool", "text")}
        found.append(told | {"question": question})
    return found


def cases(session: Session, who: Who) -> Iterator[dict[str, Any]]:
    """Corrected answers, and those that were found good, as questions with their answers."""
    for given, run in judged(session, who):
        right = given.corrected or (run.answer["answer"] if given.verdict == "up" else None)  # type: ignore[index]
        if right is None:
            continue
        value = run.answer["value"] if run.answer and given.corrected is None else None
        case = {"id": given.id, "question": run.question, "documents": run.documents}
        yield case | {"answer": right, "value": value, "source": "feedback"}


def pairs(session: Session, who: Who) -> Iterator[dict[str, Any]]:
    """Preference pairs: the corrected answer is chosen over the one that was given.

    Of two answers to the same question, the one found good is chosen over the one found bad.
    """
    good: dict[str, str] = {}
    bad: dict[str, str] = {}
    for given, run in judged(session, who):
        answer = str((run.answer or {})["answer"])
        if given.corrected:
            yield {"prompt": run.question, "chosen": given.corrected, "rejected": answer}
        else:
            (good if given.verdict == "up" else bad)[run.question] = answer
    for question in good.keys() & bad.keys():
        if good[question] != bad[question]:
            yield {"prompt": question, "chosen": good[question], "rejected": bad[question]}


def judged(session: Session, who: Who) -> list[tuple[StoredFeedback, StoredRun]]:
    """One's feedback with the runs it is on, oldest first."""
    every = session.exec(mine(StoredFeedback, who).order_by(col(StoredFeedback.id))).all()
    runs = {
        run.id: run
        for run in session.exec(
            mine(StoredRun, who).where(col(StoredRun.id).in_([each.run for each in every]))
        ).all()
    }
    return [(each, runs[each.run]) for each in every if each.run in runs]
