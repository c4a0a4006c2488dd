"""Finished answers over a library, right ones and ones with an error planted, for verification.

No error is planted where it would be none: no sign is turned where the filer prints one sign and
tags the other, no column is taken that holds the same figure, no line that prints it again, and no
period is exchanged where the two cannot be told apart by their words.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from evals.truths import NEAR, YEAR, Printed, Truth, cells_of, digits_of, value_of

Arguments = dict[str, object]
"""The arguments of `answer`, as a model hands them in."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An answer with a question; `kind` is the error that was planted, "" in a true one."""

    kind: str
    question: str
    answer: Arguments
    document: str


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
    if digits_of(text) in map(digits_of, cells_of(truth.row)):
        return None
    unit = truth.here.value / value_of(truth.here.text)
    here = replace(truth.here, text=text, value=value_of(text) * unit)
    return _figure(replace(truth, here=here))


def wrong_value(truth: Truth, rng: random.Random) -> Arguments | None:
    """One of the printed digits is another in the value alone."""
    text = _misprinted(truth.here.text, rng)
    unit = truth.here.value / value_of(truth.here.text)
    return _figure(truth, value=_written(value_of(text) * unit))


def wrong_words(truth: Truth, rng: random.Random) -> Arguments | None:
    """A digit of the answer's sentence is another."""
    answer = _figure(truth)
    text = _misprinted(truth.here.text, rng)
    if digits_of(text) in map(digits_of, cells_of(truth.row)):
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
    by = rng.choice(NEAR)
    return None if by in truth.repeated else _figure(truth, line=truth.line + by)


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
