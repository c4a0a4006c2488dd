"""The tables of the notes that are not on the way; each adds up to a line of the statements."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from examples.blocks import Cell, Figure, Grid, Row
from examples.frame import Frame
from examples.income_tables import goodwill, segments, tax_rate, taxes
from examples.litigation import CLAIMS

Part = tuple[str, int]
"""Label and share of the whole in thousandths; the last part takes what is left."""


def split(total: int, parts: Sequence[Part]) -> list[tuple[str, int]]:
    """Parts that add up to the total."""
    shares = [(label, total * share // 1000) for label, share in parts[:-1]]
    return [*shares, (parts[-1][0], total - sum(amount for _, amount in shares))]


def _balances(frame: Frame, name: str, parts: Sequence[Part], total: str, tag: str = "") -> Grid:
    """Parts of a balance sheet line at both dates, with their total."""
    whole = [int(getattr(period.closing, name)) for period in frame.books.years[:2]]
    return _two_dates(frame, whole, parts, total, tag)


def _two_dates(
    frame: Frame, whole: Sequence[int], parts: Sequence[Part], total: str, tag: str = ""
) -> Grid:
    now, before = split(whole[0], parts), split(whole[1], _older(parts))
    rows = [
        frame.pair(label, (amount, old), money=n == 0)
        for n, ((label, amount), (_, old)) in enumerate(zip(now, before, strict=True))
    ]
    rows.append(frame.pair(total, (whole[0], whole[1]), tag, money=True, total=True))
    return Grid(frame.dates, tuple(rows), f"(In {frame.unit})")


def _older(parts: Sequence[Part]) -> list[Part]:
    """Slightly other shares a year earlier."""
    return [(label, share * (97 + 3 * (n % 3)) // 100) for n, (label, share) in enumerate(parts)]


def _years(frame: Frame, rows: Sequence[tuple[str, Sequence[int]]], total: str) -> Grid:
    """Rows over three years with their total."""
    lines = [frame.three(label, v, money=n == 0) for n, (label, v) in enumerate(rows)]
    sums = [sum(values[n] for _, values in rows) for n in range(3)]
    lines.append(frame.three(total, sums, money=True, total=True))
    return Grid(frame.years, tuple(lines), f"(In {frame.unit})", "Fiscal Year")


def _split_years(frame: Frame, whole: Sequence[int], parts: Sequence[Part], total: str) -> Grid:
    """Parts of an amount of each year."""
    columns = [split(amount, parts if n == 0 else _older(parts)) for n, amount in enumerate(whole)]
    labels = [label for label, _ in parts]
    rows = [(label, [column[n][1] for column in columns]) for n, label in enumerate(labels)]
    return _years(frame, rows, total)


def _plans(frame: Frame, name: str) -> list[int]:
    return [int(getattr(period.plan, name)) for period in frame.books.years]


def sales_by_product(frame: Frame) -> Grid:
    """Adds up to net sales."""
    parts = (("Nonperishable", 446), ("Perishable", 362), ("Pharmacy", 121), ("Fuel and other", 71))
    return _split_years(frame, _plans(frame, "sales"), parts, "Net sales")


def purchase_price(frame: Frame) -> Grid:
    """Adds up to what was paid."""
    plan = frame.books.years[0].plan
    rows = [("Goodwill", plan.acquired_goodwill), ("Intangible assets", plan.acquired_intangibles)]
    total = sum(amount for _, amount in rows)
    lines = [
        Row(label, (frame.money(amount),), money=n == 0) for n, (label, amount) in enumerate(rows)
    ]
    lines.append(Row("Purchase price, net of cash", (frame.money(total),), money=True, total=True))
    return Grid((frame.years[0],), tuple(lines), f"(In {frame.unit})")


def receivables(frame: Frame) -> Grid:
    """Gross less the allowance of Schedule II is the line of the balance sheet."""
    whole = [period.closing.receivables for period in frame.books.years[:2]]
    gross = [amount + allowance(amount) for amount in whole]
    parts = (("Suppliers", 420), ("Pharmacy payers", 390), ("Sublessees", 40), ("Other", 150))
    grid = _two_dates(frame, gross, parts, "Receivables, gross")
    less = frame.pair("Less: allowance for credit losses", [-allowance(a) for a in whole])
    net = frame.pair(
        "Receivables, net",
        (whole[0], whole[1]),
        "us-gaap:ReceivablesNetCurrent",
        total=True,
        money=True,
    )
    return Grid(grid.heads, (*grid.rows, less, net), grid.corner)


def allowance(receivables: int) -> int:
    """Expected credit losses on receivables."""
    return receivables * 3 // 100


def inventories(frame: Frame) -> Grid:
    """First-in, first-out cost less the LIFO reserve is the line of the balance sheet."""
    whole = [period.closing.inventories for period in frame.books.years[:2]]
    reserve = [whole[0] * 9 // 100, whole[1] * 8 // 100]
    gross = [amount + held for amount, held in zip(whole, reserve, strict=True)]
    parts = (
        ("Grocery", 560),
        ("Fresh departments", 130),
        ("Pharmacy and general merchandise", 310),
    )
    grid = _two_dates(frame, gross, parts, "Inventories at first-in, first-out cost")
    less = frame.pair("Less: LIFO reserve", (-reserve[0], -reserve[1]))
    tag = "us-gaap:InventoryNet"
    net = frame.pair("Inventories", (whole[0], whole[1]), tag, money=True, total=True)
    return Grid(grid.heads, (*grid.rows, less, net), grid.corner)


def property_table(frame: Frame) -> Grid:
    """Cost less accumulated depreciation is the line of the balance sheet."""
    whole = [period.closing.premises for period in frame.books.years[:2]]
    worn = [whole[0] * 92 // 100, whole[1] * 88 // 100]
    gross = [amount + used for amount, used in zip(whole, worn, strict=True)]
    parts = (
        ("Land", 96),
        ("Buildings and improvements", 338),
        ("Fixtures and equipment", 402),
        ("Leasehold improvements", 128),
        ("Construction in progress", 36),
    )
    tag = "us-gaap:PropertyPlantAndEquipmentGross"
    grid = _two_dates(frame, gross, parts, "Property and equipment, at cost", tag)
    less = frame.pair("Less: accumulated depreciation", (-worn[0], -worn[1]))
    net = frame.pair(
        "Property and equipment, net",
        (whole[0], whole[1]),
        "us-gaap:PropertyPlantAndEquipmentNet",
        money=True,
        total=True,
    )
    return Grid(grid.heads, (*grid.rows, less, net), grid.corner)


def intangibles(frame: Frame) -> Grid:
    """Adds up to intangible assets."""
    parts = (("Trade names", 510), ("Prescription files, net", 330), ("Other, net", 160))
    tag = "us-gaap:IntangibleAssetsNetExcludingGoodwill"
    return _balances(frame, "intangibles", parts, "Intangible assets, net", tag)


def accrued(frame: Frame) -> Grid:
    """Adds up to accrued expenses; more than a quarter of them are losses."""
    whole = [period.closing.accrued for period in frame.books.years[:2]]
    losses = (1100, 950)
    rest = [amount - loss for amount, loss in zip(whole, losses, strict=True)]
    parts = (
        ("Compensation and benefits", 380),
        ("Taxes other than income taxes", 170),
        ("Self-insured claims", 190),
        ("Gift cards and loyalty", 120),
        ("Other", 140),
    )
    grid = _two_dates(frame, rest, parts, "")
    row = frame.pair("Accrued losses", losses)
    tag = "us-gaap:AccruedLiabilitiesCurrent"
    total = frame.pair(
        "Accrued expenses and other current liabilities",
        (whole[0], whole[1]),
        tag,
        total=True,
        money=True,
    )
    return Grid(grid.heads, (*grid.rows[:-1], row, total), grid.corner)


def other_liabilities(frame: Frame) -> Grid:
    """Adds up to other long-term liabilities."""
    whole = [period.closing.other_liabilities for period in frame.books.years[:2]]
    losses = (CLAIMS["probable"][3] - 1100, 880)
    rest = [amount - loss for amount, loss in zip(whole, losses, strict=True)]
    parts = (("Self-insured claims", 480), ("Pension", 230), ("Deferred income and other", 290))
    grid = _two_dates(frame, rest, parts, "")
    row = frame.pair("Accrued losses", losses)
    tag = "us-gaap:OtherLiabilitiesNoncurrent"
    total = frame.pair(
        "Other long-term liabilities", (whole[0], whole[1]), tag, total=True, money=True
    )
    return Grid(grid.heads, (*grid.rows[:-1], row, total), grid.corner)


def debt(frame: Frame) -> Grid:
    """Adds up to the current and the long-term line of the balance sheet."""
    sheets = [period.closing for period in frame.books.years[:2]]
    whole = [sheet.debt + sheet.debt_current for sheet in sheets]
    parts = (
        ("2.65% senior notes due fiscal 2026", 95),
        ("2.90% senior notes due fiscal 2027", 140),
        ("3.75% senior notes due fiscal 2029", 165),
        ("4.55% senior notes due fiscal 2033", 205),
        ("5.10% senior notes due fiscal 2034", 218),
        ("6.15% debentures due fiscal 2041", 118),
        ("Mortgages and other", 59),
    )
    grid = _two_dates(frame, whole, parts, "Total debt", "us-gaap:DebtInstrumentCarryingAmount")
    current = frame.pair("Less: current portion", [-sheet.debt_current for sheet in sheets])
    long = frame.pair(
        "Long-term debt, less current portion",
        (sheets[0].debt, sheets[1].debt),
        "us-gaap:LongTermDebtNoncurrent",
        money=True,
        total=True,
    )
    return Grid(grid.heads, (*grid.rows, current, long), grid.corner)


def debt_maturities(frame: Frame) -> Grid:
    """Adds up to total debt."""
    sheet = frame.books.years[0].closing
    year = frame.story.year
    later = split(
        sheet.debt,
        [
            (str(year + 2), 158),
            (str(year + 3), 40),
            (str(year + 4), 182),
            (str(year + 5), 70),
            ("Thereafter", 550),
        ],
    )
    rows = [(str(year + 1), sheet.debt_current), *later]
    lines = [Row(label, (frame.money(v),), money=n == 0) for n, (label, v) in enumerate(rows)]
    total = frame.money(sheet.debt + sheet.debt_current)
    lines.append(Row("Total", (total,), money=True, total=True))
    return Grid(("Principal",), tuple(lines), f"(In {frame.unit})")


def deferred_taxes(frame: Frame) -> Grid:
    """Liabilities less assets are the line of the balance sheet."""
    sheets = [period.closing for period in frame.books.years[:2]]
    leases = [sheet.leases * 24 // 100 for sheet in sheets]
    rou = [-sheet.operating_rou * 24 // 100 for sheet in sheets]
    accruals = [sheet.accrued // 7 for sheet in sheets]
    premises = [
        -sheet.deferred_tax - a - b - c
        for sheet, a, b, c in zip(sheets, leases, rou, accruals, strict=True)
    ]
    rows = [
        frame.pair("Lease liabilities", leases, money=True),
        frame.pair("Accruals and reserves", accruals),
        frame.pair("Right-of-use assets", rou),
        frame.pair("Property, intangible assets and inventories", premises),
        frame.pair(
            "Net deferred tax liability",
            [-sheet.deferred_tax for sheet in sheets],
            money=True,
            total=True,
        ),
    ]
    return Grid(frame.dates, tuple(rows), f"(In {frame.unit})")


def share_awards(frame: Frame) -> Grid:
    """Restricted stock units through the year."""
    rng = frame.rng("awards")
    opening, granted = 61 + rng.randrange(9), 31 + rng.randrange(6)
    vested, forfeited = -27, -6
    rows = (
        ("Unvested at beginning of year", opening, "36.12"),
        ("Granted", granted, "41.55"),
        ("Vested", vested, "35.40"),
        ("Forfeited", forfeited, "38.07"),
        ("Unvested at end of year", opening + granted + vested + forfeited, "39.02"),
    )
    lines = [
        Row(label, (_tenths(units), Figure(Decimal(price), "", None, "usdPerShare", 0, 2)))
        for label, units, price in rows
    ]
    return Grid(("Units (in millions)", "Grant Date Fair Value"), tuple(lines))


def _tenths(units: int) -> Figure:
    return Figure(Decimal(units) / 10, places=1, unit="shares")


def pension(frame: Frame) -> Grid:
    """Obligation less assets is the liability within other long-term liabilities."""
    sheets = [period.closing for period in frame.books.years[:2]]
    short = [sheet.other_liabilities // 11 for sheet in sheets]
    owed = [amount * 4 for amount in short]
    rows = (
        frame.pair("Benefit obligation at end of year", owed, money=True),
        frame.pair("Fair value of plan assets", [a - b for a, b in zip(short, owed, strict=True)]),
        frame.pair("Liability recognized", short, money=True, total=True),
    )
    return Grid(frame.dates, rows, f"(In {frame.unit})")


def special(frame: Frame) -> Grid:
    """Adds up to impairment and restructuring charges."""
    parts = (("Asset impairment", 610), ("Severance", 210), ("Closing cost and other", 180))
    label = "Impairment and restructuring charges"
    return _split_years(frame, _plans(frame, "special"), parts, label)


def special_reserve(frame: Frame) -> Grid:
    """The restructuring liability rolled forward over two years."""
    rows: list[tuple[str, list[Cell]]] = [
        (label, [])
        for label in (
            "Balance at beginning of year",
            "Charges",
            "Payments",
            "Balance at end of year",
        )
    ]
    held = 24
    for period in reversed(frame.books.years[:2]):
        charged = period.plan.special - period.plan.special * 610 // 1000
        paid = charged * 8 // 10
        for (_, cells), amount in zip(
            rows, (held, charged, -paid, held + charged - paid), strict=True
        ):
            cells.insert(0, frame.money(amount))
        held += charged - paid
    lines = tuple(
        Row(label, tuple(cells), money=n in (0, 3), total=n == 3)
        for n, (label, cells) in enumerate(rows)
    )
    return Grid(frame.years[:2], lines, f"(In {frame.unit})", "Fiscal Year")


def per_share(frame: Frame) -> Grid:
    """Weighted-average shares, basic and diluted."""
    periods = frame.books.years
    rows = [
        Row("Basic", tuple(_tenths(p.shares) for p in periods)),
        Row("Effect of dilutive units", tuple(_tenths(p.diluted - p.shares) for p in periods)),
        Row("Diluted", tuple(_tenths(p.diluted) for p in periods), total=True),
    ]
    return Grid(frame.years, tuple(rows), "(Shares in millions)", "Fiscal Year")


TABLES: Final[dict[str, Callable[[Frame], Grid]]] = {
    "sales_by_product": sales_by_product,
    "purchase_price": purchase_price,
    "receivables": receivables,
    "inventories": inventories,
    "property": property_table,
    "goodwill": goodwill,
    "intangibles": intangibles,
    "accrued": accrued,
    "other_liabilities": other_liabilities,
    "debt": debt,
    "debt_maturities": debt_maturities,
    "taxes": taxes,
    "tax_rate": tax_rate,
    "deferred_taxes": deferred_taxes,
    "share_awards": share_awards,
    "pension": pension,
    "special": special,
    "special_reserve": special_reserve,
    "per_share": per_share,
    "segments": segments,
}
"""By the name that stock/notes.toml calls them."""
