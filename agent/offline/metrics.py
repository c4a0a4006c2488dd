"""Line items and ratios by the names people use for them, matched by words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Statement = Literal["balance", "income", "cash flow", "tax"]
RatioUnit = Literal["percent", "ratio", "days", "currency"]

# Words that change nothing about which line is meant.
IDLE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "our",
        "its",
        "in",
        "for",
        "and",
        "to",
        "on",
        "total",
        "amount",
        "net",
        "reported",
    ]
)


@dataclass(frozen=True, slots=True)
class Metric:
    """A line item: its names, the concepts filers tag it with (best first), and its statement."""

    id: str
    names: tuple[str, ...]
    concepts: tuple[str, ...]
    statement: Statement | None
    """None for a row that is known by its words alone."""
    instant: bool
    outflow: bool = False
    """A payment: printed negative, asked about as an amount."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A measure computed from line items; its formula is in the words of `formula.parse`."""

    id: str
    names: tuple[str, ...]
    formula: str
    unit: RatioUnit


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Line items and ratios by name."""

    metrics: tuple[Metric, ...]
    ratios: tuple[Ratio, ...]


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a label in one canonical form: lower case, "&" kept inside words, plurals cut.

    >>> words("Purchases of property, plant & equipment – net")
    ('purchase', 'of', 'property', 'plant', 'and', 'equipment', 'net')
    """
    plain = re.sub(r"['’`]s?\b|['’`]", "", text.lower()).replace(" & ", " and ")
    found = re.findall(r"[a-z]+(?:&[a-z]+)+|[a-z]+|\d+(?:\.\d+)?", plain.replace("-", " "))
    return tuple(singular(word) for word in found)


def singular(word: str) -> str:
    """Cut an English plural; "expenses" and "expense", "liabilities" and "liability" agree."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def find_metric(label: str, metrics: Iterable[Metric]) -> Metric | None:
    """The line item that `label` names as a whole; None when words of substance are left over."""
    asked = words(label)
    exact = [m for m in metrics if any(words(name) == asked for name in m.names)]
    if exact:
        return min(exact, key=lambda metric: len(metric.names))  # fewest names: most specific
    core = _core(asked)
    loose = [m for m in metrics if core and any(_core(words(name)) == core for name in m.names)]
    return loose[0] if len(loose) == 1 else None


def _core(found: Iterable[str]) -> frozenset[str]:
    return frozenset(found) - IDLE
