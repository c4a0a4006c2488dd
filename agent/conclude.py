"""From draft to answer: source, page, table, cell and fact are filled in by code."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agent.amounts import decimal
from agent.answer import (
    Answer,
    Cell,
    Citation,
    Draft,
    DraftCitation,
    DraftFigure,
    Figure,
    RunUsage,
    StepTaken,
)
from agent.evidence import Printed, Spot
from agent.judge import Judged
from agent.task import with_nested
from agent.threads import told
from agent.tie_out import told as in_words
from agent.transcript import Transcript
from agent.verify import Verified
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


def conclude(desk: Desk, judged: Judged, transcript: Transcript, usage: RunUsage) -> Answer:
    """The answer made of a draft and what its checks leave standing.

    A value that does not hold is withheld, and the answer is then partial: it refuses rather
    than guesses; so it is where a relevant reference was left open. Quotations that do not stand
    are left out. Checks that failed are in `checks`.
    """
    draft, verified = judged.draft, judged.verified
    stands = verified.value and not any(check.name == "evidence" for check in verified.failed)
    whole = stands and not judged.left
    status = draft.status if whole or draft.status != "answered" else "partial"
    names = {figure.id: f"f{at}" for at, figure in enumerate(draft.figures, start=1)}
    return Answer(
        status=status,
        answer=draft.answer if stands else _doubted(draft.answer, verified),
        value=draft.value if verified.value else None,
        unit=draft.unit,
        figures=tuple(_figure(desk, figure, verified, names) for figure in draft.figures),
        citations=tuple(_citations(desk, cited(draft, verified))),
        chain=draft.chain,
        checks=judged.checks,
        open_threads=(*draft.open_threads, *map(told, judged.left)),
        steps=steps_taken(transcript),
        usage=usage,
    )


def _doubted(text: str, verified: Verified) -> str:
    told = " ".join(check.sentence for check in verified.failed)
    return f"Not verified: {told} What was drafted: {text}"


def cited(draft: Draft, verified: Verified) -> tuple[DraftCitation, ...]:
    """The quotations that stand, those of the headline's lines first, and every figure's line."""
    standing = [c for c, stands in zip(draft.citations, verified.quoted, strict=True) if stands]
    lines = [
        DraftCitation(where.document.id, (where.line, where.line), where.text)
        for where in (verified.spots[name][0] for name in _headline_first(draft, verified))
    ]
    extra = [each for each in lines if not any(_covers(c, each) for c in standing)]
    rank = {(each.document, each.lines[0]): at for at, each in reversed(list(enumerate(lines)))}

    def place(citation: DraftCitation) -> int:
        first, last = citation.lines
        inside = (rank.get((citation.document, line)) for line in range(first, last + 1))
        return min((at for at in inside if at is not None), default=len(rank))

    return tuple(dict.fromkeys(sorted([*standing, *extra], key=place)))


def _headline_first(draft: Draft, verified: Verified) -> list[str]:
    """Ids of sound figures with a line: those the headline value rests on come first."""
    by_id = {figure.id: figure for figure in draft.figures}
    wanted = decimal(draft.value)
    queue = [f.id for f in draft.figures if wanted is not None and decimal(f.value) == wanted]
    ordered: dict[str, None] = {}
    for name in (waiting := [*queue, *by_id]):
        if name not in ordered:
            ordered[name] = None
            inputs = re.findall(r"\b[A-Za-z_]\w*\b", by_id[name].expression or "")
            if name in queue:
                at = waiting.index(name) + 1
                waiting[at:at] = [each for each in inputs if each in by_id]
    return [name for name in ordered if name in verified.sound and name in verified.spots]


def _covers(citation: DraftCitation, line: DraftCitation) -> bool:
    first, last = citation.lines
    return citation.document == line.document and first <= line.lines[0] <= last


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
        for seen in with_nested(tuple(transcript.observations))
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


def _figure(desk: Desk, draft: DraftFigure, verified: Verified, names: dict[str, str]) -> Figure:
    """The figure with what its line knows; without value when it does not hold."""
    figure = Figure(
        text=draft.text,
        value=draft.value if draft.id in verified.sound else None,
        unit=draft.unit,
        period=draft.period or _period(verified, draft.id),
        scope=draft.scope,
        expression=_renamed(draft.expression, names),
    )
    if draft.id not in verified.spots:
        return figure
    where, printed = verified.spots[draft.id]
    figure = replace(
        figure,
        unit=draft.unit or (printed.unit if printed else None),
        document=where.document.id,
        source=where.document.source,
        page=page_of(where.document, where.line),
        lines=(where.line, where.line),
    )
    if printed is None or printed.cell is None or where.stored is None:
        return figure
    header = printed.column.header if printed.column else ""
    cell = Cell(where.row, printed.cell.column, where.label, header)
    return replace(figure, table=where.stored.id, cell=cell, fact=_concept(desk, where, printed))


def _period(verified: Verified, id: str) -> str | None:
    """The period of a figure's own cell, where the draft says none."""
    entry = verified.ledger.entries.get(id)
    if entry is None or entry.expression or not (entry.period.end or entry.period.year):
        return None
    return in_words(entry.period)


def _renamed(expression: str | None, names: dict[str, str]) -> str | None:
    """The expression with figures called by their place in the list: f1, f2, …"""
    if expression is None:
        return None
    return re.sub(r"\b[A-Za-z_]\w*\b", lambda m: names.get(m[0], m[0]), expression)


def _concept(desk: Desk, where: Spot, printed: Printed) -> str | None:
    """The concept tagged in the cell, if there is one."""
    assert printed.cell is not None
    ids = set(printed.cell.facts)
    if not ids:
        return None
    facts = desk.library.facts(where.document.id)
    return next((fact.concept for fact in facts if fact.id in ids), None)
