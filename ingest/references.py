"""What a filing points at: "see Note 12", "Part II, Item 5", and the section where that stands.

Wrong is worse than dangling: a reference whose target is not certain has none, and says why.
Headings themselves and rows of contents tables point at nothing.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.contents import contents, printed_pages
from ingest.document import Block, Paragraph, Reference, Section, Table
from ingest.items import letters
from ingest.mentions import Mention, is_heading_again, mentions


def references(blocks: Sequence[Block], sections: Sequence[Section]) -> tuple[Reference, ...]:
    """Every reference in reading order, its target looked up among `sections`."""
    targets = _targets(blocks, sections)
    skipped = contents(blocks).blocks
    headings = {section.start: section.title for section in reversed(sections)}
    found: list[Reference] = []
    for index, block in enumerate(blocks):
        if index in skipped:
            continue
        for row, text in _texts(block, headings.get(index)):
            for mention in mentions(text):
                if reference := _reference(mention, index, row, targets):
                    found.append(reference)
    return tuple(found)


def _texts(block: Block, heading: str | None) -> Iterator[tuple[int | None, str]]:
    """The texts of a block with their rows; of a heading only what runs on after it."""
    if isinstance(block, Paragraph):
        if heading is None and not is_heading_again(block.text):
            yield None, block.text
        elif heading is None:
            return
        elif len(block.text) > len(heading) + 20:
            yield None, block.text[len(heading) :]
    elif isinstance(block, Table):
        for number, row in enumerate(block.rows):
            if number or heading is None:
                yield number, " | ".join(cell.text for cell in row.cells if cell.text)


# Targets


@dataclass(frozen=True, slots=True)
class _Targets:
    """What can be pointed at, by what it is called."""

    sections: Sequence[Section]
    numbered: Mapping[tuple[str, str], Sequence[Section]]
    """(kind, number or item) to the sections of that name."""
    titled: Mapping[str, Sequence[Section]]
    pages: Mapping[str, int]
    by_part: bool
    lettered: bool


def _targets(blocks: Sequence[Block], sections: Sequence[Section]) -> _Targets:
    numbered: defaultdict[tuple[str, str], list[Section]] = defaultdict(list)
    titled: defaultdict[str, list[Section]] = defaultdict(list)
    for section in sections:
        if section.kind == "item":
            name = section.item or section.id.removeprefix("item-").upper()
            numbered["item", name].append(section)
        elif section.number:
            numbered[section.kind, section.number].append(section)
        titled[_bare_title(section)].append(section)
    return _Targets(
        sections,
        numbered,
        titled,
        printed_pages(blocks),
        by_part=("item", "I.1") in numbered or ("item", "II.1") in numbered,
        lettered=any(kind == "note" and number.isalpha() for kind, number in numbered),
    )


def _bare_title(section: Section) -> str:
    """The letters of a title without its number: "Note 4 – Debt" is "debt"."""
    return letters(
        re.sub(r"^(?:(?:items?|notes?)\s+)?\(?[\dA-Z.]{1,4}\b[.):\s–—-]+", "", section.title)
    )


# Resolution


def _reference(
    mention: Mention, block: int, row: int | None, targets: _Targets
) -> Reference | None:
    if mention.kind == "note" and mention.key.isalpha() and not targets.lettered:
        return None
    if mention.outside:
        target, reason = None, "in another document"
    else:
        target, reason = _resolve(mention, targets)
    if mention.kind == "heading" and target is None:
        return None  # quoted words are a title only where a section bears it
    return Reference(block, row, mention.words, mention.kind, target, reason, mention.outside)


def _resolve(mention: Mention, targets: _Targets) -> tuple[str | None, str]:
    match mention.kind:
        case "page":
            return _page(mention.key, targets)
        case "heading":
            return _only(targets.titled.get(letters(mention.key), ()), mention)
        case "item" if targets.by_part:
            return _quarterly_item(mention, targets)
        case "exhibit":
            found = targets.numbered.get(("exhibit", mention.key), ())
            target, _ = _only(found, mention)
            return target, "" if target else "a document of its own"
        case _:
            found = targets.numbered.get((mention.kind, mention.key), ())
            return _only(found, mention)


def _only(found: Sequence[Section], mention: Mention) -> tuple[str | None, str]:
    """The one section of that name; of several the one that bears the title given with it."""
    if not found:
        return None, f"no {mention.kind.capitalize()} {mention.key} in this document"
    if len(found) == 1:
        return found[0].id, ""
    named = [section for section in found if mention.title and _bears(section, mention.title)]
    if len(named) == 1:
        return named[0].id, ""
    return None, f"{len(found)} sections of that name in this document"


def _bears(section: Section, title: str) -> bool:
    return letters(title)[:20] in letters(section.title)


def _quarterly_item(mention: Mention, targets: _Targets) -> tuple[str | None, str]:
    """An item of a 10-Q: by its part, by its title, or because only one part has it."""
    parts = [mention.part] if mention.part else ["I", "II"]
    found = [
        s for part in parts for s in targets.numbered.get(("item", f"{part}.{mention.key}"), ())
    ]
    if len(found) > 1 and mention.title:
        found = [section for section in found if _bears(section, mention.title)] or found
    target, reason = _only(found, mention)
    if len(found) > 1:
        return None, f"Item {mention.key} stands in both parts"
    return target, reason


def _page(key: str, targets: _Targets) -> tuple[str | None, str]:
    """The innermost section that a printed page begins in."""
    start = targets.pages.get(key)
    if start is None:
        return None, f"no page is numbered {key}"
    at = bisect_right([section.start for section in targets.sections], start)
    for section in reversed(targets.sections[:at]):
        if section.start <= start < section.stop:
            return section.id, ""
    return None, f"page {key} lies before the first heading"
