"""The times a question speaks of: dates, fiscal years, quarters.

A fiscal year is what the filer calls it; "2018" alone is taken for one. Nothing here knows a
calendar of any filer: which document covers a period is `understand.candidates`' business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ingest.calendar import LENGTHS, MONTHS, month_number


class Quarter(NamedTuple):
    """Like "Q3 of FY23"; the year is None when it is not said."""

    number: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Times:
    """What was found, in order of appearance, without repeats."""

    dates: tuple[date, ...]
    """Those after "period ended" or "dated" first: they name a document."""
    years: tuple[int, ...]
    """Fiscal years and bare years; those of dates and quarters are not repeated here."""
    quarters: tuple[Quarter, ...]
    months: int | None
    """Of the duration that is asked for: 3, 6, 9, 12; None when not said."""
    spans: tuple[tuple[int, int], ...]
    """Where in the text they stand."""


_MONTH = r"(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in MONTHS) + r"|sept)\.?"
_MONTH3 = _MONTH.replace("month", "month3")
_YEAR = r"(?P<year>(?:19[5-9]|20[0-9])\d)"
_SHORT = r"(?P<short>\d\d)"
_ORDINAL = "first|second|third|fourth|1st|2nd|3rd|4th"
_FISCAL = r"(?:fy|fiscal(?:\s+years?)?|f)"

_DATE = re.compile(
    rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b"
    rf"|\b{_MONTH}\s+(?P<day2>\d\d?)(?:st|nd|rd|th)?\s*,?\s*(?P<year2>(?:19|20)\d\d)\b"
    rf"|\b(?P<day3>\d\d?)(?:st|nd|rd|th)?\s+{_MONTH3}\s*,?\s*(?P<year3>(?:19|20)\d\d)\b"
    r"|\b(?P<number4>\d\d?)/(?P<day4>\d\d?)/(?P<year4>(?:19|20)\d\d)\b",
    re.I,
)
_QUARTER = re.compile(
    rf"\b(?:{_YEAR}|{_FISCAL}\s*'?{_SHORT})\s*[-,]?\s*q\s?(?P<q>[1-4])\b"
    rf"|\b(?:q(?P<q2>[1-4])|h(?P<h>[12])|(?P<q3>[1-4])q|(?P<q4>{_ORDINAL})\s+(?:fiscal\s+)?quarter)"
    rf"(?:\s*(?:of|for|in|,|-|'|’)?\s*(?:the\s+)?(?:{_FISCAL}\s*)?['’]?(?P<y>(?:19|20)?\d\d)\b)?",
    re.I,
)
_YEARS = re.compile(
    rf"\bfy\s?-?['’]?(?P<y>\d{{4}}|\d\d)\b|(?<![\d,.$/-])\b{_YEAR}\b(?![,.]?\d)", re.I
)
_MONTHS = re.compile(
    r"\b(?:(?P<word>three|six|nine|twelve|[369]|12)[\s-]+months?|(?P<quarter>quarters?|quarterly)"
    r"|(?P<annual>fiscal\s+years?|years?|annual))\b",
    re.I,
)
_NAMES = re.compile(
    r"(?:period|dated|date of report|filed(?: on)?|report)\W+(?:\w+\W+){0,1}$", re.I
)


def times(text: str) -> Times:
    """Every time that `text` names."""
    taken = [False] * len(text)
    naming: list[date] = []
    dates: list[date] = []
    for match, day in _dates(text):
        _take(taken, match.span())
        (naming if _NAMES.search(text[: match.start()]) else dates).append(day)
    quarters: list[Quarter] = []
    for match in _QUARTER.finditer(text):
        if not any(taken[slice(*match.span())]):
            _take(taken, match.span())
            quarters.append(_quarter(match))
    years: list[int] = []
    for match in _YEARS.finditer(text):
        if not any(taken[slice(*match.span())]):
            _take(taken, match.span())
            years.append(_full(match["y"] or match["year"]))
    return Times(
        tuple(dict.fromkeys([*naming, *dates])),
        tuple(dict.fromkeys(years)),
        tuple(dict.fromkeys(quarters)),
        _duration(text),
        tuple(_runs(taken)),
    )


def _dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    for match in _DATE.finditer(text):
        year = next(int(match[g]) for g in ("year", "year2", "year3", "year4") if match[g])
        name = match["month"] or match["month3"]
        number = match["number"] or match["number4"]
        month = month_number(name) if name else int(number)
        assert month is not None  # the pattern knows months only
        day = next(int(match[g]) for g in ("day", "day2", "day3", "day4") if match[g])
        try:
            yield match, date(year, month, day)
        except ValueError:  # the 31st of June is no date
            continue


def _quarter(match: re.Match[str]) -> Quarter:
    ordinal = match["q4"]
    number = match["q"] or match["q2"] or match["q3"]
    year = match["year"] or match["short"] or match["y"]
    if match["h"]:  # a half-year is reported with its last quarter
        return Quarter(2 * int(match["h"]), _full(year) if year else None)
    which = _ORDINALS[ordinal.lower()] if ordinal else int(number)
    return Quarter(which, _full(year) if year else None)


_ORDINALS = {word: n % 4 + 1 for n, word in enumerate(_ORDINAL.split("|"))}


def _full(year: str) -> int:
    """23 is 2023, 98 is 1998."""
    number = int(year)
    return number if number > 99 else number + (1900 if number >= 70 else 2000)


def _duration(text: str) -> int | None:
    found = _MONTHS.search(text)
    if not found:
        return None
    if found["quarter"]:
        return 3
    if found["annual"]:
        return 12
    word = found["word"].lower()
    return LENGTHS.get(word) or int(word)


def _take(taken: list[bool], span: tuple[int, int]) -> None:
    taken[slice(*span)] = [True] * (span[1] - span[0])


def _runs(taken: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, inside in enumerate([*taken, False]):
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            yield start, at
            start = None
