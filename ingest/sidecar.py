"""The JSON beside a reading copy, and tables as JSON.

document.json says who, what and when, the outline, where every page, table and placed line is,
and how well the filing was read. It is enough to make the catalogue's row again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from pydantic import TypeAdapter

from ingest.document import Document, Metadata, Paragraph, Place, Table
from ingest.health import Health
from ingest.to_markdown import ReadingCopy

VERSION = 1  # of this file's format


@dataclass(frozen=True, slots=True)
class Heading:
    """A section, in lines and pages of the reading copy; both ends included."""

    id: str
    level: int
    kind: str
    item: str | None
    number: str | None
    title: str
    lines: tuple[int, int]
    pages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a line of the reading copy came from."""

    line: int
    page: int
    source_line: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What document.json holds."""

    version: int
    source: str
    content: str
    """sha256 of the bytes of the file it came from."""
    reader: str
    format: str
    metadata: Metadata
    pages: int
    page_lines: tuple[int, ...]
    outline: tuple[Heading, ...]
    tables: tuple[tuple[int, ...], ...]
    """For t1, t2, ...: the line of each row."""
    places: tuple[Placed, ...]
    """Lines whose place in the source is finer than a page."""
    health: Health
    warnings: tuple[str, ...]
    derived: dict[str, str] = field(default_factory=dict)
    """What EDGAR's list and other filings say of this one: "cik" (see `ingest.registrants`)."""


def outline(document: Document, copy: ReadingCopy) -> tuple[Heading, ...]:
    """The sections with their lines and pages."""

    def heading_pages(lines: tuple[int, int]) -> tuple[int, int]:
        return copy.page(lines[0]), copy.page(lines[1])

    spans = [copy.span(section, document.blocks) for section in document.sections]
    return tuple(
        Heading(
            each.id,
            each.level,
            each.kind,
            each.item,
            each.number,
            each.title,
            lines,
            heading_pages(lines),
        )
        for each, lines in zip(document.sections, spans, strict=True)
    )


def places(document: Document, copy: ReadingCopy) -> Iterator[Placed]:
    """Lines that have a source line or a box, in reading order."""
    for line, place in _all_places(document, copy):
        if place.source_line is not None or place.box is not None:
            yield Placed(line, place.page, place.source_line, place.box)


def sidecar_to_json(sidecar: Sidecar) -> str:
    """`sidecar` as JSON, one line."""
    return _sidecars().dump_json(sidecar, exclude_defaults=True).decode()


def sidecar_from_json(text: str) -> Sidecar:
    """What `sidecar_to_json` wrote."""
    return _sidecars().validate_json(text)


def table_to_json(table: Table) -> str:
    """`table` as JSON; what is at its default is left out."""
    return _tables().dump_json(table, exclude_defaults=True).decode()


def table_from_json(text: str) -> Table:
    """What `table_to_json` wrote."""
    return _tables().validate_json(text)


def _all_places(document: Document, copy: ReadingCopy) -> Iterator[tuple[int, Place]]:
    for number, block in enumerate(document.blocks):
        match block:
            case Paragraph():
                yield copy.block_lines[number][0], block.place
            case Table():
                for line, row in zip(copy.row_lines[number], block.rows, strict=True):
                    yield line, row.place or block.place


@cache
def _tables() -> TypeAdapter[Table]:
    return TypeAdapter(Table)


@cache
def _sidecars() -> TypeAdapter[Sidecar]:
    return TypeAdapter(Sidecar)
