"""Finished answers over a library, right ones and ones with an error planted, for verification.

What is true is taken from two places that share nothing with the verifier: from tagged facts
(value, unit and period as the filer meant them), and, where nothing is tagged, from rows under a
plain line of years, read here by a few lines of code. Everything is drawn with a seed.

No error is planted where it would be none: no sign is turned where the filer prints one sign and
tags the other, no column is taken that holds the same figure, and no period is exchanged where
the two cannot be told apart by their words.
"""

import random
import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice, takewhile

from store.library import Library
from store.tables import StoredDocument, StoredFact

Arguments = dict[str, object]
"""The arguments of `answer`, as a model hands them in."""

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
    winter: bool = False
    """The fiscal year ends in January or February: its years go by two numbers."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An answer with a question; `kind` is the error that was planted, "" in a true one."""

    kind: str
    question: str
    answer: Arguments
    document: str


def truths(library: Library, rng: random.Random) -> list[Truth]:
    """Figures of all documents, tagged or not, in an order the seed decides."""
    found: list[Truth] = []
    for document in library.documents():
        of_one = list(tagged(library, document, rng) or plain(library, document))
        found += rng.sample(of_one, min(EACH, len(of_one)))
    rng.shuffle(found)
    return found


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
    cells = _cells(row)
    shown: list[tuple[StoredFact, Printed]] = []
    for fact in facts:
        same = [cell for cell in cells[1:] if _digits(cell) == _digits(fact.text)]
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
    label = _cells(row)[0]
    winter = document.period_end is not None and document.period_end.month <= 2
    return Truth(document.id, company, line, row, label, unit, here, others, turned, winter)


def plain(library: Library, document: StoredDocument) -> Iterator[Truth]:
    """Rows of figures under a line of years, where the words above say the scale.

    Tables with a percent sign in them, or just above, are left alone: rows of shares look alike.
    """
    lines = library.lines(document.id)
    years: list[str] = []
    for number, line in enumerate(lines, start=1):
        cells = _cells(line) if line.startswith("|") else []
        heads = [cell for cell in cells[1:] if cell]
        if len(heads) > 1 and all(YEAR.fullmatch(cell) for cell in heads):
            around = [*lines[max(0, number - ABOVE) : number], *_table_below(lines, number)]
            years, scale = heads, _scale(around)
        elif not cells:
            years = []
        elif years and scale and len(cells) == len(years) + 1 and len(set(years)) == len(years):
            yield from _of_plain_row(document, number, line, years, scale)


def _of_plain_row(
    document: StoredDocument, number: int, line: str, years: Sequence[str], scale: int
) -> Iterator[Truth]:
    label, *cells = _cells(line)
    if not label or COUNTED.search(label) or not all(NUMBER.fullmatch(cell) for cell in cells):
        return
    if any(re.search(r"\.\d\d", cell) for cell in cells):
        return  # dollars and cents in a table of millions: an amount per something
    shown = [Printed(c, _value(c) * scale, y) for c, y in zip(cells, years, strict=True)]
    for here in shown:
        others = tuple(o for o in shown if o.value and abs(o.value) != abs(here.value))
        if here.value:
            yield _truth(document, number, line, "USD", here, others)


def _table_below(lines: Sequence[str], number: int) -> Iterator[str]:
    """The rows of the table that goes on below a line."""
    return takewhile(lambda line: line.startswith("|"), islice(lines, number, None))


def _scale(lines: Sequence[str]) -> int:
    """What the words around a table multiply by; 0 where they say none, or two, or percentages."""
    if any(re.search(r"%|(?i:percent)", line) for line in lines):
        return 0
    said = {match[1].lower() for line in lines for match in SCALE.finditer(line)}
    return SCALES[said.pop()] if len(said) == 1 else 0


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _digits(text: str) -> str:
    return re.sub(r"[^\d.]", "", text)


def _value(cell: str) -> Decimal:
    size = Decimal(_digits(cell))
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


def answers(found: Sequence[Truth], count: int, rng: random.Random) -> Iterator[Planted]:
    """`count` true answers, then `count` with an error each, the kinds taken in turn."""
    for at in range(count):
        truth = found[at % len(found)]
        kind = "change" if at % 3 == 2 and truth.others else "figure"
        answer = _change(truth) if kind == "change" else _figure(truth)
        yield Planted("", _question(truth), answer, truth.document)
    done, at = 0, 0
    kinds = list(PLANTS)
    while done < count and at < 40 * count:
        truth = found[(at * 7 + 3) % len(found)]
        kind = kinds[done % len(kinds)]
        spoiled = PLANTS[kind](truth, rng)
        at += 1
        if spoiled is not None:
            done += 1
            yield Planted(kind, _question(truth), spoiled, truth.document)


def _question(truth: Truth) -> str:
    return f"What was {truth.label} of {truth.company} ({truth.here.period})?"


def _figure(truth: Truth, **changed: object) -> Arguments:
    """One figure, said, given and quoted."""
    entry = _entry("f1", truth, truth.here) | changed
    said = f"{truth.label} was {truth.here.text} ({truth.here.period})."
    return _answer(truth, said, str(entry["value"]), truth.unit, [entry])


def _change(truth: Truth, *, wrong: Decimal = Decimal(0)) -> Arguments:
    """The change from another period of the row, in percent."""
    other = truth.others[0]
    share = (truth.here.value - other.value) / abs(other.value) * 100 + wrong
    value = f"{share:.2f}"
    entries: list[Arguments] = [
        _entry("f1", truth, truth.here),
        _entry("f2", truth, other),
        {
            "id": "f3",
            "text": f"{value}%",
            "value": value,
            "unit": "percent",
            "expression": "(f1 - f2) / abs(f2) * 100",
        },
    ]
    said = f"{truth.label} changed by {value}%, from {other.text} to {truth.here.text}."
    return _answer(truth, said, value, "percent", entries)


def _entry(id: str, truth: Truth, printed: Printed) -> Arguments:
    return {
        "id": id,
        "text": printed.text,
        "value": _written(printed.value),
        "unit": truth.unit.replace("/shares", "/share"),
        "period": printed.period,
        "document": truth.document,
        "line": truth.line,
    }


def _answer(
    truth: Truth, said: str, value: str, unit: str, figures: Sequence[Arguments]
) -> Arguments:
    quote = {"document": truth.document, "lines": [truth.line, truth.line], "quote": truth.row}
    return {
        "status": "answered",
        "answer": said,
        "value": value,
        "unit": unit.replace("/shares", "/share"),
        "figures": list(figures),
        "citations": [quote],
    }


def _written(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def other_column(truth: Truth, rng: random.Random) -> Arguments | None:
    """Another period's column under the asked period's name."""
    if not truth.others:
        return None
    other = replace(rng.choice(truth.others), period=truth.here.period)
    return _figure(replace(truth, here=other))


def other_year(truth: Truth, rng: random.Random) -> Arguments | None:
    """Another year's column, rightly labelled, for a question that asks for this one's."""
    years = set(YEAR.findall(truth.here.period))
    others = [o for o in truth.others if not years & set(YEAR.findall(o.period))]
    bare = YEAR.fullmatch(truth.here.period) is not None
    if not others or len(years) != 1 or (truth.winter and bare):
        return None
    return _figure(replace(truth, here=rng.choice(others)))


def wrong_scale(truth: Truth, rng: random.Random) -> Arguments | None:
    """A thousand times too much or too little."""
    factor = rng.choice((Decimal(1000), Decimal("0.001"), Decimal(1_000_000), Decimal("0.000001")))
    return _figure(truth, value=_written(truth.here.value * factor))


def turned_sign(truth: Truth, rng: random.Random) -> Arguments | None:
    """The other sign than the printed one."""
    del rng
    return None if truth.turned else _figure(truth, value=_written(-truth.here.value))


def wrong_digit(truth: Truth, rng: random.Random) -> Arguments | None:
    """5 for 2: one digit of the text and of the value is another."""
    text = _misprinted(truth.here.text, rng)
    if _digits(text) in map(_digits, _cells(truth.row)):
        return None
    unit = truth.here.value / _value(truth.here.text)
    here = replace(truth.here, text=text, value=_value(text) * unit)
    return _figure(replace(truth, here=here))


def wrong_value(truth: Truth, rng: random.Random) -> Arguments | None:
    """One of the printed digits is another in the value alone."""
    text = _misprinted(truth.here.text, rng)
    unit = truth.here.value / _value(truth.here.text)
    return _figure(truth, value=_written(_value(text) * unit))


def wrong_words(truth: Truth, rng: random.Random) -> Arguments | None:
    """A digit of the answer's sentence is another."""
    answer = _figure(truth)
    text = _misprinted(truth.here.text, rng)
    if _digits(text) in map(_digits, _cells(truth.row)):
        return None
    return answer | {"answer": f"{truth.label} was {text} ({truth.here.period})."}


def altered_quotation(truth: Truth, rng: random.Random) -> Arguments | None:
    """A digit, a word or the order of the quoted row is another."""
    words = truth.row.split(" ")
    at = [n for n, word in enumerate(words) if re.search(r"\w", word)]
    if len(at) < 3:
        return None
    place = rng.choice(at[:-1])
    if any(letter.isdigit() for letter in words[place]):
        words[place] = _misprinted(words[place], rng)
    else:
        words[place] = rng.choice(("not", "excluding", "net")) + words[place]
    answer = _figure(truth)
    quote = {
        "document": truth.document,
        "lines": [truth.line, truth.line],
        "quote": " ".join(words),
    }
    return answer | {"citations": [quote]}


def wrong_result(truth: Truth, rng: random.Random) -> Arguments | None:
    """A percentage that its expression does not give."""
    if not truth.others:
        return None
    return _change(truth, wrong=Decimal(rng.choice(("0.3", "-0.4", "10", "-7.5"))))


def neighbour(truth: Truth, rng: random.Random) -> Arguments | None:
    """The figure is right, the line it names is another."""
    return _figure(truth, line=truth.line + rng.choice((-2, -1, 1, 2, 7)))


def _misprinted(text: str, rng: random.Random) -> str:
    """The text with one digit changed, the first only to one that is not nought."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    at = rng.choice(places)
    others = [digit for digit in "123456789" if digit != text[at]]
    return text[:at] + rng.choice(others) + text[at + 1 :]


PLANTS: Mapping[str, Callable[[Truth, random.Random], Arguments | None]] = {
    "another period's column": other_column,
    "another year's column, so labelled": other_year,
    "wrong scale": wrong_scale,
    "turned sign": turned_sign,
    "5 for 2 in text and value": wrong_digit,
    "5 for 2 in the value": wrong_value,
    "5 for 2 in the sentence": wrong_words,
    "altered quotation": altered_quotation,
    "wrong result": wrong_result,
    "wrong line": neighbour,
}
