"""What a filer calls its fiscal year where that ends early in a calendar year.

The year that ended on February 3, 2024 is "fiscal 2023" to one retailer and "fiscal 2024" to
another. Only the filing's own words tell: best where it names the day it reports up to in one
breath with the year, else by the year that it gives its quarters, speaks most of, or sets over
its columns.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from ingest.calendar import ORDINALS
from ingest.document import Block, Paragraph, Table

LAST_MONTH = 5  # a year that ends later bears the number of the calendar year
NEAR = 60  # characters between a day and the name it is given
FEWEST = 4  # mentions of a year in an annual report, before the more frequent of two counts
FISCAL = re.compile(r"(?i)\bfiscal(?: year)?s? ((?:19|20)\d\d)\b")
ORDER = {f"Q{number}": word for word, number in ORDINALS.items()}
QUARTER = r"(?i)\b{ordinal} quarters? of (?:our )?fiscal(?: year)? ((?:19|20)\d\d)\b"
SENTENCE = re.compile(r"[.;]\s")


def named_year(blocks: Sequence[Block], end: date, closing: date, period: str | None) -> int | None:
    """The name of the fiscal year that closes on `closing`, of a report up to `end`, "FY" or "Q1".

    None where the filing does not tell, or need not.
    """
    if closing.month > LAST_MONTH:
        return None
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    names = (closing.year, closing.year - 1)
    told = _told(texts, end, names)
    if told is not None:
        return told
    if period == "FY":
        return _spoken_of(texts, names) or _over_columns(blocks, names)
    return _of_quarters(texts, names, ORDER.get(period or ""))


def _told(texts: Iterable[str], end: date, names: Sequence[int]) -> int | None:
    """The name most often given to that day: "fiscal 2023, which ended February 3, 2024"."""
    day = re.compile(rf"(?i)\b{end:%B}\s+0?{end.day},\s+{end.year}\b")
    found: Counter[int] = Counter()
    for text in texts:
        for match in day.finditer(text) if "fiscal" in text.lower() else ():
            left = SENTENCE.split(text[max(0, match.start() - NEAR) : match.start()])[-1]
            right = SENTENCE.split(text[match.end() : match.end() + NEAR])[0]
            before, after = FISCAL.findall(left)[-1:], FISCAL.findall(right)[:1]
            found.update(int(name) for name in before or after)
    return _clear([(found[name], name) for name in names], 1)


def _spoken_of(texts: Iterable[str], names: Sequence[int]) -> int | None:
    """The year that an annual report speaks of far more often than of the other."""
    mentions = Counter(int(name) for text in texts for name in FISCAL.findall(text))
    return _clear([(mentions[name], name) for name in names], FEWEST)


def _over_columns(blocks: Iterable[Block], names: Sequence[int]) -> int | None:
    """The last year over the columns of most tables that compare it with the one before."""
    found: Counter[int] = Counter()
    for block in blocks:
        if isinstance(block, Table):
            years = {column.period.year for column in block.columns}
            found.update(n for n in names if {n, n - 1} <= years and n + 1 not in years)
    return _clear([(found[name], name) for name in names], FEWEST)


def _of_quarters(texts: Iterable[str], names: Sequence[int], ordinal: str | None) -> int | None:
    """The later year whose quarter of that number a quarterly report names, more than once."""
    if ordinal is None:
        return None
    quarter = re.compile(QUARTER.format(ordinal=ordinal))
    mentions = Counter(int(name) for text in texts for name in quarter.findall(text))
    return max((name for name in names if mentions[name] > 1), default=None)


def _clear(found: list[tuple[int, int]], fewest: int) -> int | None:
    """The name with the most mentions, if they are at least twice those of the other."""
    (fewer, _), (most, name) = sorted(found)
    return name if most >= fewest and most >= 2 * fewer else None
