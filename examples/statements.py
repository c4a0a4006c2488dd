"""The statements of Item 8 besides the balance sheet, as tables, for a year or a quarter."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from examples.blocks import Block, Cell, Figure, Grid, Heading, NewPage, Para, Row, When, say
from examples.books import Balance, Period
from examples.frame import Frame
from examples.lines import EQUITY, FINANCING, INVESTING, OPERATING, Spec, concept
from examples.sheet import balance_grid
from examples.voice import long_date

Column = tuple[Period, When]
Amounts = tuple[int, ...]
"""One a column."""


def statements(frame: Frame, *, small: bool = False) -> list[Block]:
    """Income, comprehensive income, balance sheets, equity, cash flows; each on its page.

    A small filing goes without those of comprehensive income and of equity.
    """
    columns = [(period, frame.year(n)) for n, period in enumerate(frame.books.years)]
    sheets = [(period.closing, frame.at(n)) for n, period in enumerate(frame.books.years[:2])]
    over = "Fiscal Year"
    parts = (
        ("Consolidated Statements of Income", income(frame, columns, frame.years, over)),
        (
            "Consolidated Statements of Comprehensive Income",
            comprehensive(frame, columns, frame.years, over),
        ),
        ("Consolidated Balance Sheets", balance_grid(frame, sheets, frame.dates)),
        ("Consolidated Statements of Stockholders’ Equity", equity(frame)),
        ("Consolidated Statements of Cash Flows", cash_flows(frame, columns, frame.years, over)),
    )
    shown = [parts[0], parts[2], parts[4]] if small else parts
    return [block for title, grid in shown for block in on_its_page(frame, title, grid)]


def on_its_page(frame: Frame, title: str, grid: Grid) -> list[Block]:
    """A statement with its title and the sentence below it."""
    see = "See accompanying notes to consolidated financial statements."
    return [
        NewPage(),
        Para(say(frame.story.company.name), "strong-center"),
        Heading(title, 3, title.lower().replace(" ", "-").replace("’", "")),
        grid,
        Para(say(see), "small"),
    ]


def income(frame: Frame, columns: Sequence[Column], heads: tuple[str, ...], over: str) -> Grid:
    """Net sales down to earnings per share."""
    rows = [*_income_rows(frame, columns), *_per_share(frame, columns), *_shares(columns)]
    return Grid(heads, tuple(rows), f"(In {frame.unit}, except per share data)", over)


INCOME: Final[tuple[tuple[str, Callable[[Period], int], str, str], ...]] = (
    (
        "Net sales",
        lambda p: p.plan.sales,
        "RevenueFromContractWithCustomerExcludingAssessedTax",
        "money",
    ),
    ("Cost of sales", lambda p: p.plan.cost, "CostOfRevenue", ""),
    (
        "Selling, general and administrative expenses",
        lambda p: p.plan.selling,
        "SellingGeneralAndAdministrativeExpense",
        "",
    ),
    (
        "Depreciation and amortization",
        lambda p: p.plan.depreciation + p.plan.amortization,
        "DepreciationAndAmortization",
        "",
    ),
    (
        "Impairment and restructuring charges",
        lambda p: p.plan.special,
        "RestructuringCostsAndAssetImpairmentCharges",
        "",
    ),
    ("Operating income", lambda p: p.operating_income, "OperatingIncomeLoss", "total"),
    ("Interest expense, net", lambda p: p.plan.interest, "InterestExpense", "negated"),
    ("Other expense, net", lambda p: p.plan.other_expense, "OtherExpenses", "negated"),
    (
        "Income from continuing operations before income taxes",
        lambda p: p.before_tax,
        "IncomeLossFromContinuingOperationsBeforeIncomeTaxes"
        "ExtraordinaryItemsNoncontrollingInterest",
        "total",
    ),
    ("Income tax expense", lambda p: p.plan.tax, "IncomeTaxExpenseBenefit", "negated"),
    (
        "Income from continuing operations",
        lambda p: p.continuing,
        "IncomeLossFromContinuingOperations",
        "total",
    ),
    (
        "Loss from discontinued operations, net of tax",
        lambda p: p.plan.discontinued,
        "IncomeLossFromDiscontinuedOperationsNetOfTax",
        "",
    ),
    ("Net income", lambda p: p.net, "NetIncomeLoss", "money total"),
)
"""Label, value, concept, looks."""


def _income_rows(frame: Frame, columns: Sequence[Column]) -> list[Row]:
    rows = []
    for label, value, tag, looks in INCOME:
        negated = "negated" in looks
        cells = tuple(
            frame.money(value(period), f"us-gaap:{tag}", when, negated=negated)
            for period, when in columns
        )
        if any(cell.value for cell in cells):  # no line for what there is none of
            rows.append(Row(label, cells, money="money" in looks, total="total" in looks))
    return rows


def per_share(amount: int, shares: int, scale: int) -> Decimal:
    """Dollars a share; shares are in tenths of a million."""
    dollars = Decimal(amount).scaleb(scale)
    return (dollars / (Decimal(shares) * 100_000)).quantize(Decimal("0.01"))


def _per_share(frame: Frame, columns: Sequence[Column]) -> list[Row]:
    rows = []
    for label, attribute, tag in (
        ("Basic", "shares", "EarningsPerShareBasic"),
        ("Diluted", "diluted", "EarningsPerShareDiluted"),
    ):
        cells: list[Cell] = []
        for period, when in columns:
            value = per_share(period.net, getattr(period, attribute), frame.story.scale)
            cells.append(Figure(value, f"us-gaap:{tag}", when, "usdPerShare", 0, 2))
        rows.append(Row(label, tuple(cells), money=True, indent=1))
    return [Row("Net income per share:"), *rows]


def _shares(columns: Sequence[Column]) -> list[Row]:
    rows = []
    for label, attribute, tag in (
        ("Basic", "shares", "WeightedAverageNumberOfSharesOutstandingBasic"),
        ("Diluted", "diluted", "WeightedAverageNumberOfDilutedSharesOutstanding"),
    ):
        cells: list[Cell] = []
        for period, when in columns:
            value = Decimal(int(getattr(period, attribute))) / 10
            cells.append(Figure(value, f"us-gaap:{tag}", when, "shares", 6, 1))
        rows.append(Row(label, tuple(cells), indent=1))
    return [Row("Weighted-average shares outstanding (in millions):"), *rows]


def comprehensive(
    frame: Frame, columns: Sequence[Column], heads: tuple[str, ...], over: str
) -> Grid:
    """Net income and what goes past it."""
    specs = (
        ("Net income", [p.net for p, _ in columns], "NetIncomeLoss"),
        (
            "Foreign currency translation and pension adjustments, net of tax",
            [p.plan.oci for p, _ in columns],
            "OtherComprehensiveIncomeLossNetOfTax",
        ),
        (
            "Comprehensive income",
            [p.net + p.plan.oci for p, _ in columns],
            "ComprehensiveIncomeNetOfTax",
        ),
    )
    rows = []
    for n, (label, values, tag) in enumerate(specs):
        pairs = zip(values, columns, strict=True)
        cells = tuple(frame.money(value, f"us-gaap:{tag}", when) for value, (_, when) in pairs)
        rows.append(Row(label, cells, money=n != 1, total=n == 2))
    return Grid(heads, tuple(rows), f"(In {frame.unit})", over)


def cash_flows(frame: Frame, columns: Sequence[Column], heads: tuple[str, ...], over: str) -> Grid:
    """Operating, investing, financing; continuing and discontinued; opening and closing cash."""
    rows = [Row("Operating activities:")]
    held = any(p.flows.discontinued_operating for p, _ in columns)
    for title, part, specs in (
        ("operating", "operating", OPERATING),
        ("investing", "investing", INVESTING),
        ("financing", "financing", FINANCING),
    ):
        if part != "operating":
            rows.append(Row(f"{title.capitalize()} activities:"))
        rows += [r for spec in specs if (r := _flow(frame, columns, part, spec)) is not None]
        rows += _subtotals(frame, columns, part, held=held and part != "financing")
    rows += _cash(frame, columns)
    return Grid(heads, tuple(rows), f"(In {frame.unit})", over)


def _flow(frame: Frame, columns: Sequence[Column], part: str, spec: Spec) -> Row | None:
    label, name, tag = spec
    values = [int(getattr(period.flows, part)[name]) for period, _ in columns]
    if not any(values):
        return None
    outflow = tag.startswith("-")
    cells = tuple(
        frame.money(-v if outflow else v, concept(tag), when, negated=outflow)
        for v, (_, when) in zip(values, columns, strict=True)
    )
    return Row(label, cells, money=name == "net", indent=1)


def _subtotals(frame: Frame, columns: Sequence[Column], part: str, *, held: bool) -> list[Row]:
    own = tuple(sum(getattr(period.flows, part).values()) for period, _ in columns)
    tag = f"NetCashProvidedByUsedIn{part.capitalize()}Activities"
    if not held:
        label = f"Net cash provided by (used in) {part} activities"
        return [_sum(frame, columns, label, own, f"us-gaap:{tag}")]
    theirs = tuple(getattr(period.flows, f"discontinued_{part}") for period, _ in columns)
    both = tuple(a + b for a, b in zip(own, theirs, strict=True))
    net = f"Net cash provided by (used in) {part} activities"
    return [
        _sum(
            frame,
            columns,
            f"{net} – continuing operations",
            own,
            f"us-gaap:{tag}ContinuingOperations",
        ),
        _sum(
            frame,
            columns,
            f"{net} – discontinued operations",
            theirs,
            f"us-gaap:CashProvidedByUsedIn{part.capitalize()}ActivitiesDiscontinuedOperations",
            total=False,
        ),
        _sum(frame, columns, net, both, f"us-gaap:{tag}"),
    ]


def _sum(
    frame: Frame,
    columns: Sequence[Column],
    label: str,
    values: Amounts,
    tag: str,
    *,
    total: bool = True,
) -> Row:
    pairs = zip(values, columns, strict=True)
    return Row(label, tuple(frame.money(v, tag, w) for v, (_, w) in pairs), total=total)


def _cash(frame: Frame, columns: Sequence[Column]) -> list[Row]:
    change = tuple(period.flows.change for period, _ in columns)
    opening = tuple(frame.money(p.opening.cash, CASH, When(_before(when))) for p, when in columns)
    closing = tuple(frame.money(p.closing.cash, CASH, When(when.end)) for p, when in columns)
    tag = (
        "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"
        "PeriodIncreaseDecreaseIncludingExchangeRateEffect"
    )
    return [
        _sum(frame, columns, "Net increase (decrease) in cash and cash equivalents", change, tag),
        Row("Cash and cash equivalents at beginning of period", opening),
        Row("Cash and cash equivalents at end of period", closing, money=True, total=True),
    ]


CASH = "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"


def _before(when: When) -> date:
    """The day before a period begins."""
    return when.start - timedelta(days=1) if when.start else when.end


Move = tuple[str, str, dict[str, int]]
"""Label, concept, and what moves by line of equity."""


def equity(frame: Frame) -> Grid:
    """Every line of equity rolled forward over three years, oldest first."""
    oldest = frame.books.years[-1].opening
    rows = [_equity_balance(frame, oldest, 3)]
    for back in (2, 1, 0):
        period = frame.books.years[back]
        rows += [_move(frame, move, back) for move in _moves(period)]
        rows.append(_equity_balance(frame, period.closing, back))
    heads = ("Common Stock", "Paid-In Capital", "Retained Earnings", "AOCL", "Treasury", "Total")
    return Grid(heads, tuple(rows), f"(In {frame.unit})")


def _moves(period: Period) -> tuple[Move, ...]:
    plan = period.plan
    return (
        ("Net income", "NetIncomeLoss", {"retained": period.net}),
        (
            "Other comprehensive income (loss)",
            "OtherComprehensiveIncomeLossNetOfTax",
            {"aoci": plan.oci},
        ),
        (
            "Share-based compensation",
            "own:AdjustmentForShareBasedCompensation",
            {"paid_in": plan.share_pay},
        ),
        ("Shares issued under stock plans", "own:StockPlanShares", {"paid_in": plan.stock_plans}),
        ("Dividends declared", "own:DividendsDeclared", {"retained": -plan.dividends}),
        ("Repurchases of common stock", "own:SharesRepurchased", {"treasury": -plan.buyback}),
    )


def _members(name: str) -> tuple[tuple[str, str], ...]:
    member = {
        "common": "us-gaap:CommonStockMember",
        "paid_in": "us-gaap:AdditionalPaidInCapitalMember",
        "retained": "us-gaap:RetainedEarningsMember",
        "aoci": "us-gaap:AccumulatedOtherComprehensiveIncomeMember",
        "treasury": "us-gaap:TreasuryStockCommonMember",
    }[name]
    return (("us-gaap:StatementEquityComponentsAxis", member),)


def _move(frame: Frame, move: Move, back: int) -> Row:
    label, tag, amounts = move
    cells: list[Cell] = []
    for _, name, _ in EQUITY:
        value = amounts.get(name)
        when = frame.year(back, *_members(name))
        cells.append(None if value is None else frame.money(value, concept(tag), when))
    total = frame.money(sum(amounts.values()), concept(tag), frame.year(back))
    return Row(label, (*cells, total), indent=1)


def _equity_balance(frame: Frame, balance: Balance, back: int) -> Row:
    tag = "us-gaap:StockholdersEquity"
    cells = [
        frame.money(getattr(balance, name), tag, frame.at(back, *_members(name)))
        for _, name, _ in EQUITY
    ]
    total = frame.money(balance.equity, tag, frame.at(back))
    label = f"Balance, {long_date(frame.end(back))}"
    return Row(label, (*cells, total), money=True, total=True)
