"""Files of answers, written row by row: JSON Lines whole, CSV with a column for what people need.

Rows are appended and flushed one at a time, and a file is only ever replaced whole. A last row
that was cut off by a crash is left out when the file is read.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from store.errors import TieoutError

Row = dict[str, object]

COLUMNS = (
    "id",
    "question",
    "documents",
    "model",
    "status",
    "answer",
    "value",
    "unit",
    "source",
    "page",
    "lines",
    "quote",
    "checks",
    "seconds",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell


class Sheet(Protocol):
    """A file of rows."""

    def load(self) -> list[Row]:
        """The whole rows that are there; none if there is no file."""

    def replace(self, rows: Sequence[Row]) -> None:
        """Make these the rows of the file, at once or not at all."""

    def append(self, row: Row) -> None:
        """Add a row and see that it is written."""


def sheet(path: Path) -> Sheet:
    """The file of answers at `path`, by the ending of its name."""
    kinds: dict[str, type[JsonSheet] | type[CsvSheet]] = {".jsonl": JsonSheet, ".csv": CsvSheet}
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise TieoutError(
            f"{path.name}: answers are written to .jsonl and .csv files so far. Name one of these."
        )
    return kind(path)


class JsonSheet:
    """A row a line, each the `ask` object with what was asked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> list[Row]:
        """The rows; a line that is no object is left out."""
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8", errors="replace").split("\n")
        return [row for line in lines if (row := parsed(line)) is not None]

    def replace(self, rows: Sequence[Row]) -> None:
        """Rewrite the file."""
        write_whole(self.path, "".join(map(json_line, rows)))

    def append(self, row: Row) -> None:
        """Add a line."""
        write_on(self.path, json_line(row))


class CsvSheet:
    """A row an answer, with its first citation."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> list[Row]:
        """The rows, each with the columns above; one that lacks cells is left out."""
        if not self.path.exists():
            return []
        with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            return [from_cells(row) for row in csv.DictReader(lines) if None not in row.values()]

    def replace(self, rows: Sequence[Row]) -> None:
        """Rewrite the file."""
        write_whole(self.path, csv_text([COLUMNS, *map(to_cells, rows)]))

    def append(self, row: Row) -> None:
        """Add a row."""
        write_on(self.path, csv_text([to_cells(row)]))


def json_line(row: Row) -> str:
    """A row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def parsed(line: str) -> Row | None:
    """A line as a row; None if it is cut off."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) and "id" in row else None


def to_cells(row: Row) -> list[str]:
    """A row as cells, in the order of COLUMNS. A row out of a CSV file stays as it is."""
    flat = {**row, **first_citation(row), **summary(row)}
    return [cell(flat.get(column)) for column in COLUMNS]


def first_citation(row: Row) -> Row:
    """Where the answer stands, if it was cited."""
    citations = row.get("citations")
    if not isinstance(citations, list) or not citations:
        return {}
    first = citations[0]
    return {name: first.get(name) for name in ("source", "page", "lines", "quote")}


def summary(row: Row) -> Row:
    """The failed checks as sentences, and the seconds it took."""
    found: Row = {}
    checks, usage = row.get("checks"), row.get("usage")
    if isinstance(checks, list):
        failed = [check["sentence"] for check in checks if check["status"] == "failed"]
        found["checks"] = " ".join(failed) or "passed"
    if isinstance(usage, Mapping):
        found["seconds"] = usage.get("seconds")
    return found


def cell(value: object) -> str:
    """A value as a cell. Lists are joined by ";" ("12-14" for lines); formulas are made inert."""
    if value is None:
        return ""
    if isinstance(value, list):
        numbers = all(isinstance(each, int) for each in value)
        return ("-" if numbers else ";").join(map(str, value))
    text = str(value)
    return "'" + text if text.startswith(FORMULA) and not is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a spreadsheet takes it as a number, which is harmless."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def from_cells(row: Mapping[str, str]) -> Row:
    """What `to_cells` wrote, as far as resuming needs it."""
    plain: Row = {name: bare(text) for name, text in row.items()}
    named = row.get("documents") or ""
    return {**plain, "documents": [name for name in named.split(";") if name]}


def bare(text: str) -> str:
    """A cell without the mark that made it inert."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_whole(path: Path, text: str) -> None:
    """Put `text` in place of the file: beside it first, then renamed over it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    beside.replace(path)


def write_on(path: Path, text: str) -> None:
    """Add `text` at the end and hand it to the system."""
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(text)
