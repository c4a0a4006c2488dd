"""How well a filing was read: green, amber or red, with a sentence for each doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.completeness import (
    broken_promises,
    empty_pages,
    is_coverless,
    is_unsigned,
    missing_items,
    missing_notes,
    missing_pages,
    missing_statements,
    stubs,
)
from ingest.document import Document
from ingest.to_markdown import ReadingCopy

Level = Literal["green", "amber", "red"]

WORD = re.compile(r"[^\W_]\S*")  # what has a letter or a digit, up to the next blank
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
        (missing_notes(document.sections), "no heading was found for {}", "Note"),
    ]
    doubts = [sentence.format(_listed(noun, names)) for names, sentence, noun in said if names]
    if form == "8-K" and not found:
        doubts.append("no item was found, and an 8-K has at least one")
    doubts += [f"no {name} was found" for name in missing_statements(document)]
    doubts += [
        f"printed page {after} follows page {before}: pages are missing"
        for before, after in missing_pages(document)
    ]
    if document.format == "pdf":  # in HTML a page break is how a page looks, no page
        doubts += [
            f"pages {first} to {last} hold no text" for first, last in empty_pages(document.blocks)
        ]
    promises = list(broken_promises(document))
    if promises:
        many = f" and {len(promises) - 1} more" if promises[1:] else ""
        doubts.append(f"no table follows “{promises[0][-100:]}”{many}")
    if is_coverless(document):
        doubts.append("it has items, but no cover says of which form: the beginning may be missing")
    if is_unsigned(document):
        doubts.append("it is not signed at its end, as its form must be: the end may be missing")
    return doubts


def _listed(noun: str, names: Sequence[str]) -> str:
    head = ", ".join(names[:-1])
    return f"{noun}s {head} and {names[-1]}" if head else f"{noun} {names[-1]}"
