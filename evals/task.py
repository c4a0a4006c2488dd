"""What is to be measured, on what, and what a folder says is right.

    FOLDER/...            filings, of any kinds and in any folders
    FOLDER/questions.jsonl    see `evals.gold`; measures search and answers
    FOLDER/structure.jsonl    see `evals.structure`
    FOLDER/references.jsonl   see `evals.references`
    FOLDER/kinds.jsonl        see `evals.kinds`
    FOLDER/index.csv          path, form, company, cik, period, same_filing_group

What is not there is not measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

from agent.questions import Asked
from evals import (
    highlights,
)
from evals.gold import Question, read_gold, read_index, with_twins
from store.errors import NoSuchDocument
from store.library import Library
from store.settings import Settings
from store.tables import StoredDocument

Measure = Literal[
    "words",
    "metadata",
    "structure",
    "facts",
    "references",
    "search",
    "answers",
    "verification",
    "refusals",
    "wordings",
    "health",
    "highlights",
    "baseline",
    "footing",
    "sheets",
    "kinds",
    "leases",
    "natural",
]


MEASURES: tuple[Measure, ...] = get_args(Measure)
USUAL: tuple[Measure, ...] = MEASURES[:8]
"""What is measured unless it is said otherwise; the others ask many more questions."""

Thing = TypeVar("Thing")
Progress = Callable[[str, int, int], None]
"""Called with what is being measured, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure, and on what."""

    folder: Path
    library: Library
    settings: Settings
    model: str = "offline"
    only: tuple[Measure, ...] = USUAL
    questions: Path | None = None
    """Where it is not FOLDER/questions.jsonl, as for the next."""
    structure: Path | None = None
    references: Path | None = None
    source: str = ""
    """Only questions whose source or kind holds this."""
    limit: int = 0
    """At most so many filings and questions, taken evenly; 0 is all."""
    seed: int | None = None
    """By which verification draws its answers; None is its own."""
    given: bool = False
    """Ask with the question's own documents named."""
    stages: bool = False
    """Measure every stage of the search for itself."""
    workers: int = 1
    look: highlights.Look | None = None
    """Opens lines as the page of the service does; for highlights."""
    names: Mapping[str, str] | None = None
    """Path in the folder by source in the library, where filings went in under other names."""


def silent(what: str, done: int, of: int) -> None:
    """Report to nobody."""
    del what, done, of


def held(task: Task) -> list[tuple[str, StoredDocument]]:
    """The documents by their path in the folder; the main part stands for a submission."""
    found: dict[str, StoredDocument] = {}
    for document in task.library.documents():
        source = document.source.split("#")[0]
        path = task.names.get(source) if task.names else source
        if path:
            found.setdefault(path, document)
    return list(found.items())


def questions(task: Task) -> list[Question]:
    """The questions to ask, each with all formats of its filing."""
    path = beside(task, task.questions, "questions.jsonl")
    wanted = [
        question
        for question in (read_gold(path) if path else [])
        if task.source in question.source or task.source in question.kind
    ]
    return with_twins(some(wanted, task.limit), index_rows(task))


def to_asked(question: Question, task: Task) -> Asked:
    """A question as it is put; what is known of its answer stays here."""
    named = in_library(task.library, question.named) if task.given else ()
    return Asked(question.id, question.text, named)


def index_rows(task: Task) -> list[dict[str, str]]:
    """What index.csv knows; nothing where there is none."""
    path = index_file(task)
    return read_index(path) if path else []


def index_file(task: Task) -> Path | None:
    """Where index.csv is."""
    return beside(task, None, "index.csv")


def beside(task: Task, named: Path | None, name: str) -> Path | None:
    """The file that was named, else the one in the folder, else None."""
    path = named or task.folder / name
    return path if named or path.is_file() else None


def some(things: Sequence[Thing], limit: int) -> list[Thing]:
    """At most `limit` of them, evenly taken, so that no kind is left out."""
    if not limit or limit >= len(things):
        return list(things)
    return [things[at * len(things) // limit] for at in range(limit)]


def in_library(library: Library, names: Sequence[str]) -> tuple[str, ...]:
    """The ids of those documents that the library holds."""
    ids: list[str] = []
    for name in names:
        try:
            ids += [document.id for document in library.find([name])]
        except NoSuchDocument:
            continue  # another format of the filing may be there
    return tuple(dict.fromkeys(ids))
