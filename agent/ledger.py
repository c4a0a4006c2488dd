"""The ledger of a run: every figure with its place, and every computed one with its expression.

A figure enters by being found on its line, or by being computed from figures that are in. What
did not enter does not count: nothing may rest on it, and the answer may not say it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from agent.amounts import agree, amounts, decimal, last_digit
from agent.answer import Check, Draft, DraftFigure
from agent.evidence import Evidence, Printed, Spot
from agent.tie_out import tie_out
from ingest.document import Period
from ingest.numbers import parse_number
from tools.calculate import evaluate, plain
from tools.tool import ToolError

NAME = re.compile(r"\b[A-Za-z_]\w*\b")
LITERAL = re.compile(r"(?<![\w.])(?:\d[\d,]*\.?\d*|\.\d+)(?![\w.])")
CONSTANTS = frozenset(
    Decimal(each)
    for each in (
        *range(13),  # parts, averages, months, rounding
        *("0.5", 13, 52, 53, 100, 1_000, 10_000, 1_000_000, 1_000_000_000),
        *(90, 91, 92, 181, 182, 183, 184, 273, 274, 360, 364, 365, 366),  # days
    )
)
"""Numbers that an expression may hold although no filing prints them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure that holds."""

    id: str
    value: Decimal
    """In full units, signed; percentages as 30.83."""
    unit: str | None
    text: str
    """As printed, or as the answer says a computed one."""
    period: Period
    scope: str | None
    expression: str | None = None
    spot: Spot | None = None
    """The line it stands on; None for a computed one."""
    printed: Printed | None = None
    """As what it is printed there."""

    @property
    def place(self) -> tuple[str, int, int | None] | None:
        """Document, line and column; None for a computed one."""
        if self.spot is None:
            return None
        cell = self.printed.cell if self.printed else None
        return self.spot.document.id, self.spot.line, cell.column if cell else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The figures of a draft that hold, and what was found of each that the draft gave."""

    entries: Mapping[str, Entry]
    checks: tuple[Check, ...]
    """One a figure, in the order of the draft."""
    spots: Mapping[str, tuple[Spot, Printed | None]]
    """The lines of figures, of those too that do not hold on them."""

    def inputs(self, id: str) -> list[Entry]:
        """The entries that the expression of an entry names."""
        entry = self.entries.get(id)
        found = NAME.findall(entry.expression or "") if entry else []
        return [self.entries[name] for name in dict.fromkeys(found) if name in self.entries]


def enter(evidence: Evidence, draft: Draft, question: str = "") -> Ledger:
    """The ledger of a draft. Numbers of the `question` may stand in expressions."""
    clerk = _Clerk(evidence, draft, question)
    checks = tuple(clerk.check(figure) for figure in draft.figures)
    return Ledger(clerk.entries, checks, clerk.spots)


class _Clerk:
    """Enters the figures of a draft once each; a computed one after those it rests on."""

    def __init__(self, evidence: Evidence, draft: Draft, question: str) -> None:
        self.evidence = evidence
        self.figures = {figure.id: figure for figure in draft.figures}
        self.about = f"{question} {draft.answer}"
        self.asked = {
            each
            for amount in amounts(question)
            for each in (abs(amount.number.value), Decimal(amount.digits or 0))
        }
        self.done: dict[str, Check] = {}
        self.entries: dict[str, Entry] = {}
        self.spots: dict[str, tuple[Spot, Printed | None]] = {}
        self.open: set[str] = set()

    def check(self, figure: DraftFigure) -> Check:
        """Whether the figure holds; it is entered when it does."""
        if self.figures[figure.id] is not figure:
            return Check(f"figure {figure.id}", "failed", f"Two figures are called {figure.id}.")
        if figure.id not in self.done:
            self.open.add(figure.id)
            told = self._computed(figure) if figure.expression else self._printed(figure)
            self.open.discard(figure.id)
            said = f"{figure.id}: {told or _holds(figure)}"
            self.done[figure.id] = Check(
                f"figure {figure.id}", "failed" if told else "passed", said
            )
        return self.done[figure.id]

    def _printed(self, figure: DraftFigure) -> str:
        """Enter a figure that stands on its line; what is wrong if it does not."""
        told, where, printed = tie_out(self.evidence, figure, self.about)
        if where is not None:
            self.spots[figure.id] = where, printed
        if told or printed is None:
            return told
        self.entries[figure.id] = Entry(
            figure.id,
            decimal(figure.value) or Decimal(0),
            figure.unit or printed.unit,
            figure.text,
            printed.period,
            figure.scope,
            spot=where,
            printed=printed,
        )
        return ""

    def _computed(self, figure: DraftFigure) -> str:
        """Enter a figure that follows from others; what is wrong if it does not."""
        value = decimal(figure.value)
        if value is None:
            return f"the value {figure.value!r} is no decimal number."
        expression = figure.expression or ""
        names = sorted(set(NAME.findall(expression)) & set(self.figures))
        if told := self._rests(names) or self._foreign(expression):
            return told
        try:
            result = evaluate(expression, {name: self.entries[name].value for name in names})
        except ToolError as error:
            return str(error)
        if not _rounds_to(figure.text, value, result):
            return f"{expression} is {plain(round(result, 6))}, not {figure.value}."
        self.entries[figure.id] = Entry(
            figure.id, value, figure.unit, figure.text, Period(), figure.scope, expression
        )
        return ""

    def _rests(self, names: list[str]) -> str:
        """What is wrong with the figures that an expression names."""
        if not names:
            return "the expression uses none of the figures; numbers must come from figures."
        if circle := sorted(set(names) & self.open):
            return f"{', '.join(circle)} is computed from itself."
        for name in names:
            if self.check(self.figures[name]).status == "failed":
                return f"it rests on {name}, which does not hold."
        return ""

    def _foreign(self, expression: str) -> str:
        """What is wrong with the numbers written into an expression."""
        for match in LITERAL.finditer(expression):
            number = decimal(match[0])
            if number is not None and number not in CONSTANTS and number not in self.asked:
                return f"{match[0]} in the expression is no figure: give it an id and a line."
        return ""


def _rounds_to(text: str, value: Decimal, result: Decimal) -> bool:
    """Whether a result is the value given, rounded no further than it is written or said."""
    said = parse_number(text)
    rounded = said is not None and agree(value, said.value, max(said.step, last_digit(value)))
    return agree(
        result, value, max(last_digit(value), said.step if said and rounded else Decimal(0))
    )


def _holds(figure: DraftFigure) -> str:
    if figure.expression:
        return f"{figure.expression} is {figure.value}."
    return f"“{figure.text}” stands on line {figure.line} of {figure.document}."
