"""The days that columns mean, by the light of the whole filing: "2023" over a balance sheet.

What is printed stands; what is not is filled in only where the filing leaves no doubt: a year by
the day on which the filer's years end, a length by the kind of statement, and the time of single
rows by their label ("Cash at beginning of year", "Balance at June 30, 2023").
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from ingest.document import Column, Period, Table, TableKind
from ingest.fiscal_calendar import NEAR, Calendar, day_of_year, is_month_end
from ingest.periods import read_period
from ingest.rolled import MOST_RESTATED, rolled_forward
from ingest.table_kinds import FLOWS


def dated(table: Table, known: Calendar | None) -> Table:
    """The table with the periods of its columns filled in, and bands where rows have their"
    " own.
    """
    if known is None or len(table.columns) < 2:
        return table
    columns = filled(table.columns, table, known)
    bands = tuple((first, filled(band, table, known)) for first, band in table.bands)
    table = replace(table, columns=columns, bands=bands)
    own = tuple(rolled_forward(table, governing(table), known) or rows_in_time(table, known))
    return replace(table, bands=own) if own else table


def filled(columns: tuple[Column, ...], table: Table, known: Calendar) -> tuple[Column, ...]:
    """Columns with the day and the length that their kind of table leaves no doubt of."""
    return tuple(
        replace(each, period=settled(each.period, table, known)) if at else each
        for at, each in enumerate(columns)
    )


def settled(period: Period, table: Table, known: Calendar) -> Period:
    """A period with its day and its length, as far as they are certain."""
    end, months = period.end, period.months
    if end is None and period.year is not None:
        end = day_of_year(period, known)
    if end is None:
        return period
    if table.kind == "balance_sheet":
        months = 0
    elif (table.kind in FLOWS or table.kind == "equity") and not months:
        length = months_of_flow(end, table, known)
        months = length if length or months is None else months
    return Period(end, months, period.year)


def months_of_flow(end: date, table: Table, known: Calendar) -> int | None:
    """The length of what a flow statement shows up to `end`, where it prints none."""
    years = (end.year, end.year - 1, end.year + 1)  # "December 31, 2023", but "January 1, 2023"
    alike = (known.same_day(year) for year in years)
    if not any(day and abs(day - end) <= NEAR for day in alike):
        return None
    if known.months in (3, 12) or table.kind == "cash_flow":
        return known.months
    return None


# Rows that have a time of their own


def rows_in_time(table: Table, known: Calendar) -> list[tuple[int, tuple[Column, ...]]]:
    """Bands for the whole table where labels name other days than the columns do, else none."""
    said = list(labels_in_time(table, known))
    if not any(said):
        return []
    plain = list(governing(table))
    balances = between_balances(said) if is_of_one_time(table) else {}
    bands: list[tuple[int, tuple[Column, ...]]] = []
    held = table.columns
    for index, (columns, edge) in enumerate(zip(plain, said, strict=True)):
        if index in balances:
            columns = with_period(columns, balances[index])
        elif edge is not None:
            columns = at_edge(columns, edge, known)
        if columns is not held and columns != held:
            bands.append((index, columns))
            held = columns
    return bands if len(bands) * len(table.columns) < MOST_RESTATED else list(table.bands)


def governing(table: Table) -> Iterator[tuple[Column, ...]]:
    """For each row the columns that govern it."""
    later = iter((*table.bands, (len(table.rows), ())))
    columns = table.columns
    first, following = next(later)
    for row in range(len(table.rows)):
        while first <= row:
            columns = following
            first, following = next(later)
        yield columns


@dataclass(frozen=True, slots=True)
class Edge:
    """What a label says of the day its row is of."""

    opening: bool | None = None
    """At the beginning of the column's period, at its end (False), or on `day`."""
    day: date | None = None
    month_day: tuple[int, int] | None = None


def labels_in_time(table: Table, known: Calendar) -> Iterator[Edge | None]:
    """For each row what its label, or the label alone just above it, says of its day."""
    above: Edge | None = None
    closed = False  # below the closing cash of a statement of cash flows: what it is made of
    for row in table.rows:
        edge = None if row.header else edge_of(row.label, known)
        alone = all(cell.column == 0 for cell in row.cells)
        if edge is None and is_stock(row.label, table.kind, closed=closed):
            edge = Edge(opening=False)
        yield edge or (None if alone else above)
        above = edge if alone else None
        dated_cash = edge is not None and CASH.match(row.label) is not None
        closed = (closed or dated_cash or ENDING.search(row.label) is not None) and (
            FLOWING.search(row.label) is None
        )
        closed = closed or RECONCILED.search(row.label) is not None


def is_stock(label: str, kind: TableKind, *, closed: bool) -> bool:
    """Whether a row of a statement of flows shows what was there at the end of the period."""
    if kind == "cash_flow":
        return closed and CASH.match(label) is not None
    return kind == "equity" and TOTAL_EQUITY.fullmatch(label) is not None


def edge_of(label: str, known: Calendar) -> Edge | None:
    """What a label says of its row's day, None for what flows."""
    beginning, ending = BEGINNING.search(label), ENDING.search(label)
    if beginning or ending or BALANCE.search(label):
        said = read_period(label)
        if said.month is not None and said.day is not None and said.months in (None, 0):
            if said.year is None:
                return Edge(month_day=(said.month, said.day))
            last = monthrange(said.year, said.month)[1]
            return Edge(day=closing(date(said.year, said.month, min(said.day, last)), known))
    return Edge(opening=bool(beginning)) if beginning or ending else None


def closing(day: date, known: Calendar) -> date:
    """A balance on the first of a month is that of the evening before, unless years end on it.

    Periods that end on a weekday of their own may end on any day.
    """
    evening = day.day == 1 and day not in known.days and is_month_end(known.end)
    return day - timedelta(days=1) if evening else day


def at_edge(columns: tuple[Column, ...], edge: Edge, known: Calendar) -> tuple[Column, ...]:
    """The columns of a row that shows what was there at one end of their periods."""
    made = list(columns[:1])
    for each in columns[1:]:
        period = each.period
        if edge.day is not None:
            made.append(replace(each, period=Period(edge.day, 0, period.year)))
            continue
        if period.end is None or (period.months is None and known.months != 12):
            made.append(each)
            continue
        months = period.months or known.months
        opening = known.before(period.end, months)
        day = opening if edge.opening else period.end
        if edge.month_day is not None:
            ends = [d for d in (period.end, opening) if d and closes(d, edge.month_day)]
            day = ends[0] if ends else None
        if period.months == 0 and edge.opening is not True:
            day = period.end
        made.append(replace(each, period=Period(day, 0, period.year)))
    return tuple(made)


def closes(day: date, month_day: tuple[int, int]) -> bool:
    """Whether "June 30" or "July 1" is `day`."""
    morning = day + timedelta(days=1)
    return month_day in ((day.month, day.day), (morning.month, morning.day))


def is_of_one_time(table: Table) -> bool:
    """Whether all columns that have a day have the same: then rows alone tell the time."""
    every = (table.columns, *(band for _, band in table.bands))
    return len({column.period.end for columns in every for column in columns[1:]} - {None}) < 2


def between_balances(said: Sequence[Edge | None]) -> dict[int, Period]:
    """The period of each row between two dated balances, and of the balances themselves."""
    at = [(index, edge.day) for index, edge in enumerate(said) if edge and edge.day]
    periods: dict[int, Period] = {}
    for (first, opening), (last, ending) in pairwise(at):
        periods[first] = Period(opening, 0)
        periods[last] = Period(ending, 0)
        days = (ending - opening).days
        if 20 < days < 400:
            length = Period(ending, round(days / 30.44))
            periods.update(dict.fromkeys(range(first + 1, last), length))
    return periods


def with_period(columns: tuple[Column, ...], period: Period) -> tuple[Column, ...]:
    """The columns, all of one period."""
    return (columns[0], *(replace(each, period=period) for each in columns[1:]))


PERIODS = r"(?:the )?(?:fiscal )?(?:year|period|quarter|month)s?\b"
BEGINNING = re.compile(
    rf"(?i)\b(?:beginning|start|opening) of {PERIODS}|\b(?:beginning|opening) balances?\b"
    r"|\bbalances?,? (?:at )?beginning\b|[-–—,] ?beginning$"
)
ENDING = re.compile(
    rf"(?i)\b(?:end|close) of {PERIODS}|\b(?:ending|closing) balances?\b"
    r"|\bbalances?,? (?:at )?(?:end|ending)\b|[-–—,] ?end(?:ing)?$"
)
DAY = r"[a-z]{3,9}\.? \d{1,2}(?:, ?(?:19|20)\d\d)?$"
BALANCE = re.compile(
    r"(?i)\bbalances?\b|^(?:as (?:of|at) |at )?(?=jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)"
    rf"{DAY}|\bcash\b.{{0,80}} (?:at|as of) {DAY}"
    rf"|^.{{0,40}}\b(?:outstanding|(?:un|non-?)vested|exercisable)\b.{{0,12}} {DAY}"
)
CASH = re.compile(
    r"(?i)(?:less:? |total,? |add:? )?(?:restricted )?cash\b"
    r"(?!.*\b(?:paid|payments?|received|flows?)\b)"
)
RECONCILED = re.compile(r"(?i)\breconciliation of (?:\w+ )?cash\b")
FLOWING = re.compile(r"(?i)\b(?:paid|supplement|non-?cash|activities|during)\b")
TOTAL_EQUITY = re.compile(
    r"(?i)total (?:(?:share|stock)(?:holders?|owners?)['’]?s?['’]? |permanent )?(?:equity"
    r"|deficit|\(deficit\))(?: balance)?"
)
