"""Files of rows: JSON Lines, CSV, Excel and YAML as objects, each with the line it stands on."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from store.errors import TieoutError

Row = Mapping[str, object]


class BadQuestions(TieoutError):
    """The file of questions cannot be read. Says which line and what it should be."""


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row of the file with its line number, from 1; empty rows are skipped."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise BadQuestions(
            f"{path.name}: questions are read from {kinds} files. Save them as one of these."
        )
    try:
        yield from reader(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadQuestions(f"{path} cannot be read: {error}.") from error


def json_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """An object a line."""
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, parse(line, path, number)


def parse(line: str, path: Path, number: int) -> Row:
    """One line as an object."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestions(f"{path}, line {number} is not JSON: {error.msg}.") from error
    return an_object(row, path, number)


def an_object(row: object, path: Path, number: int) -> Row:
    """The row, if it is an object."""
    if not isinstance(row, dict):
        raise BadQuestions(f'{path}, line {number} should be an object: {{"id", "question"}}.')
    return row


def csv_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """A head, then a row a line."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        for row in reader:
            yield reader.line_num, row


def yaml_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """A list of objects; the number is that of the object."""
    import yaml

    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except yaml.YAMLError as error:
        raise BadQuestions(f"{path} is not YAML: {error}.") from error
    if not isinstance(listed, list):
        raise BadQuestions(f"{path} should hold a list of questions: - id: ... question: ...")
    for number, row in enumerate(listed, 1):
        yield number, an_object(row, path, number)


def excel_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The first sheet: a head, then a row a line. Formulas count for what they last showed."""
    sheet = first_sheet(path)
    merged = [str(area) for area in sheet.merged_cells.ranges]
    if merged:
        raise BadQuestions(
            f"{path}: the cells {merged[0]} are merged, so it cannot be told which row they "
            "belong to. Unmerge them and try again."
        )
    lines = sheet.iter_rows(values_only=True)
    head = [str(name or "").strip().casefold() for name in next(lines, ())]
    for number, cells in enumerate(lines, 2):
        if any(cell is not None for cell in cells):
            yield number, dict(zip(head, map(plain, cells), strict=False))


def first_sheet(path: Path) -> Any:
    """The sheet that is first in the workbook."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path, data_only=True).worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, IndexError) as error:
        raise BadQuestions(f"{path} is not an Excel workbook (.xlsx): {error}.") from error


def plain(cell: object) -> object:
    """A cell as a file of text would hold it: 7.0 is 7."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


READERS: Mapping[str, Callable[[Path], Iterator[tuple[int, Row]]]] = {
    ".jsonl": json_rows,
    ".csv": csv_rows,
    ".xlsx": excel_rows,
    ".yaml": yaml_rows,
    ".yml": yaml_rows,
}
