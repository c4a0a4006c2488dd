"""One file read whole: bytes in, a folder of files and rows for the catalogue out.

This is the work of a worker process. It touches nothing but the folder it was given, and loads
nothing of the database.
"""

import hashlib
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest.detect import Kind, Unreadable, detect
from ingest.document import Document, Metadata, Source
from ingest.footnotes import footnotes, without_marks
from ingest.headings import sections
from ingest.health import Health, examine, words
from ingest.metadata import metadata
from ingest.references import references
from ingest.rows import Rows, to_rows
from ingest.sidecar import VERSION, Heading, Sidecar, outline, places, sidecar_to_json
from ingest.statements import settle_tables
from ingest.to_markdown import ReadingCopy, render

READER = "24"  # raised when a reader changes: its files are then read again
ROWS = ".rows"

NO_FILING = "it is no filing in HTML, PDF or text"
NO_TEXT = "it holds no text; a scanned filing needs OCR first"
NO_PARTS = "it begins as a full submission does but holds no part that can be read"


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and the folder that takes what comes out. The folder is not there yet."""

    path: Path
    source: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read: its files lie in `folder`, its rows beside it."""

    source: str
    name: str
    """Name of the file, or of the part of a submission."""
    folder: Path
    content: str
    """sha256 of the file it came from."""
    own_content: str
    """sha256 of its own bytes: those of the part, in a submission."""
    metadata: Metadata
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
    """Half a sentence, without the name of the file."""
    failed: bool


def read_file(task: Task) -> list[Read | Unread]:
    """Read one file: a result for it, or one for each part of a submission, the main part first."""
    try:
        raw = task.path.read_bytes()
    except OSError as error:
        return [Unread(task.source, f"it cannot be read ({error.strerror})", failed=True)]
    whole = _Bytes(task.source, task.path.name, raw, task.folder / "0", _sha256(raw))
    try:
        kind = detect(task.path.name, raw)
        return list(_read_parts(whole)) if kind == "submission" else [_read(whole, kind)]
    except Unreadable as error:
        return [Unread(task.source, str(error), failed=True)]


def rows_of(read: Read) -> Rows:
    """The rows a worker left beside the folder of a document."""
    rows: Rows = pickle.loads(read.folder.with_suffix(ROWS).read_bytes())
    return rows


def read_source(kind: Kind, raw: bytes) -> Source:
    """The blocks of a file of that kind; not of a submission, which is several files."""
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
    found = sections(source.blocks, about.form)
    notes = footnotes(source.blocks, found)
    blocks = settle_tables(without_marks(source.blocks, notes), found, about)
    return Document(
        about,
        blocks,
        found,
        source.facts,
        references(source.blocks, found, about),
        source.pages,
        source.format,
        source.warnings,
        notes,
        source.blanks,
    )


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What is to be read: a file, or a part of one."""

    source: str
    name: str
    raw: bytes
    folder: Path
    content: str
    header: dict[str, str] | None = None
    """The header of the submission it is a part of."""


def _read_parts(whole: _Bytes) -> Iterator[Read | Unread]:
    from ingest.from_submission import split

    submission = split(whole.raw)
    if submission is None or not submission.parts:
        yield Unread(whole.source, NO_PARTS, failed=True)
        return
    names: set[str] = set()
    for number, part in enumerate(submission.parts):
        name = part.name if part.name not in names else f"{number + 1}-{part.name}"
        names.add(name)
        header = dict(submission.header)
        if number:  # an exhibit of a 10-K is no 10-K
            header["conformed submission type"] = part.type
        source, folder = f"{whole.source}#{name}", whole.folder.with_name(str(number))
        piece = _Bytes(source, name, part.raw, folder, whole.content, header)
        try:
            yield _read(piece, detect(name, part.raw))
        except Unreadable as error:  # an exhibit that is a picture is no failure
            yield Unread(source, str(error), failed=number == 0)
    for sentence in submission.skipped:
        name, _, reason = sentence.partition(" was left out: ")
        yield Unread(f"{whole.source}#{name}", reason, failed=False)


def _read(given: _Bytes, kind: Kind | None) -> Read | Unread:
    if kind is None or kind == "submission":
        return Unread(given.source, NO_FILING, failed=False)
    source = read_source(kind, given.raw)
    if given.header:
        source = replace(source, header={**source.header, **given.header})
    document = to_document(source, given.source)
    copy = render(document)
    count = words(copy)
    if not count:
        raise Unreadable(NO_TEXT)
    health = examine(document, count)
    _write(given, document, copy, health)
    return _summary(given, document, copy, count, health)


def _summary(
    given: _Bytes, document: Document, copy: ReadingCopy, count: int, health: Health
) -> Read:
    return Read(
        source=given.source,
        name=given.name,
        folder=given.folder,
        content=given.content,
        own_content=_sha256(given.raw),
        metadata=document.metadata,
        page_lines=copy.page_lines,
        lines=len(copy.lines),
        words=count,
        sections=len(document.sections),
        tables=len(copy.row_lines),
        facts=len(document.facts),
        references=len(document.references),
        health=health.level,
        warnings=(*document.warnings, *health.doubts),
    )


def _write(given: _Bytes, document: Document, copy: ReadingCopy, health: Health) -> None:
    headings = outline(document, copy)
    about = _sidecar(given, document, copy, headings, health)
    folder = given.folder
    folder.mkdir(parents=True)
    _put(folder / f"original{PurePosixPath(given.name).suffix.lower()}", given.raw)
    _put(folder / "text.md", ("\n".join(copy.lines) + "\n").encode("utf-8", "replace"))
    _put(folder / "document.json", sidecar_to_json(about).encode())
    rows = to_rows(document, copy, headings)
    folder.with_suffix(ROWS).write_bytes(pickle.dumps(rows, pickle.HIGHEST_PROTOCOL))


def _sidecar(
    given: _Bytes,
    document: Document,
    copy: ReadingCopy,
    headings: tuple[Heading, ...],
    health: Health,
) -> Sidecar:
    return Sidecar(
        VERSION,
        given.source,
        given.content,
        READER,
        document.format,
        document.metadata,
        len(copy.page_lines),
        copy.page_lines,
        headings,
        tuple(copy.row_lines.values()),
        tuple(places(document, copy)),
        health,
        document.warnings,
    )


def _put(path: Path, data: bytes) -> None:
    """Write and wait until it is on the disk: the catalogue will say that it is."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
