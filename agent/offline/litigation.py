"""What claims against a company may cost in all: every place that states an amount, each once.

Legal proceedings, every note and the events after the balance sheet date are read whole, since no
one place names the others and some never say "litigation". Settled cases, warnings in general
and descriptions of the same case elsewhere are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.offline.claims import AMOUNT, amounts, is_counted, is_foreign
from agent.offline.drafts import Source, citation, computed, draft, figure, plain, said
from agent.offline.exposure import annual_first
from agent.offline.metrics import words
from agent.offline.phrases import PART, TOTAL
from agent.offline.places import SUM, WINDOW, section_of
from agent.offline.plan import Ask, Draft, Look, look, look_all
from agent.offline.question import Wanted
from agent.offline.sentences import Sentence, sentences
from agent.offline.suits import (
    CASE,
    CLAIMED,
    ELSEWHERE,
    INDEMNITY,
    LEGAL,
    LEGAL_TITLE,
    LISTED,
    NO_CLAIM,
    NONE,
    OURS,
    OVER,
    PROBABLE,
    SUIT,
    TOGETHER,
    WITHIN,
)
from store.tables import StoredDocument, StoredSection
from tools.calculate import Computed
from tools.grep import Matches
from tools.outline import Outline
from tools.read import Window
from tools.table import Tables, TableShown

PLACES = ("3", "II.1")
"""Items that hold legal proceedings."""
RESTATING = frozenset(("1A", "1C", "7", "I.2", "8", "I.1", "15", "II.6"))
"""Items that warn, discuss, or hold what is read for itself."""
MOST = 30
"""Paragraphs read outside of those places."""
ALIKE = 0.4
"""Two passages with one amount that share so many of their words tell of one case."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An amount that is claimed, and where."""

    source: Source
    section: StoredSection
    paragraph: frozenset[str]
    cases: frozenset[str]
    """What its paragraph calls the cases it tells of: "Calloway"."""
    listed: bool = False
    """It is a row of a list of cases."""


def is_legal(label: str) -> bool:
    """Whether an exposure is asked for that comes of claims."""
    return LEGAL.search(label) is not None


def litigation(filings: Sequence[StoredDocument], wanted: Wanted) -> Look[Draft | None]:
    """Add up what is claimed; None when the filing states no amount."""
    filing = annual_first(filings, wanted)
    if filing is None:
        return None
    outline = yield from look(Outline, "outline", document=filing.id)
    places = [s for s in outline.sections if s.kind == "note" or s.item in PLACES]
    found: list[Claimed] = []
    foreign: list[str] = []
    for claim in (yield from _listed(filing, places)):
        if not any(_same(claim, other) for other in found):
            found.append(claim)
    said = yield from _sentences(filing, places)
    said += yield from _elsewhere(filing, outline, places)
    for section, sentence in said:
        foreign += _in_other_money(sentence)
        for claim in _claimed(filing, section, sentence):
            if not any(_same(claim, other) for other in found):
                found.append(claim)
    if not found:
        return None
    return (yield from _sum(filing, found, foreign))


def _sentences(
    filing: StoredDocument, places: Sequence[StoredSection]
) -> Look[list[tuple[StoredSection, Sentence]]]:
    """The sentences of several sections, all read at once."""
    windows = [
        (section, start, min(WINDOW, section.last_line - start + 1))
        for section in places
        for start in range(section.first_line, section.last_line + 1, WINDOW)
    ]
    asks = [
        Ask("read", {"document": filing.id, "start": start, "count": count})
        for _, start, count in windows
    ]
    shown = yield from look_all(Window, asks)
    return [
        (section, sentence)
        for (section, _, _), window in zip(windows, shown, strict=True)
        if window
        for sentence in sentences(window.lines, window.first)
    ]


def _listed(filing: StoredDocument, places: Sequence[StoredSection]) -> Look[list[Claimed]]:
    """The rows of tables that list what is demanded in each case."""
    asks = [
        Ask("table", {"document": filing.id, "section": section.id, "limit": 20})
        for section in places
    ]
    shown = yield from look_all(Tables, asks)
    return [
        claim
        for section, found in zip(places, shown, strict=True)
        for each in (found.tables if found else ())
        if LISTED.search(" ".join((each.table.caption, *(c.header for c in each.table.columns))))
        for claim in _rows(filing, section, each)
    ]


def _rows(filing: StoredDocument, section: StoredSection, shown: TableShown) -> Iterator[Claimed]:
    for row, line in zip(shown.table.rows, shown.row_lines, strict=True):
        cell = next((each for each in row.cells if each.column and each.value is not None), None)
        if cell is not None and cell.value and row.label and not SUM.match(row.label):
            source = Source(cell.text, cell.value, "USD", filing.id, line, row.label)
            yield Claimed(source, section, frozenset(words(row.label)), frozenset(), listed=True)


def _elsewhere(
    filing: StoredDocument, outline: Outline, places: Sequence[StoredSection]
) -> Look[list[tuple[StoredSection, Sentence]]]:
    """Sentences of paragraphs on an indemnity, in items that neither warn nor discuss."""
    items = [s for s in outline.sections if s.kind == "item" and s.item not in RESTATING]
    ask = Ask("grep", {"pattern": INDEMNITY.pattern, "document": filing.id, "limit": 200})
    (found,) = yield from look_all(Matches, [ask])
    lines = [each.line for each in (found.matches if found else ())]
    inside = [(line, item) for line in lines for item in items if _holds(item, line)]
    inside = [(line, item) for line, item in inside if not any(_holds(p, line) for p in places)]
    asks = [
        Ask("read", {"document": filing.id, "start": line, "count": 1}) for line, _ in inside[:MOST]
    ]
    shown = yield from look_all(Window, asks)
    return [
        (item, sentence)
        for (_, item), window in zip(inside, shown, strict=False)
        if window
        for sentence in sentences(window.lines, window.first)
    ]


def _holds(section: StoredSection, line: int) -> bool:
    return section.first_line <= line <= section.last_line


def _claimed(
    filing: StoredDocument, section: StoredSection, sentence: Sentence
) -> Iterator[Claimed]:
    """The amount of a sentence on a claim: the first that is no part of another."""
    text = sentence.text
    if not _claims(section, sentence) or is_counted(text) or WITHIN.search(text):
        return
    for printed, value, start, before, after in amounts(text):
        behind = "" if INDEMNITY.search(text) else re.split(r"[,;]", after, maxsplit=1)[0]
        clause = text[:start] + behind  # what another has paid is what it wants back
        if not OVER.search(clause) and not PART.search(NONE.sub(" ", before)):
            source = Source(printed, value, "USD", filing.id, sentence.line, text)
            paragraph = sentence.paragraph
            yield Claimed(source, section, frozenset(words(paragraph)), cases(paragraph))
            return


def _claims(section: StoredSection, sentence: Sentence) -> bool:
    """Whether a sentence tells of a claim against the company."""
    told = section.item in PLACES or section.kind == "item" or LEGAL_TITLE.search(section.title)
    text = sentence.text
    told = told or SUIT.search(sentence.paragraph) or PROBABLE.search(text)
    told = told or INDEMNITY.search(text)
    other = NO_CLAIM.search(text) or OURS.search(sentence.paragraph)
    claimed = CLAIMED.search(text) or (
        TOGETHER.match(text) and TOTAL.search(text) and CLAIMED.search(sentence.paragraph)
    )
    return bool(told and claimed) and not other


def cases(text: str) -> frozenset[str]:
    """The names of the cases that a text tells of.

    >>> sorted(cases("In Calloway v. Meridian, as in the Ortega class action, we deny all."))
    ['calloway', 'ortega']
    """
    return frozenset(name.lower() for name in CASE.findall(text))


def _in_other_money(sentence: Sentence) -> Iterator[str]:
    """A claim in another currency, which no sum of dollars can hold."""
    text = sentence.text
    stated = CLAIMED.search(text) and not OVER.search(text) and not is_counted(text)
    if stated and any(is_foreign(text, amount) for amount in AMOUNT.finditer(text)):
        yield f"“{text}” (line {sentence.line}): in another currency, not in the sum"


def _same(one: Claimed, other: Claimed) -> bool:
    """Whether two passages tell of one case: the same amount, and one name or much the same words.

    One that says where the case is described tells of it again.
    """
    if one.source.value != other.source.value:
        return False
    shared = len(one.paragraph & other.paragraph)
    least = min(len(one.paragraph), len(other.paragraph))
    again = any(ELSEWHERE.search(each.source.quote) for each in (one, other))
    again = again or (one.listed != other.listed)
    return again or bool(one.cases & other.cases) or shared >= ALIKE * least


def _sum(
    filing: StoredDocument, found: Sequence[Claimed], foreign: Sequence[str]
) -> Look[Draft | None]:
    """Each amount with its place, their sum by the calculator, and what it is not."""
    sources = [each.source for each in found]
    names = [f"f{at}" for at, _ in enumerate(sources, 1)]
    values = {name: plain(source.value) for name, source in zip(names, sources, strict=True)}
    expression = " + ".join(names)
    total = yield from look(Computed, "calculate", expression=expression, values=values)
    figures = [figure(name, source) for name, source in zip(names, sources, strict=True)]
    if len(figures) > 1:
        figures.append(computed(f"f{len(figures) + 1}", expression, total.value, "USD"))
    parts = " + ".join(f"{each.source.text} ({section_of(each.section)})" for each in found)
    who = filing.company or filing.source
    return draft(
        "partial" if foreign else "answered",
        f"Claims that {who} states an amount for come to {said(total.value, 'USD')}: {parts}. "
        "They are added because no passage says that one is part of another; settled cases and "
        "repeated descriptions are left out. What is claimed is not what will be paid.",
        value=plain(total.value),
        unit="USD",
        figures=figures,
        citations=[citation(source) for source in sources],
        open_threads=foreign,
    )
