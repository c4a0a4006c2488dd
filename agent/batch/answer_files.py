"""Files of answers: JSON Lines whole, the rest with a column for what people need.

A file is only ever replaced whole: written beside its place, then renamed over it. Cells that a
spreadsheet would run as a formula are made inert.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from agent.batch.rows import Found, Link, Row
from store.errors import TieoutError

COLUMNS = (
    "id",
    "row",
    "column",
    "question",
    "documents",
    "model",
    "status",
    "answer",
    "value",
    "unit",
    "period",
    "source",
    "page",
    "lines",
    "quote",
    "checks",
    "cost_usd",
    "seconds",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell


def write(path: Path, found: Found, link: Link) -> None:
    """Put what was found into `path`, whole or not at all; raises TieoutError where it cannot be.

    `link` makes the links of a workbook.
    """
    beside = beside_of(path)
    try:
        writer(path)(beside, found, link)
        beside.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Raise TieoutError now if `path` could not be written at the end."""
    writer(path)
    if path.suffix.lower() == ".parquet":
        arrow()
    if lock := opened_elsewhere(path):
        raise TieoutError(
            f"{path} is open in another program, which would write over the answers: it keeps "
            f"{lock.name} beside it. Close it there, or name another file with --out."
        )
    if path.is_dir():
        raise unwritable(path, IsADirectoryError("it is a folder"))
    beside_of(path).unlink()


def opened_elsewhere(path: Path) -> Path | None:
    """The file by which LibreOffice or Excel says that it has `path` open, if there is one."""
    marks = (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}"))
    return next((mark for mark in marks if mark.exists()), None)


def beside_of(path: Path) -> Path:
    """An empty file in the same folder, so that renaming it over `path` is one step."""
    try:
        handle, name = mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise unwritable(path, error) from error
    if path.exists() and not os.access(path, os.W_OK):
        Path(name).unlink()
        raise unwritable(path, PermissionError("it may not be changed"))
    return Path(name)


def unwritable(path: Path, error: OSError) -> TieoutError:
    """What to tell a person."""
    why = error.strerror or str(error)
    return TieoutError(
        f"{path} cannot be written: {why}. The answers are kept in the library; run the same "
        "command again when it can, or name another file with --out."
    )


def writer(path: Path) -> Callable[[Path, Found, Link], None]:
    """What writes a file of this ending; raises TieoutError for one that is not known."""
    from agent.batch.workbook import write_workbook

    kinds: dict[str, Callable[[Path, Found, Link], None]] = {
        ".jsonl": write_json,
        ".csv": write_csv,
        ".md": write_markdown,
        ".parquet": write_parquet,
        ".xlsx": write_workbook,
    }
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise TieoutError(
            f"{path.name}: answers are written to {', '.join(kinds)} files. Name one of these."
        )
    return kind


def write_json(path: Path, found: Found, _link: Link) -> None:
    """A row a line, each the `ask` object with what was asked."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in found.rows]
    path.write_text("".join(lines), encoding="utf-8", newline="")


def write_csv(path: Path, found: Found, _link: Link) -> None:
    """A row a cell, with its first citation."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerows([COLUMNS, *([inert(cell) for cell in flat(row)] for row in found.rows)])
    path.write_text(text.getvalue(), encoding="utf-8", errors="backslashreplace", newline="")


def arrow() -> Any:
    """The package that Parquet files need (the extra `parquet`); raises TieoutError."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise TieoutError(
            "Parquet files need the package pyarrow: pip install 'tieout[parquet]'. Or write "
            ".csv or .xlsx."
        ) from error
    return pyarrow


def write_parquet(path: Path, found: Found, _link: Link) -> None:
    """The same table as CSV, with types."""
    pyarrow = arrow()
    table = pyarrow.Table.from_pylist(
        [dict(zip(COLUMNS, flat(row), strict=True)) for row in found.rows],
        schema=pyarrow.schema([(name, pyarrow_type(pyarrow, name)) for name in COLUMNS]),
    )
    pyarrow.parquet.write_table(table, path)


def pyarrow_type(pyarrow: Any, name: str) -> Any:
    """Text but for counts; figures stay decimal strings, for no column type holds them exactly."""
    return {
        "page": pyarrow.int64(),
        "seconds": pyarrow.float64(),
        "cost_usd": pyarrow.float64(),
    }.get(name, pyarrow.string())


def write_markdown(path: Path, found: Found, _link: Link) -> None:
    """A table of questions and answers with their sources."""
    first = "row" if found.batch.columns else "id"
    shown = [first, "question", "status", "answer", "value", "unit", "source", "page", "checks"]
    places = [COLUMNS.index(name) for name in shown]
    lines: list[list[str]] = [shown, ["---"] * len(shown)]
    lines += [[escaped(flat(row)[at]) for at in places] for row in found.rows]
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def escaped(cell: object) -> str:
    """Text that stays inside its cell of a Markdown table, and is no markup."""
    text = "" if cell is None else str(cell)
    for mark in "\\|<[`*_":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def flat(row: Row) -> list[Any]:
    """A row as cells, in the order of COLUMNS."""
    usage = row.get("usage") or {}
    about = {**row, **first_source(row), "checks": verdict(row)}
    about |= {name: usage.get(name) for name in ("cost_usd", "seconds")}
    return [plain(about.get(name)) for name in COLUMNS]


def first_source(row: Row) -> dict[str, Any]:
    """Where the headline stands: its figure's period, and the first citation."""
    figures, citations = row.get("figures") or [{}], row.get("citations") or [{}]
    stands = {name: citations[0].get(name) for name in ("source", "page", "lines", "quote")}
    return {"period": headline(row, figures).get("period"), **stands}


def headline(row: Row, figures: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The figure whose value is the answer's."""
    same = (figure for figure in figures if figure.get("value") == row.get("value"))
    return next(same, {})


def verdict(row: Row) -> str:
    """The failed checks as sentences, or "passed"."""
    failed = [each["sentence"] for each in row.get("checks", ()) if each["status"] == "failed"]
    return " ".join(failed) or "passed"


def plain(value: object) -> Any:
    """A value as one cell: lists are joined by ";" ("12-14" for lines)."""
    if isinstance(value, list | tuple):
        numbers = all(isinstance(each, int) for each in value)
        return ("-" if numbers else ";").join(map(str, value))
    return value


def inert(value: object) -> str:
    """A cell of a sheet of text that no spreadsheet runs; numbers stay numbers."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) and not is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a spreadsheet takes it as a number, which is harmless."""
    try:
        float(text)
    except ValueError:
        return False
    return True
