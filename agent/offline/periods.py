"""The periods a question asks for: "as of June 30, 2023", "three months ended ...", "FY2018".

Works on the words alone; which days a fiscal year has is known where a filing is.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.calendar import LENGTHS, MONTHS, ORDINALS, month_number
from ingest.document import Period

COUNTS = LENGTHS | {"thirteen": 3, "twenty-six": 6}
WEEKS = {"thirteen": 3, "twenty-six": 6, "thirty-nine": 9, "fifty-two": 12, "fifty-three": 12}
WEEKS |= {"13": 3, "26": 6, "39": 9, "40": 9, "12": 3, "16": 3, "52": 12, "53": 12}

_MONTH = r"(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\.?"
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}\s*,?\s+(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_YEAR = r"(?:FY\s*'?|fiscal(?:\s+year)?\s+|year\s+)?(?P<year>(?:19|20)\d\d)|FY\s*'?(?P<short>\d\d)"

DATED = re.compile(
    rf"(?:for\s+|in\s+|during\s+)?(?:the\s+)?(?P<lead>(?:fiscal\s+)?(?:full\s+)?year|quarter|"
    rf"period|(?P<count>\w+(?:-\w+)?)[\s-]+(?P<span>months?|weeks?)(?:\s+period)?)\s+"
    rf"(?:ended|ending)\s+(?:on\s+)?(?P<day>{_DAY})|"
    rf"(?P<instant>(?:as\s+(?:of|at)|at|on)\s+)?(?P<bare>{_DAY})",
    re.I,
)
QUARTER = re.compile(
    rf"(?:\b(?:for|in|during)\s+)?(?:(?:the\s+)?(?P<word>first|second|third|fourth)\s+(?:fiscal\s+)?quarter|Q(?P<number>[1-4]))"
    rf"\s*(?:of\s+|in\s+|')?\s*(?:{_YEAR})",
    re.I,
)
YEAR = re.compile(
    rf"\b(?:for\s+|in\s+|during\s+|at\s+)?(?:the\s+)?(?:year[\s-]end\s+)?(?:{_YEAR})\b", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period as the question names it. `quarter` is 1 to 4, None for a year or a date."""

    period: Period
    start: int
    """Where its words stand in the question, half-open."""
    stop: int
    quarter: int | None = None

    @property
    def words(self) -> str:
        """The period in words: "fiscal 2024", "Q3 2024", "2024-09-28"."""
        if self.period.end is not None:
            return str(self.period.end)
        return (
            f"Q{self.quarter} {self.period.year}" if self.quarter else f"fiscal {self.period.year}"
        )


def asked_periods(text: str) -> tuple[Asked, ...]:
    """Every period named, in the order of the words; no two overlap."""
    found: list[Asked] = []
    for pattern, make in ((DATED, _dated), (QUARTER, _quarter), (YEAR, _year)):
        for match in pattern.finditer(text):
            period = make(match)
            if all(match.end() <= old.start or match.start() >= old.stop for old in found):
                found.append(period)
    return tuple(sorted(found, key=lambda asked: asked.start))


def _dated(match: re.Match[str]) -> Asked:
    end = parse_day(match["day"] or match["bare"])
    return Asked(Period(end, _months(match), None), match.start(), match.end())


def _months(match: re.Match[str]) -> int | None:
    if match["bare"]:
        return 0 if match["instant"] else None
    lead = match["lead"].lower()
    if lead.endswith("year"):
        return 12
    if lead == "quarter":
        return 3
    if lead == "period":
        return None
    count = match["count"].lower()
    table = WEEKS if match["span"].lower().startswith("week") else COUNTS
    return table.get(count, int(count) if count.isdigit() else None)


def _quarter(match: re.Match[str]) -> Asked:
    number = int(match["number"] or ORDINALS[match["word"].lower()])
    return Asked(Period(None, 3, _printed_year(match)), match.start(), match.end(), number)


def _year(match: re.Match[str]) -> Asked:
    return Asked(Period(None, None, _printed_year(match)), match.start(), match.end())


def _printed_year(match: re.Match[str]) -> int:
    return int(match["year"]) if match["year"] else 2000 + int(match["short"])


def parse_day(text: str) -> date | None:
    """ISO or "June 30, 2023" to a date; None when there is no such day."""
    try:
        if text[:4].isdigit():
            return date.fromisoformat(text)
        month, day, year = re.findall(r"[A-Za-z]+|\d+", text)
        return date(int(year), month_number(month) or 0, int(day))  # no month 0: ValueError
    except ValueError:
        return None


def months_between(start: date | None, end: date) -> int:
    """The length of a duration in whole months, weeks calendars included; 0 for an instant."""
    if start is None:
        return 0
    return round(((end - start).days + 1) / 30.4375)


def near(one: date, other: date, days: int = 10) -> bool:
    """Whether two dates name the same period end: 52/53-week years end on differing days."""
    return abs(one - other) <= timedelta(days=days)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier (28 February for a 29th)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_after(day: date, months: int) -> date:
    """The same day some months later or, negative, earlier; the last of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
