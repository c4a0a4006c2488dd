"""Periods as answers say them, held against the periods of columns and of tagged facts.

"Q3 2024", "nine months ended September 30, 2024", "2024-01-01 to 2024-12-31", "FY24". What is not
said is not held against anybody: how well a period fits counts, and who fits better wins.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from agent.offline.periods import months_between, parse_day
from ingest.calendar import LENGTHS, ORDINALS, month_number
from ingest.document import Period
from store.tables import StoredFact

DATE = re.compile(
    r"(?:(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4}))"
    r"|(?:(?P<iso>\d{4})-(?P<m>\d{2})-(?P<d>\d{2}))"
)
RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:to|through|[-–/])\s*(\d{4}-\d{2}-\d{2})")
QUARTER = re.compile(r"\bq([1-4])\b|\b(first|second|third|fourth)[ -]+(?:fiscal )?quarter\b")
INSTANT = re.compile(r"\s*(?:as )?(?:at|of) (?!the end)", re.I)
EARLY_DAYS = 10
"""A quarter of a 52-week year may end so many days into the next month."""


def period_of(fact: StoredFact) -> Period:
    """The period a tagged figure is of."""
    return Period(fact.end, months_between(fact.start, fact.end) if fact.end else None)


def period_fit(said: str, period: Period) -> int:
    """How well a column's period is the one `said`: 0 not, 1 it may be, 2 the year, 3 the day."""
    if not lasts(said, period):
        return 0
    day = day_said(said)
    if day and period.end:
        instant = INSTANT.match(said) is not None  # "at" a day is no duration, nor is it one
        other = (instant and period.months) or (length_said(said) and period.months == 0)
        return (2 if other else 3) if period.end.isoformat() == day else 0
    years = years_said(said)
    if not years:
        return 1
    if period.year in years or (period.end and period.end.year in years):
        return 2
    if period.year is None and period.end is None:
        return 1
    # a fiscal year that ends early in a calendar year is often named after the one before
    early = period.end is not None and period.end.month <= 6 and period.end.year - 1 in years
    named_before = day[5:7] <= "06" and period.year is not None and period.year + 1 in years
    return 1 if early or (day and named_before) else 0


def lasts(said: str, period: Period) -> bool:
    """Whether a period is as long as is said; True where either says nothing of it."""
    length = length_said(said)
    return not (period.months and length) or length == period.months


def quarter_fits(said: str, period: Period, year_end: str | None) -> bool:
    """Whether a quarter that is said by its number is that of a column; True where neither says.

    `year_end` is the month and day on which the fiscal year ends, "09-28".
    """
    match = QUARTER.search(said.casefold())
    if match is None or period.end is None or period.months not in (None, 3):
        return True
    number = int(match[1]) if match[1] else ORDINALS[match[2]]
    closing = _settled(date(2001, *_month_day(year_end)))
    gone = (_settled(period.end) - closing) % 12 or 12
    return gone == 3 * number


def _settled(day: date) -> int:
    """The month a period that ends on `day` belongs to."""
    return (day - timedelta(days=EARLY_DAYS)).month if day.day <= EARLY_DAYS else day.month


def _month_day(year_end: str | None) -> tuple[int, int]:
    month, day = (int(part) for part in (year_end or "12-31").split("-"))
    return month, min(day, monthrange(2001, month)[1])


def years_said(said: str) -> set[int]:
    """The years a period is said to be of; one that ends by 10 January is the year before."""
    years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", said)}
    years |= {2000 + int(year) for year in re.findall(r"(?i)\bFY\s?'?(\d\d)\b", said)}
    day = day_said(said)
    return {int(day[:4]) - 1} if "-01-01" <= day[4:] <= "-01-10" else years


def length_said(said: str) -> int:
    """The months a period is said to last; 0 where it is not said."""
    if match := RANGE.search(said):
        start, end = parse_day(match[1]), parse_day(match[2])
        return months_between(start, end) if start and end else 0
    words = said.casefold()
    if found := re.search(r"\b(three|six|nine|twelve|3|6|9|12)[ -]months?\b", words):
        return LENGTHS.get(found[1]) or int(found[1])
    if found := re.search(r"\b(\d\d)[ -]weeks?\b", words):
        return min((3, 6, 9, 12), key=lambda months: abs(months * 4.35 - int(found[1])))
    if QUARTER.search(words) or re.search(r"\bquarter\b", words):
        return 3
    return 12 if re.search(r"\bfy|\byear ended\b|\bfiscal year\b|\bfull year\b", words) else 0


def day_said(said: str) -> str:
    """The last day that is named, ISO; "" where there is none, or several that are no range."""
    if match := RANGE.search(said):
        return match[2]
    days = [day for match in DATE.finditer(said) if (day := _iso(match))]
    return days[0] if len(set(days)) == 1 else ""


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match[0]
    month = month_number(match["month"])
    return f"{match['year']}-{month:02}-{int(match['day']):02}" if month else ""
