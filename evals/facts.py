"""Facts against tags: what the reader makes of tables, where the filer's own tags know the truth.

Each filing with inline XBRL is read twice, as it is and as if nothing in it were tagged. Which
facts lie in cells is found once more by a plain scan that shares nothing with the readers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from evals.tables import Table, Tallies, in_order, percent, share, shares
from ingest.detect import decode
from ingest.document import Cell, Document, Fact, Paragraph
from ingest.document import Table as Grid
from ingest.from_html import read_html
from ingest.numbers import parse_number
from ingest.reading import to_document

STATEMENTS = {
    "balance_sheet": (r"Assets", r"(LiabilitiesAndStockholdersEquity|EquityAndLiabilities)"),
    "cash_flow": (
        r"NetCashProvidedByUsedInOperatingActivities\w*",
        r"NetCashProvidedByUsedInFinancingActivities\w*",
    ),
    "income": (
        r"(NetIncomeLoss|ProfitLoss)\w*",
        r"IncomeTaxExpenseBenefit",
        r"EarningsPerShare(Basic|Diluted|BasicAndDiluted)",
        r"(Revenue|Operating|InterestExpense|Cost)\w*",
    ),
    "comprehensive_income": (r"ComprehensiveIncomeNetOfTax\w*", r"OtherComprehensiveIncome\w*"),
    "equity": (r"StockholdersEquity\w*", r"(NetIncomeLoss|ProfitLoss)\w*"),
}
"""What a primary statement tags, whatever it is called; the first table that has all is it."""
COMPONENTS = "StatementEquityComponentsAxis"
CLASSES = ("equal", "sign only", "dash", "scale", "several facts", "no number", "other", "words")
"""How a printed value agrees; "words" are labels that state figures: no figure cells, not counted
in the share."""


@dataclass(slots=True)
class Tied:
    """The facts of a filing: how many are displayed, where, and how they agree."""

    source: str
    in_cells: int = 0
    """By the plain scan: shown inside a <td>."""
    to_cell: int = 0
    to_line: int = 0
    """Of the others, those in a paragraph: the table only laid out the page."""
    lost: list[str] = field(default_factory=list)
    printed: Counter[str] = field(default_factory=Counter)
    """Facts in cells by how the printed value agrees with the tagged one: `CLASSES`."""
    different: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bare:
    """A cell of a primary statement as read without tags, beside its fact."""

    statement: str
    kind: str
    """What the reader says the table is."""
    value: bool
    sign: bool
    unit: bool
    end: bool
    months: bool
    told: str
    """The cell for people, where anything differs."""

    @property
    def whole(self) -> bool:
        """Whether value, unit, end and months are all right."""
        return self.value and self.unit and self.end and self.months


def is_tagged(path: Path) -> bool:
    """Whether a file is HTML with inline XBRL."""
    return path.is_file() and b"inlineXBRL" in path.read_bytes()[:HEAD]


def tied(path: Path, source: str) -> Tied:
    """The facts of a filing against the cells that display them."""
    raw = path.read_bytes()
    read = read_html(raw)
    facts = {fact.id: fact for fact in read.facts}
    found = Tied(source)
    cells = {i: cell for grid in read.blocks if isinstance(grid, Grid) for i, cell in held(grid)}
    lines = {i for block in read.blocks if isinstance(block, Paragraph) for i in block.facts}
    for name in displayed(raw):
        if name not in facts:
            continue  # no context: a warning of the reader says so
        found.in_cells += 1
        found.to_cell += name in cells
        found.to_line += name not in cells and name in lines
        if name not in cells and name not in lines:
            found.lost.append(name)
    for name, cell in cells.items():
        if name in facts and facts[name].value is not None:
            how = agreement(cell, facts[name])
            found.printed[how] += 1
            if how not in ("equal", "sign only", "dash"):
                fact = facts[name]
                found.different.append(f"{how}: {fact.concept} {fact.value} printed {cell.text!r}")
    return found


def held(grid: Grid) -> Iterator[tuple[str, Cell]]:
    """The cells of a table by the facts they display."""
    for row in grid.rows:
        for cell in row.cells:
            yield from ((name, cell) for name in cell.facts)


def agreement(cell: Cell, fact: Fact) -> str:
    """How the printed value of a cell agrees with the tagged one: one of `CLASSES`."""
    tag = fact.value or Decimal(0)
    if cell.value == tag:
        return "equal"
    if cell.value is None:
        return "dash" if not tag else "words" if re.search(r"[a-z]{3}", cell.text) else "no number"
    if abs(cell.value) == abs(tag):
        return "sign only"
    if cell.unit == "percent" and abs(cell.value) == abs(tag) * 100:
        return "equal"  # a share of one under "%"
    if len(cell.facts) > 1:
        return "several facts"
    same = cell.value.normalize().as_tuple().digits == tag.normalize().as_tuple().digits
    return "scale" if same else "other"


def displayed(raw: bytes) -> Iterator[str]:
    """The ids of numeric facts that a browser shows inside a <td>, by a scan of the tree."""
    text, _ = decode(raw)
    tree = etree.fromstring(
        text.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    )
    for element in tree.iter("{*}nonfraction", "ix:nonfraction"):
        name, above = element.get("id"), list(element.iterancestors())
        dark = any(
            str(each.tag) in ("ix:header", "ix:hidden")
            or "display:none" in (each.get("style") or "").replace(" ", "").lower()
            for each in above
        )
        seen = "".join(
            map(str, element.itertext())
        ).strip()  # an empty one is nil: nothing is displayed
        if name and seen and not dark and any(each.tag == "td" for each in above):
            yield name


def bare_cells(path: Path, source: str) -> Iterator[Bare]:
    """The tagged cells of the primary statements, as read without tags."""
    raw = path.read_bytes()
    facts = {fact.id: fact for fact in read_html(raw).facts}
    document = to_document(read_html(raw, tagged=False), source)
    for statement, grid in statements(document, facts).items():
        for at, row in enumerate(grid.rows):
            for cell in row.cells:
                tagged = [facts[name] for name in cell.facts if name in facts]
                if len(tagged) == 1 and tagged[0].value and parse_number(cell.text):
                    yield bare(statement, grid, at, cell, tagged[0])


def bare(statement: str, grid: Grid, row: int, cell: Cell, fact: Fact) -> Bare:
    """One cell beside its fact."""
    period = grid.column(row, cell.column).period
    value = fact.value or Decimal(0)
    if cell.unit == "percent" and fact.unit == "ratio":
        value *= 100
    unit = cell.unit == fact.unit or (cell.unit, fact.unit) == ("percent", "ratio")
    months = 0 if fact.start is None else months_between(fact.start, fact.end)
    size = cell.value is not None and abs(cell.value) == abs(value)
    told = (
        f"{statement} {grid.rows[row].label[:40]!r} {cell.text!r}: read {cell.value} {cell.unit} "
        f"{period}; tagged {value} {fact.unit} {fact.start} {fact.end}"
    )
    return Bare(
        statement,
        grid.kind,
        size,
        cell.value == value,
        unit,
        period.end == fact.end,
        period.months == months,
        told,
    )


def months_between(start: date, end: date | None) -> int | None:
    """Months of a duration, to the nearest: 13 weeks are 3, 53 weeks 12."""
    return None if end is None else round(((end - start).days + 1) / 30.44)


def statements(document: Document, facts: Mapping[str, Fact]) -> dict[str, Grid]:
    """The primary statements, by what they tag: the first table of each kind."""
    found: dict[str, Grid] = {}
    for grid in document.blocks:
        if not isinstance(grid, Grid):
            continue
        tagged = [facts[name] for name, _ in held(grid) if name in facts]
        names = {fact.concept.rpartition(":")[2] for fact in tagged}
        parts = {m for fact in tagged for a, m in fact.dimensions if a.endswith(COMPONENTS)}
        for kind, patterns in STATEMENTS.items():
            if kind == "equity" and len(parts) < 2:
                continue
            if kind == "comprehensive_income" and "income" not in found:
                continue  # one statement for both, or the parts of it in a note before them
            if all(any(re.fullmatch(p, name) for name in names) for p in patterns):
                found.setdefault(kind, grid)
                break
    return found


def to_tables(every: Iterable[Tied], cells: Iterable[Bare]) -> Iterator[Table]:
    """The facts in cells, how they are printed, and the cells of statements read without tags."""
    filings = list(every)
    yield _tied_table(filings)
    yield _printed_table(filings)
    yield _bare_table(cells)


def _tied_table(filings: list[Tied]) -> Table:
    whole = sum(each.in_cells for each in filings)
    cell, line = sum(each.to_cell for each in filings), sum(each.to_line for each in filings)
    worst = sorted((each for each in filings if each.lost), key=lambda each: -len(each.lost))
    rows = [
        (e.source, str(e.in_cells), str(e.to_cell), str(e.to_line), str(len(e.lost)))
        for e in worst[:10]
    ]
    total = (f"all {len(filings)} filings", str(whole), share(cell, whole), share(line, whole))
    heads = ("filing", "facts in <td>", "tied to the cell", "to the line it lays out", "lost")
    figures = {"facts": whole, "tied": percent(cell + line, whole), "cells": percent(cell, whole)}
    lost = str(whole - cell - line)
    return Table("facts tied", "Facts in cells", heads, (*rows, (*total, lost)), figures)


def _printed_table(filings: list[Tied]) -> Table:
    counts: Counter[str] = sum((each.printed for each in filings), Counter())
    whole = counts.total()
    rows = [(name, str(counts[name]), share(counts[name], whole)) for name in CLASSES]
    told = [line for each in filings for line in each.different if not line.startswith("words")]
    rows += [(line[:120].replace("\n", " "), "", "") for line in told[:: max(1, len(told) // 12)]]
    good = counts["equal"] + counts["sign only"] + counts["dash"]
    whole -= counts["words"]
    figures = {"facts": whole, "equal": percent(good, whole)}
    heads = ("printed against tagged", "facts", "share")
    last = ("figures equal but for the sign, or a dash for 0", str(good), share(good, whole))
    return Table("facts printed", "Printed and tagged", heads, (*rows, last), figures)


def _bare_table(cells: Iterable[Bare]) -> Table:
    tallies: Tallies = {}
    for cell in cells:
        for name in (cell.statement, "all"):
            tally = tallies.setdefault(name, Counter())
            tally["cells"] += 1
            tally["kind"] += cell.kind == cell.statement
            for part in PARTS:
                tally[part] += bool(getattr(cell, part))
    heads = ("statement", "cells", *PARTS, "kind")
    keys = (*PARTS, "kind")
    rows = tuple(
        (name, str(tally["cells"]), *shares(tally, keys, "cells"))
        for name, tally in in_order(tallies)
    )
    total = tallies.get("all", Counter())
    figures = {key: percent(total[key], total["cells"]) for key in keys}
    title = "Cells of primary statements, tags ignored"
    return Table("facts read", title, heads, rows, {"cells": total["cells"], **figures})


PARTS = ("value", "sign", "unit", "end", "months", "whole")
HEAD = 200_000  # bytes in which an inline filing names the namespace
