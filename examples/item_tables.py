"""The tables of the items outside the financial statements."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from examples.blocks import Figure, Grid, Row
from examples.frame import Frame, percent, ratio
from examples.income_tables import adjusted, segment_sales, segments
from examples.note_tables import allowance


def _words(heads: tuple[str, ...], corner: str, rows: tuple[tuple[str, ...], ...]) -> Grid:
    return Grid(heads, tuple(Row(row[0], row[1:]) for row in rows), corner, wide=True)


def officers(frame: Frame) -> Grid:
    """Who runs the company."""
    del frame
    return _words(
        ("Age", "Position"),
        "Name",
        (
            ("Philippa J. Corwen", "57", "Chief Executive Officer since 2019"),
            ("Tobias R. Haldane", "51", "Chief Financial Officer since 2022"),
            ("Ines M. Okafor-Reyes", "46", "Chief Accounting Officer since 2020"),
            ("Gideon L. Stroud", "59", "President, Supermarkets since 2016"),
            ("Maribel A. Quintero", "48", "President, Neighborhood Markets since 2023"),
            ("Anselm D. Whitlock", "54", "Chief Merchandising Officer since 2021"),
            ("Rosalind K. Teague", "50", "General Counsel and Secretary since 2018"),
            ("Hugo P. Lindgren", "44", "Chief Information Officer since 2023"),
            ("Beatrix N. Aldous", "53", "Chief People Officer since 2020"),
        ),
    )


def directors(frame: Frame) -> Grid:
    """The board."""
    del frame
    return _words(
        ("Principal occupation", "Director since"),
        "Name",
        (
            ("Desmond A. Thorne (Chairman)", "Former president of a packaging company", "2011"),
            ("Philippa J. Corwen", "Chief Executive Officer", "2019"),
            ("Lucinda B. Farrow", "Former partner of an accounting firm", "2016"),
            ("Matthias G. Oyelaran", "President of a logistics company", "2018"),
            ("Cornelia V. Prynne", "Professor of finance", "2014"),
            ("Evander S. Kitteridge", "Chief executive of a hospital system", "2020"),
            ("Yolanda T. Brightwater", "Former chief marketing officer of a bank", "2021"),
            ("Percival O. Nakamura", "Founder of a software company", "2023"),
        ),
    )


def stores(frame: Frame) -> Grid:
    """Stores by region; they add up to 742 and 318."""
    del frame
    places = (
        ("Ohio", 168, 71),
        ("Indiana", 92, 38),
        ("Michigan", 104, 52),
        ("Illinois", 88, 64),
        ("Kentucky", 57, 12),
        ("Tennessee", 61, 17),
        ("Pennsylvania", 74, 39),
        ("Georgia", 43, 15),
        ("Other states (six)", 55, 10),
    )
    rows = [Row(name, (_count(a), _count(b), _count(a + b))) for name, a, b in places]
    one, two = sum(a for _, a, _ in places), sum(b for _, _, b in places)
    rows.append(Row("Total", (_count(one), _count(two), _count(one + two)), total=True))
    return Grid(("Supermarkets", "Neighborhood Markets", "Total"), tuple(rows), "State")


def _count(number: int) -> Figure:
    return Figure(number, scale=0, unit="shares")


def repurchases(frame: Frame) -> Grid:
    """Shares bought in the fourth quarter, by fiscal month."""
    del frame
    rows = (
        Row("November 3 – November 30", (_count(812_400), _price("43.18"))),
        Row("December 1 – January 4", (_count(1_204_900), _price("44.02"))),
        Row("January 5 – February 1", (_count(655_100), _price("45.61"))),
        Row("Total", (_count(2_672_400), _price("44.15")), total=True),
    )
    return Grid(("Shares Purchased", "Average Price Paid per Share"), rows, "Period")


def _price(text: str) -> Figure:
    return Figure(Decimal(text), "", None, "usdPerShare", 0, 2)


def performance(frame: Frame) -> Grid:
    """Total return over five years."""
    year = frame.story.year
    heads = tuple(str(year - 5 + n) for n in range(6))
    lines = (
        (frame.story.company.short, (100, 118, 131, 142, 137, 156)),
        ("Broad market index", (100, 117, 144, 132, 159, 199)),
        ("Food retailers index", (100, 109, 138, 141, 139, 171)),
    )
    rows = tuple(Row(name, tuple(_count(v) for v in values), money=False) for name, values in lines)
    return Grid(heads, rows, "Fiscal year end")


def plans(frame: Frame) -> Grid:
    """Equity compensation plans."""
    del frame
    rows = (
        Row("Plans approved by stockholders", (_count(9_214_000), _count(14_022_000))),
        Row("Plans not approved by stockholders", (_count(0), _count(0))),
        Row("Total", (_count(9_214_000), _count(14_022_000)), total=True),
    )
    return Grid(("To Be Issued", "Remaining Available"), rows, "Plan category")


def exhibits(frame: Frame) -> Grid:
    """The exhibit index."""
    short = frame.story.company.short
    lines = (
        ("2.1", "Agreement and Plan of Merger, dated April 8, 2024 (regional operator)"),
        ("3.1", "Amended and Restated Articles of Incorporation"),
        ("3.2", "Amended and Restated Code of Regulations"),
        ("4.1", "Indenture, dated May 14, 2003, between the registrant and the trustee"),
        ("4.2", "Ninth Supplemental Indenture, dated June 12, 2024 (5.10% senior notes)"),
        ("4.3", "Description of Securities"),
        ("10.1", "Credit Agreement, dated September 20, 2023, among the registrant and the banks"),
        ("10.2", "First Amendment to Credit Agreement, dated March 4, 2025"),
        ("10.3*", f"{short} 2019 Incentive Plan"),
        ("10.4*", "Form of Restricted Stock Unit Agreement"),
        ("10.5*", "Form of Performance Unit Agreement"),
        ("10.6*", "Deferred Compensation Plan for Directors"),
        ("10.7*", "Severance Plan for Senior Officers"),
        ("10.8", "Form of Indemnification Agreement with directors and officers"),
        ("10.9", "Form of Master Lease Termination Agreement"),
        ("19.1", "Insider Trading Policy"),
        ("21.1", "Subsidiaries of the Registrant"),
        ("23.1", "Consent of Independent Registered Public Accounting Firm"),
        ("31.1", "Certification of the Chief Executive Officer under Rule 13a-14(a)"),
        ("31.2", "Certification of the Chief Financial Officer under Rule 13a-14(a)"),
        ("32.1", "Certifications under Section 906 of the Sarbanes-Oxley Act of 2002"),
        ("97.1", "Clawback Policy"),
        ("101", "Inline XBRL instance, schema, calculation, definition, label and presentation"),
        ("104", "Cover page in inline XBRL (included in Exhibit 101)"),
    )
    return _words(("Description",), "Exhibit", lines)


def schedule(frame: Frame) -> Grid:
    """Schedule II: the allowance for credit losses rolled forward."""
    rows = []
    for back in (2, 1, 0):
        period = frame.books.years[back]
        start, end = allowance(period.opening.receivables), allowance(period.closing.receivables)
        charged = end * 6 // 10
        used = end - start - charged
        cells = tuple(frame.money(amount) for amount in (start, charged, used, end))
        rows.append(Row(f"Allowance for credit losses – fiscal {frame.years[back]}", cells))
    heads = ("Beginning of Year", "Charged to Expense", "Deductions", "End of Year")
    return Grid(heads, tuple(rows), f"(In {frame.unit})")


def highlights(frame: Frame) -> Grid:
    """The figures management looks at first."""
    periods = frame.books.years
    cash = [sum(p.flows.operating.values()) for p in periods]
    rows = [
        frame.three("Net sales", [p.plan.sales for p in periods], money=True),
        frame.three("Operating income", [p.operating_income for p in periods]),
        frame.three("Income from continuing operations", [p.continuing for p in periods]),
        frame.three("Net income", [p.net for p in periods]),
        frame.three("Cash provided by operating activities – continuing operations", cash),
        frame.three("Capital expenditures", [p.plan.capex for p in periods]),
    ]
    return Grid(frame.years, tuple(rows), f"(In {frame.unit})", "Fiscal Year")


def growth(frame: Frame) -> Grid:
    """Net sales by segment with growth rates."""
    now, before = (segment_sales(period) for period in frame.books.years[:2])
    lines = [
        *zip(frame.story.company.segments, now, before, strict=True),
        ("Net sales", sum(now), sum(before)),
    ]
    rows = [
        Row(label, (frame.money(a), frame.money(b), _rate(a, b)), total=n == 2)
        for n, (label, a, b) in enumerate(lines)
    ]
    return Grid((*frame.years[:2], "% Change"), tuple(rows), f"(In {frame.unit})")


def _rate(now: int, before: int) -> Figure:
    return Figure(ratio(now, before), unit="number", scale=-2, places=1)


def margins(frame: Frame) -> Grid:
    """Cost lines as a share of net sales."""
    periods = frame.books.years
    lines = (
        ("Cost of sales", [p.plan.cost for p in periods]),
        ("Selling, general and administrative expenses", [p.plan.selling for p in periods]),
        ("Operating income", [p.operating_income for p in periods]),
    )
    rows = tuple(
        Row(
            label,
            tuple(percent(v, p.plan.sales) for v, p in zip(values, periods, strict=True)),
        )
        for label, values in lines
    )
    return Grid(frame.years, rows, "(Percentage of net sales)", "Fiscal Year")


def cash(frame: Frame) -> Grid:
    """Cash flows of continuing operations by activity."""
    periods = frame.books.years
    rows = [
        frame.three("Operating activities", [sum(p.flows.operating.values()) for p in periods]),
        frame.three("Investing activities", [sum(p.flows.investing.values()) for p in periods]),
        frame.three("Financing activities", [sum(p.flows.financing.values()) for p in periods]),
        frame.three(
            "Discontinued operations",
            [p.flows.discontinued_operating + p.flows.discontinued_investing for p in periods],
        ),
        frame.three("Change in cash", [p.flows.change for p in periods], money=True, total=True),
    ]
    return Grid(frame.years, tuple(rows), f"(In {frame.unit})", "Fiscal Year")


TABLES: Final[dict[str, Callable[[Frame], Grid]]] = {
    "adjusted": adjusted,
    "cash": cash,
    "directors": directors,
    "exhibits": exhibits,
    "growth": growth,
    "highlights": highlights,
    "margins": margins,
    "officers": officers,
    "performance": performance,
    "plans": plans,
    "repurchases": repurchases,
    "schedule": schedule,
    "segments": segments,
    "stores": stores,
}
"""By the name that stock/items.toml calls them."""
