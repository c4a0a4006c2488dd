"""What a printed figure is worth: full units, signed as printed, with its unit.

The nearest words win: the cell's own "%" or "million", then the column's header, then the row's
label, then what the table says of itself. A tag on the cell knows better than all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.document import Fact
from ingest.grid import Piece
from ingest.numbers import Number
from ingest.periods import is_period
from ingest.units import Units, stated_units, unit_in


@dataclass(frozen=True, slots=True)
class Words:
    """What a few words promise of the figures they rule."""

    text: str
    kind: str | None
    """As `unit_in` says."""
    stated: Units | None
    """The scale they state themselves: "Shares (in thousands)"."""

    @classmethod
    def of(cls, text: str, *, column: bool = False) -> "Words":
        """Read `text`, which stands over a column or before a row."""
        text = text[:LONGEST]
        return cls(text, unit_in(text, column=column), stated_units(text))


@dataclass(frozen=True, slots=True)
class Context:
    """The words that rule a cell, and what holds where they are silent."""

    column: Words
    label: Words
    section: Words
    """The nearest row above that is a label and nothing else, if this row stands under it."""
    caption: Words
    units: Units
    percents: bool = False
    """The column prints "%" at its first and its last figure, as others print "$"."""


def figure(
    piece: Piece, context: Context, tags: Mapping[str, Fact]
) -> tuple[Decimal | None, str | None]:
    """Value and unit of a cell; None and None where there is no number."""
    number = piece.number
    tagged = next((tags[id] for id in piece.facts if id in tags and fits(tags[id], number)), None)
    if tagged is not None and tagged.value is not None:
        return tagged_figure(number, tagged.value, tagged.unit)
    if number is None:
        return None, None
    return printed_figure(piece.text, number, context)


def fits(fact: Fact, number: Number | None) -> bool:
    """Whether the tag is of the number printed: the same digits, any power of ten apart."""
    if fact.value is None:
        return False
    if number is None:
        return fact.value == 0
    return digits(fact.value) == digits(number.value)


def digits(value: Decimal) -> tuple[int, ...]:
    """The significant digits, without zeros at either end."""
    return value.normalize().as_tuple().digits


def tagged_figure(
    number: Number | None, value: Decimal, unit: str | None
) -> tuple[Decimal | None, str | None]:
    """The tag's size and unit under the printed sign; a tagged share of one stays as printed."""
    if number is None:
        return value, unit
    if number.percent:
        return number.value, "percent"
    return abs(value) * (-1 if number.value < 0 else 1), unit


def printed_figure(
    text: str, number: Number, context: Context
) -> tuple[Decimal | None, str | None]:
    """Value and unit by the words around a number that has no tag."""
    if number.percent:
        return number.value, "percent"
    currency = number.currency or context.units.unit
    if number.scale != 1:
        return number.value, currency
    if number.currency is None and 1900 < number.value < 2100 and is_period(text):
        return number.value, None  # a year
    kind = kind_of(number, context)
    own = context.column.stated or context.label.stated
    if kind == "share":
        return number.value, f"{currency or 'USD'}/share"
    if kind == "shares":
        return number.value * shares_factor(context), "shares"
    if kind is None and (context.units.percent or context.percents) and number.currency is None:
        kind = "percent"
    if kind in ("percent", "ratio") or text.endswith("x"):
        return number.value, kind or "ratio"
    if kind == "count":
        return number.value * (own.scale if own else 1), None
    value = number.value * (own or context.units).scale
    return (value, currency) if abs(value) < MOST_MONEY else (number.value, None)


def kind_of(number: Number, context: Context) -> str | None:
    """The kind of figure that column, row and section promise, the nearest that can be true."""
    for words in (context.column, context.label, context.section, context.caption):
        kind = words.kind
        if kind == "share":
            # under a heading of amounts a share also stands what they come from, without cents
            far = words is context.section or words is context.caption
            kind = None if far and number.decimals < 2 else kind
        elif number.currency is not None or words is context.caption:
            kind = None
        if kind is not None:
            return kind
    return None


def shares_factor(context: Context) -> int:
    """What a count of shares is multiplied by."""
    for words in (context.column, context.label, context.section):
        if words.stated and words.stated.unit:
            continue  # "Three months ended June 30 (Millions of dollars)" speaks of money
        if (match := OWN_SCALE.search(words.text)) and (own := stated_units(match.group())):
            return own.scale
    return context.units.shares


def tagged_units(lines: Iterable[Sequence[Piece]], tags: Mapping[str, Fact]) -> Units | None:
    """The scale that most tagged amounts of a table have, None without one."""
    found = Counter(
        (factor, fact.unit)
        for pieces in lines
        for piece in pieces
        for fact in (tags[id] for id in piece.facts if id in tags)
        if fact.value
        and fact.unit
        and len(fact.unit) == 3
        and (number := piece.number)
        and number.value
        and (factor := abs(fact.value / number.value)) in FACTORS
    )
    if not found:
        return None
    (factor, unit), _ = found.most_common(1)[0]
    return Units(int(factor), unit, int(factor))


def printed_currency(lines: Iterable[Sequence[Piece]]) -> str | None:
    """The currency most often printed beside a number."""
    found = Counter(
        number.currency
        for pieces in lines
        for piece in pieces
        if (number := piece.number) and number.currency
    )
    return found.most_common(1)[0][0] if found else None


def percent_columns(lines: Iterable[Sequence[tuple[int, int, Piece]]]) -> set[int]:
    """The columns whose first and last figures are percentages."""
    first: dict[int, bool] = {}
    last: dict[int, bool] = {}
    for line in lines:
        for column, _, piece in line:
            number = piece.number if column else None
            if number is not None:
                first.setdefault(column, number.percent)
                last[column] = number.percent
    return {column for column in first if first[column] and last[column]}


MOST_MONEY = 10**15  # in any currency: what is more is a count, and the scale is not its own
LONGEST = 1_000  # characters of a label: the patterns must not run on without an end
FACTORS = (1, 1_000, 1_000_000, 1_000_000_000)
OWN_SCALE = re.compile(r"(?i)\(?(?:in\s+)?(?:thous\.|thousands|millions|billions|000)['’]?s?\)?")
