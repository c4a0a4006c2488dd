"""Verification: what a draft says is held against the lines it names, before it is an answer.

A tolerance is half the last printed digit, never a percentage. What a check says is a sentence a
model can act on and a person can read.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from agent.amounts import agree, amounts, belongs, decimal, last_digit, stands_in
from agent.answer import Check, CheckStatus, Draft, DraftCitation, DraftFigure
from agent.evidence import Printed, Spot, period_fit, spot
from ingest.numbers import parse_number
from tools.calculate import evaluate, plain
from tools.desk import Desk
from tools.tool import ToolError

# a printed (1,577) may be said as 1,577 where the row's own words make it an amount going out
OUTGOING = re.compile(
    r"(?i)\b(purchases?|payments?|repayments?|paid|acquisitions?|expenditures?|additions?|"
    r"dividends?|repurchases?|redemptions?|retirements?|investments? in|used|outflows?|"
    r"expenses?|costs?|charges?|taxes|withh\w+|less|loss(?:es)?|deficit|decreases?|"
    r"deductions?|depreciation|amortization|allowance|treasury|impairments?|distributions?)\b"
)
# and a printed 61 may be said as -61 where they say that it is missing or taken off
SHORTFALL = re.compile(
    r"(?i)\b(net loss|loss(?:es)?|deficit|used in|decreases?|less|deductions?)\b"
)
EITHER = re.compile(r"(?i)\((?:loss|income|benefit|expense|used|provided|decrease|increase|gain)")
NEVER_FIGURES = re.compile(
    r"""(?ix)
    \[[^\]]*\]                                                  # marks
    | \b(?:notes?|items?|parts?|pages?|lines?|sections?|tables?|exhibits?|schedules?|rule
        |step|figure|topic|asu|asc|phase|level|tier|class|series)\s+
        (?:no\.?\s*)?\d[\w.\-]*(?:(?:\s*,\s*|\s*(?:and|or|to|[-–])\s*)\d+(?![\d.,]*\s*%)\b)*
    | \b(?:form\s+)?\d{1,2}-[KQ](?:/A)?\b
    | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:,?\s+\d{4})?\b
    | \b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{4})?\b
    | \b\d{4}-\d{2}-\d{2}\b
    | (?<![$€£¥\d.,])\b(?:FY\s?'?)?(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?\b
        (?!\s*(?:million|billion|%|[.,]\d))
    | \b(?:q[1-4]|fy\s?'?\d\d)\b
    | (?m:^\s*\(?\d{1,2}[.)]\s)
    | (?<![$€£¥])\b\d{1,3}[- ](?:years?|months?|quarters?|weeks?|days?|filings?|documents?
        |sections?|tables?|figures?|passages?|hops?)\b
    """
)


@dataclass(frozen=True, slots=True)
class Verified:
    """The checks of a draft, and what they leave standing."""

    checks: tuple[Check, ...]
    sound: frozenset[str]
    """Ids of the figures that hold."""
    quoted: tuple[bool, ...]
    """For each citation of the draft, whether it stands."""
    value: bool
    """Whether the headline value stands; true also when there is none."""
    spots: dict[str, tuple[Spot, Printed | None]] = field(default_factory=dict)
    """Where each figure with a line stands, and as what it is printed there."""

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.status == "failed")


def verify(desk: Desk, draft: Draft, *, question: str = "") -> Verified:
    """All checks of a draft. Never raises for what a draft says.

    Numbers of the `question` may be repeated in the answer.
    """
    ledger = _Ledger(desk, draft)
    figures = [ledger.check(figure) for figure in draft.figures]
    quotes = [_quote(desk, each, f"quote {at}") for at, each in enumerate(draft.citations, 1)]
    headline = _headline(draft, ledger.sound)
    numbers = _numbers(draft, question)
    rests = _rests(draft, ledger.sound, quotes)
    checks = [*figures, *quotes, headline, numbers, rests]
    return Verified(
        checks=tuple(check for check in checks if check is not None),
        sound=frozenset(ledger.sound),
        quoted=tuple(check.status == "passed" for check in quotes),
        value=headline is None or headline.status != "failed",
        spots=ledger.spots,
    )


class _Ledger:
    """The figures of a draft, checked once each; a computed one after those it rests on."""

    def __init__(self, desk: Desk, draft: Draft) -> None:
        self.desk = desk
        self.figures = {figure.id: figure for figure in draft.figures}
        self.repeated = len(self.figures) != len(draft.figures)
        self.done: dict[str, Check] = {}
        self.sound: set[str] = set()
        self.spots: dict[str, tuple[Spot, Printed | None]] = {}
        self.open: set[str] = set()

    def check(self, figure: DraftFigure) -> Check:
        """Whether the figure holds."""
        if self.figures[figure.id] is not figure:
            return Check(f"figure {figure.id}", "failed", f"Two figures are called {figure.id}.")
        if figure.id not in self.done:
            self.open.add(figure.id)
            told = self._computed(figure) if figure.expression else self._printed(figure)
            self.open.discard(figure.id)
            status: CheckStatus = "failed" if told else "passed"
            self.done[figure.id] = Check(
                f"figure {figure.id}", status, f"{figure.id}: {told or self._holds(figure)}"
            )
            if not told:
                self.sound.add(figure.id)
        return self.done[figure.id]

    def _holds(self, figure: DraftFigure) -> str:
        if figure.expression:
            return f"{figure.expression} is {figure.value}."
        return f"“{figure.text}” stands on line {figure.line} of {figure.document}."

    def _computed(self, figure: DraftFigure) -> str:
        """What is wrong with a computed figure; "" when it holds."""
        value = decimal(figure.value)
        if value is None:
            return f"the value {figure.value!r} is no decimal number."
        names = set(re.findall(r"\b[A-Za-z_]\w*\b", figure.expression or "")) & set(self.figures)
        if not names:
            return "the expression uses none of the figures; numbers must come from figures."
        if names & self.open:
            return f"{', '.join(sorted(names & self.open))} is computed from itself."
        for name in sorted(names):
            if self.check(self.figures[name]).status == "failed":
                return f"it rests on {name}, which does not hold."
        try:
            result = evaluate(
                figure.expression or "",
                {name: decimal(self.figures[name].value) or Decimal(0) for name in names},
            )
        except ToolError as error:
            return str(error)
        said = parse_number(figure.text)
        rounded = said is not None and agree(value, said.value, max(said.step, last_digit(value)))
        step = max(last_digit(value), said.step if said and rounded else Decimal(0))
        if agree(result, value, step):
            return ""
        return f"{figure.expression} is {plain(round(result, 6))}, not {figure.value}."

    def _printed(self, figure: DraftFigure) -> str:
        """What is wrong with a figure that should stand on its line; "" when it holds."""
        value = decimal(figure.value)
        if value is None:
            return f"the value {figure.value!r} is no decimal number."
        if figure.document is None or figure.line is None:
            return "it has neither a document and a line nor an expression."
        try:
            where = spot(self.desk, figure.document, figure.line)
        except ToolError as error:
            return str(error)
        self.spots[figure.id] = (where, None)
        if not stands_in(figure.text, where.text):
            return f"“{figure.text}” does not stand on line {figure.line}: {where.text[:160]}"
        told = f"“{figure.text}” on line {figure.line} is no number."
        fitting: list[Printed] = []
        for printed in where.printed(figure.text):
            told = _value_fault(figure, value, printed, where)
            if not told:
                fitting.append(printed)
        if not fitting:
            return told
        for printed in fitting:
            told = _period_fault(figure, printed, where)
            if not told:
                self.spots[figure.id] = (where, printed)
                return ""
        return told


def _value_fault(figure: DraftFigure, value: Decimal, printed: Printed, where: Spot) -> str:
    """What is wrong with the value against what is printed."""
    if (figure.unit == "percent") != printed.percent and printed.unit is not None:
        kind = "a percentage" if printed.percent else "no percentage"
        return f"“{figure.text}” on line {where.line} is {kind}, but the unit is {figure.unit}."
    if agree(value, printed.value, printed.step):
        return ""
    if agree(-value, printed.value, printed.step):
        words = OUTGOING if printed.value < 0 else SHORTFALL
        if words.search(where.label) and not EITHER.search(where.label):
            return ""
        return f"the sign is wrong: line {where.line} prints {plain(printed.value)}."
    return f"line {where.line} prints {plain(printed.value)} in full units, not {figure.value}."


def _period_fault(figure: DraftFigure, printed: Printed, where: Spot) -> str:
    """What is wrong with the period against the column; nothing where either says none."""
    if not figure.period or printed.column is None:
        return ""
    fit = period_fit(figure.period, printed.column.period)
    best = max((period_fit(figure.period, each.period) for each in where.columns()), default=fit)
    if fit > 0 and fit == best:
        return ""
    header = printed.column.header or "another period"
    return f"“{figure.text}” stands under “{header}”, not under {figure.period}."


def _quote(desk: Desk, citation: DraftCitation, name: str) -> Check:
    try:
        stored = desk.document(citation.document)
    except ToolError as error:
        return Check(name, "failed", str(error))
    lines = desk.library.lines(stored.id)
    first, last = citation.lines
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    if not 1 <= first <= last <= len(lines):
        sentence = f"There are no {where} in {stored.id}, which has {len(lines)} lines."
        return Check(name, "failed", sentence)
    cited = " ".join(line for line in lines[first - 1 : last] if not line.startswith("[page "))
    if stands_in(citation.quote, cited):
        return Check(name, "passed", f"The quotation stands on {where} of {stored.id}.")
    short = citation.quote[:80] or "nothing"
    sentence = f"“{short}” does not stand word for word on {where} of {stored.id}."
    return Check(name, "failed", sentence)


def _headline(draft: Draft, sound: set[str]) -> Check | None:
    """Whether the headline value is a figure that holds."""
    if draft.value is None:
        return None
    value = decimal(draft.value)
    if value is None:
        return Check("value", "failed", f"The value {draft.value!r} is no decimal number.")
    sentence = f"The value {draft.value} is none of the figures."
    for figure in draft.figures:
        have = decimal(figure.value)
        if have is None or not agree(value, have, last_digit(value)):
            continue
        if (draft.unit or figure.unit) != (figure.unit or draft.unit):
            sentence = f"The value is in {draft.unit}, but {figure.id} is in {figure.unit}."
        elif figure.id in sound:
            return Check("value", "passed", f"The value {draft.value} is {figure.id}.")
        else:
            sentence = f"The value {draft.value} is {figure.id}, which does not hold."
    return Check("value", "failed", sentence)


def _numbers(draft: Draft, question: str) -> Check | None:
    """Whether every number of the text is a figure, or stands in a quotation or the question."""
    values = [value for figure in draft.figures if (value := decimal(figure.value)) is not None]
    texts = [figure.text for figure in draft.figures]
    texts += [citation.quote for citation in draft.citations] + [question]
    texts += [hop.words for hop in draft.chain]
    said = amounts(NEVER_FIGURES.sub(" ; ", draft.answer))
    if not said:
        return None
    alien = [amount.text for amount in said if not belongs(amount, values, texts)]
    if alien:
        them = ", ".join(dict.fromkeys(alien))
        return Check("numbers", "failed", f"Neither a figure nor quoted: {them}.")
    return Check("numbers", "passed", "Every number of the answer is a figure or is quoted.")


def _rests(draft: Draft, sound: set[str], quotes: list[Check]) -> Check | None:
    """Whether an answer rests on anything that holds."""
    if draft.status in ("not_disclosed", "not_in_library"):
        return None
    if sound or any(check.status == "passed" for check in quotes):
        return Check("evidence", "passed", "The answer rests on lines that were checked.")
    sentence = "The answer rests on no line: give figures with their lines, or quotations."
    return Check("evidence", "failed", sentence)
