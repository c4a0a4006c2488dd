"""Figures of several periods in a sentence, as a table: "was $7, $5 and $4 in 2015, 2014 and 2013".

Each run of amounts is a row, labelled with the words before it; the years are its columns.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from agent.amounts import Amount, amounts, tidy
from agent.offline.likely import STOP
from agent.offline.metrics import words
from agent.offline.sentences import Sentence
from ingest.calendar import MONTHS
from ingest.document import Cell, Column, Period, Place, Row, Table
from tools.table import TableShown

MONTH = rf"(?:{'|'.join(MONTHS)})"
YEAR = re.compile(r"(?<![\d.,$])((?:19|20)\d\d)(?!\d|[.,]\d)")
DAY = re.compile(rf"\b{MONTH}\s+(?P<day>\d{{1,2}})\b", re.I)
APART = re.compile(r"\s*(?:,|and|or|,\s*and)?\s*")
"""What stands between the amounts of a run."""
LITTLE = rf"\s|,|and\b|the\b|fiscal\b|years?\b|ended\b|{MONTH}\s+\d{{1,2}}\b"
YEARS_APART = re.compile(rf"(?:{LITTLE}|for\b|in\b|at\b|as of\b)*", re.I)
"""What stands between the years of a run."""
TIME = re.compile(
    rf"(?:\b(?:for|in|at|as of|during|on)\s+)?(?:the\s+)?(?:fiscal\s+)?(?:years?\s+)?(?:ended\s+)?"
    rf"(?:(?:{MONTH}\s+\d{{1,2}}|(?:19|20)\d\d)(?:\s|,|and\b|respectively\b)*)+",
    re.I,
)
ASIDE = re.compile(
    r",\s*(?:which|includ\w+|net of|exclud\w+|respectively|in the aggregate)\b[^,]*,", re.I
)
VERB = re.compile(
    r"\b(?:was|were|is|are|totall?ed|amounted to|approximated|approximately|of)\s*$"
    r"|^\W*respectively\b|\brespectively\W*$|\b(?:that|which) \w+$",
    re.I,
)
SENTENCE = "sentence"
"""The kind of such a table; its caption is the sentence."""
SHORT = 4
"""Letters by which forms of a word are known."""
BETWEEN = re.compile(rf"\s*,?\s*(?:in|for|at|as of|during)\b(?:{LITTLE})*", re.I)
"""What stands between an amount and its year, where each has its own."""

OF_WHICH = re.compile(r"\s*,?\s*of which\s*(?:approximately|about|some)?\s*", re.I)
"""What stands between a whole and its part."""

Dated = list[tuple[Amount, int]]


def pattern_of(phrase: str) -> str:
    """What grep finds the sentences with: lines of prose with the longest words of a phrase."""
    told = sorted({word for word in words(phrase) if word not in STOP}, key=len, reverse=True)
    begun = [re.escape(word[: max(SHORT, len(word) - 2)]) for word in told[:2]]
    both = [rf"\b{one}.*\b{other}" for one, other in permutations(begun)] if begun[1:] else begun
    return rf"^(?:[^|].*)?(?:{'|'.join(both)})" if both else ""


def series(document: str, said: Sequence[Sentence]) -> Iterator[TableShown]:
    """The sentences that say a figure for each of several years, each as a table of one row."""
    for at, sentence in enumerate(said):
        text = tidy(sentence.text)
        for start, dated in _runs(text):
            before = _subject(text[start : dated[0][0].start])
            label = before if words(before) else _subject(text[dated[-1][0].stop :])
            yield _table(document, f"sentence {at}", sentence, [(label, dated)])
        if shared := _part_and_whole(text):
            yield _table(document, f"sentence {at}", sentence, shared)


def _subject(text: str) -> str:
    """What is spoken of, without times and asides: "For 2015, rent, net of subleases, was"."""
    bare = TIME.sub(" ", ASIDE.sub(" ", text))
    return re.sub(r"\s+", " ", VERB.sub(" ", bare)).strip(" ,;.")


def _runs(text: str) -> Iterator[tuple[int, Dated]]:
    """Amounts with their years, and where the words before them begin."""
    found = [each for each in amounts(text) if not _is_time(text, each)]
    years = [(m.start(), m.end(), int(m[1])) for m in YEAR.finditer(text)]
    if dated := _each_its_own(text, found, years):
        yield 0, dated
        return
    spans = _together(text, [(start, stop) for start, stop, _ in years], YEARS_APART)
    runs = _together(text, [(each.start, each.stop) for each in found], APART)
    for at, (first, last) in enumerate(runs):
        told = [span for span in spans if span[1] - span[0] == last - first]
        if last - first > 1 and len(told) == 1:
            called = [year for _, _, year in years[slice(*told[0])]]
            begins = found[first - 1].stop if at else 0
            if len(set(called)) == len(called):
                yield begins, list(zip(found[first:last], called, strict=True))


def _part_and_whole(text: str) -> list[tuple[str, Dated]]:
    """The rows of "payments were $5 million, of which $3 million related to shops", of one year."""
    found = [each for each in amounts(text) if not _is_time(text, each)]
    years = {int(match[1]) for match in YEAR.finditer(text)}
    if (
        len(found) != 2
        or len(years) != 1
        or not OF_WHICH.fullmatch(text[found[0].stop : found[1].start])
    ):
        return []
    (year,) = years
    whole, part = _subject(text[: found[0].start]), _subject(text[found[1].stop :])
    return [(whole, [(found[0], year)]), (part, [(found[1], year)])]


def _is_time(text: str, amount: Amount) -> bool:
    """Whether a number is a year, or a day of a month."""
    days = {match.start("day") for match in DAY.finditer(text)}
    return YEAR.fullmatch(amount.text) is not None or any(
        amount.start <= day < amount.stop for day in days
    )


def _each_its_own(
    text: str, found: Sequence[Amount], years: Sequence[tuple[int, int, int]]
) -> Dated:
    """Each amount with the year right behind it: "$5 million in 2015 and $4 million in 2014"."""
    dated: Dated = []
    for amount in found:
        behind = next((year for year in years if year[0] >= amount.stop), None)
        if behind is None or not BETWEEN.fullmatch(text[amount.stop : behind[0]]):
            return []
        dated.append((amount, behind[2]))
    return dated if len({year for _, year in dated}) == len(dated) > 1 else []


def _together(
    text: str, spans: Sequence[tuple[int, int]], apart: re.Pattern[str]
) -> list[tuple[int, int]]:
    """Runs of spans with nothing between them but what may be, as slices."""
    runs: list[tuple[int, int]] = []
    for at, (start, _) in enumerate(spans):
        if runs and apart.fullmatch(text[spans[at - 1][1] : start]):
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _table(document: str, id: str, said: Sentence, rows: Sequence[tuple[str, Dated]]) -> TableShown:
    """Rows of figures of the same years, with the whole sentence for a caption."""
    columns = [Column(), *(Column(str(year), Period(year=year)) for _, year in rows[0][1])]
    made = [
        Row((Cell(0, label), *(_cell(at, amount) for at, (amount, _) in enumerate(dated, 1))))
        for label, dated in rows
    ]
    lines = (said.line,) * len(made)
    table = Table(tuple(made), tuple(columns), Place(1))
    return TableShown(document, id, said.text, None, 1, table, lines, SENTENCE)


def _cell(at: int, amount: Amount) -> Cell:
    unit = "percent" if amount.number.percent else amount.number.currency
    return Cell(at, amount.text, value=amount.number.value, unit=unit)
