"""Inline facts tied to the place that displays them: line, page, table, row and column."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Document, Fact, Paragraph, Table
from ingest.to_markdown import ReadingCopy, one_line


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a fact is displayed. A paragraph has no table, row or column."""

    line: int
    label: str = ""
    """The row label, "" in a paragraph."""
    table: str | None = None
    row: int | None = None
    column: int | None = None


def spots(document: Document, copy: ReadingCopy) -> dict[str, Spot]:
    """The first place that displays each fact, by fact id; hidden facts are not in it."""
    found: dict[str, Spot] = {}
    for fact, spot in _displayed(document, copy):
        found.setdefault(fact, spot)
    return found


def unique(facts: tuple[Fact, ...]) -> dict[str, Fact]:
    """Facts by id. An id that a filer used again gets a number: "f7", "f7-2"."""
    named: dict[str, Fact] = {}
    for fact in facts:
        name, again = fact.id, 1
        while name in named:
            again += 1
            name = f"{fact.id}-{again}"
        named[name] = fact
    return named


def _displayed(document: Document, copy: ReadingCopy) -> Iterator[tuple[str, Spot]]:
    tables = 0
    for number, block in enumerate(document.blocks):
        match block:
            case Paragraph(facts=facts):
                yield from ((fact, Spot(copy.block_lines[number][0])) for fact in facts)
            case Table():
                tables += 1
                yield from _in_table(block, f"t{tables}", copy.row_lines[number])


def _in_table(table: Table, name: str, lines: tuple[int, ...]) -> Iterator[tuple[str, Spot]]:
    for number, row in enumerate(table.rows):
        label = one_line(row.label)
        for cell in row.cells:
            for fact in cell.facts:
                yield fact, Spot(lines[number], label, name, number, cell.column)
