"""What is known to be right: questions with answers and pages, and the items filings have.

`questions.jsonl` has an object a line: `id`, `question`, `answer`, `doc` (a path or a list of
paths), `evidence` ([{doc, page}], pages physical and 1-based), `kind` and `source`, which name
the rows of the tables. A known figure may stand beside the answer: `answer_num` with its `unit`,
exact and in full units; or `answer_exe`, as computed from a page whose scale nobody noted. An
answer with a `justification` means what it says, scale included.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from store.errors import TieoutError

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known of its answer."""

    id: str
    text: str
    answer: str
    named: tuple[str, ...]
    """Paths of the filings it was written for."""
    documents: tuple[str, ...]
    """Paths of the filings that answer it: those, and the same filings in other formats."""
    pages: frozenset[tuple[str, int]]
    """Where the answer stands; empty when nobody noted it."""
    kind: str
    source: str
    row: Row
    """The line as it was: what else a measure wants to know."""


def read_rows(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON Lines file."""
    try:
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise TieoutError(f"{path} cannot be read as JSON Lines: {error}.") from error


def read_gold(path: Path) -> list[Question]:
    """The questions of a file, in its order."""
    return [to_question(row) for row in read_rows(path)]


def to_question(row: Row) -> Question:
    """A line as a question."""
    docs = row["doc"]
    named = tuple(map(str, docs)) if isinstance(docs, list) else (str(docs),)
    evidence = row.get("evidence")
    return Question(
        id=str(row["id"]),
        text=str(row["question"]),
        answer=str(row["answer"]),
        named=named,
        documents=named,
        pages=frozenset(
            (str(each["doc"]), int(each["page"]))
            for each in (evidence if isinstance(evidence, list) else ())
            if each.get("page")
        ),
        kind=str(row.get("kind", "")),
        source=str(row.get("source", "")),
        row=row,
    )


def read_index(path: Path) -> list[dict[str, str]]:
    """The rows of index.csv: `path`, and what is known of the filing."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def with_twins(questions: Sequence[Question], index: Sequence[Mapping[str, str]]) -> list[Question]:
    """Let the same filing in another format (one `same_filing_group`) answer as well."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    group = {row["path"]: row["same_filing_group"] for row in index if row.get("same_filing_group")}
    for path, name in group.items():
        members[name].append(path)
    return [replace(q, documents=tuple(sorted(twins(q, group, members)))) for q in questions]


def twins(
    question: Question, group: Mapping[str, str], members: Mapping[str, Sequence[str]]
) -> set[str]:
    """The documents of a question and their other formats."""
    others = (members[group[path]] for path in question.documents if path in group)
    return {*question.documents, *(path for paths in others for path in paths)}


def same(source: object, path: object) -> bool:
    """Whether a document's source and a path name one file: one is the end of the other."""
    ours, theirs = (str(each or "").split("#")[0].strip("/") for each in (source, path))
    return ours == theirs or ours.endswith("/" + theirs) or theirs.endswith("/" + ours)


def among(source: object, paths: Sequence[str]) -> bool:
    """Whether one of the paths names the source."""
    return any(same(source, path) for path in paths)


def on_page(source: object, page: object, pages: frozenset[tuple[str, int]]) -> bool:
    """Whether that page of that source is one of `pages`."""
    return any(page == number and same(source, path) for path, number in pages)


def sets(question: Question) -> Iterator[str]:
    """The rows of a table that a question counts in."""
    yield question.source
    yield "all"
