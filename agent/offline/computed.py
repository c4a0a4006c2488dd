"""Measures computed from line items: by a formula the question gives, or by a known definition.

The definition that was used is printed with the answer, every operand with its line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agent.offline.drafts import citation, computed, draft, figure, plain, said
from agent.offline.formula import Across, Binary, Formula, Item, NotUnderstood, Number, parse
from agent.offline.line_item import Reading, read_figure
from agent.offline.metrics import Metric, Ratio, Vocabulary
from agent.offline.periods import Asked
from agent.offline.plan import Draft, Look, Missed, look
from agent.offline.question import Wanted, variants
from ingest.document import Period
from store.tables import StoredDocument
from tools.calculate import Computed

DEFINED = re.compile(
    r"(?P<name>[A-Z][\w&%() -]{2,60}?)\s+(?:is|are)\s+(?:defined|calculated|computed)\s+as:?\s*"
    r"(?P<formula>.+?)(?=\.\s|\.?$)"
    r"|\b(?:define|calculate|compute)\s+(?P<name2>[\w&%() -]{2,60}?)\s+as:?\s+"
    r"(?P<formula2>.+?)(?=\.\s|\.?$)",
    re.I,
)
MEAN = re.compile(r"\b(?:\d+|two|three|four|five)[\s-]+year\s+average\s+(?:of\s+|for\s+)?", re.I)
GROWTH = re.compile(
    r"\b(?:year[\s-]over[\s-]year\s+|yoy\s+|annual\s+|percent(?:age)?\s+|%\s*)?(?:change|growth|increase)"
    r"(?:\s+rate)?\s+(?:in|of)\s+(?P<of>.+)|^(?P<of2>.+?)\s+(?:year[\s-]over[\s-]year\s+)?growth(?:\s+rate)?$",
    re.I,
)
PERCENT = re.compile(r"%|\bpercent|\bmargin\b|\bgrowth\b|\brate\b", re.I)
WORDS = ("zero", "one", "two", "three", "four")
ROUND = re.compile(r"\bround\w* (?:\w+ ){0,3}?to (zero|one|two|three|four) decimal", re.I)
MARGIN = re.compile(r"^(?P<of>.+?)\s*(?:\(.*?\)\s*)?%\s*margin$", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be computed, over which fiscal years."""

    name: str
    formula: Formula
    words: str
    """The formula as the question or the vocabulary says it."""
    years: tuple[int, ...]
    """One year; several to average over; two for growth, the later first."""
    growth: bool
    unit: str
    quarter: int | None = None
    places: int | None = None
    """Decimal places the question wants, None when it does not say."""


def measure(question: str, wanted: Wanted, vocabulary: Vocabulary) -> Measure | None:
    """The measure that a question asks for; None when it names none that is known or defined."""
    years = _years(wanted.periods)
    if not years:
        return None
    defined = _definitions(question)
    known = replace(vocabulary, ratios=(*defined, *_undefined(vocabulary, defined)))
    mean = MEAN.search(wanted.phrase)
    growing = next(filter(None, map(GROWTH.search, variants(wanted.phrase))), None)
    core = (growing["of"] or growing["of2"]) if growing else MEAN.sub("", wanted.phrase)
    found = next(filter(None, (_formula_of(label, known) for label in variants(core))), None)
    if found is None or not (growing or mean or _is_computed(found[1])):
        return None
    label, formula, text = found
    named = next((each for each in known.ratios if label.lower() in each.names), None)
    share = growing is not None or (named is not None and named.unit == "percent")
    unit = _unit(question, wanted.phrase, formula, share=share)
    span = tuple(range(years[0], years[-1] + 1)) if mean else years[-1:]
    if growing:
        span = (years[-1], years[0] if len(years) > 1 else years[-1] - 1)
    quarter = wanted.periods[0].quarter
    return Measure(
        label, formula, text, span, growing is not None, unit, quarter, _places(question)
    )


def _places(question: str) -> int | None:
    """Decimal places: 1 of "round to one decimal place"."""
    match = ROUND.search(question)
    return WORDS.index(match[1].lower()) if match else None


def _years(periods: Sequence[Asked]) -> tuple[int, ...]:
    """The fiscal years named, earliest first."""
    return tuple(sorted({asked.period.year for asked in periods if asked.period.year is not None}))


def _definitions(question: str) -> tuple[Ratio, ...]:
    found = []
    for match in DEFINED.finditer(question):
        name = re.sub(r"^(?:.*\?\s*|.*:\s*)", "", match["name"] or match["name2"]).strip().lower()
        short = re.sub(r"\s*\(.*?\)", "", name)
        formula = match["formula"] or match["formula2"]
        found.append(Ratio(name, tuple(dict.fromkeys((name, short))), formula, "ratio"))
    return tuple(found)


def _undefined(vocabulary: Vocabulary, defined: Sequence[Ratio]) -> list[Ratio]:
    """Known ratios that the question does not define otherwise."""
    names = {name for ratio in defined for name in ratio.names}
    return [ratio for ratio in vocabulary.ratios if not names & set(ratio.names)]


def _formula_of(label: str, known: Vocabulary) -> tuple[str, Formula, str] | None:
    """A label, the formula it is, and the words that define it."""
    margin = MARGIN.match(label)
    for text in (label, f"({margin['of']}) / revenue" if margin else ""):
        try:
            return label, parse(text, known), _spelled(text, known)
        except NotUnderstood:
            continue
    return None


def _spelled(text: str, known: Vocabulary) -> str:
    """The definition of a ratio that is named alone, else the words themselves."""
    named = next((r for r in known.ratios if text.lower() in r.names), None)
    return named.formula if named else text


def _is_computed(formula: Formula) -> bool:
    return not isinstance(formula, Item)


def _unit(question: str, label: str, formula: Formula, *, share: bool) -> str:
    divides = isinstance(formula, Binary) and formula.operator in "/*"
    if share or (divides and (PERCENT.search(label) or _asks_percent(question))):
        return "percent"
    return "ratio" if divides else "currency"


def _asks_percent(question: str) -> bool:
    return re.search(r"\b(?:units of )?percents?\b|\bas a %", question, re.I) is not None


@dataclass
class Operands:
    """The figures read so far, each once, by the name it has in the expression."""

    filings: Sequence[StoredDocument]
    quarter: int | None = None
    readings: dict[tuple[str, int], tuple[str, Reading]] = field(default_factory=dict)

    def expression(self, formula: Formula, year: int) -> Look[str]:
        """The formula with names of figures in it. Raises Missed when a figure is not there."""
        match formula:
            case Number(value):
                return plain(value)
            case Item(metric, own):
                return (yield from self.name(metric, own or year))
            case Across(kind, metric, years):
                earlier, later = years or (year - 1, year)
                one = yield from self.name(metric, earlier)
                two = yield from self.name(metric, later)
                return f"(({two} + {one}) / 2)" if kind == "average" else f"({two} - {one})"
            case Binary(operator, left, right):
                one = yield from self.expression(left, year)
                two = yield from self.expression(right, year)
                return f"({one} {operator} {two})"

    def name(self, metric: Metric, year: int) -> Look[str]:
        """The name of a figure, read on first use; "-f1" where the amount meant is negated."""
        key = (metric.id, year)
        if key not in self.readings:
            reading = yield from self._read(metric, year)
            if reading is None:
                raise Missed(f"{metric.names[0]} of {year}")
            self.readings[key] = (f"f{len(self.readings) + 1}", reading)
        name, reading = self.readings[key]
        return f"(-{name})" if reading.negated else name

    def _read(self, metric: Metric, year: int) -> Look[Reading | None]:
        months = None if self.quarter is None or metric.instant else 3
        asked = Asked(Period(months=months, year=year), 0, 0, self.quarter)
        name, known = metric.names[0], metric if metric.statement else None
        wanted = Wanted("figure", name, known is None, known, (asked,), name, None)
        for filing in self.filings:
            reading = yield from read_figure(filing, wanted, asked)
            if reading is not None:
                return reading
        return None


def compute(filings: Sequence[StoredDocument], asked: Measure) -> Look[Draft | None]:
    """Read every operand and compute; None when one is not to be found."""
    operands = Operands(filings, asked.quarter)
    try:
        each = []
        for year in asked.years:
            each.append((yield from operands.expression(asked.formula, year)))
        expression = _combined(asked, each)
        values = {name: plain(reading.source.value) for name, reading in operands.readings.values()}
        result = yield from look(Computed, "calculate", expression=expression, values=values)
    except Missed:
        return None
    return _draft(filings[0], asked, operands, expression, result.value)


def _combined(asked: Measure, each: Sequence[str]) -> str:
    """One expression for all years, rounded as it will be told."""
    whole = f"({' + '.join(each)}) / {len(each)}" if len(each) > 1 else each[0]
    if asked.growth:
        whole = f"({each[0]} - {each[1]}) / abs({each[1]})"
    if asked.unit == "percent":
        return f"round(100 * {whole}, {2 if asked.places is None else asked.places})"
    if asked.unit == "ratio":
        return f"round({whole}, {4 if asked.places is None else asked.places})"
    return whole


def _draft(
    filing: StoredDocument, asked: Measure, operands: Operands, expression: str, value: Decimal
) -> Draft:
    figures = [figure(name, reading.source) for name, reading in operands.readings.values()]
    unit = _currency(operands) if asked.unit == "currency" else asked.unit
    figures.append(computed(f"f{len(figures) + 1}", expression, value, unit))
    when = _when(asked)
    words = asked.words.strip()
    defined = f", where {asked.name} is {words}" if words.lower() != asked.name.lower() else ""
    name = f"growth of {asked.name}" if asked.growth and "growth" not in asked.name else asked.name
    text = (
        f"{name[:1].upper()}{name[1:]} of {filing.company or filing.source}, {when}: "
        f"{said(value, unit)}{defined}."
    )
    return draft(
        "answered",
        text,
        value=told(value, unit),
        unit=unit,
        figures=figures,
        citations=[citation(reading.source) for _, reading in operands.readings.values()],
    )


def told(value: Decimal, unit: str | None) -> str:
    """A decimal string; a share or ratio with two decimals at least."""
    if unit not in ("percent", "ratio"):
        return plain(value)
    text = format(value, "f")
    decimals = len(text.partition(".")[2])
    return text if decimals >= 2 else format(value.quantize(Decimal("0.01")), "f")


def _currency(operands: Operands) -> str | None:
    return next((reading.source.unit for _, reading in operands.readings.values()), None)


def _when(asked: Measure) -> str:
    if asked.growth:
        return f"FY{asked.years[1]} to FY{asked.years[0]}"
    if len(asked.years) > 1:
        return f"average of FY{asked.years[0]} to FY{asked.years[-1]}"
    return f"FY{asked.years[0]}" if asked.quarter is None else f"Q{asked.quarter} {asked.years[0]}"
