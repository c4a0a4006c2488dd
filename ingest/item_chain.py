"""Which lines head the items of a form: the best chain of candidates in the order of the form.

A candidate is a line that begins "Item N". Its score says how sure its title, its look, the part
it stands in and the text below it make it; the chain with the highest sum wins, so that a mention
or a leftover of a contents table loses against the heading itself. What the contents table lists
and no line heads is then looked for by its title, its page, or the heading of its part.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.contents import Contents, Entry
from ingest.heading_lines import Line, is_capitals, looks_like_heading, weight
from ingest.items import Form, Wording, has_title, letters, part_of, read_item

ITEM_CEILING = 250  # letters a heading that stands alone may have


@dataclass(frozen=True, slots=True)
class Headed:
    """An item found: its key, the block it opens at, and its heading as printed."""

    key: str
    block: int
    title: str
    joined: int = 0
    """Place in a combined heading: "Items 1 and 2" gives 0 and 1."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    keys: tuple[str, ...]
    score: float
    title: str


def items(
    found: Sequence[Line], rules: Form, table: Contents, pages: Mapping[str, int], body: float
) -> list[Headed]:
    """The items in reading order. `pages`: the block each printed page begins at."""
    candidates = [c for at in range(len(found)) for c in _candidates(found, at, rules)]
    if not rules.ordered and any("." in key for c in candidates for key in c.keys):
        # Form 8-K had Items 1-12 until August 2004 and has Items 1.01-9.01 since, never both.
        candidates = [c for c in candidates if "." in c.keys[0]]
    chosen = _chain(candidates, rules) if rules.ordered else _best(candidates)
    headed = [
        Headed(key, found[candidate.line].block, candidate.title, place)
        for candidate in chosen
        for place, key in enumerate(candidate.keys)
    ]
    if rules.ordered:
        headed += _unheaded(found, rules, table, pages, headed, body)
    return sorted(headed, key=lambda item: (item.block, item.joined))


# Candidates

_MENTION = re.compile(
    r"(?:of|to|in|and|or|above|below|under|herein|hereof|is|are|was|were|contains?|includes?|for"
    r"|which|that|has|have|with|entitled|captioned|by|from|shall|will|as|on)\b"
)


def _candidates(found: Sequence[Line], at: int, rules: Form) -> list[_Candidate]:
    word = read_item(found[at].text)
    if word is None or found[at].running or _is_mention(word):
        return []
    candidates = []
    for keys in _keys(word, rules):
        score, title = _score(found, at, word, keys, rules)
        if score > 0:
            candidates.append(_Candidate(at, keys, score, title))
    return candidates


def _is_mention(word: Wording) -> bool:
    """Whether the words go on as a sentence does: "Item 7 of this report", "Item 7, “..."."""
    if "," in word.gap or (word.rest[:1] in "“\"'‘’" and word.rest):
        return bool(word.rest)
    return word.rest[:1].islower() and bool(_MENTION.match(word.rest))


def _keys(word: Wording, rules: Form) -> list[tuple[str, ...]]:
    """The items a wording may mean: in a 10-Q "Item 1" is one of Part I or of Part II."""
    if not rules.by_part:
        keys = tuple(number for number in word.numbers if number in rules.items)
        return [keys] if keys else []
    parts = [word.part] if word.part else list(rules.parts)
    choices = [tuple(f"{part}.{number}" for number in word.numbers) for part in parts]
    return [keys for keys in choices if all(key in rules.items for key in keys)]


def _score(
    found: Sequence[Line], at: int, word: Wording, keys: tuple[str, ...], rules: Form
) -> tuple[float, str]:
    line = found[at]
    rest, title = word.rest, line.text
    if not rest and at + 1 < len(found) and _is_title_line(found[at + 1]):
        rest = found[at + 1].text
        title = f"{line.text} {rest}"
    score = 1.0
    if has_title(rules, keys[0], rest):
        score += 3
    elif word.rest:
        score -= 0.7
    if rules.by_part and _part_before(found, at) == keys[0].split(".")[0]:
        score += 1.5
    score += _look(line) + min(1.5, line.follows / 1500)
    if at + 1 < len(found):
        score += min(1.0, len(found[at + 1].text) / 1000)
    if re.search(r"\bcontinued\b", line.text[:160], re.IGNORECASE):
        score -= 3
    return score, _title(title)


def _is_title_line(line: Line) -> bool:
    return len(line.text) < ITEM_CEILING and read_item(line.text) is None


def _look(line: Line) -> float:
    style = line.style
    look = style.bold + style.underline + style.centered + is_capitals(line.text[:40])
    return min(1.5, 0.6 * look) + (0.5 if len(line.text) < ITEM_CEILING else 0)


def _part_before(found: Sequence[Line], at: int) -> str | None:
    return next((part for line in reversed(found[:at]) if (part := part_of(line.text))), None)


def _title(text: str) -> str:
    """The heading alone where the text of the item runs on in the same paragraph."""
    if len(text) <= 200:
        return text
    stop = re.search(r"[.:—–](?=\s)", text[25:])
    if stop and stop.start() < 175:
        return text[: 25 + stop.start()]
    return text[:200].rsplit(" ", 1)[0]


# The chain


def _chain(candidates: Sequence[_Candidate], rules: Form) -> list[_Candidate]:
    """The best-scored candidates whose items ascend as the form has them."""
    order = {key: place for place, key in enumerate(rules.items)}
    best: list[tuple[float, int | None]] = []
    for at, candidate in enumerate(candidates):
        first = order[candidate.keys[0]]
        score, before = 0.0, None
        for earlier in range(at):
            other = candidates[earlier]
            ascends = order[other.keys[-1]] < first and other.line < candidate.line
            if ascends and best[earlier][0] > score:
                score, before = best[earlier][0], earlier
        best.append((score + candidate.score, before))
    chain: list[_Candidate] = []
    step = max(range(len(best)), key=lambda at: (best[at][0], -at), default=None)
    while step is not None:
        chain.append(candidates[step])
        step = best[step][1]
    return chain[::-1]


def _best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Of the candidates for one item the best, the first of equals: 8-K items know no order."""
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        key = candidate.keys[0]
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    return list(best.values())


# Items that no line heads


def _unheaded(
    found: Sequence[Line],
    rules: Form,
    table: Contents,
    pages: Mapping[str, int],
    headed: Sequence[Headed],
    body: float,
) -> list[Headed]:
    """What the contents table lists and no line heads; the opening item of a 10-Q's Part I too."""
    listed = _listed(table, rules)
    known = {item.key for item in headed}
    missing = [key for key in rules.items if key in listed and key not in known]
    if not headed:
        return [_from_index(found, rules, listed[key], key, pages, body) for key in missing]
    if rules.by_part and "I.1" not in known and "I.1" not in missing:
        missing.insert(0, "I.1")
    placed = list(headed)
    for key in missing:
        item = _in_window(found, rules, key, listed.get(key), pages, placed, body)
        if item:
            placed.append(item)
    return placed[len(headed) :]


def _listed(table: Contents, rules: Form) -> dict[str, Entry]:
    """The items that rows of contents tables name, each at its last mention."""
    listed: dict[str, Entry] = {}
    part = None
    for entry in table.entries:
        part = part_of(entry.text) or part
        word = read_item(entry.text)
        if word is None:
            continue
        part = word.part or part
        names = [f"{part}.{number}" for number in word.numbers] if rules.by_part else word.numbers
        for name in names:
            if name in rules.items:
                listed[name] = entry
    return listed


def _from_index(
    found: Sequence[Line],
    rules: Form,
    entry: Entry,
    key: str,
    pages: Mapping[str, int],
    body: float,
) -> Headed:
    """An item only an index names: its title, that page, or the index itself.

    A title stands on the page named or the next; with no page known, where it stands out most.
    """
    page = pages.get(entry.page or "")
    titled = [
        line
        for line in found
        if has_title(rules, key, line.text)
        and _same_title(line.text, entry.text)
        and looks_like_heading(line, body)
    ]
    if page is not None:
        number = _page_at(found, page)
        titled = [line for line in titled if page <= line.block and line.page <= number + 1]
    elif entry.page is None:
        titled = []  # "Not applicable", or in the proxy statement
    if titled:
        best = max(titled, key=lambda line: (weight(line, body), -line.block))
        return Headed(key, best.block, best.text)
    return Headed(key, entry.block if page is None else page, entry.text)


def _same_title(text: str, entry: str) -> bool:
    """Whether one begins as the other does; of short titles ("Business") all must agree."""
    word = read_item(entry)
    listed = letters(word.rest if word else entry)
    printed = letters(text).removeprefix("the").removeprefix("our")
    shorter = min(len(listed), len(printed), 30)
    return listed == printed or (shorter > 10 and listed[:shorter] == printed[:shorter])


def _page_at(found: Sequence[Line], block: int) -> int:
    return next((line.page for line in found if line.block >= block), 0)


def _in_window(
    found: Sequence[Line],
    rules: Form,
    key: str,
    entry: Entry | None,
    pages: Mapping[str, int],
    placed: Sequence[Headed],
    body: float,
) -> Headed | None:
    """A missing item's place between its neighbours: its title, its part's heading, its page."""
    order = {name: place for place, name in enumerate(rules.items)}
    after = max((i.block for i in placed if order[i.key] < order[key]), default=-1)
    before = min((i.block for i in placed if order[i.key] > order[key]), default=None)
    if before is None:
        return None
    window = [line for line in found if after < line.block < before]
    for line in window:
        if looks_like_heading(line, body) and has_title(rules, key, line.text):
            return Headed(key, line.block, line.text)
    if key.endswith(".1"):
        for line in window:
            if part_of(line.text) == key.split(".")[0]:
                return Headed(key, line.block, line.text)
    page = pages.get(entry.page or "") if entry else None
    if entry and page is not None and after < page < before:
        return Headed(key, page, entry.text)
    return None
