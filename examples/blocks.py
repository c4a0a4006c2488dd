"""What a filing is made of before it is markup: headings, paragraphs, tables, tagged figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Literal


@dataclass(frozen=True, slots=True)
class When:
    """The context of a figure: an instant, or a duration when it has a start."""

    end: date
    start: date | None = None
    members: tuple[tuple[str, str], ...] = ()
    """(axis, member), both with prefix."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed and, when it has a concept and a context, tagged."""

    value: Decimal | int
    """In units of `scale`, signed as the concept has it."""
    concept: str = ""
    when: When | None = None
    unit: str = "usd"
    scale: int = 6
    places: int = 0
    """Digits after the point."""
    negated: bool = False
    """Printed with the opposite sign, as an outflow is."""

    @property
    def shown(self) -> Decimal:
        """The number as printed, signed."""
        value = -Decimal(self.value) if self.negated else Decimal(self.value)
        return value.quantize(Decimal(1).scaleb(-self.places))

    @property
    def digits(self) -> str:
        """The printed digits without sign; a dash for nothing."""
        return f"{abs(self.shown):,}" if self.shown else "—"


@dataclass(frozen=True, slots=True)
class Word:
    """Words that are tagged, as those of a cover page are."""

    text: str
    concept: str
    when: When


Line = tuple[str | Figure | Word, ...]
Cell = Figure | str | None
Look = Literal["plain", "bullet", "center", "small", "bold", "italic", "strong-center"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is a part, 2 an item, 3 a note or a bold side head, 4 an italic one."""

    text: str
    level: int
    anchor: str = ""
    listed: bool = False
    """In the table of contents."""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    line: Line
    look: Look = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `money` puts a currency sign before its figures."""

    label: str
    cells: tuple[Cell, ...] = ()
    money: bool = False
    total: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: over-heads ("Fiscal Year"), one head a column, rows."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    corner: str = ""
    """Above the labels: "(In millions)"."""
    over: str = ""
    wide: bool = False
    """Words in the cells rather than numbers."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents; `render` fills in the pages."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Para | Grid | Contents | NewPage


def say(text: str) -> Line:
    """A line without figures."""
    return (text,)


Slot = str | int | Figure | Word | Line


def fill(template: str, slots: Mapping[str, Slot]) -> Line:
    """Put words and figures into the {slots} of a template."""
    parts: list[str | Figure | Word] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            value = slots[name]
            parts += value if isinstance(value, tuple) else (_part(value),)
    return join(parts)


def join(parts: Iterable[str | Figure | Word]) -> Line:
    """One line of many parts; neighbouring words become one."""
    joined: list[str | Figure | Word] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def _part(value: str | int | Figure | Word) -> str | Figure | Word:
    return str(value) if isinstance(value, int) else value


def plain(line: Line) -> str:
    """The words of a line as a reader sees them."""
    return "".join(map(_words, line))


def _words(part: str | Figure | Word) -> str:
    match part:
        case Figure():
            return part.digits
        case Word(text):
            return text
        case _:
            return part
