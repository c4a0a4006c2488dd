"""The Excel workbook of a batch: Values to read, Sources to check, Failed to do again.

Values of a grid is one row a filing or company and one column a question; of a plain list one row a
question. Every value links to its row in Sources, and every row there to the page it stands on. A
computed figure has its expression there as a live formula over the rows of its parts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.batch.rows import Found, Link, Row
from store.errors import TieoutError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.worksheet import Worksheet

SOURCES = [
    *("row", "question", "status", "answer", "figure", "value", "unit", "formula", "period"),
    *("document", "page", "lines", "printed", "checks", "cost_usd", "seconds"),
]
VALUE = "F"  # the column of Sources that formulas point into
UNCONTROLLED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML cannot hold these
MOST_ROWS = 1_048_576  # of a sheet, in Excel's format
LONGEST = 32_000  # characters; Excel takes 32,767 in a cell
PARTS = re.compile(r"f(\d+)|(\d+(?:\.\d+)?)|[-+*/() ]")


def write_workbook(path: Path, found: Found, link: Link) -> None:
    """Write the workbook to `path`."""
    from openpyxl import Workbook

    book = Workbook()
    values, sources, failed = book.active, book.create_sheet("Sources"), book.create_sheet("Failed")
    assert values is not None
    values.title = "Values"
    places = fill_sources(sources, found.rows, link)
    if found.batch.columns:
        fill_grid(values, found, places)
    else:
        fill_list(values, found.rows, places)
    fill_failed(failed, found.rows)
    for sheet in (values, sources, failed):
        dress(sheet)
    book.save(path)


def fill_grid(sheet: "Worksheet", found: Found, places: Mapping[str, int]) -> None:
    """A row a row of the grid, a column a question, each value linked to where it stands."""
    columns = [column["id"] for column in found.batch.columns]
    put_all(sheet, 1, ["row", *columns])
    cells = {(row["row"], row["column"]): row for row in found.rows}
    for line, name in enumerate(dict.fromkeys(row["row"] for row in found.rows), 2):
        put(sheet, line, 1, name)
        for at, column in enumerate(columns, 2):
            if row := cells.get((name, column)):
                put_value(sheet, line, at, row, places[row["id"]])


def fill_list(sheet: "Worksheet", rows: Sequence[Row], places: Mapping[str, int]) -> None:
    """A row a question."""
    put_all(sheet, 1, ["id", "question", "status", "value", "unit", "answer"])
    for line, row in enumerate(rows, 2):
        put_all(sheet, line, [row["id"], row["question"], row["status"]])
        put_value(sheet, line, 4, row, places[row["id"]])
        put_all(sheet, line, [row.get("unit"), row.get("answer")], first=5)


def put_value(sheet: "Worksheet", line: int, at: int, row: Row, place: int) -> None:
    """The value with its unit as number format; where there is none the answer, or the status."""
    typed = row.get("typed") or {}
    value = row.get("value")
    if value is not None:
        cell = put(sheet, line, at, Decimal(value))
        cell.number_format = number_format(row.get("unit"))
    else:
        said = typed.get("value") if typed else None
        text = said or (row.get("answer") if row["status"] == "answered" else row["status"])
        cell = put(sheet, line, at, "; ".join(text) if isinstance(text, list) else text)
    cell.hyperlink = inside(cell.coordinate, place)


def inside(cell: str, place: int) -> "Hyperlink":
    """A link from a cell to a row of Sources."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    return Hyperlink(ref=cell, location=f"Sources!A{place}")


def number_format(unit: str | None) -> str:
    """How a spreadsheet shows a value of that unit."""
    quoted = (unit or "").replace('"', "")
    if unit == "percent":
        return '0.00"%"'
    return f'#,##0.## "{quoted}"' if quoted else "#,##0.##"


def fill_sources(sheet: "Worksheet", rows: Sequence[Row], link: Link) -> dict[str, int]:
    """A row a figure, or a citation where there is no figure; the first row of each cell, by id."""
    put_all(sheet, 1, SOURCES)
    places: dict[str, int] = {}
    line = 2
    for row in rows:
        places[row["id"]] = line
        every = (*figures(row, line), *quotations(row)) or ({},)
        if line + len(every) > MOST_ROWS + 1:
            raise too_many_rows()
        for at, stands in enumerate(every, line):
            fill_source(sheet, at, row, stands, link)
        line += len(every)
    return places


def too_many_rows() -> TieoutError:
    """What to tell a person whose answers no workbook holds."""
    return TieoutError(
        f"A sheet of a workbook holds {MOST_ROWS:,} rows, and these answers have more sources. "
        "They are kept in the library: write them from there as JSON Lines, CSV or Parquet."
    )


def figures(row: Row, first: int) -> Iterator[dict[str, Any]]:
    """The figures of an answer, whose first stands in row `first` of the sheet."""
    for number, figure in enumerate(row.get("figures", ()), 1):
        yield {
            "figure": f"f{number}",
            "value": None if figure["value"] is None else Decimal(figure["value"]),
            "unit": figure["unit"],
            "formula": formula(figure["expression"], first),
            "period": figure["period"],
            "document": figure["document"],
            "source": figure["source"],
            "page": figure["page"],
            "lines": figure["lines"],
            "printed": figure["text"],
        }


def formula(expression: str | None, first: int) -> str | None:
    """An expression over figures as a formula over their rows; None for what no sheet takes."""
    if not expression or "".join(part[0] for part in PARTS.finditer(expression)) != expression:
        return None
    return "=" + PARTS.sub(
        lambda part: f"{VALUE}{first + int(part[1]) - 1}" if part[1] else part[0], expression
    )


def quotations(row: Row) -> Iterator[dict[str, Any]]:
    """What is quoted on lines where no figure of the answer stands."""
    taken = {
        (figure["document"], tuple(figure["lines"] or ())) for figure in row.get("figures", ())
    }
    for citation in row.get("citations", ()):
        if (citation["document"], tuple(citation["lines"])) not in taken:
            names = ("document", "source", "page", "lines")
            yield {name: citation[name] for name in names} | {"printed": citation["quote"]}


def fill_source(
    sheet: "Worksheet", line: int, row: Row, stands: Mapping[str, Any], link: Link
) -> None:
    """One row of Sources."""
    from agent.batch.answer_files import plain, verdict

    usage = row.get("usage") or {}
    said = {
        "row": row["row"],
        "question": row["question"],
        "status": row["status"],
        "answer": row.get("answer"),
        "checks": verdict(row),
        "cost_usd": usage.get("cost_usd"),
        "seconds": usage.get("seconds"),
        **stands,
    }
    for at, name in enumerate(SOURCES, 1):
        cell = put(sheet, line, at, plain(said.get(name)), formula=name == "formula")
        if name == "document" and stands.get("document"):
            cell.hyperlink = link(stands)


def fill_failed(sheet: "Worksheet", rows: Sequence[Row]) -> None:
    """What was not answered, and why."""
    put_all(sheet, 1, ["id", "row", "question", "status", "answer"])
    failed = [row for row in rows if row["status"] not in ("answered", "partial")]
    for line, row in enumerate(failed, 2):
        put_all(sheet, line, [row["id"], row["row"], row["question"], row["status"], row["answer"]])


def put_all(sheet: "Worksheet", line: int, values: Sequence[Any], first: int = 1) -> None:
    """Values beside each other."""
    for at, value in enumerate(values, first):
        put(sheet, line, at, value)


def put(sheet: "Worksheet", line: int, at: int, value: Any, *, formula: bool = False) -> "Cell":
    """A value in its cell; text stays text, whatever it begins with, unless the formula is ours."""
    cell: Cell = sheet.cell(line, at)
    if isinstance(value, str):
        value = UNCONTROLLED.sub("\ufffd", value)[:LONGEST]
    cell.value = value
    if isinstance(value, str) and not formula:
        cell.data_type = "s"
    return cell


def dress(sheet: "Worksheet") -> None:
    """A head that stays in view, and columns one can read."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    for at, head in enumerate(sheet[1], 1):
        head.font = Font(bold=True)
        widest = max(len(str(cell.value or "")) for cell in sheet[get_column_letter(at)][:50])
        sheet.column_dimensions[get_column_letter(at)].width = min(max(widest + 2, 10), 60)
