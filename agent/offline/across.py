"""One measure over several companies, or over the years of one, each from the filing of its own.

Nothing is ranked when a figure is missing or the currencies differ; what is missing is named. A
year that a later filing or an amendment tells otherwise is given as reported and as restated.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from agent.offline.documents import FAR, MOST
from agent.offline.drafts import said
from agent.offline.metrics import Vocabulary
from agent.offline.periods import Asked
from agent.offline.plan import Draft, Look, side_by_side
from agent.offline.points import Point, Sought, calculated, measure_of, read_point, tell
from index.catalogue import Catalogue
from index.understand import Understanding
from store.tables import StoredDocument

HIGHER = re.compile(
    r"\b(?:higher|highest|larger|largest|more|most|greater|greatest|bigger|biggest)\b", re.I
)
LOWER = re.compile(r"\b(?:lower|lowest|less|least|smaller|smallest|fewer|fewest)\b", re.I)
TREND = re.compile(
    r"\bdevelop\w*|\btrend\w*|\bevolv\w*|\bover (?:the )?(?:years|time)\b|\bhistory\b|"
    r"\b(?:each|every) (?:fiscal )?year\b|\byear by year\b|\bas (?:originally reported|restated)\b|"
    r"\brestated\b",
    re.I,
)
MOST_YEARS = 30


def across(
    text: str, periods: Sequence[Asked], asked: Understanding, held: Catalogue, known: Vocabulary
) -> Look[Draft | None]:
    """Compare companies or follow years; None when the question does neither, or asks for more."""
    several = len(asked.companies) > 1
    if not several and not (TREND.search(text) and _one_filer(asked, held)):
        return None
    sought = measure_of(text, held, known)
    if sought is None:
        return None
    if several:
        return (yield from _companies(text, sought, periods, asked, held))
    return (yield from _years(sought, periods, _of(asked, held)))


def _one_filer(asked: Understanding, held: Catalogue) -> bool:
    return len(asked.companies) == 1 or len({each.company for each in held.documents}) == 1


def _companies(
    text: str,
    sought: Sought,
    periods: Sequence[Asked],
    asked: Understanding,
    held: Catalogue,
) -> Look[Draft | None]:
    """The measure of each company for the one year or quarter that is asked for."""
    when = {(each.period.year, each.quarter) for each in periods}
    if len(when) > 1 or any(year is None for year, _ in when):
        return None
    each_of = {
        name: _of(replace(asked, companies=(name,), namesakes=()), held) for name in asked.companies
    }
    year, quarter = when.pop() if when else (_common(list(each_of.values())), None)
    if year is None:
        return None
    found = yield from side_by_side(
        [read_point(filings[:MOST], sought, year, quarter) for filings in each_of.values()]
    )
    points = yield from calculated([point for point in found if point], sought)
    if not points:
        return None
    had = {point.filing.company for point in points}
    missing = [name for name in asked.companies if name not in had]
    return _compared(
        text, sought, points, missing, f"Q{quarter} {year}" if quarter else f"fiscal {year}"
    )


def _common(filings: Sequence[Sequence[StoredDocument]]) -> int | None:
    """The latest fiscal year that all of the companies have an annual report for."""
    years = [{f.fiscal_year for f in each if _annual(f) and f.fiscal_year} for each in filings]
    shared = set.intersection(*years) if years else set()
    return max(shared, default=None)


def _of(asked: Understanding, held: Catalogue) -> list[StoredDocument]:
    """A company's filings that may hold the asked period, annual reports and tagged ones first."""
    near = [
        filing for filing, far in held.candidates(asked) if far < FAR or TREND.search(asked.text)
    ]
    return sorted(near, key=lambda filing: not filing.facts)


def _annual(filing: StoredDocument) -> bool:
    return (filing.form or "").startswith(("10-K", "20-F"))


def _compared(
    text: str, sought: Sought, points: Sequence[Point], missing: Sequence[str], when: str
) -> Draft:
    """Every company's figure, and where the question asks which, the one that stands out."""
    ranked = sorted(points, key=lambda point: point.value, reverse=True)
    told_each = "; ".join(
        f"{point.filing.company} {said(point.value, sought.unit or point.unit)} ({point.period})"
        for point in ranked
    )
    comparable = not missing and len({point.unit for point in points}) == 1
    best = _outstanding(text, ranked) if comparable else None
    sentence = f"{sought.title} in {when}: {told_each}."
    if sought.definition:
        sentence += f" {sought.title} is {sought.definition}."
    if best is not None:
        degree = "highest" if HIGHER.search(text) else "lowest"
        degree = {"highest": "higher", "lowest": "lower"}[degree] if len(points) == 2 else degree
        sentence += f" {best.filing.company} had the {degree} one."
    if missing:
        sentence += f" No figure could be made sure for {', '.join(missing)}."
    elif not comparable:
        sentence += " The currencies differ, so they are not ranked."
    return tell(sentence, sought, points, best, "answered" if comparable else "partial")


def _outstanding(text: str, ranked: Sequence[Point]) -> Point | None:
    """The highest or lowest, as the question wants; None where it wants none or two are equal."""
    high, low = HIGHER.search(text), LOWER.search(text)
    if bool(high) == bool(low) or len({ranked[0].value, ranked[-1].value}) == 1:
        return None
    return ranked[0] if high else ranked[-1]


def _years(
    sought: Sought, periods: Sequence[Asked], filings: Sequence[StoredDocument]
) -> Look[Draft | None]:
    """The measure of every year from the report of that year, and what later ones say of it."""
    annual = [filing for filing in filings if _annual(filing) and filing.fiscal_year]
    held = [filing.fiscal_year or 0 for filing in annual]
    asked = sorted({each.period.year for each in periods if each.period.year})
    if not annual or any(each.quarter or each.period.year is None for each in periods):
        return None
    years = list(range(asked[0] if asked else min(held), (asked[-1] if asked else max(held)) + 1))
    if len(years) > MOST_YEARS:
        return None
    sources = {year: _reports_of(year, annual) for year in years}
    plans = [(year, filing) for year in years for filing in sources[year]]
    found = yield from side_by_side([read_point((f,), sought, year, None) for year, f in plans])
    points = yield from calculated([point for point in found if point], sought)
    by_year = {year: [point for point in points if point.year == year] for year in years}
    if not points:
        return None
    return _developed(sought, by_year)


def _reports_of(year: int, annual: Sequence[StoredDocument]) -> list[StoredDocument]:
    """The report of a year, then its amendments, then the report of the year after."""
    own = [filing for filing in annual if filing.fiscal_year == year]
    own.sort(key=lambda filing: (filing.form or "").endswith("/A"))
    later = [filing for filing in annual if filing.fiscal_year == year + 1]
    first = [f for f in own if not (f.form or "").endswith("/A")][:1]
    return [*first, *(f for f in own if (f.form or "").endswith("/A")), *later[:1]]


def _developed(sought: Sought, by_year: dict[int, list[Point]]) -> Draft:
    """The years in a row, what was restated, and the change from the first to the last."""
    missing = [year for year, points in by_year.items() if not points]
    last = {year: points[-1] for year, points in by_year.items() if points}
    told_each = []
    used: list[Point] = []
    for points in filter(None, by_year.values()):
        told_each.append(_said_of_year(points, sought))
        used += points[:1] if points[0].value == points[-1].value else [points[0], points[-1]]
    some = next(iter(last.values()))
    sentence = f"{sought.title} of {some.filing.company}: {'; '.join(told_each)}."
    if sought.definition:
        sentence += f" It is {sought.definition}."
    if missing:
        years = ", ".join(map(str, missing))
        sentence += f" No figure could be made sure for fiscal {years}."
    one_unit = len({point.unit for point in used}) == 1
    ends = (last[min(last)], last[max(last)])
    if len(last) > 1 and one_unit and not missing and ends[0].value:
        sentence += (
            f" From the first year to the last it {_direction(ends[0].value, ends[1].value)}."
        )
    return tell(
        sentence,
        sought,
        used,
        used[-1] if len(last) == 1 else None,
        "partial" if missing else "answered",
    )


def _said_of_year(points: Sequence[Point], sought: Sought) -> str:
    first, last = points[0], points[-1]
    unit = sought.unit or first.unit
    if first.value == last.value:
        return f"fiscal {first.year} {said(first.value, unit)}"
    return (
        f"fiscal {first.year} {said(first.value, unit)} as originally reported, "
        f"{said(last.value, unit)} as restated in {last.filing.id}"
    )


def _direction(old: Decimal, new: Decimal) -> str:
    return "rose" if new > old else "fell" if new < old else "did not change"
