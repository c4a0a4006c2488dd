"""What the 10-Q says in prose and tables: amounts of the quarter beside those of its twin."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from examples.blocks import Figure, Grid, Row, Slot, When
from examples.books import Period
from examples.frame import Frame, percent, ratio
from examples.income_tables import segment_income, segment_sales
from examples.keeping import split_leases
from examples.note_tables import split
from examples.note_text import total_debt
from examples.voice import long_date

WEEKS: Final = timedelta(weeks=13)


def quarter_when(made: Frame, back: int = 0) -> When:
    """The first quarter after the year `back` years ago."""
    end = made.end(back)
    return When(end + WEEKS, end + timedelta(days=1))


def quarter_amounts(made: Frame) -> dict[str, Slot]:
    """The slots of stock/quarter.toml."""
    now, before = made.books.quarter, made.books.quarter_before
    ended = sum(piece.amount for piece in made.story.pieces if piece.event and piece.sign < 0)
    held = made.story.piece("discontinued")
    year_held = held.amount if held else 0
    amounts = {
        "debt_now": total_debt(now.closing),
        "debt_year": total_debt(now.opening),
        "borrowed": now.plan.borrowed,
        "repaid": now.plan.repaid,
        "lease_cost": now.closing.leases * 50 // 1000,
        "discontinued": -now.plan.discontinued,
        "held_now": year_held - ended,
        "held_year": year_held,
        "ended": ended,
        "sales": now.plan.sales,
        "interest": now.plan.interest,
        "cash": now.closing.cash,
        "buyback": now.plan.buyback,
        "special": now.plan.special,
        "special_last": before.plan.special,
    }
    said: dict[str, Slot] = {name: made.prose(amount) for name, amount in amounts.items()}
    return said | {
        "quarter_end": long_date(quarter_when(made).end),
        "calendar": str(made.story.filed.year),
        "sales_growth": f"{ratio(now.plan.sales, before.plan.sales):.1f}%",
        **_shares(now, ""),
        **_shares(before, "_last"),
    }


def _shares(period: Period, suffix: str) -> dict[str, Slot]:
    plan = period.plan
    return {
        f"gross_margin{suffix}": f"{percent(plan.sales - plan.cost, plan.sales).digits}%",
        f"selling_share{suffix}": f"{percent(plan.selling, plan.sales).digits}%",
        f"tax_rate{suffix}": f"{percent(plan.tax, period.before_tax).digits}%",
    }


def _ends(made: Frame) -> tuple[str, str]:
    return long_date(quarter_when(made).end), long_date(quarter_when(made, 1).end)


def _two(made: Frame, rows: Sequence[Row], corner: str = "") -> Grid:
    corner = corner or f"(In {made.unit})"
    return Grid(_ends(made), tuple(rows), corner, "Thirteen Weeks Ended")


def _pair(made: Frame, label: str, values: Sequence[int], *, total: bool = False) -> Row:
    return Row(label, tuple(made.money(value) for value in values), money=total, total=total)


def sales_by_product(made: Frame) -> Grid:
    """Adds up to net sales."""
    periods = (made.books.quarter, made.books.quarter_before)
    parts = (("Nonperishable", 441), ("Perishable", 365), ("Pharmacy", 124), ("Fuel and other", 70))
    columns = [split(period.plan.sales, parts) for period in periods]
    rows = [
        _pair(made, label, [column[n][1] for column in columns])
        for n, (label, _) in enumerate(parts)
    ]
    total = _pair(made, "Net sales", [period.plan.sales for period in periods], total=True)
    return _two(made, [*rows, total])


def leases(made: Frame) -> Grid:
    """The lease lines of the balance sheet with their total."""
    quarter = made.books.quarter
    whens = (When(quarter_when(made).end), made.at())
    columns = [split_leases(sheet.leases) for sheet in (quarter.closing, quarter.opening)]
    specs = (
        ("Operating – current", "operating_current", "us-gaap:OperatingLeaseLiabilityCurrent"),
        ("Operating – noncurrent", "operating", "us-gaap:OperatingLeaseLiabilityNoncurrent"),
        ("Finance – current", "finance_current", "us-gaap:FinanceLeaseLiabilityCurrent"),
        ("Finance – noncurrent", "finance", "us-gaap:FinanceLeaseLiabilityNoncurrent"),
    )
    rows = [
        Row(label, _dated(made, [column[name] for column in columns], tag, whens))
        for label, name, tag in specs
    ]
    totals = [sum(column.values()) for column in columns]
    own = "own:OperatingAndFinanceLeaseLiability"
    rows.append(
        Row("Total lease obligations", _dated(made, totals, own, whens), money=True, total=True)
    )
    heads = tuple(long_date(when.end) for when in whens)
    return Grid(heads, tuple(rows), f"(In {made.unit})")


def _dated(
    made: Frame, values: Sequence[int], tag: str, whens: Sequence[When]
) -> tuple[Figure, ...]:
    return tuple(made.money(v, tag, when) for v, when in zip(values, whens, strict=True))


def segments(made: Frame) -> Grid:
    """Sales and operating income by segment."""
    periods = (made.books.quarter, made.books.quarter_before)
    one, two = made.story.company.segments
    sales, earned = [segment_sales(p) for p in periods], [segment_income(p) for p in periods]
    return _two(
        made,
        [
            _pair(made, f"Net sales – {one}", [s[0] for s in sales]),
            _pair(made, f"Net sales – {two}", [s[1] for s in sales]),
            _pair(made, "Net sales", [p.plan.sales for p in periods], total=True),
            _pair(made, f"Operating income – {one}", [i[0] for i in earned]),
            _pair(made, f"Operating income – {two}", [i[1] for i in earned]),
            _pair(made, "Corporate expenses", [i[2] for i in earned]),
            _pair(made, "Impairment and restructuring", [-p.plan.special for p in periods]),
            _pair(made, "Operating income", [p.operating_income for p in periods], total=True),
        ],
    )


def margins(made: Frame) -> Grid:
    """Cost lines as a share of net sales."""
    periods = (made.books.quarter, made.books.quarter_before)
    lines = (
        ("Cost of sales", [p.plan.cost for p in periods]),
        ("Selling, general and administrative expenses", [p.plan.selling for p in periods]),
        ("Operating income", [p.operating_income for p in periods]),
    )
    rows = [
        Row(label, tuple(percent(v, p.plan.sales) for v, p in zip(values, periods, strict=True)))
        for label, values in lines
    ]
    return _two(made, rows, "(Percentage of net sales)")


def exhibits(made: Frame) -> Grid:
    """The exhibit index."""
    del made
    lines = (
        ("31.1", "Certification of the Chief Executive Officer under Rule 13a-14(a)"),
        ("31.2", "Certification of the Chief Financial Officer under Rule 13a-14(a)"),
        ("32.1", "Certifications under Section 906 of the Sarbanes-Oxley Act of 2002"),
        ("101", "Inline XBRL instance and taxonomy documents"),
        ("104", "Cover page in inline XBRL (included in Exhibit 101)"),
    )
    return Grid(
        ("Description",), tuple(Row(name, (text,)) for name, text in lines), "Exhibit", wide=True
    )


TABLES: Final[dict[str, Callable[[Frame], Grid]]] = {
    "exhibits": exhibits,
    "leases": leases,
    "margins": margins,
    "sales_by_product": sales_by_product,
    "segments": segments,
}
"""By the name that stock/quarter.toml calls them."""
