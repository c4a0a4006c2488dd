"""facts: tagged (XBRL) figures of a document, or those read from its tables where none are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from store.tables import StoredFact
from tools.desk import Desk
from tools.sizes import fit
from tools.table import likeness, words


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that fit, totals before parts, the latest period first."""

    facts: tuple[StoredFact, ...]
    total: int = 0

    def show(self) -> str:
        """A line a fact: concept, value, unit, period, dimensions, line."""
        if not self.facts:
            return "No fact fits; older filings carry no tags. Next: table or grep."
        fitted = fit(_lines(self.facts))
        hidden = max(0, self.total - len(self.facts)) + fitted.left
        more = f" {hidden} not shown: give concept, label or end." if hidden else ""
        head = f"{max(self.total, len(self.facts))} facts:"
        return "\n".join((head, *fitted.lines, f"Next: read the line a fact stands on.{more}"))


def facts(
    desk: Desk,
    document: str,
    concept: str | None = None,
    label: str | None = None,
    end: str | None = None,
    limit: int = 50,
    dimension: str | None = None,
    about: str | None = None,
) -> Facts:
    """Look up facts: exact values with unit, period, dimensions and line.

    Filings with XBRL give their tagged facts; older ones the figures of their tables whose unit
    and period are certain, by label alone.

    `document` is an id.

    `concept` is a concept's name, with or without prefix, e.g. "us-gaap:Goodwill" or "Goodwill".

    `label` is the wording of the row the figure is printed in, e.g. "total current assets".

    `end` is the last day of the period, "2024-12-31", or a year, "2024".

    `limit` is the number of facts, up to 200.

    `dimension` is a part of the name of an axis or a member, e.g. "EuropeMember"; "none" gives
    totals alone.

    `about` are words of what is asked, or their beginnings, with other words for the same thing;
    facts with most of them in label, concept or members come first, those with none are left out.
    """
    stored = desk.document(document)
    fitting = [
        fact
        for fact in desk.library.facts(stored.id)
        if (not concept or _is_concept(fact, concept))
        and (not end or _ends(fact, end))
        and (not dimension or _has(fact, dimension))
    ]
    if label:
        wanted = words(label)
        scored = [(likeness(wanted, words(fact.label)), fact) for fact in fitting]
        best = max((score for score, _ in scored), default=0.0)
        fitting = [fact for score, fact in scored if score > 0 and score >= best / 2]
        fitting.sort(key=lambda fact: -likeness(wanted, words(fact.label)))
    elif about:
        counted = [(_mentions(about.casefold().split(), fact), fact) for fact in fitting]
        counted = sorted((each for each in counted if each[0]), key=lambda each: -each[0])
        fitting = [fact for _, fact in counted]
    else:
        fitting.sort(key=_order)
    return Facts(tuple(fitting[: max(1, min(limit, 200))]), len(fitting))


def _is_concept(fact: StoredFact, concept: str) -> bool:
    have, wanted = fact.concept.casefold(), concept.strip().casefold()
    return have == wanted or (":" not in wanted and have.rsplit(":", 1)[-1] == wanted)


def _has(fact: StoredFact, dimension: str) -> bool:
    wanted = dimension.strip().casefold()
    if wanted == "none":
        return not fact.dimensions
    return any(wanted in name.casefold() for pair in fact.dimensions for name in pair)


def _mentions(beginnings: list[str], fact: StoredFact) -> int:
    """How many words of a fact begin with one of these."""
    members = [standard_label(member) for _, member in fact.dimensions]
    said = " ".join([fact.label, standard_label(fact.concept), *members]).casefold()
    starts = tuple(beginnings)
    return sum(word.startswith(starts) for word in set(re.findall(r"[^\W_]+", said)))


@lru_cache(maxsize=16384)
def standard_label(concept: str) -> str:
    """The words of a concept's name, for the taxonomy with its labels is not in the file.

    >>> standard_label("us-gaap:IncomeTaxExpenseBenefit")
    'Income Tax Expense Benefit'
    """
    name = concept.rpartition(":")[2]
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name))


def _ends(fact: StoredFact, end: str) -> bool:
    return fact.end is not None and fact.end.isoformat().startswith(end.strip())


def _order(fact: StoredFact) -> tuple[int, int]:
    return len(fact.dimensions), -(fact.end or date.min).toordinal()


def _named(fact: StoredFact) -> str:
    if not fact.tagged:
        return "untagged"
    said = standard_label(fact.concept)
    return f"{fact.concept} ({said})" if " " in said else fact.concept


def _lines(facts: tuple[StoredFact, ...]) -> Iterator[str]:
    for fact in facts:
        value = fact.value if fact.value is not None else fact.text
        period = f"{fact.start} to {fact.end}" if fact.start else f"at {fact.end}"
        parts = ", ".join(f"{axis}={member}" for axis, member in fact.dimensions)
        where = f"line {fact.line}, page {fact.page}" if fact.line else "not displayed"
        yield (
            f"  {_named(fact)} = {value} {fact.unit or ''} ({period})"
            f"{f' [{parts}]' if parts else ''}"
            f" “{fact.label}” printed {fact.text!r}, {where}"
        )
