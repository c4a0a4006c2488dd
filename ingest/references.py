"""What a filing points at: "see Note 12", "Part II, Item 5", and the place where that stands.

Wrong is worse than dangling: a reference whose target is not certain has none, and says why.
Headings themselves and rows of contents tables point at nothing. What stands in another document
is said to, with the document's name; which file that is, is looked up when somebody asks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.contents import contents
from ingest.document import Block, Metadata, PageBreak, Paragraph, Reference, Section, Table
from ingest.items import QUARTERLY, Form, has_title, letters
from ingest.mention_patterns import ROMAN
from ingest.mentions import Mention, is_heading_again, mentions
from ingest.named_documents import (
    Defined,
    documents_defined,
    kind_named,
    kind_of_form,
    year_named,
)
from ingest.quoted_titles import titled
from ingest.same_names import meant, of_item
from ingest.targets import Target, Targets
from ingest.title_context import contradicts, named_beside

UNKNOWN = Metadata()
_QUARTERLY = Form(QUARTERLY)
MOST_CELLS = 5  # of a row of a contents table: part, item, title, pages
LEAD = 160  # letters of the line before that say what a title is one of
OWN_NOTES = 5  # so many notes make the statements of a report that is bound into the filing


def references(
    blocks: Sequence[Block], sections: Sequence[Section], about: Metadata = UNKNOWN
) -> tuple[Reference, ...]:
    """Every reference in reading order, its target looked up among `sections`."""
    targets = Targets(blocks, sections)
    skipped = contents(blocks).blocks
    defined = tuple(_defined(blocks, about))
    headings = {section.start: section.title for section in reversed(sections)}
    found: list[Reference] = []
    for index in range(len(blocks)):
        if index in skipped:
            continue
        coming = _coming(blocks, index, headings)
        for row, text, going_on in _texts(blocks, index, headings.get(index)):
            said = _mentions(coming, f"{text} {going_on}".strip(), about, defined)
            for mention in said:
                if 0 <= mention.start < len(text):
                    found += _references(mention, said, (index, row), targets, about)
    return tuple(found)


def _defined(blocks: Sequence[Block], about: Metadata) -> dict[Defined, None]:
    """The names the filing gives to documents, each once."""
    texts = (each.text for each in blocks if isinstance(each, Paragraph))
    rows = (cell.text for t in blocks if isinstance(t, Table) for r in t.rows for cell in r.cells)
    found = (each for text in (*texts, *rows) for each in documents_defined(text, about))
    return dict.fromkeys(found)


def _texts(
    blocks: Sequence[Block], index: int, heading: str | None
) -> Iterator[tuple[int | None, str, str]]:
    """The texts of a block with their rows, and how the last goes on in the next block.

    Of a heading only what runs on after it.
    """
    block = blocks[index]
    if isinstance(block, Paragraph):
        if heading is None and not is_heading_again(block.text):
            yield None, block.text, _going_on(blocks, index)
        elif heading is not None and len(block.text) > len(heading) + 20:
            yield None, block.text[len(heading) :], ""
    elif isinstance(block, Table):
        for number, row in enumerate(block.rows):
            if number or heading is None:
                yield number, " | ".join(cell.text for cell in row.cells if cell.text), ""


def _mentions(coming: str, text: str, about: Metadata, defined: Sequence[Defined]) -> list[Mention]:
    """What a text mentions; `coming` says what a title is one of with which the line begins.

    Of what `coming` itself mentions only where a title of the text may stand.
    """
    if not coming or text[:1] not in '“‘"':
        found = mentions(text, about, defined)
        if not coming or all(each.kind != "heading" for each in found):
            return found
        earlier = mentions(coming, about, defined)
        return [replace(each, start=each.start - len(coming) - 1) for each in earlier] + found
    before = len(coming) + 1
    found = mentions(f"{coming} {text}", about, defined)
    return [replace(mention, start=mention.start - before) for mention in found]


def _coming(blocks: Sequence[Block], index: int, headings: Mapping[int, str]) -> str:
    """The end of the line before, where a sentence is cut in two behind it."""
    for at in range(index - 1, max(-1, index - 3), -1):
        before = blocks[at]
        if isinstance(before, Paragraph) and at not in headings and _going_on(blocks, at):
            return before.text[-LEAD:]
        if not isinstance(before, PageBreak):
            break
    return ""


def _going_on(blocks: Sequence[Block], index: int) -> str:
    """The next paragraph where a sentence is cut in two: by a page, or line by line."""
    block = blocks[index]
    if not isinstance(block, Paragraph) or re.search(r"[.:;!?”\"]\W*$", block.text):
        return ""
    for following in blocks[index + 1 : index + 3]:
        if isinstance(following, Paragraph):
            return following.text[:300]
        if not isinstance(following, PageBreak):
            break
    return ""


def _references(
    mention: Mention,
    said: Sequence[Mention],
    where: tuple[int, int | None],
    targets: Targets,
    about: Metadata,
) -> list[Reference]:
    """The reference a mention makes, if it makes one."""
    if mention.kind == "note" and mention.key.isalpha() and not targets.lettered:
        return []
    if mention.kind == "schedule" and mention.key.isalpha() and not _has_schedule(mention, targets):
        return []
    if mention.kind == "exhibit" and mention.start < 4 and _is_entry(mention, where, targets):
        return []
    if mention.outside and not _is_bound_in(mention, targets, about):
        target, outside = Target(None, "in another document"), mention.outside
    else:
        target, outside = _resolve(mention, said, where[0], targets), ""
    if mention.kind in ("heading", "table") and target.section is None and not outside:
        return []  # quoted words are a title only where a section bears it
    if where[1] is not None and _is_contents_row(mention, where, targets):
        return []
    return [
        Reference(
            *where,
            mention.words,
            mention.kind,
            target.section,
            target.reason,
            outside,
            target.place,
        )
    ]


def _has_schedule(mention: Mention, targets: Targets) -> bool:
    """Whether a letter names a schedule of the filing; contracts have their own, "Schedule A"."""
    roman = re.fullmatch(ROMAN, mention.key) is not None
    return roman or ("schedule", mention.key) in targets.numbered


def _is_entry(mention: Mention, where: tuple[int, int | None], targets: Targets) -> bool:
    """Whether a place is an entry of a list of exhibits, or looks like one."""
    block = targets.blocks[where[0]]
    text = block.text if isinstance(block, Paragraph) else ""
    behind = text[mention.start + len(mention.words) :]
    if re.match(r"\s*,?\s*(?:of|to|in)\b", behind):
        return False  # "Exhibit 10.5 to our 2019 Form 10-K", the source of an entry
    return where in targets.exhibits.values() or bool(re.match(r"[\s.*†:–—-]*[A-Z]", behind))


_PAGE = r"(?:[A-Z]{1,3}-)?\d{1,3}"
_PAGES = rf"{_PAGE}(?:\s*(?:[-–]|to|through|and|,)\s*{_PAGE})*"


def _is_contents_row(mention: Mention, where: tuple[int, int | None], targets: Targets) -> bool:
    """Whether a row is one of a contents table: an item, its title and a page, no more.

    A title alone in its row is one too: "Schedule II – Valuation Accounts" of a list of schedules.
    """
    block, row = targets.blocks[where[0]], where[1]
    if mention.kind not in ("item", "part", "note", "schedule") or not isinstance(block, Table):
        return False
    cells = [cell.text.strip() for cell in block.rows[row or 0].cells if cell.text.strip()]
    if mention.kind in ("note", "schedule") and not cells[0].startswith(mention.words):
        return False
    paged = any(re.fullmatch(_PAGES, cell) for cell in cells)
    named = any(cell.startswith(mention.words) for cell in cells)
    titled = rf"{re.escape(mention.words)}\s*(?:[.:–—-]|(?-i:[A-Z]))"
    alone = len(cells) == 1 and is_heading_again(cells[0]) and bool(re.match(titled, cells[0]))
    return (paged and named and len(cells) <= MOST_CELLS) or alone


def _is_bound_in(mention: Mention, targets: Targets, about: Metadata) -> bool:
    """Whether the annual report to shareholders is part of the file that speaks of it."""
    if mention.kind != "note" or kind_named(mention.outside) != "shareholders":
        return False
    year = year_named(mention.outside)
    notes = sum(kind == "note" for kind, _ in targets.numbered)
    own = kind_of_form(about.form) == "annual" and year in (None, about.fiscal_year)
    return own and notes >= OWN_NOTES and ("note", mention.key) in targets.numbered


# Resolution


def _resolve(mention: Mention, said: Sequence[Mention], block: int, targets: Targets) -> Target:
    match mention.kind:
        case "page":
            return targets.page(mention.key)
        case "table" if mention.key.isdigit():
            return targets.numbered_table(mention.key)
        case "table":
            return targets.table(mention.key, block)
        case "exhibit":
            return targets.exhibit(mention.key)
        case "heading":
            beside = named_beside(mention, said, block, targets)
            noted = any(each.kind == "note" and each.start < mention.start for each in said)
            return titled(mention, beside, block, targets, noted=noted)
        case "item" if targets.by_part:
            return _quarterly_item(mention, block, targets)
        case _:
            return _numbered(mention, block, targets)


def _numbered(mention: Mention, block: int, targets: Targets) -> Target:
    """A note, schedule, part or item by its number; "Note 13A" is "A." of Note 13 where none is."""
    if mention.kind == "note" and _is_footnote(mention, targets):
        return targets.footnote(mention.key.strip("()"), block, mention.side)
    found = targets.numbered.get((mention.kind, mention.key.upper()), ())
    if (
        not found
        and mention.kind == "note"
        and (part := re.fullmatch(r"(\d+)([A-Z])", mention.key))
    ):
        whole = targets.numbered.get(("note", part[1]), ())
        if lettered := targets.lettered_part(whole, part[2]):
            return Target(lettered.id)
        target = _only(whole, replace(mention, key=part[1], sub=part[2]), block, targets)
        if target.place:
            return target
    line = targets.note_line(mention.key) if mention.kind == "note" else None
    if line and not found:
        return targets.at(line, "")
    return _only(found, mention, block, targets)


def _is_footnote(mention: Mention, targets: Targets) -> bool:
    """Whether "note (1)" is a footnote of a table: where no heading of a note is so written."""
    if mention.words[:4].lower() == "foot":
        return not mention.within and mention.key.isdigit()
    if not re.search(r"\(\d{1,2}\)", mention.words) or re.search(r"\w\s?\(", mention.words[6:]):
        return False
    notes = (each for each in targets.sections if each.kind == "note")
    return not any(re.match(r"(?:notes?\s*)?\(", each.title, re.IGNORECASE) for each in notes)


def _only(found: Sequence[Section], mention: Mention, block: int, targets: Targets) -> Target:
    """The one section of that name; of several the one that bears the title, or is nearest kin."""
    if not found:
        return Target(None, f"no {mention.kind.capitalize()} {mention.key} in this document")
    if len(found) == 1 and contradicts(mention, found[0], targets):
        return Target(None, f"{mention.kind.capitalize()} {mention.key} has another title")
    if len(found) == 1:
        return targets.part_of(found[0], mention.sub)
    named = [section for section in found if mention.title and _bears(section, mention.title)]
    if len(named) == 1:
        return targets.part_of(named[0], mention.sub)
    if section := meant(found, block, targets) or of_item(found, block, targets):
        return targets.part_of(section, mention.sub)
    return Target(None, f"{len(found)} sections of that name in this document")


def _bears(section: Section, title: str) -> bool:
    return letters(title)[:20] in letters(section.title)


def _is_titled(section: Section, title: str) -> bool:
    """Whether an item of a 10-Q is the one that the form gives this title."""
    return _bears(section, title) or has_title(_QUARTERLY, section.item or "", title)


def _quarterly_item(mention: Mention, block: int, targets: Targets) -> Target:
    """An item of a 10-Q: by its part, by its title, or because only one part has it."""
    parts = [mention.part] if mention.part else ["I", "II"]
    found = [
        s for part in parts for s in targets.numbered.get(("item", f"{part}.{mention.key}"), ())
    ]
    if len(found) > 1 and mention.title:
        found = [section for section in found if _is_titled(section, mention.title)] or found
    if len(found) > 1 and mention.here:
        found = [section for section in found if section.start <= block < section.stop] or found
    if len(found) > 1:
        return Target(None, f"Item {mention.key} stands in both parts")
    return _only(found, mention, block, targets)
