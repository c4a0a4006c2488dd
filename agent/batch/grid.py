"""What a batch asks: a plain list of questions, or every question about every row of a grid.

A row of a grid is a filing or a company. `{row}` in a question becomes the row's name.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from agent.prompts import prompt
from agent.questions import Asked
from store.batch_tables import StoredCell
from store.errors import NoSuchDocument, TieoutError
from store.library import Library
from store.tables import StoredDocument
from tools.desk import Desk
from tools.glob import glob

Rows = Literal["filing", "company"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows a grid has. Kept with the batch, so that it can be planned again."""

    rows: Rows | None = None
    """None: a plain list of questions, each of which says itself where to look."""
    documents: tuple[str, ...] = ()
    """Ids, sources or globs; () is the whole library."""
    company: str | None = None
    form: str | None = None
    year: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As the ledger keeps it; {} for a plain list."""
        return {**asdict(self), "documents": list(self.documents)} if self.rows else {}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Scope":
        """Out of the ledger."""
        return cls(**{**kept, "documents": tuple(kept.get("documents", ()))})


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
    scope: Scope = Scope()


def planned(questions: Sequence[Asked], library: Library, model: str, scope: Scope) -> Plan:
    """A grid where `scope` says what its rows are, else a plain list."""
    if scope.rows is None:
        return listed(questions, library, model)
    return gridded(questions, library, model, scope)


def listed(questions: Sequence[Asked], library: Library, model: str) -> Plan:
    """A plain list: a cell a question, each about the documents it names."""
    prints = Fingerprints(library, model)
    return Plan(
        tuple(
            PlannedCell(one.id, one.id, "", one.question, one.type, one.documents, prints.of(one))
            for one in questions
        )
    )


def gridded(questions: Sequence[Asked], library: Library, model: str, scope: Scope) -> Plan:
    """Every question about every filing, or company, of the scope.

    Raises TieoutError when there is no row, or a question names documents of its own.
    """
    if named := [one.id for one in questions if one.documents]:
        raise TieoutError(
            f"In a grid the rows say where to look, but question {named[0]} names documents. "
            "Leave them out of the file, or run it without --grid."
        )
    prints = Fingerprints(library, model)
    cells = [
        _cell(one, name, ids, prints)
        for name, ids in _rows(_chosen(library, scope), scope.rows or "filing").items()
        for one in questions
    ]
    if not cells:
        raise TieoutError(
            "No filing of the library is there to make a row of. Ingest some first, or choose "
            "other documents, another company, form or year."
        )
    return Plan(tuple(cells), tuple(questions), scope)


def replanned(cells: Sequence[StoredCell], library: Library, model: str) -> Plan:
    """The same cells about the same documents, with the fingerprints they would have now."""
    prints = Fingerprints(library, model)
    return Plan(tuple(_as_planned(cell, prints) for cell in cells))


def _as_planned(cell: StoredCell, prints: "Fingerprints") -> PlannedCell:
    names = tuple(cell.documents)
    now = prints.of(Asked(cell.id, cell.question, names, cell.type))
    return PlannedCell(cell.id, cell.row, cell.column, cell.question, cell.type, names, now)


def _chosen(library: Library, scope: Scope) -> Sequence[StoredDocument]:
    """The documents of a scope, by the rules of the tool `glob`."""
    found = library.find(scope.documents) if scope.documents else library.documents()
    if scope.company is None and scope.form is None and scope.year is None:
        return found
    desk = Desk(library, None, tuple(each.id for each in found))
    return glob(desk, company=scope.company, form=scope.form, year=scope.year).entries


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
