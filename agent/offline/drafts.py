"""Drafts of answers: the arguments of the `answer` tool, built from what was found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.offline.plan import Draft
from agent.tie_out import told
from ingest.document import Column


@dataclass(frozen=True, slots=True)
class Source:
    """A figure with the line it stands on."""

    text: str
    """As printed: "(9,958)", "$2.0 billion"."""
    value: Decimal
    """Full units, signed as printed."""
    unit: str | None
    document: str
    line: int
    quote: str
    """The whole line, or the sentence that says it."""
    period: str = ""
    scope: str = ""


def column_words(column: Column) -> str:
    """The period of a column as checks understand it: its days where known, else its header."""
    years = set(re.findall(r"(?:19|20)\d\d", column.header))
    return told(column.period) if column.period.end and len(years) < 2 else column.header


def figure(name: str, source: Source) -> dict[str, object]:
    """A figure read from a line."""
    return {
        "id": name,
        "text": source.text,
        "value": plain(source.value),
        "unit": source.unit,
        "period": source.period or None,
        "scope": source.scope or None,
        "document": source.document,
        "line": source.line,
    }


def computed(name: str, expression: str, value: Decimal, unit: str | None) -> dict[str, object]:
    """A figure computed from others by their ids."""
    return {
        "id": name,
        "text": said(value, unit),
        "value": plain(value),
        "unit": unit,
        "expression": expression,
    }


def citation(source: Source) -> dict[str, object]:
    """The line a figure stands on, quoted."""
    return {
        "document": source.document,
        "lines": [source.line, source.line],
        "quote": source.quote,
    }


def draft(
    status: str,
    answer: str,
    *,
    value: str | None = None,
    unit: str | None = None,
    figures: Sequence[dict[str, object]] = (),
    citations: Sequence[dict[str, object]] = (),
    chain: Sequence[dict[str, object]] = (),
    open_threads: Sequence[str] = (),
) -> Draft:
    """The arguments of `answer`, all of them."""
    return {
        "status": status,
        "answer": answer,
        "value": value,
        "unit": unit,
        "figures": list(figures),
        "citations": list(citations),
        "chain": list(chain),
        "open_threads": list(open_threads),
    }


def plain(value: Decimal) -> str:
    """A decimal string without exponent or trailing zeros behind a point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def said(value: Decimal, unit: str | None) -> str:
    """A value as a sentence says it: "$6.5 billion", "2.93 percent", "10.13 USD/share"."""
    sign = "-" if value < 0 else ""
    size = abs(value)
    if unit == "percent":
        return f"{sign}{size:.2f}%"
    money = "$" if unit == "USD" else ""
    tail = "" if unit in ("USD", None) else f" {unit}"
    for word, scale in (("billion", 10**9), ("million", 10**6)):
        if size >= scale and "/" not in (unit or ""):
            return f"{sign}{money}{plain(size / scale)} {word}{tail}"
    return f"{sign}{money}{size:,}{tail}"
