"""A measure at points in time: read from the filing of each, computed, and told with its lines.

Who puts points side by side (`across`, `whether`) decides what they say together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.offline.computed import Operands, told
from agent.offline.drafts import citation, computed, draft, figure, plain
from agent.offline.formula import Formula, Item, NotUnderstood, parse
from agent.offline.metrics import Metric, Vocabulary, words
from agent.offline.plan import Ask, Draft, Look, Missed, look_all
from agent.offline.question import cleaned
from agent.offline.spotting import FILLERS, spot
from index.catalogue import Catalogue
from store.tables import StoredDocument
from tools.calculate import Computed

COMPARING = frozenset(
    words(
        "compare comparison versus vs against who whose between among and or than both all each "
        "company respectively high higher highest large larger largest more most great greater "
        "greatest big bigger biggest good better best strong stronger low lower lowest less least "
        "small smaller smallest few fewer worse worst rank order side by develop developed trend "
        "evolve evolved over time year history course since last past change changed go gone moved "
        "restated originally reported"
    )
)
"""Words that put figures beside each other and say nothing of them."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to be put side by side."""

    name: str
    formula: Formula
    definition: str
    """Of a ratio; "" of a line item, which needs none."""
    unit: str | None

    @property
    def metric(self) -> Metric | None:
        """The line item, where it is one."""
        return self.formula.metric if isinstance(self.formula, Item) else None

    @property
    def title(self) -> str:
        """The name at the beginning of a sentence."""
        return self.name[:1].upper() + self.name[1:]


@dataclass(frozen=True, slots=True)
class Point:
    """The measure of one company and year in one filing: its operands, and how they combine."""

    filing: StoredDocument
    year: int
    operands: Operands
    expression: str
    value: Decimal = Decimal(0)

    @property
    def unit(self) -> str | None:
        """The unit of what was read."""
        return next(reading.source.unit for _, reading in self.operands.readings.values())

    @property
    def period(self) -> str:
        """The days the figure is of, as its column says."""
        return next(reading.source.period for _, reading in self.operands.readings.values())


def measure_of(
    text: str, held: Catalogue, known: Vocabulary, idle: frozenset[str] = COMPARING
) -> Sought | None:
    """The one measure the question names, when no word of substance is left beside it.

    `idle` are words without substance beside those of any question.
    """
    names = [text[slice(*named.span)] for named in held.companies.named(text)]
    seen = spot(cleaned(text, names), (*known.metrics, *known.ratios))
    if seen is None or {w for w in seen.left if not w.isdigit()} - FILLERS - idle:
        return None
    if isinstance(seen.measure, Metric):
        return Sought(seen.name, Item(seen.measure), "", None)
    try:
        formula = parse(seen.measure.formula, known)
    except NotUnderstood:
        return None
    unit = None if seen.measure.unit == "currency" else seen.measure.unit
    return Sought(seen.name, formula, seen.measure.formula, unit)


def read_point(
    filings: Sequence[StoredDocument], sought: Sought, year: int, quarter: int | None
) -> Look[Point | None]:
    """The measure of a year in the first of the filings that has all of it."""
    for filing in filings:
        operands = Operands((filing,), quarter)
        try:
            expression = yield from operands.expression(sought.formula, year)
        except Missed:
            continue
        return Point(filing, year, operands, expression)
    return None


def calculated(points: Sequence[Point], sought: Sought) -> Look[list[Point]]:
    """The points with their values, by the calculator; without those that cannot be computed."""
    asks = []
    for point in points:
        values = {n: plain(r.source.value) for n, r in point.operands.readings.values()}
        asks.append(Ask("calculate", {"expression": rounded(point, sought), "values": values}))
    found = yield from look_all(Computed, asks)
    return [
        replace(point, value=result.value)
        for point, result in zip(points, found, strict=True)
        if result is not None
    ]


def rounded(point: Point, sought: Sought) -> str:
    """The expression of a point as it is told: shares in percent, ratios with four decimals."""
    if sought.unit == "percent":
        return f"round(100 * {point.expression}, 2)"
    return f"round({point.expression}, 4)" if sought.unit else point.expression


def tell(
    sentence: str, sought: Sought, points: Sequence[Point], best: Point | None, status: str
) -> Draft:
    """The draft with every figure that was read, numbered through, and every one computed."""
    figures: list[dict[str, object]] = []
    citations = []
    for point in points:
        names: dict[str, str] = {}
        for name, reading in point.operands.readings.values():
            names[name] = f"f{len(figures) + 1}"
            figures.append(figure(names[name], reading.source))
            citations.append(citation(reading.source))
        parts = re.split(r"\b(f\d+)\b", rounded(point, sought))
        expression = "".join(names.get(part, part) for part in parts)
        if not re.fullmatch(r"f\d+", expression):
            unit = sought.unit or point.unit
            figures.append(computed(f"f{len(figures) + 1}", expression, point.value, unit))
    value = told(best.value, sought.unit or best.unit) if best else None
    unit = (sought.unit or best.unit) if best else None
    return draft(status, sentence, value=value, unit=unit, figures=figures, citations=citations)
