"""Tables that take income apart: taxes, segments, goodwill, and the adjusted figure."""

from examples.blocks import Figure, Grid, Row
from examples.books import Period
from examples.frame import Frame, percent


def taxes(frame: Frame) -> Grid:
    """Current and deferred; adds up to income tax expense."""
    periods = frame.books.years
    deferred = [p.plan.deferred for p in periods]
    state = [(p.plan.tax - p.plan.deferred) // 6 for p in periods]
    federal = [p.plan.tax - d - s for p, d, s in zip(periods, deferred, state, strict=True)]
    rows = (
        frame.three("Current – federal", federal, money=True),
        frame.three("Current – state and local", state),
        frame.three("Deferred", deferred, "us-gaap:DeferredIncomeTaxExpenseBenefit"),
        frame.three(
            "Income tax expense",
            [p.plan.tax for p in periods],
            "us-gaap:IncomeTaxExpenseBenefit",
            money=True,
            total=True,
        ),
    )
    return Grid(frame.years, rows, f"(In {frame.unit})", "Fiscal Year")


def tax_rate(frame: Frame) -> Grid:
    """From the statutory rate to the effective one, in amounts."""
    periods = frame.books.years
    statutory = [p.before_tax * 21 // 100 for p in periods]
    state = [p.before_tax * 38 // 1000 for p in periods]
    credits = [-p.before_tax * 14 // 1000 for p in periods]
    other = [
        p.plan.tax - a - b - c
        for p, a, b, c in zip(periods, statutory, state, credits, strict=True)
    ]
    rates = tuple(percent(p.plan.tax, p.before_tax) for p in periods)
    rows = (
        frame.three("Statutory rate of 21%", statutory, money=True),
        frame.three("State income taxes, net of federal benefit", state),
        frame.three("Tax credits", credits),
        frame.three("Other, net", other),
        frame.three("Income tax expense", [p.plan.tax for p in periods], money=True, total=True),
        Row("Effective tax rate", rates),
    )
    return Grid(frame.years, rows, f"(In {frame.unit})", "Fiscal Year")


def segment_sales(period: Period) -> tuple[int, int]:
    """Net sales of both segments."""
    first = period.plan.sales * 868 // 1000
    return first, period.plan.sales - first


def segment_income(period: Period) -> tuple[int, int, int]:
    """Operating income of both segments, and corporate expenses (negative)."""
    before = period.operating_income + period.plan.special
    corporate = -before // 9
    first = (before - corporate) * 883 // 1000
    return first, before - corporate - first, corporate


def segments(frame: Frame) -> Grid:
    """Sales and operating income by segment, down to income before taxes."""
    periods = frame.books.years
    one, two = frame.story.company.segments
    sales = [segment_sales(p) for p in periods]
    income = [segment_income(p) for p in periods]
    rows = [
        Row("Net sales:"),
        frame.three(one, [s[0] for s in sales], money=True, indent=1),
        frame.three(two, [s[1] for s in sales], indent=1),
        frame.three("Net sales", [p.plan.sales for p in periods], money=True, total=True),
        Row("Segment operating income:"),
        frame.three(one, [i[0] for i in income], money=True, indent=1),
        frame.three(two, [i[1] for i in income], indent=1),
        frame.three("Corporate expenses", [i[2] for i in income]),
        frame.three("Impairment and restructuring charges", [-p.plan.special for p in periods]),
        frame.three("Operating income", [p.operating_income for p in periods], total=True),
        frame.three("Interest expense, net", [-p.plan.interest for p in periods]),
        frame.three("Other expense, net", [-p.plan.other_expense for p in periods]),
        frame.three(
            "Income from continuing operations before income taxes",
            [p.before_tax for p in periods],
            money=True,
            total=True,
        ),
    ]
    return Grid(frame.years, tuple(rows), f"(In {frame.unit})", "Fiscal Year")


def goodwill(frame: Frame) -> Grid:
    """By segment over two years; adds up to goodwill."""
    rows = []
    for back in (1, 0):
        period = frame.books.years[back]
        if back == 1:
            label = f"Balance at beginning of fiscal {frame.years[1]}"
            rows.append(_goodwill(frame, label, period.opening.goodwill, 0, total=True))
        acquired = period.plan.acquired_goodwill
        if acquired:
            rows.append(Row("Acquisition", _cells(frame, acquired, 0)))
        label = f"Balance at end of fiscal {frame.years[back]}"
        rows.append(_goodwill(frame, label, period.closing.goodwill, acquired, total=True))
    return Grid((*frame.story.company.segments, "Total"), tuple(rows), f"(In {frame.unit})")


def _goodwill(frame: Frame, label: str, whole: int, acquired: int, *, total: bool) -> Row:
    second = (whole - acquired) * 22 // 100
    return Row(label, _cells(frame, whole - second, second), money=True, total=total)


def _cells(frame: Frame, one: int, two: int) -> tuple[Figure, ...]:
    return frame.money(one), frame.money(two), frame.money(one + two)


def adjusted(frame: Frame) -> Grid:
    """From operating income to the filer's own measure."""
    periods = frame.books.years
    name = frame.story.adjusted
    income = [p.operating_income for p in periods]
    special = [p.plan.special for p in periods]
    rows = [
        frame.three("Operating income", income, "us-gaap:OperatingIncomeLoss", money=True),
        frame.three("Impairment and restructuring charges", special),
    ]
    total = [a + b for a, b in zip(income, special, strict=True)]
    if "EBITDA" in name:
        worn = [p.plan.depreciation + p.plan.amortization for p in periods]
        rows.append(frame.three("Depreciation and amortization", worn))
        total = [a + b for a, b in zip(total, worn, strict=True)]
    rows.append(frame.three(name, total, money=True, total=True))
    return Grid(frame.years, tuple(rows), f"(In {frame.unit})", "Fiscal Year")
