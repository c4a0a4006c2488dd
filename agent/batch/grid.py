"""What a batch asks: a plain list of questions, or every question about every row of a grid.

A row of a grid is a filing or a company. `{row}` in a question becomes the row's name.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent.prompts import prompt
from agent.questions import Asked
from store.errors import NoSuchDocument, TieoutError
from store.library import Library
from store.tables import StoredDocument

Rows = Literal["filing", "company"]


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A question about a row, before it is asked."""

    id: str
    row: str
    column: str
    question: str
    type: str
    documents: tuple[str, ...]
    """As named: ids, sources or globs; () is the whole library."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The cells of a batch, in the order of its rows, and the questions if it is a grid."""

    cells: tuple[PlannedCell, ...]
    columns: tuple[Asked, ...] = ()


def listed(questions: Sequence[Asked], library: Library, model: str) -> Plan:
    """A plain list: a cell a question, each about the documents it names."""
    prints = Fingerprints(library, model)
    return Plan(
        tuple(
            PlannedCell(one.id, one.id, "", one.question, one.type, one.documents, prints.of(one))
            for one in questions
        )
    )


def gridded(
    questions: Sequence[Asked],
    library: Library,
    model: str,
    *,
    rows: Rows,
    documents: Sequence[str] = (),
) -> Plan:
    """Every question about every filing, or company, among `documents` (all of the library).

    Raises TieoutError when there is no row, or a question names documents of its own.
    """
    if named := [one.id for one in questions if one.documents]:
        raise TieoutError(
            f"In a grid the rows say where to look, but question {named[0]} names documents. "
            "Leave them out of the file, or run it without --grid."
        )
    chosen = library.find(documents) if documents else library.documents()
    prints = Fingerprints(library, model)
    cells = [
        _cell(one, name, ids, prints)
        for name, ids in _rows(chosen, rows).items()
        for one in questions
    ]
    if not cells:
        raise TieoutError("The library holds no filing to make a row of. Ingest some first.")
    return Plan(tuple(cells), tuple(questions))


def _rows(documents: Sequence[StoredDocument], rows: Rows) -> Mapping[str, tuple[str, ...]]:
    """The name of each row, and the documents it is about."""
    if rows == "filing":
        return {document.id: (document.id,) for document in documents}
    named: dict[str, tuple[str, ...]] = {}
    for document in documents:
        if document.company:
            named[document.company] = (*named.get(document.company, ()), document.id)
    return named


def _cell(one: Asked, row: str, ids: tuple[str, ...], prints: "Fingerprints") -> PlannedCell:
    question = one.question.replace("{row}", row)
    asked = Asked(f"{row}/{one.id}", question, ids, one.type)
    return PlannedCell(asked.id, row, one.id, question, one.type, ids, prints.of(asked))


@dataclass
class Fingerprints:
    """What an answer rests on, as a hash: when it changes, the answer is stale."""

    library: Library
    model: str
    _contents: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, one: Asked) -> str:
        """Of the question, its type and documents, the bytes of these, model and prompt."""
        rests_on = (one.question, one.type, self.model, _prompt(), self._content(one.documents))
        return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()

    def _content(self, names: tuple[str, ...]) -> str:
        if names not in self._contents:
            self._contents[names] = ",".join(self._bytes(names))
        return self._contents[names]

    def _bytes(self, names: tuple[str, ...]) -> Iterator[str]:
        try:
            chosen = self.library.find(names) if names else self.library.documents()
        except NoSuchDocument:
            return  # said when it is asked; stale as soon as the document comes
        yield from (f"{document.id} {document.content} {document.reader}" for document in chosen)


def _prompt() -> str:
    return hashlib.sha256(prompt("system").encode()).hexdigest()
