"""From draft to answer: source, page, table, cell and fact are filled in by code."""

import re
from collections.abc import Iterator

from agent.answer import (
    Answer,
    Check,
    Citation,
    Draft,
    DraftCitation,
    DraftFigure,
    Figure,
    RunUsage,
    StepTaken,
)
from agent.transcript import Transcript
from tools.desk import Desk, page_of
from tools.grep import Matches
from tools.search import Hits
from tools.tool import ToolError

MARK = re.compile(r"\[([\w.\-#/]+):(\d+)(?:\s*[-–]\s*(\d+))?\]")
KEPT = 5  # passages shown when a run ends without an answer


def draft_from_text(desk: Desk, text: str) -> Draft | None:
    """A draft out of plain text: its marks, [document:line] or [document:first-last], cite."""
    if not text.strip():
        return None
    found = [_cited(desk, match) for match in MARK.finditer(text)]
    citations = tuple(dict.fromkeys(each for each in found if each is not None))
    return Draft("answered", text.strip(), citations=citations)


def _cited(desk: Desk, mark: re.Match[str]) -> DraftCitation | None:
    """The lines a mark names, whole; None where there are none."""
    try:
        stored = desk.document(mark[1])
    except ToolError:
        return None
    lines = desk.library.lines(stored.id)
    first, last = int(mark[2]), int(mark[3] or mark[2])
    if not 1 <= first <= last <= min(len(lines), first + 40):
        return None
    return DraftCitation(stored.id, (first, last), " ".join(lines[first - 1 : last]).strip())


def conclude(
    desk: Desk,
    draft: Draft,
    checks: tuple[Check, ...],
    transcript: Transcript,
    usage: RunUsage,
) -> Answer:
    """The answer made of a draft and its checks."""
    return Answer(
        status=draft.status,
        answer=draft.answer,
        value=draft.value,
        unit=draft.unit,
        figures=tuple(_figure(figure) for figure in draft.figures),
        citations=tuple(_citations(desk, draft.citations)),
        chain=draft.chain,
        checks=checks,
        open_threads=draft.open_threads,
        steps=steps_taken(transcript),
        usage=usage,
    )


def leftover(desk: Desk, why: str, transcript: Transcript, usage: RunUsage) -> Answer:
    """What a run without a draft ends in: the passages it came upon, or nothing but the reason."""
    passages = tuple(dict.fromkeys(_seen(transcript)))[-KEPT:]
    found = "The passages it came upon are cited." if passages else "Nothing was found before."
    return Answer(
        status="partial" if passages else "failed",
        answer=f"There is no answer. {why} {found}",
        value=None,
        unit=None,
        figures=(),
        citations=tuple(_citations(desk, passages)),
        chain=(),
        checks=(),
        open_threads=(f"unanswered: {transcript.question.text}",),
        steps=steps_taken(transcript),
        usage=usage,
    )


def _seen(transcript: Transcript) -> Iterator[DraftCitation]:
    """What searches showed, the last best hit last."""
    for observation in transcript.observations:
        match observation.result:
            case Hits(found=found):
                yield from (
                    DraftCitation(hit.document, hit.lines, hit.text)
                    for hit in reversed(found.hits[:2])
                )
            case Matches(matches=matches):
                yield from (
                    DraftCitation(each.document, (each.line, each.line), each.text)
                    for each in reversed(matches[:2])
                )


def steps_taken(transcript: Transcript) -> tuple[StepTaken, ...]:
    """The tool calls of a run, `answer` apart."""
    return tuple(
        StepTaken(seen.call.tool, seen.call.arguments, round(seen.seconds, 3))
        for seen in transcript.observations
        if seen.call.tool != "answer"
    )


def _citations(desk: Desk, given: tuple[DraftCitation, ...]) -> Iterator[Citation]:
    for each in given:
        try:
            stored = desk.document(each.document)
        except ToolError:
            continue  # its check has failed and says so
        page = page_of(stored, each.lines[0])
        yield Citation(stored.id, stored.source, page, each.lines, each.quote)


def _figure(draft: DraftFigure) -> Figure:
    return Figure(draft.text, draft.value, draft.unit, draft.period, draft.scope, draft.document)
