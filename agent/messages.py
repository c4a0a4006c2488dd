"""Transcript to messages, as chat models take them. Derived anew each turn, the beginning equal.

What is the same for every run (the system prompt) comes first and what grows comes last, so
that the provider's prefix cache serves every turn.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from agent.folding import folded, note_of
from agent.model import Call
from agent.prompts import prompt
from agent.transcript import Question, Step, Transcript
from tools.desk import Desk
from tools.glob import describe

LISTED = 12  # documents named in the briefing; beyond that the model uses glob

Message = dict[str, Any]


def briefing(desk: Desk, today: date) -> str:
    """The date, and what is in scope."""
    scope = desk.scope
    if not scope:
        told = "The library is empty."
    elif len(scope) <= LISTED:
        told = "\n".join(("In scope:", *map(describe, scope)))
    else:
        companies = {document.company for document in scope if document.company}
        told = f"In scope: {len(scope)} documents of {len(companies)} companies; glob lists them."
    return f"Today is {today.isoformat()}. {told}"


def messages(transcript: Transcript, room: int | None = None) -> list[Message]:
    """The conversation so far, system prompt first, old results folded to fit `room` tokens.

    Every call gets its result, so that no provider meets an id that nothing answers.
    """
    folds = folded(transcript, room) if room else 0
    question = transcript.question
    asked = "\n\n".join(filter(None, (*_context(question), f"Question: {question.text}")))
    told: list[Message] = [
        {"role": "system", "content": prompt("system")},
        {"role": "user", "content": asked},
    ]
    for at, step in enumerate(transcript.steps):
        told.extend(_messages(step, fold=at < folds))
    return told


def _context(question: Question) -> Iterator[str]:
    """What stands before the question: date and scope, notes, the conversation so far."""
    yield question.briefing
    if question.notes:
        notes = "\n".join(f"- {note}" for note in question.notes)
        yield (
            "Notes that people made on earlier answers. They are hints on where to look and what "
            f"is meant; what the filings say decides:\n{notes}"
        )
    if question.earlier:
        said = "\n".join(
            f"Asked: {one}" + (f"\nAnswered: {other}" if other else "")
            for one, other in question.earlier
        )
        yield f"Earlier in this conversation:\n{said}"


def _messages(step: Step, *, fold: bool) -> Iterator[Message]:
    calls = [_call(call) for call in step.reply.calls]
    if calls or step.reply.text:
        said: Message = {"role": "assistant", "content": step.reply.text or None}
        yield said | {"tool_calls": calls} if calls else said
    answered = {seen.call.id: seen.text for seen in step.observations}
    for call in step.reply.calls:
        text = answered.get(call.id, "This call was not made.")
        shown = note_of(text) if fold else text
        yield {"role": "tool", "tool_call_id": call.id, "content": shown}
    if step.note:
        yield {"role": "user", "content": step.note}


def _call(call: Call) -> Message:
    """A call as it is sent back; malformed arguments as none, since providers parse them."""
    function = {"name": call.tool, "arguments": json.dumps(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}
