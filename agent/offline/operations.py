"""What a question in the words of a page wants done with its figures: "what portion of A is B?".

The words alone are read here: an operation, the phrases of its operands, and the years. Which rows
the phrases mean is decided where the tables are (see `likely`).
"""

import re
from dataclasses import dataclass

from agent.offline.asking import ASIDE, PATTERNS, SUM, UNSURE, Kind
from agent.offline.metrics import words
from agent.offline.periods import asked_periods
from ingest.calendar import MONTHS

AFTER = 3000
"""Added to a year: "after 2020" is the row of all later years."""

_MONTH = "|".join(MONTHS) + "|" + "|".join(rf"{name[:3]}t?\b" for name in MONTHS)
LOOSE_DAY = re.compile(rf"\b({_MONTH})\s*\.?\s*(?:\d{{1,2}}\s*[.,]*\s*)?((?:19|20)\d\d)\b", re.I)
SPACED = re.compile(r"\s+([,.;:?!)%])|(?<=[(])\s+|(?<=\w)\s+(?=['’]s?\b)")
LETTERED = re.compile(r"\b2019s\b|\\+n")
SCALE = re.compile(
    r",?\s*\(?\b(?:in|amount in)\s+(?:\$\s*)?(?:us\s+|u\.s\.\s+)?"
    r"(?:dollars?|thousands?|millions?|billions?)(?:\s+of\s+dollars|\s+dollars?)?\)?"
    r"|\bamount\s+(?=(?:millions|billions|thousands) of)"
    r"|\b(?:millions|billions|thousands) of (?:dollars of )?|,?\s*as a percent(?:age)?\s*\??$",
    re.I,
)
SPAN = re.compile(r"§(\d{4})\s*(?:to|through|[-–])\s*§(\d{4})", re.I)
YEARS_LONG = re.compile(
    r"\b(?:for|over|during|in)\s+(?:the\s+)?(?:these\s+)?"
    r"(?P<count>two|three|four|five|\d)[\s-]+(?:year|fiscal year)s?"
    r"(?:[\s-]+period)?(?:\s+(?:ended|ending))?",
    re.I,
)
IN_TABLE = re.compile(r"\bin the table\b")
"""Of a sum: over all the years that the table shows."""
MOST = 9
"""Years that a table may show."""
RETURN_LONG = re.compile(r"\b(?P<count>two|three|four|five|six|\d)[\s-]+year\b", re.I)
COUNTED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {str(n): n for n in range(1, 10)}
DUE = re.compile(
    r"\b(?:due|payable|owed|expir\w+|matur\w+|expected|contribut\w+|rental|payments?|for)\s+"
    r"(?P<when>in|after|beyond|later than|for|§)\s*(?:the year\s+)?§?(?P<year>\d{4})"
    r"|\b(?P<when2>after|beyond|later than)\s+§(?P<year2>\d{4})"
    r"|\b(?:after|beyond)\s+(?:(?:the next )?(?:five|5) years)|\bthereafter\b",
    re.I,
)
NOTHING = frozenset(
    words(
        "the a an of at in on balance account amount total value ending beginning end change "
        "company it"
    )
)
"""Words that name no row: only somebody who looks at the page knows which is meant."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What to compute, over which phrases and years."""

    kind: Kind
    part: str
    """The phrase of the figure, without years: "goodwill"."""
    whole: str = ""
    """What it is a share of, or is divided by."""
    years: tuple[int, ...] = ()
    """The years named, in their order; AFTER is added where all later years are meant."""
    due: tuple[int, ...] = ()
    """Years that are rows of a schedule: "due in 2018"."""
    several: int = 0
    """So many of the latest years are meant: "over the three year period"."""


def operation_of(question: str) -> Operation | None:
    """What a question wants computed, by the first pattern that fits; None if none does."""
    text, several = plain(question)
    if UNSURE.search(text):
        return None
    for kind, patterns in PATTERNS:
        for pattern in patterns:
            if match := pattern.search(text):
                found = _operation(kind, match, text, several)
                return found if _telling(found) and not _listed(found, text) else None
    return None


def _listed(found: Operation, text: str) -> bool:
    """Whether a figure is asked for of each of several years, not for their sum."""
    joined = len(found.years) > 1 and not found.due and not found.several
    return found.kind == "sum" and joined and not SUM[0].search(text)


def _telling(found: Operation) -> bool:
    """Whether every phrase says more than "the balance", which any page has."""
    phrases = [found.part or found.whole, found.whole or found.part]
    return all(set(words(phrase)) - NOTHING for phrase in phrases)


def plain(question: str) -> tuple[str, int]:
    """The question in small letters with years as §2015, and 3 of "over the three years"."""
    text = LETTERED.sub(" ", question)
    text = SPACED.sub(lambda match: match[1] or "", text).strip(" ?/.")
    for asked in reversed(asked_periods(LOOSE_DAY.sub(_day, text))):
        text = LOOSE_DAY.sub(_day, text)
        year = asked.period.year or (asked.period.end.year if asked.period.end else None)
        part = "quarter" if asked.quarter else ""
        lead = re.match(r"(?:for|in|during|at|as of|on)\b", text[asked.start : asked.stop], re.I)
        text = (
            f"{text[: asked.start]} {lead[0] if lead else ''} {part} §{year} {text[asked.stop :]}"
        )
    text = re.sub(r"\s+", " ", SCALE.sub(" ", text).lower()).strip(" ?,")
    span = YEARS_LONG.search(text)
    several = COUNTED.get(span["count"], 0) if span else 0
    return re.sub(r"\s+", " ", YEARS_LONG.sub(" ", text)).strip(" ?,"), several


def _day(match: re.Match[str]) -> str:
    """The year of "september 2005" and "sept . 30 2008"."""
    return f"{match[2]}"


def _operation(kind: Kind, match: re.Match[str], text: str, several: int) -> Operation:
    groups = match.groupdict()
    part, whole = groups["part"] or "", groups.get("whole") or ""
    if kind == "return" and (long := RETURN_LONG.search(text)):
        several = several or COUNTED[long["count"]]
    if kind == "sum" and IN_TABLE.search(text):
        several = several or MOST
    years = tuple(dict.fromkeys(int(year) for year in re.findall(r"§(\d{4})", text)))
    if (span := SPAN.search(text)) and (several or kind in ("average", "sum")):
        years = tuple(range(int(span[1]), int(span[2]) + 1))
    due = _due(part if kind == "share" else text) if kind in ("share", "sum") else ()
    return Operation(kind, bare(part), bare(whole), years, due, several)


def _due(text: str) -> tuple[int, ...]:
    """Years of a schedule: "due in 2018", "after 2020", and those that are joined to them."""
    match = DUE.search(text)
    if match is None:
        return ()
    if not (match["year"] or match["year2"]):
        return (AFTER + 1,)
    year = int(match["year"] or match["year2"])
    if (match["when"] or match["when2"]).lower() in ("after", "beyond", "later than"):
        return (year + AFTER,)
    return (year, *map(int, re.findall(r"§(\d{4})", text[match.end() :])))


def bare(phrase: str) -> str:
    """A phrase without years and the little words around them."""
    phrase = ASIDE.sub(" ", phrase)
    phrase = re.sub(
        r"(?:\b(?:as of|at|in|for|from|to|between|and|during|of|by|on|through|the|year|years|"
        r"fiscal|ended|ending|compared|since|due|payable|after|end)\s+|,\s*)*§\d{4}(?:\s*[-–]\s*§\d{4})?",
        " ",
        phrase,
    )
    return re.sub(r"^\W*(?:of|in|for) ", "", re.sub(r"\s+", " ", phrase).strip(" ,.?'’"))
