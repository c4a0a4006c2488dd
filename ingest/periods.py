"""The time that words speak of: "Three Months Ended June 30, 2023", "FY23", "13 Weeks Ended".

What column headers and captions say, in any of the orders filers stack them; nothing is guessed
that is not printed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingest.document import Period


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of a period, each as far as a text says it."""

    months: int | None = None
    """0 when it says "as of" or "at"."""
    month: int | None = None
    day: int | None = None
    year: int | None = None
    """Of the date; a bare year where there is no date."""
    fiscal: bool = False
    """The year is a fiscal year by its own words: "Fiscal 2023", "FY23"."""


def read_period(text: str) -> Words:
    """What `text` says of a period; where it says a thing twice, the last counts."""
    months = duration(text)
    full = [found for found in map(full_date, DATE.finditer(text)) if found]
    if full:
        day = full[-1]
        return Words(months, day.month, day.day, day.year)
    years = list(YEAR.finditer(text))
    year = year_of(years[-1]) if years else None
    fiscal = bool(years and years[-1]["fiscal"])
    if partial := list(MONTH_DAY.finditer(text)):
        month = MONTHS.index(partial[-1]["month"][:3].lower()) + 1
        return Words(months, month, int(partial[-1]["day"]), year, fiscal)
    if partial := list(MONTH_YEAR.finditer(text)):
        month = MONTHS.index(partial[-1]["month"][:3].lower()) + 1
        return Words(
            months, month, monthrange(int(partial[-1]["year"]), month)[1], int(partial[-1]["year"])
        )
    return Words(months, year=year, fiscal=fiscal)


@lru_cache(maxsize=4096)  # tables repeat their headers, and filings their tables
def column_period(header: str, context: str = "") -> Period:
    """The period of a column under `header`, filled up by what the caption says."""
    own = read_period(header)
    if own.year is None and QUARTER.search(header):
        return Period(months=3)
    if own.year is None and own.months is None:
        return only_period(context)
    if own.year is None or QUARTER.search(header):
        return Period(None, 3 if own.year else own.months, own.year)
    around = next(
        (words for words in said_around(context) if words.year in (None, own.year)), Words()
    )
    dated = own.month is not None and own.day is not None
    months = own.months if own.months is not None else around.months
    if months is None and dated and not FLOWS.search(context):
        months = 0  # a day by itself is that day, but not over what flows
    month, day = (own.month, own.day) if dated else (around.month, around.day)
    if month is None or day is None or own.fiscal:
        return Period(None, months, own.year)
    end = date(own.year, month, min(day, monthrange(own.year, month)[1]))
    return Period(end, months, None if dated else own.year)


def only_period(context: str) -> Period:
    """The one period a caption names, where the columns say nothing; none if it names more."""
    said = {(words.months, words.month, words.day, words.year) for words in said_around(context)}
    years = {match.group() for match in YEAR.finditer(context)}
    if len(said) != 1 or len(years) != 1:
        return Period()
    months, month, day, year = said.pop()
    if year is None or month is None or day is None:
        return Period()
    return Period(date(year, month, min(day, monthrange(year, month)[1])), months)


def said_around(context: str) -> list[Words]:
    """What a caption says of days: "years ended December 31, 2023 and 2022", "at June 30, 2023".

    Each year it lists gets the day before it; without a year the day holds for any.
    """
    said = []
    for match in AROUND.finditer(context):
        instant = match["lead"].lower() not in ("ended", "ending")
        months = 0 if instant else duration(context[max(0, match.start() - 40) : match.end("lead")])
        month = MONTHS.index(match["month"][:3].lower()) + 1
        listed = [year_of(year) for year in YEAR.finditer(match["years"])]
        years: list[int | None] = [*listed] or [None]
        said += [Words(months, month, int(match["day"]), year) for year in years]
    return said


@lru_cache(maxsize=4096)
def is_period(text: str) -> bool:
    """Whether `text` is nothing but a period: "2023", "June 30,", "Years Ended December 31,"."""
    return PERIOD_WORD.search(text) is not None and PERIOD_ONLY.fullmatch(text) is not None


def duration(text: str) -> int | None:
    """Months that "nine months ended" or "52 weeks ended" lasts, 0 for "as of", else None."""
    found = list(DURATION.finditer(text))
    if not found:
        return 0 if INSTANT.search(text) else None
    match = found[-1]
    if match["weeks"]:
        return next((months for top, months in WEEKS if number_word(match["weeks"]) <= top), 12)
    if match["months"]:
        return number_word(match["months"])
    return 3 if match["quarter"] else 6 if match["half"] else 12


def full_date(match: re.Match[str]) -> date | None:
    """The day a match of `DATE` names, None if there is no such day."""
    if match["month"]:
        month, day, year = MONTHS.index(match["month"][:3].lower()) + 1, match["day"], match["year"]
    elif match["month2"]:
        month, day, year = (
            MONTHS.index(match["month2"][:3].lower()) + 1,
            match["day2"],
            match["year2"],
        )
    else:
        month, day, year = int(match["m"]), match["d"], match["y"]
    try:
        return date(century(int(year)), month, int(day))
    except ValueError:
        return None


def year_of(match: re.Match[str]) -> int:
    """The year a match of `YEAR` names, in four digits."""
    return century(int(match["short"] or match["long"] or match["year"]))


def century(year: int) -> int:
    """A two-digit year in full: filings speak of 1950 to 2049."""
    return year if year > 99 else year + (1900 if year >= 50 else 2000)


def number_word(word: str) -> int:
    """What "nine", "9" or "thirty-nine" says, 0 for anything else."""
    if word.isdecimal():
        return int(word)
    parts = re.split(r"[-\s]+", word.lower())
    return sum(NUMBERS.get(part, 0) for part in parts)


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKS = (
    (5, 1),
    (9, 2),
    (18, 3),
    (31, 6),
    (44, 9),
)  # 17 weeks: third quarters of some 13-period years

UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen"
)
NUMBERS = {word: number for number, word in enumerate(UNITS.split(), start=1)} | {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DATE = re.compile(
    rf"\b(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<day2>\d{{1,2}})\s+(?P<month2>{MONTH}),?\s+(?P<year2>(?:19|20)\d\d)\b"
    r"|\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)?\d\d)\b",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(rf"\b(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})\b(?!\d)", re.IGNORECASE)
MONTH_YEAR = re.compile(rf"\b(?P<month>{MONTH}),?\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
YEAR = re.compile(
    r"\b(?P<fiscal>(?:FY|Fiscal(?:\s+year)?)\s*['’]?)(?:(?P<long>(?:19|20)\d\d)|(?P<short>\d\d))\b"
    r"|(?<![\d,.$/-])(?P<year>(?:19|20)\d\d)(?![\d,.%/]*\d|%)",
    re.IGNORECASE,
)
COUNT = r"(?:\d{1,2}|(?:twenty|thirty|forty|fifty)(?:[-\s]\w+)?|[a-z]{3,9})"
DURATION = re.compile(
    rf"\b(?P<weeks>{COUNT})[-\s]+weeks?\b"
    r"|\b(?P<months>one|two|three|six|nine|twelve|1|2|3|6|9|12)[-\s]+months?\b"
    r"|\b(?P<quarter>(?:fiscal\s+)?quarters?(?:ly)?\s+(?:period\s+)?(?:ended|ending))\b"
    r"|\b(?P<half>half[-\s]years?\s+(?:ended|ending))\b"
    r"|\b(?P<years>(?:fiscal\s+|calendar\s+)?years?(?:\s+period)?\s*[-–]?\s*(?:ended|ending))\b",
    re.IGNORECASE,
)
INSTANT = re.compile(r"\b(?:as\s+of|as\s+at|at|balances?\s+at)\b", re.IGNORECASE)
QUARTER = re.compile(
    r"(?i)\b(?:first|second|third|fourth|1st|2nd|3rd|4th)[-\s]+quarters?\b|\bQ[1-4]\b"
)
FLOWS = re.compile(
    r"(?i)\bstatements?\s+of\s+(?:\w+\s+){0,3}(?:operations|income|earnings|loss|cash\s+flows?)\b"
)
AROUND = re.compile(
    rf"\b(?P<lead>ended|ending|as\s+of|as\s+at|at)\s+(?:the\s+)?(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})\b"
    r"(?P<years>(?:,?\s*(?:and|or|,)?\s*(?:19|20)\d\d\b)*)",
    re.IGNORECASE,
)
PERIOD_WORD = re.compile(
    rf"\b(?:{MONTH}|(?:19|20)\d\d|months?|weeks?|quarters?|years?|ended|Q[1-4]|FY\s*['’]?\d\d)\b"
    r"|\d/\d|\bas (?:of|at)\b",
    re.IGNORECASE,
)
PERIOD_ONLY = re.compile(
    rf"(?:\s|,|\(|\)|:|[-–—/*]|(?i:{MONTH})|(?i:{COUNT}\s+(?:months?|weeks?))|(?i:ended|ending|and|or|to|the"
    r"|for|as|of|at|fiscal|calendar|years?|quarters?|periods?|first|second|third|fourth|half|through"
    r"|restated|unaudited|audited|FY|Q[1-4])|['’]?\d{1,2}(?:st|nd|rd|th)?(?!\d)|(?:19|20)\d\d)+"
)
