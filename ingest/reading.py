"""One file read whole: bytes in, a folder of files and rows for the catalogue out.

This is the work of one worker process. It touches nothing but its own folder.
"""

import hashlib
import os
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from sqlmodel import SQLModel

from ingest import chunks, facts, sidecar
from ingest.detect import Kind, Unreadable, detect
from ingest.document import Document, Metadata, Source, Table
from ingest.health import Health, examine, words
from ingest.headings import sections
from ingest.metadata import metadata
from ingest.references import references
from ingest.to_markdown import ReadingCopy, one_line, render
from store.tables import StoredFact, StoredPassage, StoredReference, StoredSection, StoredTable

READER = "1"  # raised when a reader changes: files are then read again
ROWS = ".rows"

Rows = dict[type[SQLModel], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and the folder that takes what comes out."""

    path: Path
    source: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read, its files in `folder`. Counts are for the status line."""

    source: str
    folder: Path
    content: str
    name: str
    """Name of the file, or of the part of a submission."""
    part: str
    """sha256 of the document's own bytes."""
    metadata: Metadata
    pages: int
    page_lines: tuple[int, ...]
    lines: int
    words: int
    sections: int
    tables: int
    facts: int
    references: int
    health: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or part that is no document here: of another kind, or broken."""

    source: str
    reason: str
    failed: bool


def read_file(task: Task) -> list[Read | Unread]:
    """Read one file: a result for it, or one for each part of a submission, the main part first."""
    try:
        raw = task.path.read_bytes()
    except OSError as error:
        return [Unread(task.source, f"cannot be read ({error.strerror})", failed=True)]
    content = hashlib.sha256(raw).hexdigest()
    try:
        kind = detect(task.path.name, raw)
        if kind == "submission":
            return list(_read_parts(raw, task, content))
        return [_read_one(raw, task.path.name, kind, task.source, task.folder / "0", content)]
    except Unreadable as error:
        return [Unread(task.source, str(error), failed=True)]


def rows_of(folder: Path) -> Rows:
    """The rows a worker left beside `folder`."""
    rows: Rows = pickle.loads(folder.with_suffix(ROWS).read_bytes())
    return rows


def _read_parts(raw: bytes, task: Task, content: str) -> Iterator[Read | Unread]:
    from ingest.from_submission import split

    submission = split(raw)
    if submission is None or not submission.parts:
        reason = "it has the header of a full submission but no readable part"
        yield Unread(task.source, reason, failed=True)
        return
    names: set[str] = set()
    for number, part in enumerate(submission.parts):
        name = part.name if part.name not in names else f"{part.sequence}-{part.name}"
        names.add(name)
        source, folder = f"{task.source}#{name}", task.folder / str(number)
        header = submission.header
        if number:  # an exhibit is filed with a 10-K but is none
            header = header | {"conformed submission type": part.type}
        try:
            kind = detect(name, part.raw)
            yield _read_one(part.raw, name, kind, source, folder, content, header)
        except Unreadable as error:
            yield Unread(source, str(error), failed=True)


def _read_one(
    raw: bytes,
    name: str,
    kind: Kind | None,
    source: str,
    folder: Path,
    content: str,
    header: dict[str, str] | None = None,
) -> Read | Unread:
    if kind is None or kind == "submission":
        return Unread(source, "it is no filing in HTML, PDF or text", failed=False)
    read = _reader(kind, raw)
    if header:
        read = replace(read, header=header)
    document = to_document(read, name)
    copy = render(document)
    if not words(copy):
        raise Unreadable("it holds no text; a scanned filing needs OCR first")
    health = examine(document, copy)
    found = _summary(document, copy, health, source, folder, content, name, raw)
    _write(folder, raw, name, document, copy, found, health)
    return found


def _reader(kind: Kind, raw: bytes) -> Source:
    match kind:
        case "html":
            from ingest.from_html import read_html

            return read_html(raw)
        case "pdf":
            from ingest.from_pdf import read_pdf

            return read_pdf(raw)
        case _:
            from ingest.from_text import read_text

            return read_text(raw)


def to_document(source: Source, name: str) -> Document:
    """Give what a reader found its sections, its metadata and its references."""
    about = metadata(source, name)
    outline = sections(source.blocks, about.form)
    return Document(
        about,
        source.blocks,
        outline,
        source.facts,
        references(source.blocks, outline),
        source.pages,
        source.format,
        source.warnings,
    )


def _summary(
    document: Document,
    copy: ReadingCopy,
    health: Health,
    source: str,
    folder: Path,
    content: str,
    name: str,
    raw: bytes,
) -> Read:
    return Read(
        source=source,
        folder=folder,
        content=content,
        name=PurePosixPath(name).name,
        part=hashlib.sha256(raw).hexdigest(),
        metadata=document.metadata,
        pages=len(copy.page_lines),
        page_lines=copy.page_lines,
        lines=len(copy.lines),
        words=words(copy),
        sections=len(document.sections),
        tables=len(copy.row_lines),
        facts=len(document.facts),
        references=len(document.references),
        health=health.level,
        warnings=(*document.warnings, *health.doubts),
    )


def _write(
    folder: Path,
    raw: bytes,
    name: str,
    document: Document,
    copy: ReadingCopy,
    read: Read,
    health: Health,
) -> None:
    outline = sidecar.outline(document, copy)
    about = sidecar.Sidecar(
        sidecar.VERSION,
        read.source,
        read.content,
        READER,
        document.format,
        document.metadata,
        read.pages,
        copy.page_lines,
        outline,
        tuple(copy.row_lines.values()),
        tuple(sidecar.places(document, copy)),
        health,
        document.warnings,
    )
    folder.mkdir(parents=True)
    _put(folder / f"original{PurePosixPath(name).suffix.lower()}", raw)
    _put(folder / "text.md", ("\n".join(copy.lines) + "\n").encode("utf-8", "replace"))
    _put(folder / "document.json", sidecar.sidecar_to_json(about).encode())
    folder.with_suffix(ROWS).write_bytes(pickle.dumps(to_rows(document, copy, outline)))


def _put(path: Path, data: bytes) -> None:
    """Write and wait until it is on the disk: the catalogue will say that it is."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def to_rows(document: Document, copy: ReadingCopy, outline: Sequence[sidecar.Heading]) -> Rows:
    """The rows of the catalogue, without the id of the document, which is not known yet."""
    return {
        StoredSection: [_section_row(at, each) for at, each in enumerate(outline)],
        StoredTable: list(_table_rows(document, copy)),
        StoredFact: list(_fact_rows(document, copy)),
        StoredReference: list(_reference_rows(document, copy)),
        StoredPassage: list(_passage_rows(document, copy)),
    }


def _section_row(position: int, heading: sidecar.Heading) -> dict[str, Any]:
    return {
        "id": heading.id,
        "position": position,
        "level": heading.level,
        "kind": heading.kind,
        "item": heading.item,
        "number": heading.number,
        "title": one_line(heading.title),
        "first_line": heading.lines[0],
        "last_line": heading.lines[1],
        "first_page": heading.pages[0],
        "last_page": heading.pages[1],
    }


def _table_rows(document: Document, copy: ReadingCopy) -> Iterator[dict[str, Any]]:
    holders = chunks.innermost(document.blocks, document.sections)
    tables = [(at, block) for at, block in enumerate(document.blocks) if isinstance(block, Table)]
    for number, (at, table) in enumerate(tables, start=1):
        holder = holders[at]
        first, last = copy.block_lines[at]
        yield {
            "id": f"t{number}",
            "section": None if holder is None else document.sections[holder].id,
            "caption": one_line(table.caption),
            "page": copy.page(first),
            "first_line": first,
            "last_line": last,
            "row_lines": list(copy.row_lines[at]),
            "grid": sidecar.table_to_json(table),
        }


def _fact_rows(document: Document, copy: ReadingCopy) -> Iterator[dict[str, Any]]:
    spots = facts.spots(document, copy)
    for name, fact in facts.unique(document.facts).items():
        spot = spots.get(name)
        yield {
            "id": name,
            "concept": fact.concept,
            "label": spot.label if spot else "",
            "value": None if fact.value is None else f"{fact.value:f}",
            "text": one_line(fact.text),
            "unit": fact.unit,
            "start": fact.start,
            "end": fact.end,
            "dimensions": [list(pair) for pair in fact.dimensions],
            "decimals": fact.decimals,
            "line": spot.line if spot else None,
            "page": copy.page(spot.line) if spot else None,
            "table": spot.table if spot else None,
            "row": spot.row if spot else None,
            "column": spot.column if spot else None,
        }


def _reference_rows(document: Document, copy: ReadingCopy) -> Iterator[dict[str, Any]]:
    for position, each in enumerate(document.references):
        lines = copy.row_lines.get(each.block, ())
        line = copy.block_lines[each.block][0] if each.row is None else lines[each.row]
        yield {
            "position": position,
            "line": line,
            "words": one_line(each.words),
            "kind": each.kind,
            "target": each.target,
            "reason": each.reason,
            "outside": each.outside,
        }


def _passage_rows(document: Document, copy: ReadingCopy) -> Iterator[dict[str, Any]]:
    for position, each in enumerate(chunks.passages(document, copy)):
        yield {
            "position": position,
            "first_line": each.first_line,
            "last_line": each.last_line,
            "first_page": each.first_page,
            "last_page": each.last_page,
            "section": each.section,
            "path": list(each.path),
            "table": each.table,
            "text": each.text,
            "text_hash": each.text_hash,
        }
