"""A passage as BM25 holds it: what is indexed, and what comes back."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """What belongs to a passage and stands elsewhere: a table, a footnote, who refers to it."""

    kind: str
    """table, footnote, reference or passage."""
    lines: tuple[int, int]
    page: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the index takes it and gives it back."""

    document: str
    position: int
    first_line: int
    last_line: int
    first_page: int
    last_page: int
    section: str | None
    path: tuple[str, ...]
    table: str | None
    text: str
    rows: str = "."
    """Its lines, packed as `index.rows` does."""
    path_words: tuple[str, ...] = ()
    """The words of `path`, as the analyser makes them."""
    statements: tuple[str, ...] = ()
    """As `index.statements` names them."""
    links: tuple[Link, ...] = ()
    numbers: tuple[str, ...] = ()
    """As `index.numbers` writes them; these and the tags are not given back."""
    tags: tuple[str, ...] = ()
    """What it can be filtered by: see `index.tags`."""


def to_stored(entry: Entry) -> bytes:
    """All that a search needs of `entry`, in one piece: taking it apart is quicker than fields."""
    links = [[link.kind, *link.lines, link.page] for link in entry.links]
    return json.dumps(
        [
            entry.document,
            entry.position,
            entry.first_line,
            entry.last_line,
            entry.first_page,
            entry.last_page,
            entry.section,
            entry.path,
            entry.table,
            entry.text,
            entry.rows,
            " ".join(entry.path_words),
            entry.statements,
            links,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "replace")


def from_stored(stored: bytes) -> Entry:
    """The entry again, without what is only indexed."""
    held = json.loads(stored)
    document, position, first_line, last_line, first_page, last_page, section, path = held[:8]
    table, text, rows, headings, statements, links = held[8:]
    return Entry(
        document,
        position,
        first_line,
        last_line,
        first_page,
        last_page,
        section,
        tuple(path),
        table,
        text,
        rows,
        path_words=tuple(headings.split()),
        statements=tuple(statements),
        links=tuple(Link(kind, (first, last), page) for kind, first, last, page in links),
    )
