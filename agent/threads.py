"""References found on the way: opened where they stand, closed when their target is read.

A reference is relevant when a line that the answer rests on says that something is left out and
where it stands: "excluding discontinued operations (see Note 23)". A run does not end answered
while one is open: it is followed, or declined with a reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agent.answer import Draft, Hop, Target
from agent.transcript import Observation
from tools.desk import Desk
from tools.follow import Lead, Leads, follow
from tools.read import Window
from tools.table import Tables
from tools.tool import ToolError

LEFT_OUT = re.compile(
    r"(?i)\b(?:exclud(?:es?|ing)|exclusive of|except(?:ing)? for|other than|in addition to|"
    r"(?:do|does|did) not include|not includ(?:ed|ing)|apart from|net of amounts)\b"
)
SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(“\"])")
REASON = 8
"""Characters beside the reference's own words that make a reason."""


@dataclass(slots=True)
class Threads:
    """The references of a run that lead to a section, of this or another document."""

    open: dict[tuple[str, int, str], Lead] = field(default_factory=dict)
    known: set[tuple[str, int, str]] = field(default_factory=set)

    def opened(self, observations: Sequence[Observation]) -> list[Lead]:
        """References that `follow` showed for the first time; they are open from now on."""
        found = [seen.result.leads for seen in observations if isinstance(seen.result, Leads)]
        fresh: list[Lead] = []
        for lead in (lead for leads in found for lead in leads):
            key = (lead.document, lead.line, lead.words)
            if lead.opens is not None and key not in self.known:
                self.known.add(key)
                self.open[key] = lead
                fresh.append(lead)
        return fresh

    def closed(self, observations: Sequence[Observation]) -> list[Lead]:
        """Open references whose target begins in a window that was read; closed from now on."""
        windows = [seen.result for seen in observations if isinstance(seen.result, Window)]
        done = [key for key, lead in self.open.items() if any(_read(lead, w) for w in windows)]
        return [self.open.pop(key) for key in done]


def left_open(desk: Desk, draft: Draft, observations: Iterable[Observation]) -> list[Lead]:
    """The relevant references of a draft that were neither followed nor declined."""
    seen = list(observations)
    return [
        lead
        for lead in _relevant(desk, draft)
        if not _followed(lead, draft, seen) and not _declined(lead, draft)
    ]


def chain_of(desk: Desk, draft: Draft, observations: Iterable[Observation]) -> tuple[Hop, ...]:
    """The chain of a draft, with the relevant references that were followed and not named."""
    seen = list(observations)
    named = {(hop.document, hop.words) for hop in draft.chain}
    found = [
        Hop(
            lead.document,
            (lead.line, lead.line),
            lead.words,
            Target(opens.document, opens.section, (opens.first, opens.last)),
        )
        for lead in _relevant(desk, draft)
        if (opens := lead.opens) and _followed(lead, draft, seen)
    ]
    fresh = [hop for hop in found if (hop.document, hop.words) not in named]
    return (*draft.chain, *dict.fromkeys(fresh))


def told(lead: Lead) -> str:
    """What is asked of the model about an open reference."""
    opens = lead.opens
    if opens is None:
        return f"“{lead.words}” on line {lead.line} of {lead.document} leads nowhere."
    section = f"[{opens.section}], " if opens.section else ""
    there = "" if opens.document == lead.document else f" of {opens.document}"
    where = f"{section}lines {opens.first}-{opens.last}{there}"
    if opens.exact:
        where += f", at line {opens.exact}"
    return (
        f"Line {lead.line} of {lead.document} leaves something out and names “{lead.words}”, which "
        f"was not read: read {where}, or decline it in open_threads with a reason: "
        f"“{lead.words}: …”."
    )


def _relevant(desk: Desk, draft: Draft) -> list[Lead]:
    """References that lead somewhere, on the prose the draft rests on, where it leaves out."""
    found: dict[tuple[str, int, str], Lead] = {}
    for document, line in _lines(draft):
        text = _prose(desk, document, line)
        if not LEFT_OUT.search(text):
            continue  # most lines: their references need not be looked up
        for lead in follow(desk, document, line=line).leads:
            if lead.opens is not None and _leaves_out(text, lead):
                found[lead.document, lead.line, lead.words] = lead
    return list(found.values())


def _prose(desk: Desk, document: str, line: int) -> str:
    """A line that is no row of a table; "" where there is none, whose check says so."""
    try:
        lines = desk.library.lines(desk.document(document).id)
    except ToolError:
        return ""
    text = lines[line - 1] if line <= len(lines) else ""
    return "" if text.startswith("|") else text


def _lines(draft: Draft) -> list[tuple[str, int]]:
    figures = [(f.document, f.line) for f in draft.figures if f.document and f.line]
    cited = [
        (each.document, line)
        for each in draft.citations
        for line in range(each.lines[0], min(each.lines[1], each.lines[0] + 40) + 1)
    ]
    return list(dict.fromkeys([*figures, *cited]))


def _leaves_out(text: str, lead: Lead) -> bool:
    """Whether the sentence with the reference says that something is not in it."""
    sentences = [each for each in SENTENCE.split(text) if lead.words in each]
    return any(LEFT_OUT.search(each) for each in sentences)


def _followed(lead: Lead, draft: Draft, observations: Sequence[Observation]) -> bool:
    """Whether the target was read, shown as a table, or is cited itself."""
    if any(_shows(lead, seen.result) for seen in observations):
        return True
    return any(_inside(lead, document, line) for document, line in _lines(draft))


def _shows(lead: Lead, result: object | None) -> bool:
    match result:
        case Window() as window:
            return _read(lead, window)
        case Tables(tables=tables):
            return any(
                _inside(lead, each.document, line) for each in tables for line in each.row_lines
            )
        case _:
            return False


def _inside(lead: Lead, document: str, line: int) -> bool:
    opens = lead.opens
    return (
        opens is not None
        and document == opens.document
        and (document, line) != (lead.document, lead.line)
        and opens.first <= line <= opens.last
    )


def _declined(lead: Lead, draft: Draft) -> bool:
    """Whether the draft names the reference among its open threads and says why."""
    words = lead.words.casefold()
    return any(
        words in each.casefold() and len(each) >= len(words) + REASON for each in draft.open_threads
    )


def _read(lead: Lead, window: Window) -> bool:
    opens = lead.opens
    if opens is None or opens.document != window.document:
        return False
    begins = (opens.first, opens.exact or opens.first)
    return any(window.first <= line < window.first + len(window.lines) for line in begins)
