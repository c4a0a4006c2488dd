"""A change that no row gives, as a sentence tells it: "fell to $1,840 million from $2,260"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from agent.offline.changes import Balance
from agent.offline.claims import AMOUNT, amounts
from agent.offline.drafts import Source
from agent.offline.periods import Asked, asked_periods
from agent.offline.plan import Ask, Look, look_all
from agent.offline.sentences import Sentence, sentences
from store.tables import StoredDocument
from tools.grep import Matches
from tools.read import Window

UP_OR_DOWN = (
    r"(?:increas|decreas|declin|gr[eo]w|rose|risen|fell|fallen|dropp|reduc|climb|went (?:up|down))"
)
WAYS = (
    re.compile(
        rf"\b{UP_OR_DOWN}\w*\b[^.$]*?(?:[^.]*?\bto) (?P<new>§)[^$§]*?\bfrom (?P<old>§)", re.I
    ),
    re.compile(rf"\b{UP_OR_DOWN}\w*\b[^.]*?\bfrom (?P<old>§)[^$§]*?\bto (?P<new>§)", re.I),
    re.compile(
        r"\b(?:was|were|stood at|total(?:l?ed)|amounted to|of) (?P<new>§)[^$§]*?"
        r"\b(?:compared (?:with|to)|versus|against|up from|down from|from) (?P<old>§)",
        re.I,
    ),
)
"""How a sentence sets two balances against each other; § stands for an amount."""
SUBJECT = (
    r"(?:^|\b(?:our|total|the|consolidated|outstanding|aggregate|overall|its)\s+|['’]s?\s+|,\s+)"
    r"{name}\b"
)
"""The thing itself in small letters, not "net" of something or the interest on it."""
MOST = 20
"""Lines that are read."""
Two = tuple[Balance, Balance]
Printed = tuple[str, Decimal]
"""An amount as it is printed, and what it is worth."""


def told_change(filing: StoredDocument, names: Sequence[str], later: Asked) -> Look[Two | None]:
    """The balance at the filing's own end and the one it is compared with, later first.

    None where no sentence tells both, or sentences differ.
    """
    if filing.period_end is None or not _is_own(filing, later):
        return None
    pattern = rf"(?i)\b(?:{'|'.join(map(re.escape, names))})\b.*\d"
    (found,) = yield from look_all(
        Matches, [Ask("grep", {"pattern": pattern, "document": filing.id, "limit": 200})]
    )
    prose = [each.line for each in (found.matches if found else ()) if each.text[:1] != "|"]
    reads = [Ask("read", {"document": filing.id, "start": n, "count": 1}) for n in prose[:MOST]]
    windows = yield from look_all(Window, reads)
    said = [s for w in windows if w for s in sentences(w.lines, w.first)]
    told = [(each, s) for s in said for each in two_balances(s, names, filing.period_end)]
    if len({(new[1], old[1]) for (new, old), _ in told}) != 1:
        return None
    (new, old), sentence = told[0]
    return _balance(new, filing.id, sentence), _balance(old, filing.id, sentence)


def _balance(printed: Printed, document: str, sentence: Sentence) -> Balance:
    text, value = printed
    return Balance((Source(text, value, "USD", document, sentence.line, sentence.text),))


def two_balances(
    sentence: Sentence, names: Sequence[str], end: date
) -> Iterator[tuple[Printed, Printed]]:
    """The two amounts of a sentence whose subject bears one of the names, the later first."""
    text = sentence.text
    values = {start: (printed, value) for printed, value, start, *_ in amounts(text)}
    begin = min((m.start() for m in AMOUNT.finditer(text)), default=0)
    subject = text[:begin].lower()
    years = {a.period.end.year if a.period.end else a.period.year for a in asked_periods(text)}
    if not any(re.search(SUBJECT.format(name=re.escape(name)), subject) for name in names):
        return
    if years - {end.year, end.year - 1, None} or (years - {None} and end.year not in years):
        return
    yield from _set_against(text, values)


def rose_as_told(text: str) -> bool | None:
    """Whether a sentence that sets two balances against each other says that it rose."""
    values = {start: (printed, value) for printed, value, start, *_ in amounts(text)}
    two = next(_set_against(text, values), None)
    return None if two is None else two[0][1] > two[1][1]


def _set_against(text: str, values: Mapping[int, Printed]) -> Iterator[tuple[Printed, Printed]]:
    """The later and the earlier amount, by the first of the ways."""
    marked, places = _marked(text)
    for way in WAYS:
        if match := way.search(marked):
            new, old = (values.get(places[match.start(name)]) for name in ("new", "old"))
            if new and old:
                yield new, old
                return


def _marked(text: str) -> tuple[str, dict[int, int]]:
    """The text with § for each amount, and where each § stood."""
    marked, places, last = "", {}, 0
    for match in AMOUNT.finditer(text):
        marked += text[last : match.start()]
        places[len(marked)] = match.start()
        marked, last = f"{marked}§", match.end()
    return marked + text[last:], places


def _is_own(filing: StoredDocument, asked: Asked) -> bool:
    """Whether the asked time is the end of the filing's own period."""
    period = asked.period
    if period.end is not None:
        return period.end == filing.period_end
    return asked.quarter is None and period.year == filing.fiscal_year
