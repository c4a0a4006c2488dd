"""Questions in the words of the filing's own rows: changes, shares, ratios, sums, averages.

"What percentage of total square feet is leased?" names two rows that no vocabulary knows. A row
is only taken when its label has just those words, and when every row so named in the filing
says the same: otherwise there is no answer.
"""

import re
from collections.abc import Iterator, Sequence

from agent.offline.computed import Measure
from agent.offline.formula import Across, Binary, Formula, Item
from agent.offline.metrics import IDLE, Metric, Vocabulary, find_metric, words
from agent.offline.periods import Asked
from agent.offline.question import variants

LONGEST = 9
"""Words of a row label; a longer phrase is a sentence."""

OF = r"(?:in|of|for) (?:the )?"
IS = (
    r"(?:is|are|was|were|be|come[s]? from|came from|relate[sd]? to|related to|consist(?:s|ed) of|"
    r"comprised of|due to|attribut(?:ed|able) to|represented by|made up of)"
)
SHARE = re.compile(
    rf"(?:percent(?:age)?|portion|share|fraction|proportion)s? of (?:the )?(?P<whole>.+?) {IS} "
    r"(?:due to |related to |from |attributable to )?(?:the )?(?P<part>.+)",
    re.I,
)
AS_SHARE = re.compile(
    r"(?P<part>.+?),? (?:as|was|were|is|are) (?:a |what )?(?:percent(?:age)?|share) of (?:the )?"
    r"(?P<whole>.+)",
    re.I,
)
RATIO = re.compile(r"ratio of (?:the )?(?P<part>.+?) to (?:the )?(?P<whole>.+)", re.I)
GROWTH = re.compile(
    r"(?:(?:percent(?:age)?(?: of)?|rate of) (?:change|increase|decrease|growth|decline)|growth)"
    rf"(?: rate)? {OF}(?P<row>.+)",
    re.I,
)
CHANGE = re.compile(
    rf"(?:change|increase|decrease|difference|decline|growth) {OF}(?P<row>.+)", re.I
)
MEAN = re.compile(r"average (?:of (?:the )?)?(?P<row>.+)", re.I)
TOTAL = re.compile(r"(?:total|sum|combined)(?: of)?(?: the)? (?P<row>.+)", re.I)


def phrased(phrase: str, periods: Sequence[Asked], known: Vocabulary) -> list[Measure]:
    """The ways to read a question as a computation over rows, the surest first."""
    years = tuple(sorted(set(_years(periods))))
    if not years:
        return []
    return [each for text in dict.fromkeys(variants(phrase)) for each in _read(text, years, known)]


def _years(periods: Sequence[Asked]) -> Iterator[int]:
    for asked in periods:
        if asked.period.end is not None:
            yield asked.period.end.year
        elif asked.period.year is not None:
            yield asked.period.year


def _read(text: str, years: tuple[int, ...], known: Vocabulary) -> Iterator[Measure]:
    last = years[-1:]
    for pattern, unit in ((SHARE, "percent"), (AS_SHARE, "percent"), (RATIO, "ratio")):
        if match := pattern.search(text):
            part, whole = row(match["part"], known), row(match["whole"], known)
            if part and whole:
                yield Measure(text, Binary("/", part, whole), text, last, False, unit)
    if (match := GROWTH.search(text)) and (item := row(match["row"], known)):
        yield Measure(text, item, text, (years[-1], _before(years)), True, "percent")
    elif (match := CHANGE.search(text)) and (item := row(match["row"], known)):
        across: Formula = Across("change", item.metric, (_before(years), years[-1]))
        yield Measure(text, across, text, last, False, "currency")
    if len(years) > 1 and (match := MEAN.search(text)) and (item := row(match["row"], known)):
        yield Measure(text, item, text, years, False, "currency")
    if len(years) > 1 and (match := TOTAL.search(text)) and (item := row(match["row"], known)):
        yield Measure(text, _sum(item, years), text, last, False, "currency")


def _before(years: tuple[int, ...]) -> int:
    """The year a change starts from: the first named, or the one before the only one."""
    return years[0] if len(years) > 1 else years[0] - 1


def _sum(item: Item, years: tuple[int, ...]) -> Formula:
    total: Formula = Item(item.metric, years[0])
    for year in years[1:]:
        total = Binary("+", total, Item(item.metric, year))
    return total


def row(label: str, known: Vocabulary) -> Item | None:
    """A row by its words: a known line item, or whatever row has just these words."""
    label = re.sub(r"\b(?:in|for|during|at|from|between|to|and|of|as)\s*$", "", label.strip(" ,.?"))
    if metric := find_metric(label, known.metrics):
        return Item(metric)
    found = words(label)
    if not set(found) - IDLE or len(found) > LONGEST:
        return None
    return Item(Metric(f"row {label}", (label.strip(),), (), None, instant=False))
