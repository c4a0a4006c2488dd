"""table: a table as a grid, found by id, line or row label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Row, Table
from store.tables import StoredFootnote, StoredTable
from tools.desk import Desk
from tools.outline import find_section
from tools.sizes import clip, fit
from tools.tool import ToolError

MOST_UNFOOTED = 5  # totals that do not foot, told under a table


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table, and the line of each of its rows."""

    document: str
    id: str
    caption: str
    section: str | None
    page: int
    table: Table
    row_lines: tuple[int, ...]
    kind: str = "other"
    """What it shows: balance_sheet, income, cash_flow, ..., or other."""
    footnotes: tuple[StoredFootnote, ...] = ()
    """Those whose marks its cells bear."""
    unfooted: tuple[dict[str, object], ...] = ()
    """Totals that do not foot: row, column, printed, computed."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables, the best match first."""

    tables: tuple[TableShown, ...]
    total: int = 0
    """How many tables fit; 0 when only one was asked for."""

    def show(self) -> str:
        """Each table with caption, scale, rows with lines, and the footnotes its cells name."""
        if not self.tables:
            return "No table fits. Next: grep the row label, or search."
        fitted = fit(line for shown in self.tables for line in _lines(shown))
        hidden = max(0, self.total - len(self.tables))
        more = f" {hidden} more tables fit: give id, line, or other words." if hidden else ""
        cut = " Rows were cut: ask for one table by id, or read its lines." if fitted.left else ""
        end = f"Next: cite a cell by its line; calculate with its value.{more}{cut}"
        return "\n".join((*fitted.lines, end))


def table(
    desk: Desk,
    document: str,
    id: str | None = None,  # the argument is named as outline and search print it
    line: int | None = None,
    label: str | None = None,
    limit: int = 5,
    section: str | None = None,
) -> Tables:
    """Show tables as grids, with units, scale, periods and the line of each row.

    `document` is an id.

    `id` is a table's id, e.g. "t12".

    `line` is a line inside the table.

    `label` is a row label or the words of a caption, e.g. "total assets"; the tables whose rows
    fit best come first.

    `limit` is the number of tables, up to 20.

    `section` is a section's id, or "Item 8"; only its tables are looked at.
    """
    stored = desk.document(document)
    every = list(desk.library.tables(stored.id))
    if section:
        inside = find_section(desk, stored.id, section)
        every = [t for t in every if inside.first_line <= t.first_line <= inside.last_line]
    fitting = _chosen(every, stored.id, id, line, label)
    count = max(1, min(limit, 20))
    notes = desk.library.footnotes(stored.id)
    return Tables(tuple(_shown(each, notes) for each in fitting[:count]), len(fitting))


def _chosen(
    every: list[StoredTable], document: str, id: str | None, line: int | None, label: str | None
) -> list[StoredTable]:
    if id:
        found = [each for each in every if each.id == id.strip().strip("[]")]
        if not found:
            raise ToolError(f"No table {id!r} in {document}, which has {len(every)} tables.")
        return found
    if line is not None:
        return [each for each in every if each.first_line <= line <= each.last_line]
    if label:
        scored = [(_fit(each, label), -at, each) for at, each in enumerate(every)]
        best = sorted((each for each in scored if each[0] > 0), key=lambda each: each[:2])
        return [each for _, _, each in reversed(best)]
    return every


def _fit(stored: StoredTable, label: str) -> float:
    """How well the best row, or the caption, is named by `label`: 1 is word for word."""
    wanted = words(label)
    if not wanted or not any(word in stored.grid.casefold() for word in wanted):
        return 0.0
    labels = [row.label for row in load(stored).rows] + [stored.caption]
    return max(likeness(wanted, words(each)) for each in labels)


def likeness(wanted: frozenset[str], have: frozenset[str]) -> float:
    """Shared words over all words; 0 unless at least half of the wanted words are there."""
    shared = len(wanted & have)
    return shared / len(wanted | have) if 2 * shared >= len(wanted) > 0 else 0.0


def words(text: str) -> frozenset[str]:
    """The words of a label, without case, "and", "of" and the like."""
    found = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(found) - {"the", "of", "and", "a", "an", "in", "on", "for", "to"}


def load(stored: StoredTable) -> Table:
    """The table as ingest made it."""
    from ingest.sidecar import table_from_json

    return table_from_json(stored.grid)


def _shown(stored: StoredTable, notes: Sequence[StoredFootnote]) -> TableShown:
    return TableShown(
        document=stored.document,
        id=stored.id,
        caption=stored.caption,
        section=stored.section,
        page=stored.page,
        table=load(stored),
        row_lines=tuple(stored.row_lines),
        kind=stored.kind,
        footnotes=tuple(note for note in notes if _annotates(note, stored)),
        unfooted=tuple(stored.unfooted),
    )


def _annotates(note: StoredFootnote, stored: StoredTable) -> bool:
    """Whether a cell of the table bears the mark of the footnote."""
    lines = set(stored.row_lines)
    return any(target.get("line") in lines for target in note.targets)


def _lines(shown: TableShown) -> Iterator[str]:
    grid = shown.table
    scale = f"in units of {grid.scale:,}" if grid.scale != 1 else "as printed"
    caption = clip(shown.caption, 300) or "(no caption)"
    yield f"[{shown.document}] table {shown.id}, page {shown.page}: {caption}"
    kind = "" if shown.kind == "other" else f"; {shown.kind.replace('_', ' ')}"
    yield f"  figures {scale}{f', {grid.unit}' if grid.unit else ''}{kind}"
    for row, line in zip(grid.rows, shown.row_lines, strict=False):
        yield f"{line:>6}  {_row(row, len(grid.columns))}"
    for note in shown.footnotes:
        yield f"{note.line:>6}  footnote ({note.mark}) {clip(note.text, 400)}"
    for total in shown.unfooted[:MOST_UNFOOTED]:
        line = shown.row_lines[int(str(total["row"]))]
        yield f"{line:>6}  does not foot: printed {total['printed']}, computed {total['computed']}"


def _row(row: Row, width: int) -> str:
    """The cells under their columns; "" where a row has none."""
    texts = {cell.column: cell.text for cell in row.cells}
    return " | ".join(
        texts.get(column, "") for column in range(max(width, max(texts, default=0) + 1))
    )
