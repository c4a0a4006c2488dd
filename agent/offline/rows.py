"""Which cell of which table answers: rows by their label, columns by their period.

Used for filings whose figures are not tagged, and for lines a question quotes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise

from agent.offline.metrics import Statement, words
from agent.offline.periods import Asked, asked_periods, months_after, near, years_before
from index.vocabulary import vocabulary
from ingest.document import Cell, Column, Row, Table
from store.tables import StoredDocument
from tools.table import TableShown

ONLY = "."
"""In a telling line: it has no other words."""
TELLTALE: dict[Statement, tuple[tuple[str, ...], ...]] = {
    # Lines that every such statement has, whatever its title; all of one tuple must be there.
    "balance": (("total", "asset", ONLY), ("total", "liability")),
    "income": (("income", "tax"), ("per", "share")),
    "cash flow": (("operating", "activity"), ("financing", "activity"), ("beginning",)),
    "tax": (("tax", "rate"),),
}
KIND: dict[Statement, str] = {
    "balance": "balance_sheet",
    "income": "income",
    "cash flow": "cash_flow",
}
"""What the catalogue calls those statements."""
NAMED: dict[Statement, str] = {
    "balance": "balance sheet",
    "income": "income statement",
    "cash flow": "cash flow statement",
}
"""What the vocabulary of the index calls them."""
BEFORE = re.compile(r"\W*(?:(?:consolidated|condensed|interim|unaudited|audited)\W*)*")
"""All that a caption may say before a title, to be one and not to speak of one."""
APART = frozenset(
    words("current noncurrent long short term basic diluted deferred accrued comprehensive other")
)
"""Words that make another line of one: a label has all or none of those that were asked."""
GOES_ON = frozenset(words("of from for to on less net including excluding attributable"))
"""Words after which a label only says more of the line that its first words name."""
OTHERS = frozenset(words("noncontrolling minority continuing discontinued preferred participating"))
"""Words that make it the part of somebody else."""
BROKEN = re.compile(r"\b(?:of|to|for|and|the|in|by|from|with|on|before|after)\s*$", re.I)
"""How the label of a line that goes on below ends."""
PART_COLUMN = re.compile(
    r"guarantor|issuer|subsidiar|eliminat|parent|pro forma|adjust|as reported|unaudited", re.I
)
"""A column that is not the consolidated whole, or not as it was finally reported."""
PART_YEAR = re.compile(
    r"\bquarters?\b|\b(?:three|six|nine|3|6|9)[\s-]+months|"
    r"\b(?:twelve|thirteen|sixteen|twenty|thirty|forty|12|13|16|2[4-8]|3[69]|40)(?:-\w+)?[\s-]+weeks",
    re.I,
)
WHOLE_YEAR = re.compile(r"\byears?\b|\b(?:twelve|12)[\s-]+months|\b5[23][\s-]+weeks", re.I)
QUARTERS = {"Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4, "FY": 4}
"""The quarter of the fiscal year at whose end a filing's period ends."""
ABBREVIATED = re.compile(r"\s*\([A-Z][A-Z&]{1,6}\)")
NOTE_MARK = re.compile(r"\s*(?:\((?:see )?notes? [^)]*\)|\((?:\d{1,2}|[a-z])\)|[*†‡]+|:)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a table shown."""

    shown: TableShown
    index: int
    closeness: float
    """1 when the label is exactly one of the names, less the more words differ."""
    rank: int = 0
    """Which of the names it is; the first is the surest."""

    @property
    def row(self) -> Row:
        """The row itself."""
        return self.shown.table.rows[self.index]

    @property
    def line(self) -> int:
        """Its line in the reading copy."""
        return self.shown.row_lines[self.index]


def is_statement(table: Table, kind: Statement) -> bool:
    """Whether a table is that primary statement, by the lines every such statement has."""
    labels = [frozenset(words(row.label)) for row in table.rows]
    return all(any(_tells(need, label) for label in labels) for need in TELLTALE[kind])


def is_titled(shown: TableShown, kind: Statement) -> bool:
    """Whether a table bears that statement's title: so does each part of one over two pages."""
    caption = shown.caption.lower()
    titles = [each.title for each in vocabulary().statements if each.name == NAMED.get(kind)]
    starts = [found.start() for t in titles if t for found in [t.search(caption)] if found]
    return any(BEFORE.fullmatch(caption[:start]) is not None for start in starts)


def _tells(need: Sequence[str], label: frozenset[str]) -> bool:
    wanted = set(need) - {ONLY}
    return wanted == label if ONLY in need else wanted <= label


def rows_named(tables: Iterable[TableShown], names: Sequence[str], least: float) -> list[Place]:
    """Rows whose label is one of `names`, or as close as `least`; closest first."""
    wanted = [words(name) for name in names]
    found = [
        Place(shown, index, closeness, rank)
        for shown in tables
        for index, row in enumerate(shown.table.rows)
        if any(cell.value is not None for cell in row.cells)
        for closeness, rank in [_best(wanted, words(bare_label(_whole_label(shown.table, index))))]
        if closeness >= least
    ]
    return sorted(found, key=lambda at: (-at.closeness, at.rank, at.line))


def _whole_label(table: Table, index: int) -> str:
    """A row's label, with that of the row above where it was broken before its figures.

    A row without a label that adds up the rows under a heading is the total of that heading.
    """
    label = table.rows[index].label
    if not label.strip():
        heading = _heading_of_sum(table, index)
        return f"Total {heading}" if heading else label
    above = table.rows[index - 1] if index else None
    if above is None or _figures(above):
        return label
    return f"{above.label} {label}" if BROKEN.search(above.label) else label


def _heading_of_sum(table: Table, index: int) -> str:
    """The heading whose rows, all of them, a row adds up in every column; "" if it is no such."""
    parts: list[dict[int, Decimal]] = []
    for row in reversed(table.rows[:index]):
        figures = _figures(row)
        if not figures:
            break
        parts.append(figures)
    total = _figures(table.rows[index])
    sums = {at: sum((p.get(at, Decimal(0)) for p in parts), Decimal(0)) for at in total}
    heading = table.rows[index - len(parts) - 1].label if len(parts) < index else ""
    return heading.strip(" :") if len(parts) > 1 and sums == total else ""


def _figures(row: Row) -> dict[int, Decimal]:
    """The figures of a row by their columns."""
    return {cell.column: cell.value for cell in row.cells if cell.value is not None}


def _best(wanted: Sequence[tuple[str, ...]], label: tuple[str, ...]) -> tuple[float, int]:
    """How close a label comes to the nearest of the names, and which that is."""
    return max(((_closeness(name, label), rank) for rank, name in enumerate(wanted)), key=_surest)


def _surest(match: tuple[float, int]) -> tuple[float, int]:
    return match[0], -match[1]


def bare_label(label: str) -> str:
    """A label without "(PP&E)", and without footnote marks and "(Note 5)" at its end."""
    previous, label = None, ABBREVIATED.sub("", label)
    while previous != label:
        previous, label = label, NOTE_MARK.sub("", label)
    return label


def _closeness(wanted: tuple[str, ...], label: tuple[str, ...]) -> float:
    if wanted == label:
        return 1.0
    if not wanted or not label or not set(wanted) & set(label):
        return 0.0
    if (set(wanted) ^ set(label)) & APART:
        return 0.0
    goes_on = label[: len(wanted)] == wanted and label[len(wanted)] in GOES_ON
    if goes_on and not (set(label) - set(wanted)) & OTHERS:
        return 0.9
    return min(0.99, SequenceMatcher(None, wanted, label, autojunk=False).ratio())


def cell_for(place: Place, asked: Asked | None, filing: StoredDocument) -> Cell | None:
    """The cell of a row in the column of the asked period; None when no column is surely it."""
    column = partial(place.shown.table.column, place.index)
    filled = [
        cell
        for cell in place.row.cells
        if 0 < cell.column < len(place.shown.table.columns)
        and cell.value is not None
        and not PART_COLUMN.search(column(cell.column).header)
    ]
    if asked is None:
        return filled[0] if len(filled) == 1 else None
    if asked.period.year and asked.quarter is None and _shows_quarters(place.shown.table):
        return None
    fitting = [cell for cell in filled if _fits(column(cell.column), asked, place, filing)]
    return fitting[0] if fitting and len({cell.value for cell in fitting}) == 1 else None


def _shows_quarters(table: Table) -> bool:
    """Whether columns end a quarter apart: then none of them is surely a year's."""
    ends = sorted({c.period.end for c in table.columns if c.period.end}, reverse=True)
    return any(75 <= (later - before).days <= 105 for later, before in pairwise(ends))


def _fits(column: Column, asked: Asked, place: Place, filing: StoredDocument) -> bool:
    """Whether a column's period is the asked one. What neither says is no contradiction."""
    has, wants = column.period, asked.period
    if (has.end is None and has.year is None) or has.months not in lengths(asked, filing):
        return False
    if has.months is None and wants.months != 0 and not _surely_long(column, asked, place, filing):
        return False
    end = wants.end or fiscal_end(asked, filing)
    if has.end is not None and end is not None:
        return near(has.end, end)
    if asked.quarter and not _is_quarter(column, asked, filing):
        return False
    year = wants.year or _year_of(end, filing)
    return year is not None and year == (has.year or _year_of(has.end, filing))


def lengths(asked: Asked | None, filing: StoredDocument) -> tuple[int | None, ...]:
    """The months that figures of an asked period may cover, 0 for a day; None where unsaid.

    A named year wants a year's figure, whatever the filing reports on; a day alone wants what the
    filing reports up to it.
    """
    if asked is not None and asked.period.months is not None:
        return asked.period.months, None
    if asked is not None and (asked.quarter or asked.period.year):
        return (3 if asked.quarter else 12), 0, None
    return (3 if (filing.form or "").startswith("10-Q") else 12), 0, None


def _surely_long(column: Column, asked: Asked, place: Place, filing: StoredDocument) -> bool:
    """Whether a column that does not say how long it is can be no longer or shorter than asked.

    An annual report's columns are years unless they say otherwise, a quarterly report's are its
    quarter; elsewhere, and for another length, the words of the table must tell.
    """
    table = place.shown.table
    said = " ".join([place.shown.caption, *(each.header for each in table.columns)])
    if asked.period.year is None:
        return True
    if asked.quarter is None:
        annual = (filing.fiscal_period or "") == "FY"
        return PART_YEAR.search(said) is None and (annual or WHOLE_YEAR.search(said) is not None)
    return _is_quarter(column, asked, filing)


def _is_quarter(column: Column, asked: Asked, filing: StoredDocument) -> bool:
    """Whether the filing reports on the asked quarter, or the column's header names it."""
    own = filing.fiscal_period == f"Q{asked.quarter}"
    return own or any(each.quarter == asked.quarter for each in asked_periods(column.header))


def fiscal_end(asked: Asked, filing: StoredDocument) -> date | None:
    """The last day of an asked fiscal year or quarter, by the calendar of the filing read.

    Exact where the filing reports the same part of a year, else counted in whole months.
    """
    if asked.period.year is None or filing.period_end is None or filing.fiscal_year is None:
        return None
    wanted, own = asked.quarter or 4, QUARTERS.get(filing.fiscal_period or "FY")
    if own is None:
        return None
    end = years_before(filing.period_end, filing.fiscal_year - asked.period.year)
    return end if own == wanted else months_after(end, 3 * (wanted - own))


def _year_of(end: date | None, filing: StoredDocument) -> int | None:
    """The fiscal year a day closes: the calendar year, shifted as this filer's own years are.

    Of a filing whose fiscal year is not known only a day at the end of a calendar year is sure.
    """
    if end is None:
        return None
    if filing.period_end is not None and filing.fiscal_year is not None:
        return end.year - (filing.period_end.year - filing.fiscal_year)
    return end.year if near(end, date(end.year, 12, 31)) else None
