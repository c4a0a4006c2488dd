"""Down a column, over rows: units that differ, a scale or sign that stands out, restated figures.

A column asks the same of every row, so one cell that is a thousand times the others, has the other
sign or another unit is more likely misread than remarkable. Nothing is changed; the cell says it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from agent.answer import Check

Row = Mapping[str, Any]
Figure = Mapping[str, Any]
Name = tuple[str, str, str, str]

ENOUGH = 5  # values below which nothing stands out
FAR = Decimal(2)  # powers of ten from the column's middle, beyond what its quarters spread
MOST = Decimal("0.8")  # of a column that must agree before one that differs is odd


def column_checks(rows: Sequence[Row], companies: Mapping[str, str]) -> dict[str, list[Check]]:
    """What the columns say of cells, by the id of the cell. `companies`: document to company."""
    columns: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("column") and row.get("value") is not None and "corrected" not in row:
            columns[row["column"]].append(row)
    said: defaultdict[str, list[Check]] = defaultdict(list)
    for column in columns.values():
        for id, check in (*units(column), *signs(column), *scales(column)):
            said[id].append(check)
    for id, check in restated(rows, companies):
        said[id].append(check)
    return said


def units(column: Sequence[Row]) -> Iterator[tuple[str, Check]]:
    """Cells whose unit is not that of nearly all others."""
    common = _common([str(row.get("unit")) for row in column])
    for row in column:
        if common is not None and str(row.get("unit")) != common:
            yield row["id"], _odd(f"Its unit is {row.get('unit')}; in the column it is {common}.")


def signs(column: Sequence[Row]) -> Iterator[tuple[str, Check]]:
    """Cells whose sign is not that of nearly all others."""
    common = _common([_sign(row) for row in column if Decimal(row["value"])])
    for row in column:
        if common is not None and Decimal(row["value"]) and _sign(row) != common:
            yield row["id"], _odd(f"It is {_sign(row)}; the column is {common} as a rule.")


def scales(column: Sequence[Row]) -> Iterator[tuple[str, Check]]:
    """Cells that are powers of ten away from the rest, as when a scale was misread."""
    values = {row["id"]: abs(Decimal(row["value"])) for row in column}
    sizes = {id: value.log10() for id, value in values.items() if value}
    if len(sizes) < ENOUGH:
        return
    ordered = sorted(sizes.values())
    middle = median(ordered)
    spread = ordered[len(ordered) * 3 // 4] - ordered[len(ordered) // 4]
    for id, size in sizes.items():
        if abs(size - middle) > FAR + spread:
            which = "smaller" if size < middle else "larger"
            times = f"{10 ** abs(size - middle):,.0f}"
            yield id, _odd(f"It is {times} times {which} than the middle of the column.")


def restated(rows: Sequence[Row], companies: Mapping[str, str]) -> Iterator[tuple[str, Check]]:
    """Cells whose figure another filing of the same company gives otherwise for the same period."""
    same: defaultdict[Name, list[tuple[Row, Figure]]] = defaultdict(list)
    for row in rows:
        for figure in row.get("figures", ()):
            if name := _name(figure, companies):
                same[name].append((row, figure))
    for said in same.values():
        for row, figure in said:
            others = (other for _, other in said if _differ(figure, other))
            if other := next(others, None):
                yield (
                    row["id"],
                    _odd(
                        f"{other['source']} gives {other['text']} for the same thing and period: "
                        "it was restated, or is not the same."
                    ),
                )


def _name(figure: Figure, companies: Mapping[str, str]) -> Name | None:
    """Whose figure it is, the concept, its scope and period; None where that is not certain."""
    whose = companies.get(figure.get("document") or "")
    fact, period = figure.get("fact"), figure.get("period")
    if not (whose and fact and period) or figure.get("value") is None:
        return None
    return whose, fact, figure.get("scope") or "", period


def _differ(one: Figure, other: Figure) -> bool:
    return one["document"] != other["document"] and Decimal(one["value"]) != Decimal(other["value"])


def _common(said: Sequence[str]) -> str | None:
    """What nearly all say, where there are enough of them."""
    if len(said) < ENOUGH:
        return None
    ((first, times),) = Counter(said).most_common(1)
    return first if Decimal(times) / len(said) >= MOST else None


def _sign(row: Row) -> str:
    return "negative" if Decimal(row["value"]) < 0 else "positive"


def _odd(sentence: str) -> Check:
    return Check("column", "failed", sentence)
