"""Which heading a quoted title means: "Liquidity — Cash Flows — Debt Financing".

Titles are compared by their letters. A title of several parts means the last, inside the others.
Where no heading bears a title, a paragraph may begin with it, as run-in headings do.
"""

import re
from collections.abc import Sequence

from ingest.document import Block, Paragraph, Section, Table
from ingest.items import letters
from ingest.mentions import Mention
from ingest.notes import is_notes_heading
from ingest.targets import OPENING, RUN_IN, Target, Targets, bare_title, first_words

PREFIX = 14  # letters by which one title may begin another
SHORT = 5  # letters of a title that only an item or note named with it makes certain
JOINED = 4  # words of a title behind which a sentence may begin without a stop
ABOVE = 15  # blocks between a line that heads the notes and the first of them
FOOT = 160  # letters of the longest line below a statement
MORE = 3  # words a heading may have that the quoted title leaves out

_PARTS = re.compile(r"\s*[–—―]\s*|\s+-{1,2}\s+|\s*--\s*|:\s+")
_STATEMENTS = re.compile(r"(?:audited\s+)?consolidated financial statements", re.IGNORECASE)


def titled(
    mention: Mention,
    beside: Sequence[Sequence[Section]],
    block: int,
    targets: Targets,
    *,
    noted: bool = False,
) -> Target:
    """The section a title means. `beside`: what is named with it, as of `named_beside`.

    `noted`: whether a note is named before it.
    """
    title = mention.key
    if re.match(r"notes(?:\s+to\b|$)", title, re.IGNORECASE):
        return _notes(title, block, targets)
    if re.match(r"(?:annex|appendix)\s", title, re.IGNORECASE):
        return _appended(title, targets)
    if _STATEMENTS.fullmatch(title):
        found = [each for each in targets.sections if _is_statements_item(each)]
        return Target(found[0].id) if len(found) == 1 else Target(None, "no such item")
    for wanted in [title] if mention.exact else _beginnings(title):
        found, holders = _bearing(wanted, targets), _holders(wanted, targets)
        found = found or _last_part(wanted, holders, mention.side, block, targets)
        if not found and mention.exact and not holders:
            found = _like(wanted, targets)
        section = _one_of(found, beside, block, mention.side, targets)
        own = section and noted and section.kind == "item" and _is_in(block, [section])
        strict = own or mention.within in ("notes", "discussion")
        if section and strict and beside[-1] and not _is_in(section.start, beside[-1]):
            section, found = None, []  # "under “Legal Proceedings” in Note 7", in that very item
        if section and _is_answered_elsewhere(section, block, targets):
            return Target(None, "the item it stands in")
        if section:
            return Target(section.id)
        last = _PARTS.split(wanted)[-1] if holders else wanted
        if not found and mention.exact:
            around = _with_items(holders, targets)
            target = _run_in(last, [around] if around else beside, block, targets)
            if target and target.place and (not around or _is_in(target.place[0], around)):
                return target
    return Target(None, "no heading of that title in this document")


def _appended(title: str, targets: Targets) -> Target:
    """The heading "Annex A", alone or before its title."""
    headed = re.compile(rf"{re.escape(title)}(?![\w-])", re.IGNORECASE)
    found = [each for each in targets.sections if headed.match(each.title)]
    return Target(found[0].id) if len(found) == 1 else Target(None, f"no {title} in this document")


def _is_answered_elsewhere(section: Section, block: int, targets: Targets) -> bool:
    """Whether a title is the item's own, said where the item is answered by another document:

    "the information under “Executive Compensation” of the Proxy Statement", in Item 11.
    """
    here = targets.blocks[block]
    within = section.kind == "item" and section.start <= block < section.stop
    return within and isinstance(here, Paragraph) and bool(_ELSEWHERE.search(here.text))


_ELSEWHERE = re.compile(r"incorporated|proxy\s+statement|annual\s+report\s+to", re.IGNORECASE)


def _is_statements_item(section: Section) -> bool:
    return section.kind == "item" and "financialstatements" in letters(bare_title(section))[:40]


def _notes(title: str, block: int, targets: Targets) -> Target:
    """The heading of the notes: of those it stands in, of the next at the foot of a statement.

    Elsewhere of the filing's own, which are the most; a heading that bears the title goes first.
    Notes that no heading is above, as where it is a running head, are reached by their first.
    """
    heads = _heads_of_notes(targets)
    if not heads:
        return Target(None, "no heading of the notes in this document")
    around = [head for head, notes in heads if notes and head.start <= block < notes[-1].stop]
    after = [head for head, _ in heads if head.start > block]
    if _is_foot(targets.blocks[block]):
        return (
            _above(after[0], targets) if after else Target(None, "no notes follow these statements")
        )
    if around or (after and isinstance(targets.blocks[block], Table)):
        return _above((around[-1:] or after)[0], targets)
    same = [each for each in heads if letters(title) in letters(each[0].title)] or heads
    return _above(max(same, key=lambda each: len(each[1]))[0], targets)


def _heads_of_notes(targets: Targets) -> list[tuple[Section, list[Section]]]:
    """Each heading with its notes; a first note below no heading stands for one."""
    heads: list[tuple[Section, list[Section]]] = []
    for each in targets.sections:
        if is_notes_heading(each.title):
            heads.append((each, []))
        elif each.kind == "note" and heads and not (each.number in ("1", "A") and heads[-1][1]):
            heads[-1][1].append(each)
        elif each.kind == "note":
            heads.append((each, [each]))
    return heads


def _above(head: Section, targets: Targets) -> Target:
    """A head of notes; where it is their first, the line above it that reads as their heading."""
    for at in range(head.start - 1, max(-1, head.start - ABOVE), -1) if head.kind == "note" else ():
        block = targets.blocks[at]
        if isinstance(block, Paragraph) and is_notes_heading(block.text):
            return Target(head.id, "", (at, None))
    return Target(head.id)


def _is_foot(block: Block) -> bool:
    """Whether a block is the line below a statement: "See accompanying notes to ..."."""
    if not isinstance(block, Paragraph) or len(block.text) >= FOOT:
        return False
    return _FOOT_LINE.match(block.text) is not None


_FOOT_LINE = re.compile(
    r"\W*(?:see|the|refer)\b(?!.{0,30}\bnotes?\s+(?:\d{1,2}|[A-Z])\b).{0,30}\bnotes(?:\s+to\b|\W*$)",
    re.IGNORECASE,
)


def _beginnings(title: str) -> list[str]:
    """A run of capitals cut shorter and shorter: where it ends as a title nothing says."""
    words = title.split()
    ends = (" ".join(words[:size]).strip(" ,.") for size in range(len(words), 0, -1))
    return [each for each in ends if len(letters(each)) >= 8]


def _bearing(title: str, targets: Targets) -> list[Section]:
    wanted = letters(title)
    numbered = re.match(r"(?:part\s+[IVX]+\W+)?items?\s+\d{1,2}[A-C]?\b[.:\s–—-]+", title, re.I)
    bare = letters(title[numbered.end() :]) if numbered else wanted
    return list(targets.titled.get(bare, ())) if len(bare) > 3 else []


def _holders(title: str, targets: Targets) -> list[Section]:
    """The sections that bear the part before the last of a compound title, if one does."""
    parts = [part for part in _PARTS.split(title) if part]
    found = (_bearing(part, targets) or _like(part, targets) for part in reversed(parts[:-1]))
    return next((each for each in found if each), [])


def _last_part(
    title: str, holders: Sequence[Section], side: str, block: int, targets: Targets
) -> list[Section]:
    """The sections bearing the last part of a compound title, inside those of the others.

    Else in the item of one of these; where the others are no headings, on the side that is named.
    """
    parts = [part for part in _PARTS.split(title) if part]
    found = _bearing(parts[-1], targets) if len(parts) > 1 else []
    if not holders:
        return [each for each in found if not side or (each.start > block) == (side == "below")]
    for around in (holders, _with_items(holders, targets)):
        if inner := [s for s in found if any(h.start <= s.start < h.stop for h in around)]:
            return inner
    return []


def _is_in(block: int, around: Sequence[Section]) -> bool:
    return any(each.start <= block < each.stop for each in around)


def _with_items(holders: Sequence[Section], targets: Targets) -> list[Section]:
    """Sections and the items they stand in; where they are of the notes, themselves alone."""
    notes = [each for each in targets.sections if each.kind == "note" and holders]
    if any(_is_in(each.start, notes) for each in holders):
        return list(holders)
    items = [each for each in targets.sections if each.kind == "item" and holders]
    inside = [i for i in items if any(i.start <= each.start < i.stop for each in holders)]
    return [*holders, *inside]


def _like(title: str, targets: Targets) -> list[Section]:
    """Sections whose title begins as this one, or has its words and a few more."""
    wanted = letters(title)
    if len(wanted) < PREFIX:
        return []
    begun = [
        section
        for bare, sections in targets.titled.items()
        if len(bare) >= PREFIX and (bare.startswith(wanted) or _is_most(bare, wanted))
        for section in sections
    ]
    return begun or [each for each in targets.sections if _has_words(each.title, title)]


def _is_most(bare: str, wanted: str) -> bool:
    """Whether a heading is what a longer title begins with, and more than half of it."""
    return wanted.startswith(bare) and 2 * len(bare) > len(wanted)


def _has_words(printed: str, title: str) -> bool:
    words, wanted = printed.lower().split(), title.lower().split()
    if len(wanted) < 3 or len(words) > len(wanted) + MORE:
        return False
    left = iter(words)
    return all(word in left for word in wanted)


def _one_of(
    found: Sequence[Section],
    beside: Sequence[Sequence[Section]],
    block: int,
    side: str,
    targets: Targets,
) -> Section | None:
    """The one that is meant: inside an item named beside, an item, the next one below or above."""
    if len(found) < 2:
        return found[0] if found else None
    for holders in (*beside, [each for each in found if each.kind == "item"]):
        inner = [s for s in found if any(h.start <= s.start < h.stop for h in holders)]
        if len(inner) == 1 or (inner and _nested(inner)):
            return inner[0]
    if side:
        after = [each for each in found if each.start > block]
        before = [each for each in found if each.start < block]
        return next(iter(after if side == "below" else before[::-1]), None)
    return found[0] if _nested(found) else _kin(found, block, targets)


def _kin(found: Sequence[Section], block: int, targets: Targets) -> Section | None:
    """The one that stands in the same note or item as the block, and is not around it."""
    for kind in ("note", "item"):
        around = [s for s in targets.sections if s.kind == kind and s.start <= block < s.stop]
        kin = [s for s in found if any(a.start < s.start < a.stop for a in around)]
        kin = [each for each in kin if not each.start <= block < each.stop] or kin
        if len(kin) == 1 or (kin and _nested(kin)):
            return kin[0]
    return None


def _nested(found: Sequence[Section]) -> bool:
    """Whether the first holds all the others."""
    return all(found[0].start <= each.start < found[0].stop for each in found)


def _run_in(
    title: str, around: Sequence[Sequence[Section]], block: int, targets: Targets
) -> Target | None:
    """The one paragraph that begins with the title as a heading of its own would.

    Of several the one in an item or note that is named with it, else that it is named in.
    """
    wanted = letters(title)
    short = len(wanted) < RUN_IN
    if len(wanted) < SHORT or (short and not any(around)):
        return None
    places = [
        at
        for at, opening in targets.openings
        if opening.startswith(wanted[:OPENING])
        and at != block
        and _is_set_off(_text(targets.blocks[at]), title)
    ]
    own = [s for s in targets.sections if s.kind in ("item", "note") and s.start <= block < s.stop]
    if short:
        places = [at for at in places if any(_is_in(at, some) for some in around)]
    for some in (*around, own[-1:]):
        if len(places) > 1:
            places = [at for at in places if _is_in(at, some)] or places
    if len(places) != 1:
        return None
    target = targets.at((places[0], None), "")
    return target if target.section else None


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else first_words(block)


def _is_set_off(text: str, title: str) -> bool:
    """Whether the title is all of a text, ends at a stop, or is in capitals before others."""
    size = re.match(r"\W*".join(re.escape(c) for c in letters(title)) + r"\W*", text, re.I)
    if size is None:
        return False
    head, rest = size[0].strip(), text[size.end() :]
    capitals = head.upper() == head and rest[:1].isalpha() and not rest[:4].isupper()
    joined = len(head.split()) >= JOINED and bool(re.match(r"(?:The|We|Our|In|As)\b", rest))
    return not rest or head[-1:] in ".:—–-" or capitals or joined
