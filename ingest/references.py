"""What a filing points at: "see Note 12", "Part II, Item 5", and where that stands.

Wrong is worse than dangling: a reference whose target is not certain has none, and says why.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from ingest.document import Block, Paragraph, Reference, Section, Table

Kind = Literal["note", "item", "part", "schedule", "exhibit", "page", "document"]

_NOTE = re.compile(r"\b(?:Notes?|NOTES?)\s+((?:\d{1,2}|[A-Z])(?![\w%.]*[\w%])(?:\([a-z0-9]+\))*)")
_ITEM = re.compile(
    r"\b(?:(?:Part|PART)\s+(IV|I{1,3}),?\s+)?(?:Items?|ITEMS?)\s+(\d{1,2}(?:\.\d{2}|[A-C]\b)?)"
)


def references(blocks: Sequence[Block], sections: Sequence[Section]) -> tuple[Reference, ...]:
    """Every reference in reading order, its target looked up among `sections`."""
    headings = {section.start for section in sections}
    names = _names(sections)
    found: list[Reference] = []
    for index, block in enumerate(blocks):
        if index in headings:
            continue
        for row, text in _texts(block):
            for kind, words, key in _mentions(text):
                target = names.get((kind, key))
                reason = "" if target else f"no {kind} {key} in this document"
                found.append(Reference(index, row, words, kind, target, reason))
    return tuple(found)


def _texts(block: Block) -> Iterator[tuple[int | None, str]]:
    if isinstance(block, Paragraph):
        yield None, block.text
    elif isinstance(block, Table):
        for number, row in enumerate(block.rows):
            yield number, " | ".join(cell.text for cell in row.cells)


def _mentions(text: str) -> Iterator[tuple[Kind, str, str]]:
    for match in _NOTE.finditer(text):
        yield "note", match[0], re.sub(r"\(.*", "", match[1])
    for match in _ITEM.finditer(text):
        yield "item", match[0], f"{match[1]}.{match[2]}" if match[1] else match[2]


def _names(sections: Sequence[Section]) -> Mapping[tuple[Kind, str], str]:
    names: dict[tuple[Kind, str], str] = {}
    for section in sections:
        if section.kind == "note" and section.number:
            names.setdefault(("note", section.number), section.id)
        if section.kind == "item" and section.item:
            names.setdefault(("item", section.item), section.id)
            names.setdefault(("item", section.item.split(".", 1)[-1]), section.id)
    return names
