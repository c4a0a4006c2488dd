"""Passages: what the indexes hold. Whole paragraphs and whole tables, under one heading.

A passage has 400 to 1,000 tokens where the text allows it, a token being about four characters.
It is a stretch of the reading copy without gaps, and no sentence is broken. A table stays whole,
however long, with the words that lead to it and the footnotes under it; so does a comparison of
periods, up to 2,000 tokens.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Document, Section
from ingest.pieces import (
    LARGEST,
    SMALLEST,
    Piece,
    document_to_pieces,
    innermost,
    pieces_to_wholes,
)
from ingest.to_markdown import ReadingCopy, one_line

__all__ = ["LARGEST", "SMALLEST", "Passage", "innermost", "parents", "passages"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the reading copy as the indexes read it."""

    first_line: int
    last_line: int
    first_page: int
    last_page: int
    section: str | None
    """Id of the innermost section that holds all of it."""
    path: tuple[str, ...]
    """Titles from the outermost section inwards."""
    table: str | None
    """Id of the table it holds, of the longest where it holds several."""
    text: str
    """The path on one line, then the words."""
    text_hash: str
    periods: tuple[str, ...] = ()
    """Every period it speaks of, sorted; see `ingest.said_periods`."""


def passages(document: Document, copy: ReadingCopy) -> Iterator[Passage]:
    """Cut `document` into passages, in reading order."""
    sections = _Sections(document.sections)
    groups = merged(packed(pieces_to_wholes(document_to_pieces(document, copy))))
    for pieces in groups:
        yield _passage(pieces, sections, copy)


def packed(wholes: Iterator[list[Piece]]) -> Iterator[list[Piece]]:
    """Fill passages from wholes; part, item, note, schedule and exhibit begin one of their own.

    Where a passage is large enough, a heading or a page ends it. A large table stands alone.
    """
    held: list[Piece] = []
    for whole in wholes:
        if held and _ends(held, whole):
            yield held
            held = []
        held = [*held, *whole]
    if held:
        yield held


def merged(groups: Iterator[list[Piece]]) -> Iterator[list[Piece]]:
    """Small passages joined to a neighbour under the same heading, where both have room."""
    held: list[Piece] = []
    for group in groups:
        if held and _merge(held, group):
            held = [*held, *group]
            continue
        if held:
            yield held
        held = group
    if held:
        yield held


def parents(sections: Sequence[Section]) -> list[int | None]:
    """For each section, the position of the one around it."""
    around: list[int | None] = []
    open_: list[int] = []
    for position, section in enumerate(sections):
        while open_ and not _holds(sections[open_[-1]], section):
            open_.pop()
        around.append(open_[-1] if open_ else None)
        open_.append(position)
    return around


def _holds(outer: Section, inner: Section) -> bool:
    return outer.start <= inner.start < outer.stop and outer.level < inner.level


def _ends(held: Sequence[Piece], whole: Sequence[Piece]) -> bool:
    """Whether the passage `held` is over before `whole`."""
    size = _size(held)
    if _opens(whole) or _is_large_table(held) or _is_large_table(whole):
        return True
    good_place = whole[0].heading or whole[0].turned
    return size + _size(whole) > LARGEST or (good_place and size >= SMALLEST)


def _merge(held: Sequence[Piece], group: Sequence[Piece]) -> bool:
    sizes = _size(held), _size(group)
    if _opens(group) or min(sizes) >= SMALLEST or sum(sizes) > LARGEST:
        return False
    return _holder(held) == _holder(group)


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _opens(pieces: Sequence[Piece]) -> bool:
    return any(piece.opens not in (None, "heading") for piece in pieces)


def _is_large_table(pieces: Sequence[Piece]) -> bool:
    return any(piece.table and len(piece.text) >= SMALLEST for piece in pieces)


def _holder(pieces: Sequence[Piece]) -> set[int | None]:
    return {piece.holder for piece in pieces if not piece.heading}


def _passage(pieces: Sequence[Piece], sections: "_Sections", copy: ReadingCopy) -> Passage:
    first, last = pieces[0].first, pieces[-1].last
    section = sections.common([piece for piece in pieces if not piece.heading] or pieces)
    path = sections.path(section)
    text = "\n".join([*([" > ".join(path)] if path else []), *(p.text for p in pieces)])
    tables = [piece for piece in pieces if piece.table]
    return Passage(
        first,
        last,
        copy.page(first),
        copy.page(last),
        None if section is None else sections.all[section].id,
        path,
        max(tables, key=lambda piece: len(piece.text)).table if tables else None,
        text,
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        tuple(sorted(set[str]().union(*(piece.periods for piece in pieces)))),
    )


class _Sections:
    """The sections of a document, by position, and what lies around them."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.all = sections
        self.parents = parents(sections)

    def common(self, pieces: Sequence[Piece]) -> int | None:
        """The innermost section that holds all of `pieces`."""
        lines = [self.ancestors(holder) for holder in {piece.holder for piece in pieces}]
        shared = (at for at in lines[0] if all(at in line for line in lines))
        return next(shared, None)

    def ancestors(self, position: int | None) -> list[int]:
        """A section and those around it, innermost first."""
        line = []
        while position is not None:
            line.append(position)
            position = self.parents[position]
        return line

    def path(self, section: int | None) -> tuple[str, ...]:
        titles = [one_line(self.all[at].title) for at in self.ancestors(section)]
        return tuple(reversed(titles))
