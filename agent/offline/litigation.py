"""What claims against a company may cost in all: every place that states an amount, each once.

Legal proceedings, every note and the events after the balance sheet date are read whole, since no
one place names the others and some never say "litigation". Settled cases, warnings in general
and descriptions of the same case elsewhere are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.offline.claims import AMOUNT, amounts, is_foreign
from agent.offline.drafts import Source, citation, computed, draft, figure, plain, said
from agent.offline.exposure import annual_first
from agent.offline.metrics import words
from agent.offline.phrases import COUNTED, PART, any_of
from agent.offline.places import WINDOW, section_of
from agent.offline.plan import Ask, Draft, Look, look, look_all
from agent.offline.question import Wanted
from agent.offline.sentences import Sentence, sentences
from store.tables import StoredDocument, StoredSection
from tools.calculate import Computed
from tools.outline import Outline
from tools.read import Window

LEGAL = any_of(
    r"litigation",
    r"legal",
    r"lawsuits?",
    r"law suits?",
    r"claims?",
    r"contingenc(?:y|ies)",
    r"court",
)
CLAIMED = any_of(
    r"seek(?:s|ing)?",
    r"sought",
    r"demand(?:s|ed|ing)?",
    r"claim(?:s|ed|ing)?",
    r"damages",
    r"alleg\w+",
    r"assert(?:s|ed|ing)?",
    r"indemni\w+",
    r"probable (?:\w+ ){0,3}loss(?:es)?",
    r"loss(?:es)?\b[^.;]*\bprobable",
    r"reasonably possible loss(?:es)?",
    r"loss contingenc(?:y|ies)",
    r"(?:legal|litigation) (?:reserve|accrual|liabilit)\w*",
    r"judgments?",
    r"verdict",
    r"penalties",
)
"""A sentence that states what a claim may cost."""
OVER = any_of(
    r"settled",
    r"dismissed",
    r"resolved",
    r"concluded",
    r"paid",
    r"released",
    r"reversed",
    r"we (?:have )?received",
    r"received \$",
    r"gains? of",
    r"recover(?:ed|y|ies)",
    r"reimburse\w*",
    r"insur(?:ance|er|ers|ed)",
    r"self-insur\w+",
    r"letters? of credit",
    r"surety",
    r"compared (?:with|to)",
    r"coverage",
    r"deductible",
    r"retention",
    r"legal fees",
    r"income tax\w*",
    r"tax benefits?",
    r"tax positions?",
    r"interest and penalties",
    r"purchase price",
    r"goodwill",
    r"per share",
)
"""A sentence about something else, or about a case that is over."""
NONE = re.compile(r"\b(?:none|neither|no one) of which\b", re.I)
PLACES = ("3", "II.1")
"""Items that hold legal proceedings."""
ALIKE = 0.4
"""Two passages with one amount that share so many of their words tell of one case."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An amount that is claimed, and where."""

    source: Source
    section: StoredSection
    paragraph: frozenset[str]


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
    for section, sentence in (yield from _sentences(filing, places)):
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


def _claimed(
    filing: StoredDocument, section: StoredSection, sentence: Sentence
) -> Iterator[Claimed]:
    """The amount of a sentence on a claim: the first that is no part of another."""
    text = sentence.text
    if not CLAIMED.search(text) or COUNTED.search(text):
        return
    for printed, value, start, before, after in amounts(text):
        clause = text[:start] + re.split(r"[,;]", after, maxsplit=1)[0]
        if not OVER.search(clause) and not PART.search(NONE.sub(" ", before)):
            source = Source(printed, value, "USD", filing.id, sentence.line, text)
            yield Claimed(source, section, frozenset(words(sentence.paragraph)))
            return


def _in_other_money(sentence: Sentence) -> Iterator[str]:
    """A claim in another currency, which no sum of dollars can hold."""
    text = sentence.text
    stated = CLAIMED.search(text) and not OVER.search(text) and not COUNTED.search(text)
    if stated and any(is_foreign(text, amount) for amount in AMOUNT.finditer(text)):
        yield f"“{text}” (line {sentence.line}): in another currency, not in the sum"


def _same(one: Claimed, other: Claimed) -> bool:
    """Whether two passages tell of one case: the same amount, in much the same words."""
    shared = len(one.paragraph & other.paragraph)
    least = min(len(one.paragraph), len(other.paragraph))
    return one.source.value == other.source.value and shared >= ALIKE * least


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
