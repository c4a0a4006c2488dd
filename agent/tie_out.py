"""Tie-out: whether a figure is what its line prints: its number, its sign, its period, its column.

Signs. A figure is signed as it is copied: "(577)" is -577. It may be signed as the filer tagged
it instead, where the two differ. "577" copied from "(577)" is 577 where the row's own words make
it an amount that goes out (purchases, payments, costs), and in a sentence a loss or decrease may
be negative. Any other change of sign is an expression, "-f1", so that it can be seen.

Periods. A period is the tag's, else the column's. Where columns of the row differ in period, the
figure has to say its own, and well enough to tell them apart; what is said must fit the cell at
least as well as any other. A figure that says none is of the period that the question or the
answer names, or, where they name none, of the filing's own.
"""

import re
from decimal import Decimal

from agent.amounts import agree, decimal, places, stands_in
from agent.answer import DraftFigure
from agent.evidence import Evidence, Printed, Spot
from agent.periods import (
    EARLY_DAYS,
    day_said,
    lasts,
    period_fit,
    quarter_fits,
    years_said,
)
from ingest.calendar import MONTHS
from ingest.document import Period
from ingest.numbers import parse_number
from tools.calculate import plain
from tools.table import words
from tools.tool import ToolError

OUTGOING = re.compile(
    r"(?i)\b(purchases?|payments?|repayments?|paid|acquisitions?|expenditures?|additions?|"
    r"dividends?|repurchases?|redemptions?|retirements?|investments? in|used|outflows?|"
    r"expenses?|costs?|charges?|taxes|withh\w+|less|loss(?:es)?|deficit|decreases?|"
    r"deductions?|depreciation|amortization|allowance|treasury|impairments?|distributions?)\b"
)
SHORTFALL = re.compile(
    r"(?i)\b(loss(?:es)?|deficit|used in|decreas\w+|fell|declin\w+|less|deductions?|shortfall)\b"
)
EITHER = re.compile(r"(?i)\((?:loss|income|benefit|expense|used|provided|decrease|increase|gain)")
BEGAN = re.compile(r"(?i)\b(?:beginning|opening|start) ")
"""A row of what a period began with: its column is headed with that period, not with its eve."""
DAY = re.compile(rf"(?i)\b(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\.? \d|\d[-/]\d")
FISCAL = re.compile(r"(?i)\bfiscal\b|\bFY\s?'?\d")
NAMED = 3
"""How well a year fits that the filing itself calls so: as well as a day."""
NEAR = 60
"""Characters before an amount in which a sentence calls it a loss."""


def tie_out(
    evidence: Evidence, figure: DraftFigure, about: str = ""
) -> tuple[str, Spot | None, Printed | None]:
    """What is wrong with a figure that should stand on its line, "" when it holds; and its place.

    `about` is what else was said of it: the question and the answer, to tell columns apart that
    are of the same period.
    """
    value = decimal(figure.value)
    if value is None:
        return f"the value {figure.value!r} is no decimal number.", None, None
    if figure.document is None or figure.line is None:
        return "it has neither a document and a line nor an expression.", None, None
    try:
        where = evidence.spot(figure.document, figure.line)
    except ToolError as error:
        return str(error), None, None
    if not stands_in(figure.text, where.text):
        told = f"“{figure.text}” does not stand on line {figure.line}: {where.text[:160]}"
        return told, where, None
    told = f"“{figure.text}” on line {figure.line} is no number."
    holding = where.printed(figure.text)
    for fault in (_value_fault, _period_fault, _column_fault):
        faults = [(printed, fault(figure, value, printed, where, about)) for printed in holding]
        told = next((found for _, found in faults if found), told)
        holding = [printed for printed, found in faults if not found]
    return ("", where, holding[0]) if holding else (told, where, None)


def _value_fault(
    figure: DraftFigure, value: Decimal, printed: Printed, where: Spot, about: str
) -> str:
    """What is wrong with unit, size or sign against what is printed."""
    del about
    if (figure.unit == "percent") != printed.percent and printed.unit is not None:
        kind = "a percentage" if printed.percent else "no percentage"
        return f"“{figure.text}” on line {where.line} is {kind}, but the unit is {figure.unit}."
    if _is_currency(figure.unit) and _is_currency(printed.unit) and figure.unit != printed.unit:
        return f"“{figure.text}” on line {where.line} is in {printed.unit}, not in {figure.unit}."
    meant = [tag for tag in printed.tagged_values() if agree(abs(tag), abs(value), printed.step)]
    if agree(value, printed.value, printed.step):
        return "" if value or not printed.value else _other_value(figure, printed, where)
    if any(agree(value, tag, printed.step) for tag in meant):
        return ""
    if not agree(-value, printed.value, printed.step):
        return _other_value(figure, printed, where)
    if _may_turn(figure, value, printed, where):
        return ""
    return (
        f"the sign is wrong: line {where.line} prints {plain(printed.value)}. "
        "If the amount itself is meant, give it as an expression, such as “-f1”."
    )


def _other_value(figure: DraftFigure, printed: Printed, where: Spot) -> str:
    return f"line {where.line} prints {plain(printed.value)} in full units, not {figure.value}."


def _may_turn(figure: DraftFigure, value: Decimal, printed: Printed, where: Spot) -> bool:
    """Whether the words allow the sign that is not printed."""
    if printed.value < 0:
        said = parse_number(figure.text)
        copied_bare = said is not None and said.value > 0
        return (
            copied_bare
            and OUTGOING.search(where.label) is not None
            and EITHER.search(where.label) is None
        )
    return (
        value < 0
        and printed.cell is None
        and any(
            SHORTFALL.search(where.text[max(0, start - NEAR) : start])
            for start, _ in places(figure.text, where.text)
        )
    )


def _is_currency(unit: str | None) -> bool:
    return re.fullmatch(r"[A-Z]{3}", unit or "") is not None


def _period_fault(
    figure: DraftFigure, value: Decimal, printed: Printed, where: Spot, about: str
) -> str:
    """What is wrong with the period, against the cell and against the others of its row."""
    del value
    said = figure.period or ""
    others = _others(printed, where)
    if not said:
        rivals = [each for each in others if _differ(each.period, printed.period)]
        understood = _goes_without_saying(printed, where, about)
        return "" if understood or not rivals else _say_which(figure, printed, rivals[0], where)
    fit = how_well(said, printed, where)
    best = max((how_well(said, each, where) for each in others), default=fit)
    if fit <= 0 or fit < best:
        header = printed.header or "another period"
        return f"“{figure.text}” stands under “{header}”, not under {figure.period}."
    for each in others:
        if how_well(said, each, where) == fit and _differ(each.period, printed.period):
            return _say_which(figure, printed, each, where)
    return ""


def _goes_without_saying(printed: Printed, where: Spot, about: str) -> bool:
    """Whether question and answer name the period of the cell, or none and it is the filing's."""
    if years_said(about):
        return period_fit(about, printed.period) > 0
    return printed.period.end is None or printed.period.end == where.document.period_end


def _others(printed: Printed, where: Spot) -> list[Printed]:
    """The other figures of the row that are worth something else."""
    if printed.cell is None:
        return []
    return [
        each
        for each in where.cells()
        if each.cell is not None
        and each.cell.column != printed.cell.column
        and each.value != printed.value
    ]


def how_well(said: str, printed: Printed, where: Spot) -> int:
    """How well what is said fits a cell: its period, or its year as the filing itself calls it."""
    if not quarter_fits(said, printed.period, where.document.fiscal_year_end):
        return 0
    fit = period_fit(said, printed.period)
    if day_said(said) or not lasts(said, printed.period):
        return fit
    years = years_said(said)
    called = _headed(printed, where) or _fiscal_year(said, printed, where)
    return NAMED if called and years == {called} else fit


def _headed(printed: Printed, where: Spot) -> int | None:
    """The year that a column is headed with, bare, or above what its year began with."""
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", printed.header))
    bare = not DAY.search(printed.header)
    return int(years.pop()) if len(years) == 1 and (bare or BEGAN.search(where.label)) else None


def _fiscal_year(said: str, printed: Printed, where: Spot) -> int | None:
    """The fiscal year that ends as a cell's period does, where one is said and the filing's known.

    A year that ends in January 2025 is fiscal 2024 to some filers and 2025 to others.
    """
    own, closes, end = where.document.fiscal_year, where.document.period_end, printed.period.end
    annual = where.document.fiscal_period in (None, "FY") and printed.period.months in (0, 12, None)
    if not (FISCAL.search(said) and own and closes and end and annual):
        return None
    apart = round((end - closes).days / 365.25)
    same_day = abs((end - closes).days - apart * 365.25) <= EARLY_DAYS
    return own + apart if same_day else None


def _differ(one: Period, other: Period) -> bool:
    """Whether two periods are known to be different ones."""
    if one.end and other.end:
        lengths = None not in (one.months, other.months) and one.months != other.months
        return one.end != other.end or lengths
    if one.year and other.year and one.year != other.year:
        return True
    return bool(one.months and other.months and one.months != other.months)


def _say_which(figure: DraftFigure, printed: Printed, other: Printed, where: Spot) -> str:
    return (
        f"line {where.line} has “{figure.text}” for {told(printed.period)} and another figure for "
        f"{told(other.period)}: give the period, with its length and its last day."
    )


def told(period: Period) -> str:
    """A period in words that the checks understand."""
    if period.end is None:
        length = f"{period.months} months of " if period.months else ""
        return f"{length}{period.year}" if period.year else "an unknown period"
    if not period.months:
        return period.end.isoformat()
    return f"{period.months} months ended {period.end.isoformat()}"


def _column_fault(
    figure: DraftFigure, value: Decimal, printed: Printed, where: Spot, about: str
) -> str:
    """Whether another column of the same period is the one that the words name.

    A column of percentages beside one of amounts is told by the unit; words of the row's own
    label, as in "Cost of sales" beside "% of sales", name no column.
    """
    del value
    rivals = [
        each
        for each in _others(printed, where)
        if not _differ(each.period, printed.period) and each.percent == printed.percent
    ]
    asked = words(f"{about} {figure.scope or ''} {figure.period or ''}")
    beside = asked - words(where.label)
    for each in rivals:
        mine, theirs = words(printed.header), words(each.header)
        if not (mine - theirs) & asked and theirs - mine and theirs - mine <= beside:
            return (
                f"“{figure.text}” stands under “{printed.header}”, but “{each.header}” of the same "
                "period was asked for. Take that, or say in `scope` which column is meant."
            )
    return ""
