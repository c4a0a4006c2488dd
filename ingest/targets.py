"""What a filing's references can lead to: its sections by name, its pages, tables and exhibits.

Wrong is worse than nothing: where several things bear a name and nothing tells them apart, there
is no target. What tells them apart is the title given with the reference, the item named beside
it, "above" and "below", and which statements the reference itself belongs to.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ingest.contents import printed_pages
from ingest.document import Block, PageBreak, Paragraph, Section, Table
from ingest.items import letters
from ingest.notes import SHORTEST, is_notes_heading

NEAR = 12  # blocks between "the table below" and the table
OPENING = 40  # letters of a paragraph by which a title is looked for
RUN_IN = 10  # letters of a title that a paragraph may begin with
UNNUMBERED = 6  # pages from one number to the next, full-page charts between them
FOOTNOTES = 60  # blocks between "note (6) below" and a line that begins with (6)
MAIN = 2.0  # times as many notes as any other chain has: those of the filing itself

Place = tuple[int, int | None]
"""A block, and a row of it where it is a table."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: a section, and what to open of it; or why nowhere."""

    section: str | None
    reason: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Targets:
    """Everything that can be pointed at in one filing."""

    blocks: Sequence[Block]
    sections: Sequence[Section]
    numbered: Mapping[tuple[str, str], Sequence[Section]] = field(init=False)
    """(kind, number or item) to the sections of that name."""
    titled: Mapping[str, Sequence[Section]] = field(init=False)

    def __post_init__(self) -> None:
        numbered: defaultdict[tuple[str, str], list[Section]] = defaultdict(list)
        titled: defaultdict[str, list[Section]] = defaultdict(list)
        for section in self.sections:
            if name := name_of(section):
                numbered[section.kind, name].append(section)
            titled[letters(bare_title(section))].append(section)
        object.__setattr__(self, "numbered", numbered)
        object.__setattr__(self, "titled", titled)

    @cached_property
    def by_part(self) -> bool:
        """Whether items are told apart by their part, as in a 10-Q."""
        return ("item", "I.1") in self.numbered or ("item", "II.1") in self.numbered

    @cached_property
    def lettered(self) -> bool:
        """Whether notes are lettered: A, B, C."""
        return any(kind == "note" and number.isalpha() for kind, number in self.numbered)

    @cached_property
    def pages(self) -> Mapping[str, int]:
        """The block at which each printed page begins."""
        return _with_unnumbered(printed_pages(self.blocks), self.blocks)

    @cached_property
    def exhibits(self) -> Mapping[str, Place]:
        """The entry of each exhibit in the lists of exhibits."""
        found: dict[str, Place] = {}
        for start, stop in self._exhibit_lists():
            for key, place in _entries(self.blocks, start, stop):
                found.setdefault(key, place)
        return found

    @cached_property
    def note_lines(self) -> Mapping[str, Place]:
        """Notes without headings: paragraphs "1. ...", "2. ..." below the heading of the notes."""
        found: dict[str, Place] = {}
        heads = [s for s in self.sections if is_notes_heading(s.title)]
        for head in heads if len(heads) == 1 else ():
            for at in range(head.start + 1, min(head.stop, len(self.blocks))):
                match = _NOTE_LINE.match(first_words(self.blocks[at]))
                if match and int(match[1]) == len(found) + 1:
                    found[match[1]] = (at, None)
        return found if len(found) >= SHORTEST else {}

    def note_line(self, number: str) -> Place | None:
        """The line that begins a note no heading is known of: "10. Debentures:", a row of a table.

        It is the one line so numbered between the notes before and after it.
        """
        if number in self.note_lines or not number.isdigit():
            return self.note_lines.get(number)
        before = self.numbered.get(("note", str(int(number) - 1)), ())[:1]
        after = self.numbered.get(("note", str(int(number) + 1)), ())
        after = [each for each in after if before and each.start > before[0].start][:1]
        if not after:
            return None
        begins = re.compile(
            rf"(?:note\s*{number}(?!\d)\W*|\(?{number}[.)]\s*)(?=(?-i:[A-Z]))", re.I
        )
        places = [
            place
            for at in range(before[0].start + 1, after[0].start)
            for place, text in _lines(self.blocks[at], at)
            if begins.match(text)
        ]
        return places[0] if len(places) == 1 else None

    def _exhibit_lists(self) -> Iterator[tuple[int, int]]:
        """The sections that list exhibits, the smallest first: the item may hold much else."""
        lists = [each for each in self.sections if "exhibit" in letters(each.title)[:80]]
        lists = [each for each in lists if each.kind in ("item", "heading")]
        for section in sorted(lists, key=lambda each: each.stop - each.start):
            yield section.start, section.stop

    @cached_property
    def _openings(self) -> list[int]:
        return [section.start for section in self.sections]

    @cached_property
    def openings(self) -> list[tuple[int, str]]:
        """The paragraphs, and tables below a title in their first row, and how they begin."""
        return [
            (at, letters(first_words(block)[: 3 * OPENING])[:OPENING])
            for at, block in enumerate(self.blocks)
            if isinstance(block, Paragraph) or (isinstance(block, Table) and _is_headed(block))
        ]

    def around(self, block: int) -> Section | None:
        """The innermost section a block stands in."""
        for section in reversed(self.sections[: bisect_right(self._openings, block)]):
            if section.start <= block < section.stop:
                return section
        return None

    def at(self, place: Place, otherwise: str) -> Target:
        """A place with the section that holds it; `otherwise` is the reason if none does."""
        section = self.around(place[0])
        return Target(section.id, "", place) if section else Target(None, otherwise)

    def page(self, key: str) -> Target:
        """The beginning of a printed page."""
        start = self.pages.get(key)
        if start is None:
            return Target(None, f"no page is numbered {key}")
        return self.at((start, None), f"page {key} lies before the first heading")

    def exhibit(self, key: str) -> Target:
        """An exhibit bound into the filing, else its entry in the list of exhibits."""
        bare = re.sub(r"\(.*", "", key)
        for name in (key, bare):
            found = self.numbered.get(("exhibit", name.upper()), ())
            if len(found) == 1:
                return Target(found[0].id)
        for name in (key, bare):
            if name.lower() in self.exhibits:
                return self.at(self.exhibits[name.lower()], "a document of its own")
        numbered = [each for each in self.exhibits if each.split(".")[0] == key]
        if len(numbered) == 1:  # "Exhibit 99", which the list calls 99.1
            return self.at(self.exhibits[numbered[0]], "a document of its own")
        return Target(None, "a document of its own")

    def table(self, direction: str, block: int) -> Target:
        """The nearest table above or below a block."""
        step = 1 if direction == "below" else -1
        for at in range(block + step, block + step * NEAR, step):
            if not 0 <= at < len(self.blocks):
                break
            found = self.blocks[at]
            if isinstance(found, Table) and len(found.rows) > 2:
                return self.at((at, 0), f"no heading above the table {direction}")
        return Target(None, f"no table stands near {direction}")

    def footnote(self, key: str, block: int, side: str) -> Target:
        """The nearest line that begins with "(6)", on the side that is named."""
        begins = re.compile(rf"\({re.escape(key)}\)\s*\S")
        near = range(max(0, block - FOOTNOTES), min(len(self.blocks), block + FOOTNOTES))
        found = [at for at in near if at != block and begins.match(first_words(self.blocks[at]))]
        if side:
            found = [at for at in found if (at > block) == (side == "below")]
            found = found[:1] if side == "below" else found[-1:]
        if len(found) != 1:
            return Target(None, "the mark of a footnote")
        return self.at((found[0], None), "the mark of a footnote")

    def numbered_table(self, number: str) -> Target:
        """The one table or line that is headed "Table 7"."""
        headed = re.compile(rf"table\s+{number}(?![\d.]\d|\d)\W*(?:[A-Z(]|$)", re.IGNORECASE)
        at = [
            (place, 0 if isinstance(block, Table) else None)
            for place, block in enumerate(self.blocks)
            if (text := first_words(block)) and text[:1] in "Tt" and headed.match(text)
        ]
        if not at:
            return Target(None, f"nothing is headed Table {number}")
        if len(at) > 1 and at[-1][0] - at[0][0] > NEAR:
            return Target(None, f"{len(at)} places are headed Table {number}")
        return self.at(at[0], f"no heading above Table {number}")

    def lettered_part(self, notes: Sequence[Section], letter: str) -> Section | None:
        """What was read as Note B behind the heading of Note 1 and before that of Note 2."""
        for whole in notes if len(notes) == 1 else ():
            for each in self.sections[self.sections.index(whole) + 1 :]:
                if each.kind == "note" and not (each.number or "").isalpha():
                    break
                if each.kind == "note" and each.number == letter:
                    return each
        return None

    def part_of(self, section: Section, sub: str) -> Target:
        """What of a section is meant: "(b)" of Note 12, a heading or a paragraph of it."""
        end = r"[).]?(?=\s)" if "." in sub else r"[).](?=\s*\S)"
        marked = re.compile(rf"\(?{re.escape(sub)}{end}", re.IGNORECASE)
        if not sub:
            return Target(section.id)
        for at in range(section.start + 1, min(section.stop, len(self.blocks))):
            block = self.blocks[at]
            if isinstance(block, Paragraph) and marked.match(block.text):
                inner = self.around(at)
                named = inner is not None and inner.start == at
                return Target(inner.id if inner and named else section.id, "", (at, None))
        return Target(section.id)


def _with_unnumbered(pages: Mapping[str, int], blocks: Sequence[Block]) -> Mapping[str, int]:
    """The pages, and those without a number that stand between two whose numbers count them."""
    breaks = [at for at, block in enumerate(blocks) if isinstance(block, PageBreak)]
    physical = {at + 1: place for place, at in enumerate(breaks)}
    known = sorted(
        (physical[at], int(name)) for name, at in pages.items() if name.isdigit() and at in physical
    )
    between = {
        str(number): breaks[before + number - low] + 1
        for (before, low), (after, high) in pairwise(known)
        if 1 < high - low == after - before <= UNNUMBERED
        for number in range(low + 1, high)
    }
    return {**between, **pages}


def _lines(block: Block, at: int) -> Iterator[tuple[Place, str]]:
    """The lines of a block and how each begins."""
    if isinstance(block, Paragraph):
        yield (at, None), block.text
    elif isinstance(block, Table):
        for number, row in enumerate(block.rows):
            yield (at, number), next((cell.text for cell in row.cells if cell.text.strip()), "")


def _is_headed(table: Table) -> bool:
    """Whether the first row of a table is one cell, above others."""
    cells = [cell for row in table.rows[:1] for cell in row.cells if cell.text.strip()]
    return len(cells) == 1 and len(table.rows) > 1


def first_words(block: Block) -> str:
    """How a block begins; a table with its caption or its first cell."""
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Table):
        cells = (cell.text for row in block.rows[:1] for cell in row.cells if cell.text)
        return next(cells, "")
    return ""


def name_of(section: Section) -> str | None:
    """What a section is called beside its kind: "7A", "I.2", "12", None for a heading."""
    if section.kind == "item":
        return section.item or section.id.removeprefix("item-").upper()
    return section.number.upper() if section.number else None


def bare_title(section: Section) -> str:
    """A title without its number: "Note 4 – Debt" is "Debt"."""
    return re.sub(
        r"^(?:part\s+[IVX]+\W+)?(?:(?:items?|notes?)\s+)?\(?[\dA-Z.]{1,5}(?:\b[.):\s–—-]+|(?<=\.)(?=[A-Z]))",
        "",
        section.title,
        flags=re.IGNORECASE if section.kind in ("item", "note") else 0,
    )


_NOTE_LINE = re.compile(r"(?:note\s+)?\(?(\d{1,2})[.)]\s+[A-Z]", re.IGNORECASE)
_KEY = re.compile(
    r"[*†‡+#^(\s]*(?:exhibit\s+)?(?P<key>\d{1,3}(?:\.\d{1,3})*(?:-\d{1,3}(?=\)))?[A-Za-z]?(?:\([a-z0-9]{1,3}\))*)"
    r"(?P<end>[*†‡+#^).\s–—:-]|\.[A-Z]{3}\b|$)",
    re.IGNORECASE,
)


def _entries(blocks: Sequence[Block], start: int, stop: int) -> Iterator[tuple[str, Place]]:
    """The entries of a list of exhibits: rows and paragraphs that begin with a number."""
    for at in range(start, stop):
        block = blocks[at]
        if isinstance(block, Paragraph) and (match := _KEY.match(block.text)):
            goes_on = re.match(r"\s*,?\s*(?:of|to|in)\b", block.text[match.end("key") :])
            if len(block.text) > match.end() + 8 and at > start and not goes_on:
                yield match["key"].lower(), (at, None)
        elif isinstance(block, Table):
            for number, row in enumerate(block.rows):
                texts = [cell.text for cell in row.cells if cell.text.strip()]
                if len(texts) > 2 and texts[0].isdigit() and re.fullmatch(r"\.\d{1,3}", texts[1]):
                    texts[:2] = ["".join(texts[:2])]  # "99 | .1 | Press release"
                match = _KEY.match(texts[0]) if len(texts) > 1 else None
                if match and any(sum(c.isalpha() for c in text) > 8 for text in texts):
                    yield match["key"].lower(), (at, number)
