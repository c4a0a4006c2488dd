"""Which blocks are headings, and the tree of sections they open.

Items are chosen as one chain in the order of the form, notes as one chain 1, 2, 3 ...; what else
looks like a heading becomes one. Contents tables, running heads and mentions ("see Item 1A")
open nothing.

A section runs from its heading to the next heading of its level or above. Two sections may open
at one block, the outer one first: "PART I  Item 1. Business" on one line, and the items of
"Items 1 and 2. Business and Properties", of which the second lies in the first, as long as it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.contents import Contents, contents
from ingest.document import Block, PageBreak, Paragraph, Section, SectionKind, Style, Table
from ingest.items import Form, Wording, form_items, has_title, read_item


@dataclass(frozen=True, slots=True)
class Line:
    """A text that may be a heading: a paragraph, or a small table."""

    block: int
    text: str
    style: Style
    follows: int
    """Letters between this line and the next one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading found: what a section will be made of."""

    block: int
    rank: int
    """Depth among its kind: parts 0, items 1, ... smaller is outer."""
    kind: SectionKind
    title: str
    item: str | None = None
    number: str | None = None


def sections(blocks: Sequence[Block], form: str | None) -> tuple[Section, ...]:
    """The tree of sections in reading order; outer before inner where both open at one block."""
    table = contents(blocks)
    lines = _lines(blocks, table)
    rules = form_items(form)
    openings: list[Opening] = []
    if rules is not None:
        openings += _items(lines, rules)
        openings += _parts(lines, rules, openings)
    openings += _notes(lines)
    openings += _ends(lines, openings)
    return _tree(openings, len(blocks), rules)


# Lines


def _lines(blocks: Sequence[Block], table: Contents) -> list[Line]:
    found: list[Line] = []
    for index, block in enumerate(blocks):
        if isinstance(block, PageBreak) or index in table.blocks:
            continue
        size = _size(block)
        text, style = _heading_text(block)
        if text:
            found.append(Line(index, text, style, max(0, size - len(text))))
        elif found:
            found[-1] = replace(found[-1], follows=found[-1].follows + size)
    return found


def _size(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    if isinstance(block, Table):
        return sum(len(cell.text) for row in block.rows for cell in row.cells)
    return 0


def _heading_text(block: Block) -> tuple[str, Style]:
    if isinstance(block, Paragraph):
        return block.text, block.style
    if isinstance(block, Table) and block.rows:
        first = " ".join(cell.text for cell in block.rows[0].cells if cell.text.strip())
        if len(block.rows) == 1 or (read_item(first) and len(first) < 300):
            return first, Style(bold=True)
    return "", Style()


# Items

_MENTION = re.compile(
    r"(of|to|in|and|or|above|below|under|herein|hereof|is|are|was|contains?|includes?|for|on|as|"
    r"which|that|has|have|with|entitled|captioned|by|from|shall|will)\b",
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    keys: tuple[str, ...]
    score: float
    title: str


def _items(lines: Sequence[Line], rules: Form) -> list[Opening]:
    candidates = [c for number in range(len(lines)) for c in _candidates(lines, number, rules)]
    chosen = _chain(candidates, rules) if rules.ordered else _best(candidates)
    openings = []
    for candidate in sorted(chosen, key=lambda c: c.line):
        for depth, key in enumerate(candidate.keys):
            openings.append(
                Opening(lines[candidate.line].block, 1 + depth, "item", candidate.title, key)
            )
    return openings


def _candidates(lines: Sequence[Line], number: int, rules: Form) -> list[_Candidate]:
    line = lines[number]
    word = read_item(line.text)
    if word is None or _is_mention(word):
        return []
    found = []
    for keys in _keys(word, rules, lines, number):
        score, title = _score(lines, number, word, keys, rules)
        if score > 0:
            found.append(_Candidate(number, keys, score, title))
    return found


def _is_mention(word: Wording) -> bool:
    if "," in word.gap or word.rest[:1] in "“\"'’":
        return bool(word.rest)
    return word.rest[:1].islower() and bool(_MENTION.match(word.rest))


def _keys(word: Wording, rules: Form, lines: Sequence[Line], number: int) -> list[tuple[str, ...]]:
    if not any("." in key and key[0] == "I" for key in rules.items):
        keys = tuple(n for n in word.numbers if n in rules.items)
        return [keys] if keys else []
    parts = [word.part] if word.part else ["I", "II"]
    choices = [tuple(f"{part}.{n}" for n in word.numbers) for part in parts]
    return [keys for keys in choices if all(key in rules.items for key in keys)]


def _score(
    lines: Sequence[Line], number: int, word: Wording, keys: tuple[str, ...], rules: Form
) -> tuple[float, str]:
    line = lines[number]
    rest, title = word.rest, line.text
    if not rest and number + 1 < len(lines) and len(lines[number + 1].text) < 250:
        rest = lines[number + 1].text
        title = f"{line.text} {rest}"
    score = 1.0
    if has_title(rules, keys[0], rest):
        score += 3
    elif word.rest:
        score -= 0.7
    if len(keys) == 1 and "." in keys[0] and keys[0][0] == "I":
        score += 1.5 if _part_before(lines, number) == keys[0].split(".")[0] else 0
    score += _look(line)
    score += min(1.5, line.follows / 1500)
    if re.search(r"\bcontinued\b", rest[:120], re.IGNORECASE):
        score -= 2
    return score, _title(title)


def _look(line: Line) -> float:
    style = line.style
    upper = line.text[:40].upper() == line.text[:40]
    look = style.bold + style.underline + style.centered + upper
    return min(1.5, 0.6 * look) + (0.5 if len(line.text) < 200 else 0)


def _title(text: str) -> str:
    if len(text) <= 200:
        return text
    stop = re.search(r"[.:—–](?=\s)", text[25:])
    return (
        text[: 25 + stop.start()] if stop and stop.start() < 175 else text[:200].rsplit(" ", 1)[0]
    )


def _chain(candidates: Sequence[_Candidate], rules: Form) -> list[_Candidate]:
    """The best-scored candidates whose items ascend as the form has them."""
    order = {key: place for place, key in enumerate(rules.items)}
    best: list[tuple[float, int | None]] = []
    for at, candidate in enumerate(candidates):
        first = order[candidate.keys[0]]
        score, before = 0.0, None
        for earlier in range(at):
            other = candidates[earlier]
            if (
                other.line < candidate.line
                and order[other.keys[-1]] < first
                and best[earlier][0] > score
            ):
                score, before = best[earlier][0], earlier
        best.append((score + candidate.score, before))
    chain: list[_Candidate] = []
    step = max(range(len(best)), key=lambda at: (best[at][0], -at), default=None)
    while step is not None:
        chain.append(candidates[step])
        step = best[step][1]
    return chain[::-1]


def _best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Of the candidates for one item the best, the first of equals."""
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        key = candidate.keys[0]
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    return list(best.values())


# Parts

_PART = re.compile(r"p\s?art\s+(iv|i{1,3}|[1-4])\b[\s.:,\-–—]*(.{0,60})", re.IGNORECASE)
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def _part(text: str) -> str | None:
    match = _PART.match(text.strip())
    if match is None or len(text) > 80 or (match[2][:1].islower() and not match[1].islower()):
        return None
    return _ROMAN.get(match[1], match[1].upper())


def _part_before(lines: Sequence[Line], number: int) -> str | None:
    return next((part for line in reversed(lines[:number]) if (part := _part(line.text))), None)


def _parts(lines: Sequence[Line], rules: Form, items: Sequence[Opening]) -> list[Opening]:
    """A part opens at its last heading between the item before it and its own first item."""
    openings: list[Opening] = []
    starts = sorted(opening.block for opening in items)
    for part in rules.parts:
        for line in lines:
            if _part(line.text) != part:
                continue
            after = next((start for start in starts if start >= line.block), None)
            if after is None or any(o.number == part for o in openings):
                continue
            openings.append(Opening(line.block, 0, "part", line.text, None, part))
    return openings


# Notes

_NOTE = re.compile(r"notes?\s+(\d{1,2}|[A-Z])\b(?!\s*%)[\s.:)\-–—]*(.*)", re.IGNORECASE)


def _notes(lines: Sequence[Line]) -> list[Opening]:
    openings: list[Opening] = []
    expected = 1
    for line in lines:
        match = _NOTE.match(line.text)
        if match and match[1] == str(expected) and not _MENTION.match(match[2]):
            openings.append(Opening(line.block, 5, "note", _title(line.text), None, match[1]))
            expected += 1
    return openings


# Ends

_SIGNATURES = re.compile(r"s\s?ignatures?\W*$", re.IGNORECASE)


def _ends(lines: Sequence[Line], openings: Sequence[Opening]) -> list[Opening]:
    last = max((opening.block for opening in openings if opening.kind == "item"), default=0)
    for line in lines:
        if line.block > last and _SIGNATURES.match(line.text):
            return [Opening(line.block, 0, "heading", line.text)]
    return []


# The tree


def _tree(openings: Sequence[Opening], stop: int, rules: Form | None) -> tuple[Section, ...]:
    ordered = sorted(openings, key=lambda opening: (opening.block, opening.rank))
    found: list[Section] = []
    names: dict[str, int] = {}
    stack: list[Opening] = []
    for place, opening in enumerate(ordered):
        while stack and stack[-1].rank >= opening.rank:
            stack.pop()
        stack.append(opening)
        end = next(
            (
                o.block
                for o in ordered[place + 1 :]
                if o.rank <= opening.rank and o.block > opening.block
            ),
            stop,
        )
        found.append(
            Section(
                id=_name(opening, names),
                level=len(stack),
                kind=opening.kind,
                item=opening.item,
                title=opening.title,
                start=opening.block,
                stop=end,
                number=opening.number,
            )
        )
    return tuple(found)


def _name(opening: Opening, names: dict[str, int]) -> str:
    label = opening.item or opening.number
    name = f"{opening.kind}-{(label or 'x').lower()}" if label else f"h-{opening.block}"
    name = name.replace(".", "-") if opening.kind == "item" and label and label[0] == "I" else name
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}-{names[name]}"
