"""Tables that roll accounts forward along a row: "Balance at beginning, charged, deducted, end".

Schedule II is one. Its columns are no years but what happened to an account over one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from ingest.document import Column, Period, Table
from ingest.fiscal_calendar import Calendar, day_of_year
from ingest.periods import is_period, read_period

MOST_RESTATED = 100_000  # columns in bands: a table of nothing else must stay small
Stage = Literal["label", "opening", "flow", "closing"]
OPENING = re.compile(r"\b(?:beginning|opening|start)\b", re.I)
CLOSING = re.compile(r"\b(?:end|ending|closing)\b", re.I)
BALANCE = re.compile(r"\bbalances?\b", re.I)


def rolled_forward(
    table: Table, governing: Iterable[tuple[Column, ...]], known: Calendar
) -> list[tuple[int, tuple[Column, ...]]]:
    """Bands of a table whose columns run from an opening to a closing balance, else none.

    `governing` are the columns that rule each row so far.
    """
    along = stages(table)
    if along is None:
        return []
    bands: list[tuple[int, tuple[Column, ...]]] = []
    held, group = table.columns, None
    for index, columns in enumerate(governing):
        row = table.rows[index]
        end, months = time_of_row(row.label, columns, along, known)
        group = end if end and is_period(row.label) and len(row.cells) == 1 else group
        end = end or group
        if end is not None:
            opening = known.before(end, months)
            columns = periods_of_stages(columns, along, opening, Period(end, months))
        if columns != held:
            bands.append((index, columns))
            held = columns
    return bands if len(bands) * len(table.columns) < MOST_RESTATED else []


def time_of_row(
    label: str, columns: Sequence[Column], along: Sequence[Stage], known: Calendar
) -> tuple[date | None, int]:
    """The end and the length of the time a row rolls over: by its label, else by its columns."""
    flows = [each.period for each, stage in zip(columns, along, strict=True) if stage == "flow"]
    months = next((period.months for period in flows if period.months), known.months)
    said = read_period(label) if is_period(label) else None
    if said is not None and said.year:
        days = (said.month, said.day) if said.month and said.day else None
        day = date(said.year, *days) if days else day_of_year(Period(year=said.year), known)
        return day, months
    ends = {period.end for period in flows}
    return (ends.pop() if len(ends) == 1 else None), months


def stages(table: Table) -> tuple[Stage, ...] | None:
    """What each column is to an account; None where they run from no opening to a closing balance.

    >>> from ingest.document import Place
    >>> columns = (Column(), Column("Opening balance"), Column("Closing balance"))
    >>> stages(Table((), columns, Place(1)))
    ('label', 'opening', 'closing')
    """
    along: list[Stage] = ["label"]
    for column in table.columns[1:]:
        header = column.header
        opens, closes = OPENING.search(header), CLOSING.search(header)
        ends = closes is not None and opens is None
        along.append("opening" if opens else "closing" if ends else "flow")
    balances = sum(bool(BALANCE.search(column.header)) for column in table.columns)
    return tuple(along) if balances and {"opening", "closing"} <= set(along) else None


def periods_of_stages(
    columns: Sequence[Column], along: Sequence[Stage], opening: date | None, flow: Period
) -> tuple[Column, ...]:
    """The columns of a row that rolls over `flow`; `opening` is the day before it, if known."""
    of_stage = {"opening": Period(opening, 0), "flow": flow, "closing": Period(flow.end, 0)}
    return tuple(
        column if stage == "label" else replace(column, period=of_stage[stage])
        for column, stage in zip(columns, along, strict=True)
    )
