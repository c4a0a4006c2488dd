"""How well a filing was read: green, amber or red, with a sentence for each doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.announcements import broken_announcements, lacks_contents, stray_notes
from ingest.completeness import (
    ALWAYS,
    empty_pages,
    is_coverless,
    is_unsigned,
    missing_items,
    missing_notes,
    missing_pages,
    statements_are_elsewhere,
    stubs,
)
from ingest.document import Document, PageBreak
from ingest.primary_statements import bare_titles, missing_statements
from ingest.to_markdown import ReadingCopy

Level = Literal["green", "amber", "red"]

WORD = re.compile(r"[^\W_]\S*")  # what has a letter or a digit, up to the next blank
QUOTED = 100  # characters
THIN_PAGE = 40  # words; a page of prose has 400 to 700, a page with one chart still has its words


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict, and what it rests on."""

    level: Level
    doubts: tuple[str, ...]


def examine(document: Document, count: int) -> Health:
    """Look for what a filing of its form should have and this one, of `count` words, has not."""
    grave, slight = _text(document, count), _gaps(document)
    level: Level = "red" if grave else "amber" if slight or document.warnings else "green"
    return Health(level, (*grave, *slight))


def words(copy: ReadingCopy) -> int:
    """Words of the reading copy, those of page marks and table bars left out."""
    marks = {line - 1 for line in copy.page_lines}
    return sum(
        len(WORD.findall(line)) for number, line in enumerate(copy.lines) if number not in marks
    )


def _text(document: Document, count: int) -> list[str]:
    if count < THIN_PAGE * document.pages and document.format == "pdf":
        return [
            f"only {count} words on {document.pages} pages: the pages may be pictures of text, "
            "which need OCR before they are ingested"
        ]
    return []


def _gaps(document: Document) -> list[str]:
    form = document.metadata.form or ""
    found = {section.item for section in document.sections if section.kind == "item"}
    said = [
        (missing_items(document), "no heading was found for {}", "Item"),
        (
            list(stubs(document)),
            "next to nothing is said under {}, nor where it is said instead",
            "Item",
        ),
        (missing_notes(document), "no heading was found for {}", "Note"),
    ]
    doubts = [sentence.format(_listed(noun, names)) for names, sentence, noun in said if names]
    if form == "8-K" and not found:
        doubts.append("no item was found, and an 8-K has at least one")
    doubts += _tables(document) if form in ALWAYS else ()
    doubts += [
        f"printed page {after} follows page {before}: pages are missing"
        for before, after in missing_pages(document)
    ]
    if document.format == "pdf":  # in HTML a page break is how a page looks, no page
        doubts += [
            f"pages {first} to {last} hold no text" for first, last in empty_pages(document.blocks)
        ]
    if is_coverless(document):
        doubts.append("it has items, but no cover says of which form: the beginning may be missing")
    if is_unsigned(document):
        doubts.append("it is not signed at its end, as its form must be: the end may be missing")
    return doubts


def _tables(document: Document) -> Iterator[str]:
    """What tells of tables and statements of a report that are not there."""
    if not statements_are_elsewhere(document):
        yield from (f"no {name} was found" for name in missing_statements(document))
    traces = (
        ([_quoted(said[-QUOTED:]) for said in broken_announcements(document)], "no table follows"),
        ([_quoted(note[:QUOTED]) for note in stray_notes(document)], "no table stands above"),
        ([_quoted(title) for title in bare_titles(document)], "no figures stand below the title"),
        (blanks(document), "nothing stands"),
    )
    for names, sentence in traces:
        if names:
            more = f" and at {len(names) - 1} more places" if names[1:] else ""
            yield f"{sentence} {names[0]}{more}: a table may be missing"
    if lacks_contents(document):
        yield "its table of contents has a title and no lines"


def blanks(document: Document) -> list[str]:
    """Where the pages of its items are blank without a reason, in words."""
    items = [section for section in document.sections if section.kind == "item"]
    first, last = (
        _page(document, at)
        for at in (
            min((item.start for item in items), default=0),
            max((item.stop for item in items), default=0),
        )
    )
    return [
        f"below {_quoted(blank.above[-QUOTED:])} on page {blank.page}"
        if blank.above
        else f"in a wide stretch of page {blank.page}"
        for blank in document.blanks
        if first <= blank.page <= last
    ]


def _page(document: Document, at: int) -> int:
    """The page on which the block before `at` lies."""
    before = document.blocks[:at]
    return max((block.page for block in before if isinstance(block, PageBreak)), default=0)


def _quoted(words: str) -> str:
    return f"“{words}”"


def _listed(noun: str, names: Sequence[str]) -> str:
    head = ", ".join(names[:-1])
    return f"{noun}s {head} and {names[-1]}" if head else f"{noun} {names[-1]}"
