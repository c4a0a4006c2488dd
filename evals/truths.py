"""Figures of filings that are known to be right, without the verifier, for planting errors.

They are taken from two places that share nothing with the verifier: from tagged facts (value,
unit and period as the filer meant them), and, where nothing is tagged, from rows under a plain
line of years, read here by a few lines of code. Everything is drawn with a seed.
"""

import random
import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice, takewhile

from store.library import Library
from store.tables import StoredDocument, StoredFact

NUMBER = re.compile(r"\$?\s?\(?\s?\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?\)?")
YEAR = re.compile(r"(?:19|20)\d\d")
SCALE = re.compile(r"(?i)\bin (thousands|millions|billions)\b")
SCALES = {"thousands": 1_000, "millions": 1_000_000, "billions": 1_000_000_000}
COUNTED = re.compile(
    r"(?i)\b(?:per|shares?|percent\w*|rate|ratio|number|employees|units|stores|outstanding"
    r"|weighted|basic|dilut\w*|options|stock|years|months|days|life|lives)\b|%"
)
"""Labels of rows that are likely not in the scale of their table."""
NAMES = tuple(month_name)[1:]
ABOVE = 12
"""Lines above a table in which its scale is looked for."""
NEAR = (-2, -1, 1, 2, 7)
"""How far from its own the wrong lines are that a figure is said to stand on."""
EACH = 12
"""Truths taken of one document, so that large filings do not outweigh the others."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as a row prints it."""

    text: str
    value: Decimal
    """In full units, signed as printed."""
    period: str
    """In words that name this column and no other of the row."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A figure of a filing and what stands around it."""

    document: str
    company: str
    line: int
    row: str
    """The whole line."""
    label: str
    unit: str
    here: Printed
    others: tuple[Printed, ...]
    """Other figures of the row, of other periods."""
    turned: bool = False
    """The filer tags the other sign than the printed one."""
    repeated: frozenset[int] = frozenset()
    """Which of the lines NEAR it print the same figure."""
    winter: bool = False
    """The fiscal year ends in January or February: its years go by two numbers."""


def truths(library: Library, rng: random.Random) -> list[Truth]:
    """Figures of all documents, tagged or not, in an order the seed decides."""
    found: list[Truth] = []
    for document in library.documents():
        of_one = list(tagged(library, document, rng) or plain(library, document))
        lines = library.lines(document.id)
        drawn = rng.sample(of_one, min(EACH, len(of_one)))
        found += (replace(truth, repeated=repeated(truth, lines)) for truth in drawn)
    rng.shuffle(found)
    return found


def repeated(truth: Truth, lines: Sequence[str]) -> frozenset[int]:
    """Which of the lines near a figure print it, too: "Ending balance", say, of another table."""
    wanted, at = digits_of(truth.here.text), truth.line - 1
    near = {by: lines[at + by] for by in NEAR if 0 <= at + by < len(lines)}
    return frozenset(by for by, line in near.items() if wanted in map(digits_of, cells_of(line)))


def tagged(library: Library, document: StoredDocument, rng: random.Random) -> list[Truth]:
    """Rows whose cells are facts of one concept without dimensions, each of another period."""
    rows: dict[tuple[str, int], list[StoredFact]] = defaultdict(list)
    for fact in library.facts(document.id):
        if fact.tagged and fact.table and fact.line and fact.end and fact.value is not None:
            rows[fact.table, fact.line].append(fact)
    lines = library.lines(document.id)
    found: list[Truth] = []
    for (_, line), facts in rows.items():
        if len({fact.concept for fact in facts}) == 1 and not any(f.dimensions for f in facts):
            found += _of_row(document, line, lines[line - 1], facts, rng)
    return found


def _of_row(
    document: StoredDocument, line: int, row: str, facts: Sequence[StoredFact], rng: random.Random
) -> Iterator[Truth]:
    cells = cells_of(row)
    shown: list[tuple[StoredFact, Printed]] = []
    for fact in facts:
        same = [cell for cell in cells[1:] if digits_of(cell) == digits_of(fact.text)]
        if len(same) != 1 or not re.fullmatch(r"[A-Z]{3}(/shares)?", fact.unit or ""):
            return
        value = abs(Decimal(fact.value or 0))
        negative = "(" in same[0] or same[0].lstrip("$ ").startswith(("-", "−", "–"))
        said = _said(fact.start, fact.end or date.min, rng)
        shown.append((fact, Printed(same[0], -value if negative else value, said)))
    for fact, here in shown:
        others = tuple(
            o for f, o in shown if f is not fact and o.value and abs(o.value) != abs(here.value)
        )
        if here.value:
            turned = Decimal(fact.value or 0) != here.value
            yield _truth(document, line, row, fact.unit or "", here, others, turned=turned)


def _truth(
    document: StoredDocument,
    line: int,
    row: str,
    unit: str,
    here: Printed,
    others: tuple[Printed, ...],
    *,
    turned: bool = False,
) -> Truth:
    company = document.company or document.id
    label = cells_of(row)[0]
    winter = document.period_end is not None and document.period_end.month <= 2
    return Truth(
        document.id, company, line, row, label, unit, here, others, turned=turned, winter=winter
    )


def plain(library: Library, document: StoredDocument) -> Iterator[Truth]:
    """Rows of figures under a line of years, where the words above say the scale.

    Tables with a percent sign in them, or just above, are left alone: rows of shares look alike.
    """
    lines = library.lines(document.id)
    years: list[str] = []
    for number, line in enumerate(lines, start=1):
        cells = cells_of(line) if line.startswith("|") else []
        heads = [cell for cell in cells[1:] if cell]
        if len(heads) > 1 and all(YEAR.fullmatch(cell) for cell in heads):
            above = _of_one_table(lines[max(0, number - ABOVE) : number])
            years, scale = heads, _scale([*above, *_table_below(lines, number)])
        elif not cells:
            years = []
        elif years and scale and len(cells) == len(years) + 1 and len(set(years)) == len(years):
            yield from _of_plain_row(document, number, line, years, scale)


def _of_plain_row(
    document: StoredDocument, number: int, line: str, years: Sequence[str], scale: int
) -> Iterator[Truth]:
    label, *cells = cells_of(line)
    if not label or COUNTED.search(label) or not all(NUMBER.fullmatch(cell) for cell in cells):
        return
    if any(re.search(r"\.\d\d", cell) for cell in cells):
        return  # dollars and cents in a table of millions: an amount per something
    shown = [Printed(c, value_of(c) * scale, y) for c, y in zip(cells, years, strict=True)]
    for here in shown:
        others = tuple(o for o in shown if o.value and abs(o.value) != abs(here.value))
        if here.value:
            yield _truth(document, number, line, "USD", here, others)


def _of_one_table(above: Sequence[str]) -> list[str]:
    """Lines above a table and its own rows; another table's scale is not its own.

    >>> _of_one_table(["| Shares (in thousands) |", "Gains, in millions:", "| | 2015 | 2014 |"])
    ['Gains, in millions:', '| | 2015 | 2014 |']
    """
    own = list(takewhile(lambda line: line.startswith("|"), reversed(above)))
    before = [line for line in above[: len(above) - len(own)] if not line.startswith("|")]
    return [*before, *reversed(own)]


def _table_below(lines: Sequence[str], number: int) -> Iterator[str]:
    """The rows of the table that goes on below a line."""
    return takewhile(lambda line: line.startswith("|"), islice(lines, number, None))


def _scale(lines: Sequence[str]) -> int:
    """What the words around a table multiply by; 0 where they say none, or two, or percentages."""
    if any(re.search(r"%|(?i:percent)", line) for line in lines):
        return 0
    said = {match[1].lower() for line in lines for match in SCALE.finditer(line)}
    return SCALES[said.pop()] if len(said) == 1 else 0


def cells_of(line: str) -> list[str]:
    """The cells of a row of the reading copy."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def digits_of(text: str) -> str:
    """Digits and points alone."""
    return re.sub(r"[^\d.]", "", text)


def value_of(cell: str) -> Decimal:
    """What a cell prints, negative in parentheses."""
    size = Decimal(digits_of(cell))
    return -size if "(" in cell else size


def _said(start: date | None, end: date, rng: random.Random) -> str:
    """A period as people say it."""
    day = f"{NAMES[end.month - 1]} {end.day}, {end.year}"
    if start is None:
        return rng.choice((day, f"at {day}", end.isoformat()))
    months = round(((end - start).days + 1) / 30.4375)
    lengths = {3: "three months ended", 6: "six months ended", 9: "nine months ended"}
    length = lengths.get(months, "year ended" if months == 12 else "")
    whole = f"{start.isoformat()} to {end.isoformat()}"
    return rng.choice((f"{length} {day}", whole)) if length else whole
