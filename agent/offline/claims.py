"""What a sentence says is owed: its amounts, judged by the words around each.

A sentence about leases may hold a cost, a payment, last year's figure and the obligation itself;
only the last is a claim. Rules look at the words next to an amount first, then at the sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent.offline.metrics import words
from agent.offline.periods import asked_periods
from agent.offline.phrases import (
    AFTERWARDS,
    CHANGED_BY,
    COUNTED,
    EARLIER,
    LESS,
    MORE,
    MOVED,
    OTHER,
    OWED,
    PART,
    RANGE,
    TOTAL,
)
from agent.offline.sentences import Sentence
from ingest.numbers import parse_number

AMOUNT = re.compile(
    r"(?:US)?\$\s?\d+(?:,\d{3})*(?:\.\d+)?(?:\s(?:thousand|million|billion)\b)?"
    r"|\b\d+(?:,\d{3})*(?:\.\d+)?\s(?:thousand|million|billion)\b(?:\sdollars)?"
)


BEFORE_FOREIGN = re.compile(
    r"(?:[€£¥₹₩]|\b(?:EUR|GBP|CHF|CAD|BRL|JPY|CNY|RMB|INR))\s?$"
    r"|\b(?:R|C|CA|A|AU|NZ|HK|NT|Mex)$"  # of a dollar sign or one of reais
)
AFTER_FOREIGN = re.compile(
    r"\s(?:euros?|pounds?|yen|reais|yuan|rupees|won|francs?|pesos|Canadian|Australian|EUR|GBP"
    r"|CHF|CAD|AUD|BRL|JPY|CNY|RMB|INR)\b",
    re.I,
)
SCALE = re.compile(r"thousand|million|billion")
OF_ANOTHER = re.compile(r"\([^()]*$")
"""Behind an amount: a parenthesis that holds the next one, "(2022: $61 million)"."""
DUE = re.compile(r"\s*(?:due )?(?:in|during|for) (?:fiscal (?:year )?)?(20\d\d)\b", re.I)
UNDISCOUNTED = re.compile(
    r"\bundiscounted\b|\b(?:minimum|future) (?:\w+ ){0,2}payments\b[^.;$]*$", re.I
)
"""Payments before discounting are more than what is owed."""
DENIED = re.compile(r"\b(?:not|none|neither|nor)\b[^.;]*$", re.I)
PAID = re.compile(r"\b(?P<what>\w+ )?payments? (?:of|for)\s*$", re.I)
OF_RENT = re.compile(r"lease|rental|minimum|future|remaining|fixed|undiscounted", re.I)
FREED = re.compile(r"\b(?:releas|reliev|discharg|free)\w+ (?:us|the company) from\s*$", re.I)
EARLY = 5  # the last month of fiscal years that may be named after the calendar year before
BARE = 100_000
"""Dollars; a smaller amount without a word of scale is in one that is said elsewhere, "in millions"
at the head of the note, or is a rate: nobody owes the digits."""
HISTORY = 31
"""Days before the balance-sheet date from which on an event is an old one."""
KIND = re.compile(
    r"\b(operating|finance|capital)\b(?= (?:and|or|lease|leases|obligation|liabilit))"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount that a sentence says is owed."""

    text: str
    """As printed: "$2.0 billion"."""
    value: Decimal
    sentence: Sentence
    score: float
    """How surely it is the obligation itself; above 0."""
    start: int = 0
    """Where the amount stands in the sentence."""
    quote: str = ""
    """What is quoted for it: the sentence, or the label of a table row."""
    kind: str = ""
    """One kind, operating or finance, that the amount is of alone."""
    period: str = ""
    """Of its column, where it stands in a table with several."""
    scope: str = ""
    """The head of its column, where that names a part or the whole."""
    named: bool = True
    """The words next to the amount name the topic, not only the sentence or the note."""

    @property
    def line(self) -> int:
        """Where it stands."""
        return self.sentence.line


def is_about(text: str, topic: frozenset[str]) -> bool:
    """Whether a text speaks of the topic: all its words, in any form.

    >>> is_about("Our leased stores", frozenset({"lease"}))
    True
    """
    found = words(text)
    return all(any(word.startswith(_stem(each)) for word in found) for each in topic)


def _stem(word: str) -> str:
    """A word without the ending that inflection changes."""
    return word[:-1] if word.endswith(("e", "y")) and len(word) > 4 else word


def claims(sentence: Sentence, topic: frozenset[str], end: date | None) -> list[Claim]:
    """Amounts of a sentence that are owed on the topic, best first.

    `end` is the balance-sheet date: amounts said to be of an earlier year are not claims.
    """
    if not is_about(sentence.paragraph, topic):
        return []
    near = 1.0 if is_about(sentence.text, topic) else 0.0
    found = [
        Claim(
            text,
            value,
            sentence,
            score + near,
            start,
            sentence.text,
            kind_of(before) or kind_of(_of_what(after)),
            named=is_about(before, topic) or is_about(_of_what(after), topic),
        )
        for text, value, start, before, after in amounts(sentence.text)
        if (score := _score(sentence.text, before, after, end)) > 0
    ]
    return sorted(found, key=lambda claim: (-claim.score, claim.start))


def _of_what(after: str) -> str:
    """What an amount is said to be of: "$1.4 billion of lease obligations"."""
    match = re.match(r"\s*(?:of|in|for|under)\s+((?:[\w-]+\s*){1,5})", after)
    return match[1] if match else ""


def kind_of(words_before: str) -> str:
    """The kind of obligation that words name: "" for none, or for several together.

    >>> kind_of("and finance lease liabilities of "), kind_of("operating and finance leases")
    ('finance', '')
    """
    kinds = {("finance" if k == "capital" else k) for k in KIND.findall(words_before.lower())}
    return kinds.pop() if len(kinds) == 1 else ""


def amounts(text: str) -> Iterator[tuple[str, Decimal, int, str, str]]:
    """Each amount with the words before it (back to the amount before) and after it."""
    matches = list(AMOUNT.finditer(text))
    for at, match in enumerate(matches):
        number = parse_number(match.group())
        if number is None or (number.value < BARE and not SCALE.search(match.group())):
            continue
        if is_foreign(text, match):
            continue
        left = matches[at - 1].end() if at else 0
        right = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        yield (
            match.group(),
            number.value,
            match.start(),
            text[left : match.start()],
            text[match.end() : right],
        )


def is_foreign(text: str, amount: re.Match[str]) -> bool:
    """Whether an amount is in another currency than dollars: it cannot be added to any in them.

    >>> said = "A fine of €798 million"
    >>> is_foreign(said, AMOUNT.search(said))
    True
    """
    before, after = text[: amount.start()], text[amount.end() :]
    return bool(BEFORE_FOREIGN.search(before) or AFTER_FOREIGN.match(after))


def _score(text: str, before: str, after: str, end: date | None) -> float:
    """Positive when the words next to an amount make it an obligation of the asked time."""
    if any(words.search(before) for words in (MOVED, EARLIER)):
        return 0.0
    if RANGE.search(before) and not FREED.search(before):
        return 0.0
    paid = PAID.search(before)
    if paid and not OF_RENT.search(paid["what"] or ""):
        return 0.0
    if _other_year(before, after, end) or _due_later(after, end):
        return 0.0
    if end is not None and CHANGED_BY.search(before):
        return 0.0
    clause_after = re.split(r"[,;]|\band\b|\bfor (?:a|an|total)\b", after, maxsplit=1)[0]
    owed = _last(OWED, before)
    other = _last(OTHER, before)
    score = 0.0
    if owed >= 0:
        score = 2.0 if owed > other else 0.5
    elif OWED.search(clause_after):
        score = 1.5
    elif other < 0 and OWED.search(text):
        score = 0.5
    if other > owed or (owed < 0 and OTHER.search(clause_after)):
        score -= 1.0
    if PART.search(before):
        score -= 1.0
    if UNDISCOUNTED.search(before):
        score -= 0.75
    if TOTAL.search(before) or TOTAL.search(text[: len(text) // 2]):
        score += 0.5
    return score


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match begins, -1 if there is none."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _other_year(before: str, after: str, end: date | None) -> bool:
    """Whether the amount is said to be of a year that closed before the balance-sheet date."""
    if end is None:
        return False
    clause = (
        re.split(r"[;(]|,\s(?!\d{4})|\band\b", before)[-1]
        + " "
        + re.split(r"[;,)]\s(?!\d{4})|\band\b", OF_ANOTHER.sub("", after))[0]
    )
    years = [a.period.end.year if a.period.end else a.period.year for a in asked_periods(clause)]
    known = [year for year in years if year is not None]
    early = end.month <= EARLY and "fiscal" in clause.lower()  # fiscal 2023 may end in February
    return bool(known) and max(known) < end.year - early


def _due_later(after: str, end: date | None) -> bool:
    """Whether the amount falls due in a later year, one of a list: "$13 million in 2031"."""
    due = DUE.match(after)
    return due is not None and end is not None and int(due[1]) > end.year


def sign_of_event(claim: Claim) -> int:
    """1 when the event adds to what is owed, -1 when it ends it, 0 when the words do not say.

    The sentence decides; if it is silent, its paragraph does.
    """
    for text in (claim.sentence.text, claim.sentence.paragraph):
        less, more = LESS.search(text), MORE.search(text)
        if less and not more:
            return -1
        if more and not less:
            return 1
        if less and more:
            return -1 if less.start() < more.start() else 1
    return 0


def is_history(sentence: Sentence, end: date | None, fiscal_year: int | None) -> bool:
    """Whether every time a sentence names lies before the year that the balance sheet closes."""
    if end is None or AFTERWARDS.search(sentence.text):
        return False
    times = [asked.period for asked in asked_periods(sentence.text)]
    return bool(times) and all(
        (time.end is not None and (end - time.end).days > HISTORY)
        or (time.end is None and (time.year or end.year) < (fiscal_year or end.year))
        for time in times
    )


def already_counted(claim: Claim) -> bool:
    """Whether the sentence says that its amount is part of one stated elsewhere."""
    return is_counted(claim.sentence.text)


def is_counted(text: str) -> bool:
    """The same of a text: "included in the amounts above", but not "none of it is counted there".

    >>> is_counted("It is included in Note 4."), is_counted("None of which is counted in Note 4.")
    (True, False)
    """
    match = COUNTED.search(text)
    return match is not None and DENIED.search(text[: match.start()]) is None


def happened_after(sentence: Sentence, end: date | None) -> bool:
    """Whether a sentence tells of an event after the balance-sheet date."""
    if AFTERWARDS.search(sentence.text):
        return True
    days = [a.period.end for a in asked_periods(sentence.text) if a.period.end]
    return end is not None and any(day > end for day in days)
