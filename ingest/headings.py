"""Which blocks are headings, and the tree of sections they open.

Items are chosen as one chain in the order of the form, notes as chains 1, 2, 3 ...; what else
looks like a heading becomes one, its depth by how it looks. Contents tables, running heads and
mentions ("see Item 1A") open nothing.

A section runs from its heading to the next heading of its level or above. Several sections may
open at one block, the outer one first: "PART I  Item 1. Business" on one line, or the items of
"Items 1 and 2. Business and Properties", of which the second lies in the first and is as long.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.contents import contents, printed_pages
from ingest.document import Block, PageBreak, Section, SectionKind
from ingest.heading_lines import Line, body_size, lines, looks_like_heading, weight
from ingest.item_chain import Headed, items
from ingest.items import Form, form_items, part_of
from ingest.notes import heads_notes, is_notes_heading, notes

# Ranks: the smaller is the outer.
PART, ITEM, STATEMENTS, NOTE, HEADING = 0, 1, 4, 5, 6
LONGEST_HEAD = 40  # letters of a running head that names a part
LONGEST_ROW = 4  # headings that follow each other with nothing between
DEEPEST = 3  # sub-headings below each other; more are told apart by look no longer


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading found: what a section will be made of."""

    block: int
    rank: int
    kind: SectionKind
    title: str
    item: str | None = None
    number: str | None = None
    weight: float = 0.0


def sections(blocks: Sequence[Block], form: str | None) -> tuple[Section, ...]:
    """The tree of sections in reading order; outer before inner where both open at one block."""
    table = contents(blocks)
    found = lines(blocks, table.blocks)
    body = body_size(found)
    rules = form_items(form)
    headed = items(found, rules, table, printed_pages(blocks), body) if rules else []
    openings = [_item(item, rules) for item in headed]
    openings += _parts(found, rules, headed, _running_parts(blocks))
    openings += _notes(found, body)
    openings += _matter(found, openings, body)
    openings += _headings(found, openings, body)
    return _tree(openings, len(blocks))


def _item(item: Headed, rules: Form | None) -> Opening:
    named = item.key if rules and rules.named else None
    return Opening(item.block, ITEM + item.joined, "item", item.title, named, item.key)


def _parts(
    found: Sequence[Line], rules: Form | None, headed: Sequence[Headed], running: Mapping[str, str]
) -> list[Opening]:
    """A part opens at its last heading before its own first item and after the item before it.

    One that only the running heads of its pages name opens at its first item.
    """
    openings: list[Opening] = []
    for part, firsts in rules.opening_items.items() if rules else ():
        lines_of = [line for line in found if part_of(line.text) == part]
        windows = (_window(first, list(rules.items), headed) for first in firsts if rules)
        chosen = [[x for x in lines_of if after < x.block <= until] for after, until in windows]
        if line := next((window[-1] for window in chosen if window), None):
            openings.append(Opening(line.block, PART, "part", line.text, None, part))
        elif part in running and (until := _first_of(part, rules, headed)) is not None:
            openings.append(Opening(until, PART, "part", running[part], None, part))
    return openings


def _running_parts(blocks: Sequence[Block]) -> dict[str, str]:
    """The parts that running heads name alone ("PART II"), as first printed."""
    heads = [line for b in blocks if isinstance(b, PageBreak) for line in b.furniture]
    named = [(part, line) for line in heads if (part := part_of(line)) and len(line) < LONGEST_HEAD]
    return dict(reversed(named))


def _first_of(part: str, rules: Form | None, headed: Sequence[Headed]) -> int | None:
    """The block of the first item of a part, as the form orders its items."""
    opening = dict(rules.opening_items) if rules else {}
    if rules is None or part not in opening:
        return None
    order, parts = list(rules.items), list(opening)
    after = parts[parts.index(part) + 1 :]
    first = min(order.index(name) for name in opening[part])
    last = min((order.index(n) for p in after for n in opening[p]), default=len(order))
    return min((i.block for i in headed if first <= order.index(i.key) < last), default=None)


def _window(first: str, order: Sequence[str], headed: Sequence[Headed]) -> tuple[int, int]:
    """Between the last item before `first` and the first item from `first` on, that included."""
    place = order.index(first)
    before = [item.block for item in headed if order.index(item.key) < place]
    own = [item.block for item in headed if order.index(item.key) >= place]
    return max(before, default=-1), min(own, default=-1)


def _notes(found: Sequence[Line], body: float) -> list[Opening]:
    openings = []
    for note in notes(found, body):
        line = found[note.line]
        openings.append(Opening(line.block, NOTE, "note", note.title, None, note.number))
    return openings


# Schedules, exhibits, signatures and what follows them

_SIGNATURES = re.compile(r"s\s?ignatures?\W*$", re.IGNORECASE)
_SCHEDULE = re.compile(r"schedule\s+([IVX]{1,4}|\d{1,2})\b[\s.:\-–—]*(?!of\b)", re.IGNORECASE)
_EXHIBIT = re.compile(r"ex(?:hibit)?[\s.-]*(?:no\.?\s*)?(\d{1,3}(?:\.\d{1,3})?[A-Za-z]?)\W*$", re.I)
_BACK = re.compile(
    r"(?:exhibits?\s+index|index\s+(?:to|of)\s+(?:\w+\s+){0,3}(?:exhibits|statements)"
    r"|report\s+of\s+independent|independent\s+auditor|financial\s+statements\b|consolidated\s+balance"
    r"|consolidated\s+statements?\b|power\s+of\s+attorney|certifications?\W*$)",
    re.IGNORECASE,
)


def _matter(found: Sequence[Line], openings: Sequence[Opening], body: float) -> list[Opening]:
    """Signatures end the last item; exhibits bound into the filing and statements come after."""
    last = max((opening.block for opening in openings if opening.kind == "item"), default=-1)
    matter: list[Opening] = []
    signed = False
    for line in found:
        text = line.text.strip()
        if line.running:
            continue
        if (match := _SCHEDULE.match(text)) and looks_like_heading(line, body) and len(text) < 200:
            matter.append(Opening(line.block, NOTE, "schedule", text, None, match[1].upper()))
        elif line.block > last and (match := _EXHIBIT.match(text)):
            again = matter and matter[-1].number == match[1] and line.block - matter[-1].block < 9
            if again:
                continue  # once by the archive, once by the filer
            matter.append(Opening(line.block, PART, "exhibit", text, None, match[1]))
        elif line.block > last >= 0 and not signed and _SIGNATURES.match(text):
            matter.append(Opening(line.block, PART, "heading", text))
            signed = True
        elif signed and _BACK.match(text) and looks_like_heading(line, body):
            matter.append(Opening(line.block, ITEM, "heading", text))
    return matter


# All other headings

_AFTER_NOTES = re.compile(
    r"report\s+of|supplement|quarterly|selected|management|schedule|index|five[-\s]year|exhibit",
    re.IGNORECASE,
)


_FRONT = re.compile(  # what filings put before their first item, and later point at
    r"(?:\w+\s+){0,5}(?:forward[-\s]looking|cautionary)|glossary|defin(?:itions|ed\s+terms)\b"
    r"|explanatory\s+note|(?:summary\s+of\s+)?(?:principal\s+)?risk\s+factors?\s+summary|available\s+information"
    r"|documents\s+incorporated|certain\s+(?:terms|definitions)|basis\s+of\s+presentation"
    r"|(?:market\s+and\s+)?industry\s+(?:and\s+market\s+)?data|where\s+you\s+can\s+find",
    re.IGNORECASE,
)


def _headings(found: Sequence[Line], openings: Sequence[Opening], body: float) -> list[Opening]:
    """What looks like a heading and is none of the above, from the first opening on.

    Depth is by look: a look seen before in this section goes back to its depth, a stronger one
    goes above the weaker ones open, any other goes below.
    """
    fixed = {opening.block: opening for opening in openings}
    first = min(fixed, default=0)
    if not any(opening.kind in ("item", "part") for opening in openings):
        first = 0
    headings: list[Opening] = []
    open_weights: list[float] = []
    chained = False
    plausible = _plausible(found, fixed, body)
    for place, line in enumerate(found):
        if line.block in fixed:
            open_weights = []
            chained = fixed[line.block].kind == "note"
            continue
        if place not in plausible or (line.block < first and not _FRONT.match(line.text)):
            continue
        if _belongs_above(found, place, fixed):
            continue
        look = weight(line, body)
        after = chained and _AFTER_NOTES.match(line.text)
        if is_notes_heading(line.text) or (after and not _letters_go_on(found, place, fixed)):
            headings.append(Opening(line.block, STATEMENTS, "heading", line.text, weight=look))
            open_weights, chained = [], False
            continue
        while open_weights and open_weights[-1] < look:
            open_weights.pop()
        if not open_weights or open_weights[-1] > look:
            open_weights.append(look)
        rank = HEADING + min(len(open_weights), DEEPEST) - 1
        headings.append(Opening(line.block, rank, "heading", line.text[:200], weight=look))
    return headings


def _letters_go_on(found: Sequence[Line], place: int, fixed: Mapping[int, Opening]) -> bool:
    """Whether a line stands between "A." and "B." of one note: "Selected Amounts", in its midst."""
    before = (
        line
        for line in reversed(found[:place])
        if line.block in fixed or _LETTERED.match(line.text)
    )
    last = next(before, None)
    letter = last and last.block not in fixed and _LETTERED.match(last.text)
    if not letter:
        return False
    rest = (line for line in found[place:] if line.block in fixed or _LETTERED.match(line.text))
    following = next(rest, None)
    match = _LETTERED.match(following.text) if following and following.block not in fixed else None
    return match is not None and ord(match[1]) == ord(letter[1]) + 1


_LETTERED = re.compile(r"([A-Z])\.\s+[A-Z]")


def _plausible(found: Sequence[Line], fixed: Mapping[int, Opening], body: float) -> set[int]:
    """The lines that look like headings, but for long rows of such: lists, covers, signatures."""
    plausible: set[int] = set()
    row: list[int] = []
    for place, line in enumerate(found):
        headed = looks_like_heading(line, body) or heads_notes(found, place)
        if line.block in fixed or not headed:
            row = []
            continue
        row.append(place)
        plausible.add(place)
        if len(row) > LONGEST_ROW:
            plausible.difference_update(row)
        if line.follows > 0:
            row = []
    return plausible


def _belongs_above(found: Sequence[Line], place: int, fixed: Mapping[int, Opening]) -> bool:
    """Whether a line is the second half of a heading: the title below "Item 7."."""
    if place == 0:
        return False
    above = fixed.get(found[place - 1].block)
    return above is not None and above.title.endswith(found[place].text)


# The tree


def _tree(openings: Sequence[Opening], stop: int) -> tuple[Section, ...]:
    ordered = sorted(openings, key=lambda opening: (opening.block, opening.rank))
    ends = _ends(ordered, stop)
    found: list[Section] = []
    names: dict[str, int] = {}
    stack: list[Opening] = []
    for opening, end in zip(ordered, ends, strict=True):
        while stack and stack[-1].rank >= opening.rank:
            stack.pop()
        stack.append(opening)
        found.append(
            Section(
                id=_name(opening, names),
                level=len(stack),
                kind=opening.kind,
                item=opening.item,
                title=opening.title,
                start=opening.block,
                stop=end,
                number=None if opening.kind in ("item", "heading") else opening.number,
            )
        )
    return tuple(found)


def _ends(ordered: Sequence[Opening], stop: int) -> list[int]:
    """Where each opening's section ends: at the next block that opens one of its rank or above."""
    ends: list[int] = []
    for place, opening in enumerate(ordered):
        following = (
            other.block
            for other in ordered[place + 1 :]
            if other.rank <= opening.rank and other.block > opening.block
        )
        ends.append(next(following, stop))
    return ends


def _name(opening: Opening, names: dict[str, int]) -> str:
    """An id such as "item-7", "item-i-2", "note-12", "h-37"; a second of that name adds "-2"."""
    if opening.number is None:
        name = f"h-{opening.block}"
    else:
        number = opening.number.lower()
        name = f"{opening.kind}-{number.replace('.', '-') if number[0] == 'i' else number}"
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}-{names[name]}"
