"""A figure that a sentence states: "we had approximately 36,000 employees".

A sentence counts when it holds every asked term, and one amount of the asked kind that is next to
them and of the asked period. What is expected, authorized or a part of another amount is none.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.amounts import Amount, amounts
from agent.offline.drafts import Source
from agent.offline.line_item import Reading
from agent.offline.passages import cut
from agent.offline.periods import Asked, asked_periods
from agent.offline.plan import Ask, Look, look_all
from agent.offline.sentences import split
from agent.offline.sought import COUNTS, MONEYS, PER_SHARE, RATIO, Sought
from agent.offline.stated import MARGIN
from agent.offline.terms import beginnings, terms
from agent.offline.when_said import YEAR, lateness, of_year
from store.tables import StoredDocument
from tools.grep import Matches

LINES = 200
LEAST = 0.5
"""A sentence less likely than this is none."""
EXTRA = 0.06
"""What a term of the clause that is not asked for counts against it."""
AGAIN = 0.1
"""What it adds that another sentence says the same, twice at most."""
FAR = 0.15
"""What an asked term counts against an amount that is not in its clause."""
BARE = 10_000
"""Dollars; a smaller amount without a word of scale may be in thousands."""
UNSURE = re.compile(
    r"\b(?:would|could|may|might|if|expect\w*|anticipat\w+|estimat\w+|plan(?:s|ned)? to|will|up to|"
    r"target\w*|goal|hypothetical|authori[sz]\w+|assum\w+|approval|proposed|pro forma)\b",
    re.I,
)
"""A sentence on what is not yet, or not surely so."""
PART = re.compile(
    r"\b(?:of (?:which|whom|these|those|the total)|including|comprised|consisting of|additional|"
    r"bringing|increased? (?:of|by)|decreased? (?:of|by)|reduction|reduced|another|"
    r"compared (?:to|with)|"
    r"from|versus|up from|down from|an? (?:increase|decrease)|change|represent\w*|"
    r"more than|less than|at least|over)\b[^,;]*$",
    re.I,
)
"""Before an amount: it is a part of another, or a change."""
AFTER = re.compile(
    r"^\s*(?:of (?:which|whom|these|those|the)\b|more\b|former\b|retire|fewer\b|less\b)", re.I
)
"""Behind an amount: it is a part."""
SCOPED = re.compile(
    r"\b(?:segments?|divisions?|(?<!and its )(?<!and our )subsidiar(?:y|ies)|"
    r"reporting units?|joint venture)\b",
    re.I,
)
"""A sentence on a part of the company."""
SCOPE = 0.4
CLOSES = re.compile(r"\b(?:as of|as at|at|on)\b[^,;]*(?:\d|end)|\bend(?:ed)?\b|\bremain\w*", re.I)
NO_DAY = 0.3
"""What it counts against a sentence without a day that a balance of a day is asked for."""
QUARTERLY = re.compile(r"\bquarters?\b|\b(?:three|six|nine) months\b", re.I)
BESIDE = 4
"""Words from a count to what it counts."""
NEAR = 60
"""Characters beside an amount that say what it is of."""
BOUND = re.compile(
    r"(?<![,;])[,;:](?=\s)|\s[-–—]\s|\bwhile\b|\bwith\b"
    r"|\band\b(?=(?: [a-z]+){0,3} \$?(?!(?:19|20)\d\d\b)\d)"
)
"""Where one clause ends and another begins."""
NOT_COUNTED = re.compile(
    r"(?:\b(?:note|notes|item|section|rule|form|page|class|no\.|part|topic|asu|article)\s|#)$", re.I
)
MONTH = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\s$",
    re.I,
)
EACH = re.compile(r"^\s?(?:per (?:\w+ )?share|par value|stated value|per unit)|^ par\b", re.I)


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that a sentence states, and how likely it is what is asked for."""

    amount: Amount
    sentence: str
    document: str
    line: int
    likely: float


def told_in_prose(
    asked: Sought, filing: StoredDocument, period: Asked | None
) -> Look[Reading | None]:
    """The one amount that the sentences of a filing state; None where they differ."""
    ask = Ask("grep", {"pattern": _pattern(asked), "document": filing.id, "limit": LINES})
    (found,) = yield from look_all(Matches, [ask])
    every = [
        told
        for match in (found.matches if found else ())
        for text in _sentences(match.text)
        for told in _told(text, asked, filing, period, match.line)
    ]
    every.sort(key=lambda told: -told.likely)
    if not every or every[0].likely < LEAST:
        return None
    said = Counter({(each.sentence, _value(each)) for each in every})
    often = Counter(value for _, value in said)
    scored = [(told.likely + AGAIN * min(2, often[_value(told)] - 1), told) for told in every]
    best, chosen = max(scored, key=lambda each: each[0])
    rivals = {_value(told) for likely, told in scored if likely >= best - MARGIN}
    return _reading(chosen, asked) if len(rivals) == 1 else None


def _pattern(asked: Sought) -> str:
    """Lines with a digit and the two longest of the terms."""
    telling = sorted(asked.needed, key=len, reverse=True)[:2]
    ways = [f"(?:{'|'.join(re.escape(b) for b in beginnings(each))})" for each in telling]
    if len(ways) == 1:
        return rf"\b{ways[0]}.*\d|\d.*\b{ways[0]}"
    return rf"\b{ways[0]}.*\b{ways[1]}|\b{ways[1]}.*\b{ways[0]}"


def _sentences(line: str) -> list[str]:
    """The sentences of a line; of a table's row the label, where it is one."""
    if line.startswith("#"):
        return []
    if line.startswith("|"):
        label = next((cell.strip() for cell in line.split("|") if cell.strip()), "")
        return [label] if len(label.split()) > 4 else []
    return split(line)


def _told(
    text: str, asked: Sought, filing: StoredDocument, period: Asked | None, line: int
) -> Iterator[Told]:
    said = frozenset(terms(text))
    if not said.issuperset(asked.needed):
        return
    if (doubt := UNSURE.search(text)) and doubt[0].lower() not in asked.text.lower():
        return
    if QUARTERLY.search(text) and (period is None or period.quarter is None):
        return
    late = lateness(text, period, filing)
    if late is None:
        return
    part = SCOPED.search(text) is not None and SCOPED.search(asked.text) is None
    against = late + (SCOPE if part else 0.0)
    if asked.at_a_day and MONEYS in asked.kinds and not CLOSES.search(text):
        against += NO_DAY
    fitting = [each for each in amounts(text) if _is_of(each, text, asked)]
    for amount in fitting if late else of_year(fitting, text, period, filing):
        clause = _clause(text, amount)
        if PART.search(clause[0]) or AFTER.search(clause[1]):
            continue
        own = frozenset(terms(" ".join(clause)))
        near = frozenset(terms(f"{clause[0][-NEAR:]} {clause[1][:NEAR]}"))
        named = {*terms(filing.company or ""), *asked.terms}
        extra = {term for term in near - named if not term[0].isdigit()}
        missing = [term for term in asked.needed if term not in own]
        likely = 1.0 - EXTRA * len(extra) - FAR * len(missing) - against
        yield Told(amount, text, filing.id, line, likely)


def _is_of(amount: Amount, text: str, asked: Sought) -> bool:
    """Whether an amount is of the asked kind."""
    number, before, after = amount.number, text[: amount.start], text[amount.stop :]
    if RATIO in asked.kinds:
        return number.percent
    if PER_SHARE in asked.kinds:
        return number.currency is not None and EACH.search(after) is not None
    if MONEYS in asked.kinds:
        large = abs(number.value) >= BARE or number.scale > 1
        return number.currency is not None and large and EACH.search(after) is None
    if COUNTS in asked.kinds:
        return _is_count(amount, before, after) and _is_beside(before, after, asked)
    return False


def _is_count(amount: Amount, before: str, after: str) -> bool:
    """Whether an amount counts things: no money, share, year, day or mark ("24/7", "401(k)")."""
    number = amount.number
    plain = number.currency is None and not number.percent and number.value > 0
    marked = NOT_COUNTED.search(before) or MONTH.search(before) or after[:1] in ("/", "(", "-")
    whole = number.value == int(number.value) and YEAR.fullmatch(amount.text) is None
    return plain and whole and not marked and before[-1:] not in ("/", "-", "(")


def _is_beside(before: str, after: str, asked: Sought) -> bool:
    """Whether what is counted is said within a few words of the count."""
    near = " ".join([*before.split()[-BESIDE:], *after.split()[:BESIDE]])
    return not set(terms(near)).isdisjoint(asked.terms)


def _clause(text: str, amount: Amount) -> tuple[str, str]:
    """The words of its clause before and behind an amount."""
    before, after = text[: amount.start], text[amount.stop :]
    if "respectively" in after:
        return before, after
    bounds = list(BOUND.finditer(text))
    start = max((each.end() for each in bounds if each.end() <= amount.start), default=0)
    stop = min((each.start() for each in bounds if each.start() >= amount.stop), default=len(text))
    return text[start : amount.start], text[amount.stop : stop]


def _value(told: Told) -> Decimal:
    """Rounded to three digits, as sentences round."""
    value = abs(told.amount.number.value)
    return Decimal(f"{value:.3g}")


def _reading(told: Told, asked: Sought) -> Reading:
    number = told.amount.number
    unit = "percent" if number.percent else number.currency
    if PER_SHARE in asked.kinds:
        unit = f"{unit}/share"
    source = Source(
        told.amount.text, number.value, unit, told.document, told.line, cut(told.sentence),
        _said_period(told.sentence),
    )  # fmt: skip
    return Reading(source, negated=False)


def _said_period(sentence: str) -> str:
    """The one period that a sentence names."""
    named = asked_periods(sentence)
    return sentence[named[0].start : named[0].stop].strip() if len(named) == 1 else ""
