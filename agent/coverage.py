"""The proof of "not disclosed": what was looked for, where, and how much of the filing was seen."""

from collections.abc import Iterable, Iterator

from agent.answer import Check, Draft
from agent.transcript import Observation
from store.tables import StoredSection
from tools.desk import Desk
from tools.read import Window
from tools.sizes import clip, counted

WORDS = ("pattern", "query", "label", "concept")
"""Arguments of tools that say what is looked for."""
LISTED = 8


def coverage(desk: Desk, draft: Draft, observations: Iterable[Observation]) -> Check | None:
    """What a refusal rests on; it fails where nothing was looked for."""
    seen = [each for each in observations if not each.error]
    if draft.status == "not_in_library":
        return Check("coverage", "passed", _held(desk))
    if draft.status != "not_disclosed":
        return None
    tried = list(dict.fromkeys(_tried(seen)))
    if not tried and not any(isinstance(each.result, Window) for each in seen):
        sentence = "Nothing was looked for: search, grep and read before saying “not disclosed”."
        return Check("coverage", "failed", sentence)
    parts = [f"Looked for {', '.join(f'“{clip(each, 60)}”' for each in tried[:LISTED])}"]
    if len(tried) > LISTED:
        parts.append(f"and {len(tried) - LISTED} more")
    return Check("coverage", "passed", " ".join((*parts, f"in {_where(desk, seen)}.")))


def _tried(observations: Iterable[Observation]) -> Iterator[str]:
    for seen in observations:
        yield from (str(said) for name in WORDS if (said := seen.call.arguments.get(name)))


def _where(desk: Desk, observations: Iterable[Observation]) -> str:
    """The sections that were read, and the share of the lines."""
    read: dict[str, set[int]] = {}
    for seen in observations:
        if isinstance(seen.result, Window):
            window = seen.result
            lines = range(window.first, window.first + len(window.lines))
            read.setdefault(window.document, set()).update(lines)
    scope = counted(len(desk.scope), "document")
    told = [_sections(desk, document, lines) for document, lines in read.items()]
    return f"{scope}; read: {'; '.join(told)}" if told else f"{scope}; no section was read whole"


def _sections(desk: Desk, document: str, lines: set[int]) -> str:
    """The titles of the outermost sections that lie wholly in what was read."""
    sections = desk.library.sections(document)
    whole = [s for s in sections if lines.issuperset(range(s.first_line, s.last_line + 1))]
    outer = [s for s in whole if not any(_holds(o, s) for o in whole)]
    titles = ", ".join(clip(section.title, 60) for section in outer[:LISTED])
    total = len(desk.library.lines(document))
    return (
        f"{document}: {titles or 'parts of sections'} ({100 * len(lines) // total} % of its lines)"
    )


def _holds(outer: StoredSection, inner: StoredSection) -> bool:
    spans = outer.first_line <= inner.first_line and inner.last_line <= outer.last_line
    return outer.id != inner.id and spans


def _held(desk: Desk) -> str:
    """What the library has instead."""
    scope = desk.scope
    companies = sorted({each.company for each in scope if each.company})
    named = ", ".join(companies[:LISTED]) + (", …" if len(companies) > LISTED else "")
    return f"In scope: {counted(len(scope), 'document')} of {named or 'no known company'}."
