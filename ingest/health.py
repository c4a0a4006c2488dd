"""How well a filing was read: green, amber or red, with a sentence for each doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.document import Document, Section
from ingest.to_markdown import ReadingCopy

Level = Literal["green", "amber", "red"]

# Items every report of the form prints, if only to say "None" (Form 10-K and 10-Q general
# instructions, since before EDGAR). What came or went with the years is not asked for.
EXPECTED = {
    "10-K": ("1", "2", "3", "5", "7", "8", "9", "10", "11", "12", "13"),
    "10-Q": ("I.1", "I.2"),
}
THIN_PAGE = 40  # words; a page of prose has 400 to 700, a page with one chart still has its words


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict, and what it rests on."""

    level: Level
    doubts: tuple[str, ...]


def examine(document: Document, count: int) -> Health:
    """Look for what a filing of its form should have and this one, of `count` words, has not."""
    grave, slight = _text(document, count), [*_items(document), *_notes(document.sections)]
    level: Level = "red" if grave else "amber" if slight or document.warnings else "green"
    return Health(level, (*grave, *slight))


def words(copy: ReadingCopy) -> int:
    """Words of the reading copy, those of page marks and table bars left out."""
    marks = {line - 1 for line in copy.page_lines}
    return sum(
        sum(any(map(str.isalnum, word)) for word in line.split())
        for number, line in enumerate(copy.lines)
        if number not in marks
    )


def _text(document: Document, count: int) -> list[str]:
    if count < THIN_PAGE * document.pages and document.format == "pdf":
        return [
            f"only {count} words on {document.pages} pages: the pages may be pictures of text, "
            "which need OCR before they are ingested"
        ]
    return []


def _items(document: Document) -> list[str]:
    form = (document.metadata.form or "").removesuffix("/A")
    expected = EXPECTED.get(form, ())
    found = {section.item for section in document.sections if section.kind == "item"}
    if form == "8-K" and not found:
        return ["no item was found, and an 8-K has at least one"]
    missing = [item for item in expected if item not in found]
    # An amendment repeats only what it amends.
    if not missing or (document.metadata.form or "").endswith("/A"):
        return []
    return [f"no heading was found for {_listed('Item', missing)}"]


def _notes(sections: Sequence[Section]) -> list[str]:
    numbers = {
        int(section.number)
        for section in sections
        if section.kind == "note" and section.number and section.number.isdigit()
    }
    gaps = [str(n) for n in range(1, max(numbers, default=0)) if n not in numbers]
    return [f"no heading was found for {_listed('Note', gaps)}"] if gaps else []


def _listed(noun: str, names: Sequence[str]) -> str:
    head = ", ".join(names[:-1])
    return f"{noun}s {head} and {names[-1]}" if head else f"{noun} {names[-1]}"
