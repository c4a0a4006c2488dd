"""Every period a passage speaks of, as strings that begin with a year.

"2024" a year as printed, "2024-Q3" a quarter named as one, "2024-09-28" a day on which a period
ends or that is spoken of. The year of a day is not added: a fiscal year may have another.
"""

import re
from collections.abc import Iterable, Iterator

from ingest.document import Period, Table
from ingest.periods import MONTHS

# A year by itself: no part of an amount, a longer number, a range of figures or a price.
YEAR = re.compile(r"(?<![\d,.$€£/-])(?:19[5-9]\d|20\d\d)(?![\d%]|[,.]\d)")
SHORT_YEAR = re.compile(r"\b(?:FY|fiscal(?:\s+year)?)\s?['’]?(\d\d)\b(?!\.\d)", re.IGNORECASE)
DAY = re.compile(
    r"\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+(\d{1,2})\s*,?\s*$",
    re.IGNORECASE,
)
QUARTER = re.compile(
    r"\b(?:(first|second|third|fourth|1st|2nd|3rd|4th)(?:\s+fiscal)?[\s-]+quarters?|q([1-4]))"
    r"(?:\s+(?:of|in))?(?:\s+fiscal)?(?:\s+year)?\s*,?\s*$",
    re.IGNORECASE,
)
AND = re.compile(r"\s*(?:,|and|or|,\s*and)\s*")
ORDINALS = ("first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th")
BEFORE = 40  # characters in front of a year that may make it a day or a quarter


def periods_in(text: str) -> set[str]:
    """The periods that words name; "December 31, 2024 and 2023" are two days."""
    found = {f"20{match[1]}" for match in SHORT_YEAR.finditer(text)}
    stop, form = 0, "{}"
    for match in YEAR.finditer(text):
        goes_on = stop and AND.fullmatch(text, stop, match.start())
        form = form if goes_on and form != "{}" else _form(text, match.start())
        found.add(form.format(match.group()))
        stop = match.end()
    return found


def periods_of_table(table: Table) -> set[str]:
    """The periods of its columns, which stacked header rows may spread over several cells."""
    columns = [*table.columns, *(column for _, band in table.bands for column in band)]
    return set(_named(column.period for column in columns))


def _form(text: str, start: int) -> str:
    """What stands before a year: the shape of the period, with a hole for the year."""
    before = text[max(0, start - BEFORE) : start]
    if day := DAY.search(before):
        month = MONTHS.index(day[1][:3].lower()) + 1
        return f"{{}}-{month:02}-{int(day[2]):02}" if 1 <= int(day[2]) <= 31 else "{}"
    if quarter := QUARTER.search(before):
        return f"{{}}-Q{quarter[2] or ORDINALS.index(quarter[1].lower()) % 4 + 1}"
    return "{}"


def _named(periods: Iterable[Period]) -> Iterator[str]:
    for period in periods:
        if period.end is not None:
            yield period.end.isoformat()
        if period.year is not None:
            yield str(period.year)
