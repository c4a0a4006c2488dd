"""Questions out of a file: what `tieout search --from` and `tieout batch` read.

A .jsonl file has an object a line, a .csv file a head and a row each: `id`, `question` and,
where a question is about certain documents, `documents`: ids, sources or globs over sources,
a list in JSON, separated by ";" in a cell. Other fields are left alone.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from store.errors import TieoutError


class BadQuestions(TieoutError):
    """The file of questions cannot be read. Says which line and what it should be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the name its answer goes by, and where to look; nowhere named is everywhere."""

    id: str
    question: str
    documents: tuple[str, ...] = ()


def read_questions(path: Path) -> list[Asked]:
    """The questions of a .jsonl or .csv file in its order. Raises BadQuestions."""
    readers = {".jsonl": json_rows, ".csv": csv_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadQuestions(
            f"{path.name}: questions are read from .jsonl and .csv files. Save them as one of "
            "these."
        )
    try:
        asked = [to_asked(row, path, line) for line, row in reader(path)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadQuestions(f"{path} cannot be read: {error}.") from error
    return without_doubles(asked, path)


def json_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each object with its line number; empty lines are skipped."""
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, parse(line, path, number)


def parse(line: str, path: Path, number: int) -> Mapping[str, object]:
    """One line as an object."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestions(f"{path}, line {number} is not JSON: {error.msg}.") from error
    if not isinstance(row, dict):
        raise BadQuestions(f'{path}, line {number} should be an object: {{"id", "question"}}.')
    return row


def csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each row with its line number."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        for row in reader:
            yield reader.line_num, row


def to_asked(row: Mapping[str, object], path: Path, line: int) -> Asked:
    """A row as a question; one without an id goes by its line number."""
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise BadQuestions(f'{path}, line {line} has no "question".')
    id = row.get("id")
    return Asked(str(line if id in (None, "") else id), question.strip(), names(row, path, line))


def names(row: Mapping[str, object], path: Path, line: int) -> tuple[str, ...]:
    """The documents a row names."""
    given = row.get("documents") or ()
    if isinstance(given, str):
        given = [name.strip() for name in given.split(";") if name.strip()]
    if not isinstance(given, Iterable) or not all(isinstance(name, str) for name in given):
        raise BadQuestions(f'{path}, line {line}: "documents" should be a list of names.')
    return tuple(given)


def without_doubles(asked: list[Asked], path: Path) -> list[Asked]:
    """The same list; two questions of one id would overwrite each other's answer."""
    twice = [id for id, count in Counter(one.id for one in asked).items() if count > 1]
    if twice:
        raise BadQuestions(f"{path} has more than one question with the id {twice[0]}.")
    return asked
