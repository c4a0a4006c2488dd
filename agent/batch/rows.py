"""What a batch has found, cell by cell, with what a person put right and what its column says."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.batch.columns import column_checks
from agent.batch.ledger import Ledger
from store.batch_tables import StoredBatch, StoredCell, StoredCorrection

Row = dict[str, Any]
"""id, row, column, question, documents, model, then the `ask` object; see `to_row`."""


PLACES = 12
Link = Callable[[Mapping[str, Any]], str]
"""From where something stands ("document", "page", "lines") to what opens it."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that a sheet is made of."""

    batch: StoredBatch
    rows: tuple[Row, ...]


def found(ledger: Ledger, batch: str) -> Found:
    """The cells of a batch as rows, in order; those that wait are left out."""
    kept = ledger.batch(batch)
    corrected = {each.cell: each for each in ledger.corrections(batch)}
    cells = [cell for cell in ledger.cells(batch) if cell.status != "waiting"]
    rows = [to_row(cell, kept.model, corrected.get(cell.id)) for cell in cells]
    every = ledger.library.documents()
    said = column_checks(rows, {each.id: each.company for each in every if each.company})
    for row in rows:
        row["checks"] = [*row.get("checks", []), *map(asdict, said.get(row["id"], ()))]
    return Found(kept, tuple(rows))


def to_row(cell: StoredCell, model: str, correction: StoredCorrection | None) -> Row:
    """A cell with its answer. A correction takes its place; what was found stays under "found"."""
    asked = {
        "id": cell.id,
        "row": cell.row,
        "column": cell.column,
        "question": cell.question,
        "documents": cell.documents,
        "model": model,
    }
    answer = cell.answer or {}
    if correction is None:
        return {**asked, **answer}
    replaced = {"value": correction.value, "unit": correction.unit, "answer": correction.text}
    kept = {name: answer.get(name) for name in replaced}
    by = {"author": correction.author, "made": correction.made.isoformat()}
    return {**asked, **answer, "status": "answered", **replaced, "found": kept, "corrected": by}


def file_link(folder: Path, stands: Mapping[str, Any]) -> str:
    """The original at its page, as a link that a program on this machine opens.

    `folder` is the library's.
    """
    originals = sorted((folder / "filings" / stands["document"]).glob("original.*"))
    file = originals[0] if originals else folder / "filings" / stands["document"] / "text.md"
    page = f"#page={stands['page']}" if file.suffix == ".pdf" else ""
    return f"{file.absolute().as_uri()}{page}"


def first_places(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where an answer stands: the figure that is its value, then other figures and quotations."""
    names = ("document", "source", "page", "lines", "period")
    value = answer.get("value")
    figures = sorted(answer.get("figures", ()), key=lambda each: each["value"] != value)
    read = [
        {name: each.get(name) for name in names} | {"quote": each["text"]}
        for each in figures
        if each.get("document")
    ]
    quoted = [
        {name: each.get(name) for name in names} | {"quote": each["quote"]}
        for each in answer.get("citations", ())
    ]
    return [*read, *quoted][:PLACES]
