"""Yes or no, with the figures that say so: did it rise, is it positive, is it above, was any paid?

Only where the question names one measure and nothing else of substance: a condition that is not
understood would make the yes somebody else's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agent.offline.causes import WHY
from agent.offline.drafts import said
from agent.offline.line_item import change, own_period
from agent.offline.metrics import Vocabulary, words
from agent.offline.periods import Asked
from agent.offline.plan import Draft, Look
from agent.offline.points import COMPARING, Point, Sought, calculated, measure_of, read_point, tell
from agent.offline.question import Wanted
from index.catalogue import Catalogue
from ingest.numbers import parse_number
from store.tables import StoredDocument

Claim = Literal["rose", "fell", "positive", "negative", "above", "below", "any"]

ASKS = re.compile(
    r"(?:^|(?<=[.:,]\s))(?P<asks>(?:did|does|do|has|have|had|is|are|was|were)\b[^?]*)", re.I
)
ROSE = r"increas\w*|gr[eo]w\w*|ris(?:e|en|es|ing)|rose|improv\w*|expand\w*|higher|gone? up"
FELL = (
    r"decreas\w*|declin\w*|drop\w*|f[ae]ll\w*|shr[aiu]nk\w*|lower|worsen\w*|"
    r"deteriorat\w*|gone? down"
)
ASIDE = re.compile(r"(?<=[?.!])\s+If\b[^?]*$", re.I)
"""What to say if the question makes no sense, which is no part of it."""
BETTER = re.compile(r"\b(?:improv|worsen|deteriorat)", re.I)
GOOD = re.compile(
    r"margin|return|income|profit|earnings|revenue|sales|cash flow|turnover|coverage|current ratio"
    r"|quick ratio|working capital",
    re.I,
)
"""Measures of which more is better; of costs and days it is not."""
LIMIT = re.compile(
    r"\b(?P<above>above|over|more than|greater than|higher than|larger than|exceed(?:s|ed)?)"
    r"\s+(?P<most>\$?\s?\d[\d.,]*\s?(?:thousand|million|billion|percent|%)?)"
    r"|\b(?P<below>below|under|less than|lower than|smaller than)"
    r"\s+(?P<least>\$?\s?\d[\d.,]*\s?(?:thousand|million|billion|percent|%)?)",
    re.I,
)
CLAIMS: tuple[tuple[Claim, re.Pattern[str]], ...] = (
    ("positive", re.compile(r"\bpositive\b", re.I)),
    ("negative", re.compile(r"\bnegative\b", re.I)),
    ("rose", re.compile(rf"\b(?:{ROSE})\b", re.I)),
    ("fell", re.compile(rf"\b(?:{FELL})\b", re.I)),
)
PAID = re.compile(r"\b(?:has|have|had|did|does|do)\b.*\b(?:pa(?:y|ys|id)|declare[sd]?)\b", re.I)
IDLE = COMPARING | frozenset(
    words(
        "positive negative profile any there common stockholder shareholder data been historically "
        "declared declare base basis per compared same prior previous preceding"
    )
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is asked about a measure."""

    claim: Claim
    limit: Decimal = Decimal(0)
    unit: str | None = None
    """Of the limit: "percent" or "amount"."""


def whether(
    text: str,
    wanted: Wanted,
    filings: Sequence[StoredDocument],
    held: Catalogue,
    known: Vocabulary,
) -> Look[Draft | None]:
    """Answer a question of yes or no about one measure; None when it is not one, or not sure."""
    text = ASIDE.sub("", text)
    asks = ASKS.search(text.split("?")[0])
    doubt = doubt_of(asks["asks"]) if asks and not WHY.search(text) else None
    if asks is None or doubt is None:
        return None
    sought = measure_of(_bare(asks["asks"]), held, known, IDLE)
    if sought is None or not _can_be(doubt, sought, text):
        return None
    if doubt.claim not in ("rose", "fell"):
        return (yield from _at_once(doubt, sought, wanted.periods, filings))
    if sought.metric is None:
        return (yield from _moved(doubt, sought, wanted.periods, filings))
    item = Wanted("change", sought.name, False, sought.metric, wanted.periods, sought.name, None)
    found = yield from change(filings, item)
    if found is None:
        return None
    share = Decimal(str(found["value"]))
    return {**found, "answer": f"{_said(doubt, share)} {found['answer']}"}


def doubt_of(text: str) -> Doubt | None:
    """What a question of yes or no doubts; None where it says both ways, or neither.

    >>> doubt_of("did revenue exceed $2 billion"), doubt_of("did it rise or fall")
    (Doubt(claim='above', limit=Decimal('2000000000')), None)
    """
    if limit := LIMIT.search(text):
        number = parse_number(limit["most"] or limit["least"])
        claim: Claim = "above" if limit["above"] else "below"
        unit = "percent" if re.search(r"%|percent", limit[0], re.I) else None
        return Doubt(claim, number.value, unit or "amount") if number else None
    found = [claim for claim, pattern in CLAIMS if pattern.search(text)]
    if not found and PAID.search(text):
        return Doubt("any")
    return Doubt(found[0]) if len(found) == 1 else None


def _can_be(doubt: Doubt, sought: Sought, text: str) -> bool:
    """Whether the measure can be judged so: a margin by percents, costs not by "improved"."""
    if BETTER.search(text) and not GOOD.search(sought.name):
        return False
    if "margin" in sought.name and sought.unit != "percent":
        return False  # gross margin is an amount to some and a share to others
    return doubt.unit is None or (doubt.unit == "percent") == (sought.unit == "percent")


def _bare(text: str) -> str:
    """The question without what is doubted."""
    text = LIMIT.sub(" ", text)
    return re.sub(rf"\b(?:{ROSE}|{FELL}|in|of)\b", " ", text, flags=re.I)


def _at_once(
    doubt: Doubt, sought: Sought, periods: Sequence[Asked], filings: Sequence[StoredDocument]
) -> Look[Draft | None]:
    """A sign, a limit, or whether there is any: by the measure of one period."""
    asked = [*periods] or [own for own in [own_period(filings[0])] if own]
    if len(asked) != 1 or asked[0].period.year is None:
        return None
    found = yield from _points(sought, [asked[0]], filings)
    if not found:
        return None
    (point,) = found
    sentence = (
        f"{_said(doubt, point.value)} {sought.title} of {_whose(point)}, {asked[0].words}: "
        f"{said(point.value, sought.unit or point.unit)}.{_defined(sought)}"
    )
    return tell(sentence, sought, found, point, "answered")


def _moved(
    doubt: Doubt, sought: Sought, periods: Sequence[Asked], filings: Sequence[StoredDocument]
) -> Look[Draft | None]:
    """A movement of a computed measure, from one year or quarter to the same of another."""
    two = _two(periods, filings[0])
    found = (yield from _points(sought, two, filings)) if two else []
    if len(found) != 2:
        return None
    new, old = found
    one, other = (said(point.value, sought.unit or point.unit) for point in (old, new))
    moved = {1: "rose", -1: "fell", 0: "did not change"}[
        (new.value > old.value) - (new.value < old.value)
    ]
    sentence = (
        f"{_said(doubt, new.value - old.value)} {sought.title} of {_whose(new)} {moved}: from "
        f"{one} ({two[1].words}) to {other} ({two[0].words}).{_defined(sought)}"
    )
    return tell(sentence, sought, [new, old], new, "answered")


def _two(periods: Sequence[Asked], filing: StoredDocument) -> tuple[Asked, ...]:
    """The later and the earlier period; () where they are not two alike."""
    asked = sorted({each.period.year: each for each in periods}.items(), key=lambda e: -(e[0] or 0))
    alike = {(each.quarter, each.period.end) for each in periods}
    if len(alike) > 1 or len(asked) > 2 or any(year is None for year, _ in asked):
        return ()
    later = asked[0][1] if asked else own_period(filing)
    if later is None or later.period.year is None:
        return ()
    return later, asked[1][1] if len(asked) == 2 else _before(later, later.period.year)


def _before(later: Asked, year: int) -> Asked:
    return replace(later, period=replace(later.period, year=year - 1))


def _points(
    sought: Sought, asked: Sequence[Asked], filings: Sequence[StoredDocument]
) -> Look[list[Point]]:
    """The measure at each period; nothing where one of them has none."""
    found = []
    for each in asked:
        point = yield from read_point(filings, sought, each.period.year or 0, each.quarter)
        if point is None:
            return []
        found.append(point)
    return (yield from calculated(found, sought))


def _said(doubt: Doubt, value: Decimal) -> str:
    """Say yes or no; of a movement `value` is the change, else it is the measure itself."""
    holds = {
        "rose": value > 0,
        "fell": value < 0,
        "positive": value > 0,
        "negative": value < 0,
        "above": value > doubt.limit,
        "below": value < doubt.limit,
        "any": value != 0,
    }
    return "Yes." if holds[doubt.claim] else "No."


def _defined(sought: Sought) -> str:
    return f" {sought.title} is {sought.definition}." if sought.definition else ""


def _whose(point: Point) -> str:
    return point.filing.company or point.filing.source
