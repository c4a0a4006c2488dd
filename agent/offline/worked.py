"""Questions written beside a table, worked out over its rows: shares, changes, sums, extremes.

Every table that may be meant is tried; the likeliest reading answers, unless one nearly as likely
gives another result.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from agent.column_years import YEAR
from agent.offline.candidates import candidates
from agent.offline.cells import ALONE, Found, Reading
from agent.offline.drafts import (
    Source,
    citation,
    column_words,
    computed,
    draft,
    figure,
    plain,
    said,
)
from agent.offline.operations import Operation
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.readings import readings_of
from agent.offline.series import SENTENCE
from agent.tie_out import BEGAN
from store.tables import StoredDocument
from tools.calculate import Computed

MONEY = re.compile(r"[A-Z]{3}\b")
"""A unit that is a currency."""
OF_ALL = ("average", "highest", "lowest")
"""Operations that a table of five years answers better than one of two of them."""
COUNT = re.compile(r"\bnumber of\b|\bheadcount\b")
"""A question about how many things there are."""
MARGIN = 0.03
"""A reading this near to the best must give the same result."""
FILINGS = 3
"""Documents looked into."""


def worked(
    question: str, operation: Operation, filings: Sequence[StoredDocument]
) -> Look[Draft | None]:
    """Answer by the first filing whose tables settle the operation."""
    for filing in filings[:FILINGS]:
        grids = yield from candidates(filing, operation, question)
        likely = [r for r in readings_of(operation, grids) if _countable(operation, r)]
        readings = sorted(likely, key=lambda r: -r.likely)
        best = _sure(operation, readings)
        if best is not None:
            return (yield from _draft(filing, operation, best))
    return None


def _sure(operation: Operation, readings: Sequence[Reading]) -> Reading | None:
    """The likeliest reading; None when one nearly as likely says otherwise."""
    if not readings:
        return None
    best = _fullest(operation, readings)
    rivals = [
        r
        for r in readings
        if (r.likely >= best.likely - MARGIN or r.by_words >= best.by_words)
        and not (operation.kind in OF_ALL and _values(r) < _values(best))
    ]
    results = {_rough(operation, r) for r in rivals}
    return best if len(results) == 1 and None not in results else None


def _countable(operation: Operation, reading: Reading) -> bool:
    """Whether a number of things is read as one: in a table of money its scale is not known."""
    units = [each.cell.unit or each.grid.table.unit or "" for each in reading.cells]
    return not (COUNT.search(operation.part) and any(MONEY.match(unit) for unit in units))


def _fullest(operation: Operation, readings: Sequence[Reading]) -> Reading:
    """The likeliest; of an extreme or an average of all years, the same row where it has most."""
    best = readings[0]
    if operation.kind in OF_ALL and not operation.years and not operation.several:
        fuller = [r for r in readings if r.by_words >= ALONE and _values(r) > _values(best)]
        return fuller[0] if fuller else best
    return best


def _values(reading: Reading) -> frozenset[Decimal | None]:
    return frozenset(each.cell.value for each in reading.cells)


def _rough(operation: Operation, reading: Reading) -> float | None:
    """The result in floats, to tell readings apart; exact figures come from the calculator."""
    values = [float(each.cell.value or 0) for each in reading.cells]
    match operation.kind:
        case "share" | "ratio":
            part = sum(values[: reading.split])
            whole = sum(values[0 if reading.within else reading.split :])
            result = part / whole if whole else None
        case "return" if operation.whole:
            result = values[1] / values[0] - values[3] / values[2]
        case "growth" | "return":
            result = values[1] / values[0] if values[0] else None
        case "difference":
            result = (values[1] - values[0]) / max(abs(values[1]), 1e-9)
        case "highest":
            result = max(values)
        case "lowest":
            result = min(values)
        case _:
            result = sum(values)
    return None if result is None else float(f"{result:.3g}")


def _expression(operation: Operation, reading: Reading, *, percent: bool) -> tuple[str, str | None]:
    """The expression over f1, f2 and so on, and its unit; None is that of the figures."""
    names = [f"f{at}" for at in range(1, len(reading.cells) + 1)]
    match operation.kind:
        case "share":
            return f"round(100 * {_divided(reading, names)}, 2)", "percent"
        case "ratio":
            return f"round({_divided(reading, names)}, 4)", "ratio"
        case "growth" if not percent:
            return "round(100 * (f2 - f1) / abs(f1), 2)", "percent"
        case "return" if operation.whole:
            return "round(100 * (f2 - f1) / f1 - 100 * (f4 - f3) / f3, 2)", "percent"
        case "return":
            return "round(100 * (f2 - f1) / f1, 2)", "percent"
        case "difference" if reading.of_base:
            return f"round(100 * (f2 - f1) / {names[2] if names[2:] else names[0]}, 2)", "percent"
        case "growth" | "difference":
            return "f2 - f1", None
        case "average":
            return f"round(({' + '.join(names)}) / {len(names)}, 4)", None
        case "highest":
            return f"max({', '.join(names)})", None
        case "lowest":
            return f"min({', '.join(names)})", None
        case "sum":
            return " + ".join(names), None


def _divided(reading: Reading, names: Sequence[str]) -> str:
    """The part over the whole."""
    part, whole = names[: reading.split], names[0 if reading.within else reading.split :]
    return " / ".join(f"({' + '.join(n)})" if len(n) > 1 else n[0] for n in (part, whole))


def _draft(filing: StoredDocument, operation: Operation, reading: Reading) -> Look[Draft | None]:
    sources = [_source(each) for each in reading.cells]
    percent = all(source.unit == "percent" for source in sources)
    expression, unit = _expression(operation, reading, percent=percent)
    values = {f"f{at}": plain(source.value) for at, source in enumerate(sources, 1)}
    asks = [Ask("calculate", {"expression": expression, "values": values})]
    (result,) = yield from look_all(Computed, asks)
    if result is None:
        return None
    unit = unit or sources[0].unit
    figures = [figure(f"f{at}", source) for at, source in enumerate(sources, 1)]
    figures.append(computed(f"f{len(figures) + 1}", expression, result.value, unit))
    rows = "; ".join(
        f"“{each.entry.row.label}” {f'({s.period}) ' if s.period else ''}{s.text}"
        for each, s in zip(reading.cells, sources, strict=True)
    )
    whose = filing.company or filing.source
    text = f"{said(result.value, unit)}: {_said(operation)} by the rows {rows} of {whose}."
    return draft(
        "answered",
        text,
        value=plain(result.value),
        unit=unit,
        figures=figures,
        citations=[citation(source) for source in sources],
    )


def _said(operation: Operation) -> str:
    names = {
        "growth": "the change in percent",
        "return": "the cumulative return",
        "share": "the share",
    }
    return names.get(operation.kind, f"the {operation.kind}")


def _source(found: Found) -> Source:
    cell, table = found.cell, found.grid.table
    columns = table.columns
    header = column_words(columns[cell.column]) if cell.column < len(columns) else ""
    if BEGAN.search(found.entry.row.label) and cell.column < len(columns):
        header = columns[cell.column].header  # headed with its period, not with the eve of it
    scope = ""
    if cell.column < len(columns) and not YEAR.search(columns[cell.column].header):
        scope = columns[cell.column].header if columns[cell.column].header != header else ""
    year = found.grid.column_years.get(cell.column)
    if year and not found.entry.years and len(set(YEAR.findall(header))) != 1:
        header = str(year)  # no header was seen, or one that all the columns share
    value = cell.value if cell.value is not None else Decimal(0)
    shown = found.grid.shown
    label = shown.caption if shown.kind == SENTENCE else found.entry.row.label or cell.text
    return Source(
        cell.text,
        value,
        cell.unit or table.unit,
        shown.document,
        found.entry.line,
        label,
        header,
        scope,
    )
