"""Questions out of a file: what `tieout search --from` and `tieout batch` read.

A .jsonl file has an object a line, a .yaml file a list of objects, a .csv or .xlsx file a head and
a row each: `id`, `question`; where a question is about certain documents, `documents` (ids,
sources or globs over sources, a list, or separated by ";" in a cell); and where its answer has a
certain type, `type`. Other fields are left alone. How each kind of file is read: question_files.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.question_files import BadQuestions, rows

TYPES = ("any", "amount", "percent", "date", "text", "yes/no", "list")
"""What an answer may be asked to be; "any" asks nothing."""


__all__ = ["TYPES", "Asked", "BadQuestions", "read_questions"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the name its answer goes by, and where to look; nowhere named is everywhere."""

    id: str
    question: str
    documents: tuple[str, ...] = ()
    type: str = "any"


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file in its order. Raises BadQuestions."""
    return without_doubles([to_asked(row, path, line) for line, row in rows(path)], path)


def to_asked(row: Mapping[str, object], path: Path, line: int) -> Asked:
    """A row as a question; one without an id goes by its line number."""
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise BadQuestions(f'{path}, line {line} has no "question".')
    id = row.get("id")
    name = str(line if id in (None, "") else id)
    return Asked(name, question.strip(), names(row, path, line), type_of(row, path, line))


def type_of(row: Mapping[str, object], path: Path, line: int) -> str:
    """The type its answer is to have."""
    given = str(row.get("type") or "any").strip().casefold()
    if given not in TYPES:
        raise BadQuestions(
            f'{path}, line {line}: "{given}" is no type of answer. Use one of {", ".join(TYPES)}.'
        )
    return given


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
