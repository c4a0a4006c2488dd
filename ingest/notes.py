"""The notes to the financial statements: one chain 1, 2, 3 ... (or A, B, C ...) of headings.

A numbered paragraph is a note only as a link of such a chain, all in one wording: "Note 4",
"4. Debt" or "(4) Debt". A filing may hold several chains (a parent's own statements, each
registrant of a combined filing).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.heading_lines import Line, is_capitals, looks_like_heading

NEAR = 15  # lines between "Notes to ... Financial Statements" and the first of them
TITLE = 90  # letters of a title that has no look of its own
GAP = 2.5  # what a number left out takes from a chain; less than a plain heading adds
SHORTEST = 3  # links that make a chain of bare numbers believable


@dataclass(frozen=True, slots=True)
class Note:
    """One note heading."""

    line: int
    """Index into the lines."""
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class _Link:
    line: int
    wording: str
    number: str
    place: int
    """1 for "1" and "A"."""
    rest: str
    score: float
    plain: bool = False
    """Whether it is a note beyond doubt: it looks like a heading and says so, or has a title that
    notes have."""
    opens: bool = False
    """Whether it is the first thing below "Notes to ... Financial Statements"."""
    headed: bool = False
    """Whether it looks like a heading and is short."""


_WORD = re.compile(
    r"notes?\s+(?P<number>\d{1,2}|[A-Z])(?![\w%$]|\.\d)(?P<gap>[\s.:)\-–—―]*)(?P<rest>.*)",
    re.I | re.S,
)
_BARE = re.compile(
    r"(?P<open>\(?)(?P<number>\d{1,2}|[A-Z])(?P<close>\s?[.)]{1,2}|\s?[-–—:]|(?<=\d)(?=\s))\s*"
    r"(?P<rest>[A-Z“\"'].*)",
    re.S,
)
_STATEMENTS = re.compile(
    r"\bnotes?\s+to\s+(?:the\s+)?(?:\w+[\s,]+){0,4}?"
    r"(?:financial\s+statements|financial\s+information|statements)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"significant|summary|basis|organi[sz]ation|description|nature|general|accounting|background|business"
    r"|presentation|the company|overview|principles|operations|formation|introduction",
    re.IGNORECASE,
)
_USUAL = re.compile(  # what the notes of any filer are about, and no contract's clauses are
    r"income\s+tax|commitments|contingenc|\bdebt\b|borrowings|equity|subsequent\s+event|per\s+share"
    r"|related\s+part|\bleases?\b|fair\s+value|inventor|segment|stock|pension|benefit\s+plan"
    r"|property|goodwill|intangible|acquisition|receivable|revenue|accounting\s+pronouncement",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"[A-Z][\w’',/& -]{3,80}\s?[–—―-]\s[A-Z]")


def is_notes_heading(text: str) -> bool:
    """Whether a line is "Notes to ... Financial Statements", maybe behind the filer's name."""
    if len(text) > 160 or re.search(r"\b(?:see|accompanying|refer|integral|form)\b", text, re.I):
        return False
    return bool(_STATEMENTS.search(text)) and not text.rstrip().endswith((".", ";", ","))


def heads_notes(found: Sequence[Line], at: int) -> bool:
    """Whether a line, however it looks, is the heading right above the first of the notes."""
    if found[at].running or not is_notes_heading(found[at].text):
        return False
    return any(
        (match := _WORD.match(line.text) or _BARE.match(line.text)) is not None
        and match["number"].upper() in ("1", "A")
        for line in found[at + 1 : at + 3]
    )


def notes(found: Sequence[Line], body: float) -> list[Note]:
    """Every note heading in reading order; a second chain repeats the numbers."""
    links = [link for at in range(len(found)) for link in _links(found, at, body)]
    chosen: list[_Link] = []
    by_wording = [[link for link in links if link.wording == w] for w in {x.wording for x in links}]
    for same in sorted(by_wording, key=lambda same: (-_worth(same, found), same[0].line)):
        chosen += _chains(same, chosen, found)
    chosen.sort(key=lambda link: link.line)
    return [Note(link.line, link.number, _title(found, link)) for link in chosen]


def _links(found: Sequence[Line], at: int, body: float) -> list[_Link]:
    line = found[at]
    if line.running or re.search(r"\(?\bcontinued\)?\W*$", line.text[:200], re.IGNORECASE):
        return []
    if match := _WORD.match(line.text):
        lower = line.text[:1] == "n" or match["number"].islower()
        if lower or match["rest"][:1].islower() or "," in match["gap"] + match["rest"][:1]:
            return []
        wording = "note"
    elif (match := _BARE.match(line.text)) and _is_headed(line, match["rest"], body):
        wording = match["open"] + match["close"].strip()
    else:
        return []
    if wording != "note" and _is_sentence(match["rest"]) and not _RUN_IN.match(match["rest"]):
        return []
    number = match["number"].upper()
    kind = "1" if number.isdigit() else "A"
    place = int(number) if number.isdigit() else ord(number) - 64
    rest = match["rest"] or (found[at + 1].text if at + 1 < len(found) else "")
    title = line if wording == "note" else replace(line, text=match["rest"])  # "(5)" is no letter
    headed = looks_like_heading(title, body)
    score = 1.0 + headed + (len(line.text) < 150)
    score += 0.5 * is_capitals(line.text[:40])
    usual = wording == "note" or _USUAL.search(rest[:90]) or _FIRST.search(rest[:90])
    short = headed and len(line.text) < 150
    plain = short and bool(usual)
    if place == 1 and _FIRST.search(rest[:150]):
        score += 2
    wording = wording if wording == "note" else wording + kind
    opens = plain and any(is_notes_heading(line.text) for line in found[max(0, at - 2) : at])
    return [_Link(at, wording, number, place, rest, score, plain, opens, short)]


def _is_headed(line: Line, title: str, body: float) -> bool:
    if line.table or _RUN_IN.match(title) or _is_in_title_case(title):
        return True
    return looks_like_heading(replace(line, text=title), body)


def _is_in_title_case(title: str) -> bool:
    """Whether a line says it is a title by its capitals alone, as on a typewriter."""
    words = re.findall(r"[A-Za-z][\w’'-]*", title)
    long = [word for word in words if len(word) > 4]
    if len(title) > TITLE or title.rstrip().endswith((".", ",", ";")) or not long:
        return False
    return all(word[0].isupper() for word in [words[0], *long])


def _is_sentence(text: str) -> bool:
    return len(text) > 200 or (len(text) > 90 and text.endswith("."))


def _chains(links: Sequence[_Link], taken: Sequence[_Link], found: Sequence[Line]) -> list[_Link]:
    """The chains of one wording, best first, none inside the span of another.

    Bare numbers count only where the first stands below "Notes to ... Financial Statements", or
    where first and following are about what notes are: plans and contracts are numbered too.
    """
    chains: list[list[_Link]] = []
    spans = [_span(taken)] if taken else []
    bare = bool(links) and links[0].wording != "note"
    free = _startable(links, found)
    while True:
        open_links = [x for x in free if not any(a <= x.line <= b for a, b in spans)]
        chain = _filled(_best_chain(open_links), open_links)
        if len(chain) < (SHORTEST if bare or chains else 1) or (bare and not _opens(chain)):
            return [link for chain in chains for link in chain]
        chains.append(chain)
        spans.append(_span(chain))


def _filled(chain: Sequence[_Link], links: Sequence[_Link]) -> list[_Link]:
    """The chain with the headings in its gaps whose numbers fit there, whatever they are about."""
    filled = list(chain[:1])
    for last in chain[1:]:
        for link in links:
            before = filled[-1]
            between = before.line < link.line < last.line and before.place < link.place < last.place
            if link.headed and between:
                filled.append(link)
        filled.append(last)
    return filled


def _opens(chain: Sequence[_Link]) -> bool:
    """Whether a chain of bare numbers begins as notes do, those of an excerpt included."""
    first = chain[0]
    return first.place == 1 or first.opens


def _worth(links: Sequence[_Link], found: Sequence[Line]) -> float:
    return sum(link.score for link in _best_chain(_startable(links, found)))


def _startable(links: Sequence[_Link], found: Sequence[Line]) -> list[_Link]:
    """All links but bare firsts that stand below no heading of notes and begin no usual notes."""
    firsts = (link for link in links if link.wording != "note" and link.place == 1)
    refused = {
        link.line
        for link in firsts
        if not (_below_heading(found, link) or _begins_notes(links, link))
    }
    return [link for link in links if link.line not in refused]


def _begins_notes(links: Sequence[_Link], first: _Link) -> bool:
    """Whether a first note is about what first notes are, and three that follow are usual too."""
    following = (link for link in links if link.line > first.line and 1 < link.place <= 12)
    usual = {link.place for link in following if _USUAL.search(link.rest[:90])}
    return bool(_FIRST.search(first.rest[:90])) and len(usual) >= SHORTEST


def _below_heading(found: Sequence[Line], link: _Link) -> bool:
    above = found[max(0, link.line - NEAR) : link.line]
    return any(is_notes_heading(line.text) for line in above)


def _span(chain: Sequence[_Link]) -> tuple[int, int]:
    return min(link.line for link in chain), max(link.line for link in chain)


def _best_chain(links: Sequence[_Link]) -> list[_Link]:
    """The best-scored run of numbers that rise by one; a gap costs, and so does a start past 1.

    A gap of any size is one where the note behind it is plain: abridged statements leave notes out.
    """
    best: list[tuple[float, int | None]] = []
    for at, link in enumerate(links):
        score, before = -GAP if link.opens and link.place > 1 else -2.0 * (link.place - 1), None
        for earlier in range(max(0, at - 400), at):
            step = link.place - links[earlier].place
            cost = GAP if step > 1 and link.plain else GAP * (step - 1)
            if 1 <= step <= (99 if link.plain else 3) and best[earlier][0] - cost > score:
                score, before = best[earlier][0] - cost, earlier
        best.append((score + link.score, before))
    chain: list[_Link] = []
    step_back = max(range(len(best)), key=lambda n: (best[n][0], -n), default=None)
    while step_back is not None:
        chain.append(links[step_back])
        step_back = best[step_back][1]
    return chain[::-1]


def _title(found: Sequence[Line], link: _Link) -> str:
    """The heading as printed; the next line too where the number stands alone."""
    text = found[link.line].text
    if len(text) < 12 and link.line + 1 < len(found) and len(found[link.line + 1].text) < 150:
        text = f"{text} {found[link.line + 1].text}"
    if len(text) <= 150:
        return text
    stop = re.search(r"[.:—](?=\s)", text[12:])
    return (
        text[: 12 + stop.start()] if stop and stop.start() < 140 else text[:150].rsplit(" ", 1)[0]
    )
