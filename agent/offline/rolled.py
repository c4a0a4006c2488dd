"""Accounts rolled forward along a row: Schedule II, "Balance at beginning, charged, deducted, end".

Such a table has no column of a year: its years head groups of rows or name the rows themselves, and
its columns are what happened to an account.
"""

from collections.abc import Iterator, Mapping

from agent.offline.sought import Sought
from agent.offline.stated import Printed, Stated
from agent.offline.terms import terms
from ingest.document import Row
from ingest.periods import is_period, read_period
from ingest.rolled import Stage, stages
from tools.table import TableShown


def of_rolled(asked: Sought, shown: TableShown, year: int | None) -> Iterator[Stated]:
    """What such a table states for the fiscal year that ends in `year`; nothing of another table.

    Of each account the column that the question names, else its closing balance.
    """
    table, along = shown.table, stages(shown.table)
    if year is None or along is None:
        return
    heads = {at: frozenset(terms(column.header)) for at, column in enumerate(table.columns) if at}
    caption = frozenset(terms(shown.caption))
    for at, account, when in _accounts(table.rows):
        name = frozenset(terms(account))
        for column in _named(heads, frozenset(asked.terms) - name, along) if when == year else ():
            cell = next((c for c in table.rows[at].cells if c.column == column), None)
            if cell is not None and cell.value is not None:
                unit = cell.unit or table.unit or ("USD" if table.scale != 1 else "")
                own = name | (heads[column] & frozenset(asked.terms))
                source = Printed(shown, at, column)
                yield Stated((own,), frozenset(), caption, cell.value, unit, source)


def _accounts(rows: tuple[Row, ...]) -> Iterator[tuple[int, str, int | None]]:
    """Each row of figures with its account and its year, of which one heads the group."""
    group, of = "", None
    for at, row in enumerate(rows):
        said = read_period(row.label).year if is_period(row.label) else None
        if any(cell.value is not None for cell in row.cells):
            yield (at, group, said) if said else (at, row.label, of)
        elif row.label:
            group, of = (group, said) if said else (row.label, of)


def _named(
    heads: Mapping[int, frozenset[str]], rest: frozenset[str], along: tuple[Stage, ...]
) -> list[int]:
    """The columns that have most of the question's other words, else the closing balance."""
    most = max((len(head & rest) for head in heads.values()), default=0)
    if most:
        return [column for column, head in heads.items() if len(head & rest) == most]
    return [column for column in heads if along[column] == "closing"]
