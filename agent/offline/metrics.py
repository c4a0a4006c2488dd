"""Line items by the names people use for them: metrics.toml, matched by words."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Statement = Literal["balance", "income", "cash flow", "tax"]

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
    unit: Literal["percent", "ratio", "days", "currency"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Line items and ratios by name."""

    metrics: tuple[Metric, ...]
    ratios: tuple[Ratio, ...]


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """The reviewed vocabulary, or the one in `path`: [[metric]] and [[ratio]] tables."""
    text = (path or Path(__file__).with_name("metrics.toml")).read_text("utf-8")
    ratios = tuple(
        Ratio(entry["id"], tuple(entry["names"]), entry["formula"], entry["unit"])
        for entry in tomllib.loads(text)["ratio"]
    )
    return Vocabulary(load_metrics(path), ratios)


def load_metrics(path: Path | None = None) -> tuple[Metric, ...]:
    """The reviewed vocabulary, or the one in `path`."""
    text = (path or Path(__file__).with_name("metrics.toml")).read_text("utf-8")
    return tuple(
        Metric(
            id=entry["id"],
            names=tuple(entry["names"]),
            concepts=tuple(entry["concepts"]),
            statement=entry.get("statement"),
            instant=entry["period"] == "instant",
            outflow=entry.get("sign") == "outflow",
        )
        for entry in tomllib.loads(text)["metric"]
    )


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
