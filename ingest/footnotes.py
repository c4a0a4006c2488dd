"""Footnotes: "(1) Includes ..." under a table, tied to the cells, rows and headers marked (1).

A line that opens with a mark is a footnote only where something just above bears that mark: lists
open so too. "(1)" alone in a cell is minus one, unless a footnote (1) stands below and nothing
else in the table bears its mark.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, Cell, Footnote, Paragraph, Row, Section, Table, Target
from ingest.numbers import parse_number

Marks = dict[str, list[Target]]


def footnotes(blocks: Sequence[Block], sections: Sequence[Section] = ()) -> tuple[Footnote, ...]:
    """The footnotes of a document in reading order, each with all that bears its mark."""
    opens = {section.start for section in sections}
    found: list[Footnote] = []
    over: list[tuple[int, Bearing]] = []  # the tables that a line below may annotate
    gap, used = 0, False
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            over = [*([] if used else over[1 - MOST_TABLES :]), (at, bearing(block, at))]
            found += inside(block, at, over[-1][1])
            gap, used = 0, False
        elif isinstance(block, Paragraph) and over:
            note = None if at in opens else below(block, at, over)
            gap = 0 if note else gap + 1
            if note:
                found.append(note)
                used = True
            if gap > MOST_BETWEEN:
                over = []
    return tuple(found)


def without_marks(blocks: Sequence[Block], notes: Sequence[Footnote]) -> tuple[Block, ...]:
    """The blocks; a cell that is nothing but the mark of a footnote has no value."""
    marked = {(to.block, to.row, to.column) for note in notes for to in note.targets}
    tables = {block for block, row, _ in marked if row is not None}
    return tuple(
        replace(block, rows=tuple(bare_row(row, at, i, marked) for i, row in enumerate(block.rows)))
        if at in tables and isinstance(block, Table)
        else block
        for at, block in enumerate(blocks)
    )


def bare_row(
    row: Row, block: int, index: int, marked: set[tuple[int, int | None, int | None]]
) -> Row:
    """A row whose cells that are marks alone have no value."""
    cells = tuple(
        replace(cell, value=None, unit=None)
        if ALONE.fullmatch(cell.text) and (block, index, cell.column) in marked
        else cell
        for cell in row.cells
    )
    return row if cells == row.cells else replace(row, cells=cells)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What in a table bears which mark: surely, by a bare digit, or as "(1)" alone in a cell of a
    column without figures.
    """

    sure: Marks
    weak: Marks
    alone: Marks

    def of(self, mark: str, *, bare: bool) -> list[Target]:
        """What surely bears `mark`; a bare digit counts where the footnote's own is bare."""
        return [*self.sure.get(mark, ()), *(self.weak.get(mark, ()) if bare else ())]


def bearing(table: Table, at: int) -> Bearing:
    """The marks in the cells of a table, and in the caption above it."""
    found = Bearing({}, {}, {})
    figures = {
        cell.column
        for row in table.rows
        for cell in row.cells
        if cell.value is not None and not ALONE.fullmatch(cell.text)
    }
    for index, row in enumerate(table.rows):
        for cell in row.cells:
            target = Target(at, index, cell.column)
            if ALONE.fullmatch(cell.text):
                if cell.column not in figures:
                    add(found.alone if cell.column else found.sure, cell.text.strip("()"), target)
                continue
            for mark in marks_of(cell):
                add(found.sure, mark, target)
            if cell.value is None and (digit := BARE.search(cell.text)):
                add(found.weak, digit[1], target)
    return found


def add(marks: Marks, mark: str, target: Target) -> None:
    """Note one more target of a mark, once."""
    held = marks.setdefault(mark, [])
    if target not in held[-1:] and len(held) < MOST_TARGETS:
        held.append(target)


def marks_of(cell: Cell) -> Iterator[str]:
    """The marks a cell bears: at its end, or set against a word."""
    text = cell.text
    if not MAY_BEAR.search(text):
        return
    tail = TAIL.search(text[-LONGEST_TAIL:])
    if tail and not (cell.value is not None and NEGATIVE.fullmatch(text)):
        yield from split(tail.group())
    if cell.value is None or parse_number(text) is None:
        for match in ATTACHED.finditer(text[:LONGEST_LABEL]):
            yield from split(match.group())


def split(marks: str) -> Iterator[str]:
    """The single marks in "(1)(2)", "[a]", "¹,²" or "**", without their brackets."""
    for match in ONE.finditer(marks):
        yield plain(match)


def plain(match: re.Match[str]) -> str:
    """A mark without brackets; raised digits as digits."""
    return (match["in"] or match["sign"] or match["raised"]).translate(LOWERED)


def below(block: Paragraph, at: int, over: Sequence[tuple[int, Bearing]]) -> Footnote | None:
    """The footnote that a paragraph under tables is, None where nothing bears its mark."""
    opening = NOTE.match(block.text)
    if opening is None or not LETTERS.search(block.text, opening.end()):
        return None
    bare = opening["raised"] is not None or opening["digit"] is not None
    mark = opening["digit"] or plain(opening)
    surely = [target for _, marks in over for target in marks.of(mark, bare=bare)]
    targets = tuple(surely or over[-1][1].alone.get(mark, ()))
    if not targets or (opening["digit"] and not bare):
        return None
    return Footnote(mark, block.text[opening.end() :].strip(), at, None, targets)


def inside(table: Table, at: int, marks: Bearing) -> Iterator[Footnote]:
    """The footnotes that are the last rows of the table themselves."""
    for index in range(len(table.rows) - 1, 0, -1):
        row = table.rows[index]
        text = " ".join(cell.text for cell in row.cells)
        opening = NOTE.match(text)
        figures = any(
            cell.value is not None and not ALONE.fullmatch(cell.text) for cell in row.cells
        )
        if (
            opening is None
            or figures
            or len(row.cells) > 2
            or not LETTERS.search(text, opening.end())
        ):
            return
        mark = opening["digit"] or plain(opening)
        targets = tuple(
            target
            for target in marks.of(mark, bare=opening["digit"] is not None)
            if target.row is not None and target.row < index
        )
        if targets:
            yield Footnote(mark, text[opening.end() :].strip(), at, index, targets)


# What is longer or more is no filing's; without an end a hostile table would take for ever.
MOST_TARGETS, LONGEST_TAIL, LONGEST_LABEL = 500, 60, 500
MOST_TABLES = 3  # above a footnote: statements set as several tables share theirs
MOST_BETWEEN = 6  # paragraphs between a table and its footnotes, or between two of these
RAISED = "¹²³⁰⁴-⁹"
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
BRACKETS = (
    r"(?:[(\[](?P<in>\d{1,2}|[a-zA-Z]{1,2})[)\]]|(?P<sign>[*†‡§#]{1,3})"
    rf"|(?P<raised>[{RAISED}]{{1,2}}))"
)
ONE = re.compile(BRACKETS)
UNNAMED = re.sub(r"\?P<\w+>", "?:", BRACKETS)
TAIL = re.compile(rf"(?:[\s,]*{UNNAMED})+(?=\s*[%:]?$)")
ATTACHED = re.compile(rf"(?<=[A-Za-z’'.)])(?:{UNNAMED})+(?=[\s,:;–—-]|$)")
NOTE = re.compile(rf"(?:{BRACKETS}|(?P<digit>\d{{1,2}}|[a-z])[.)]?)\s*[-–—]?\s*(?=[\w“\"'‘$(])")
ALONE = re.compile(r"\((?:\d{1,2}|[a-z])\)")
NEGATIVE = re.compile(r"[$\s]*\([\d,.]+\)")
BARE = re.compile(r"(?<=[A-Za-z)]) (\d{1,2})$")
LETTERS = re.compile(r"[A-Za-z]{2}")
MAY_BEAR = re.compile(rf"[)\]*†‡§#{RAISED}]")
