"""The note on leases: what the lease question asks for, among what it is easily mistaken for."""

from examples.blocks import Block, Figure, Grid, Para, Row, say
from examples.books import Period
from examples.frame import Frame
from examples.keeping import split_leases


def lease_note(frame: Frame, *, small: bool = False) -> list[Block]:
    """Policy, cost, balances with the total, the way onward, maturities, history."""
    stated, onward = frame.chain.stated[0], frame.chain.onward[0]
    blocks: list[Block] = [
        frame.write(POLICY),
        *([] if small else [frame.write(text) for text in MORE]),
        Para(say("The components of lease cost were as follows:")),
        _cost(frame),
        Para(say("Lease obligations and the related assets at the balance sheet dates were:")),
        _balances(frame),
        *([Para(stated)] if stated else []),
    ]
    if onward is not None:
        blocks.append(Para(onward))
    blocks += [
        Para(say("Maturities of the lease liabilities presented above are as follows:")),
        _maturities(frame),
        *([] if small else [*_supplement(frame), *(frame.write(text) for text in LESSOR)]),
    ]
    if frame.story.wording.around:
        other = frame.prose(frame.story.pieces[0].amount // 100 * 7)
        blocks.append(frame.write(frame.story.wording.around, other=other))
    history = frame.prose(frame.story.pieces[0].prior // 29)
    return [*blocks, frame.write(HISTORY, amount=history)]


POLICY = (
    "{We} lease most of {our} {places} as well as distribution centers, office space and vehicles. "
    "{We} determine whether an arrangement is a lease at inception. Lease liabilities are measured "
    "at the present value of fixed payments over the lease term, discounted at {our} incremental "
    "borrowing rate, and include renewal options that are reasonably certain to be exercised."
)
MORE = (
    "Most leases have initial terms of 10 to 20 years with one or more options to renew, generally "
    "for five years each. Renewal options are included in the lease term where the improvements "
    "installed in the property would lose significant value if the option were not exercised. "
    "Leases with an initial term of twelve months or less are not recorded on the balance sheet; "
    "the expense for them is recognized on a straight-line basis.",
    "Real estate leases generally require {us} to pay property taxes, insurance and common area "
    "maintenance. {We} have elected to combine lease and nonlease components for real estate and "
    "to separate them for vehicles. Payments that vary with sales, with an index after "
    "commencement or with the landlord’s actual costs are expensed as incurred and are not part of "
    "the lease liability.",
    "The incremental borrowing rate is determined by lease term at the beginning of each quarter "
    "from the yields of {our} traded debt, adjusted for collateral. Lease agreements contain no "
    "material residual value guarantees and no covenants beyond those customary for retail "
    "property.",
)
LESSOR = (
    "{We} sublease surplus space and lease land and in-store space to third parties. Income from "
    "these arrangements is included in net sales and is not offset against the lease liabilities "
    "presented above.",
)
HISTORY = (
    "In fiscal {last}, {we} closed underperforming locations and terminated the related leases, "
    "which reduced lease liabilities by {amount}; the effect is included in the balances of both "
    "years presented."
)


def _cost(frame: Frame) -> Grid:
    leases = [period.closing.leases for period in frame.books.years]

    def share(per_mille: int) -> tuple[int, int, int]:
        a, b, c = (amount * per_mille // 1000 for amount in leases)
        return a, b, c

    parts = (
        ("Operating lease cost", share(149), "us-gaap:OperatingLeaseCost"),
        (
            "Amortization of finance lease assets",
            share(17),
            "us-gaap:FinanceLeaseRightOfUseAssetAmortization",
        ),
        (
            "Interest on finance lease liabilities",
            share(5),
            "us-gaap:FinanceLeaseInterestExpense",
        ),
        ("Short-term lease cost", share(4), "us-gaap:ShortTermLeaseCost"),
        ("Variable lease cost", share(36), "us-gaap:VariableLeaseCost"),
        ("Sublease income", tuple(-v for v in share(9)), "own:SubleaseIncomeOffset"),
    )
    rows = [
        frame.three(label, (v[0], v[1], v[2]), tag, money=n == 0)
        for n, (label, v, tag) in enumerate(parts)
    ]
    total = [sum(values[n] for _, values, _ in parts) for n in range(3)]
    rows.append(
        frame.three(
            "Net lease cost",
            (total[0], total[1], total[2]),
            "us-gaap:LeaseCost",
            money=True,
            total=True,
        )
    )
    return Grid(frame.years, tuple(rows), f"(In {frame.unit})", "Fiscal Year")


def _balances(frame: Frame) -> Grid:
    piece = frame.story.pieces[0]
    now, before = split_leases(piece.amount), split_leases(piece.prior)
    new, old = frame.books.years[0].closing, frame.books.years[1].closing
    specs = (
        ("Operating – current", "operating_current", "us-gaap:OperatingLeaseLiabilityCurrent"),
        ("Operating – noncurrent", "operating", "us-gaap:OperatingLeaseLiabilityNoncurrent"),
        ("Finance – current", "finance_current", "us-gaap:FinanceLeaseLiabilityCurrent"),
        ("Finance – noncurrent", "finance", "us-gaap:FinanceLeaseLiabilityNoncurrent"),
    )
    rows = [
        Row("Assets:"),
        frame.pair(
            "Operating lease right-of-use assets",
            (new.operating_rou, old.operating_rou),
            "us-gaap:OperatingLeaseRightOfUseAsset",
            money=True,
            indent=1,
        ),
        frame.pair(
            "Finance lease assets, net (in property and equipment)",
            (
                (now["finance"] + now["finance_current"]) * 4 // 5,
                (before["finance"] + before["finance_current"]) * 4 // 5,
            ),
            "us-gaap:FinanceLeaseRightOfUseAsset",
            indent=1,
        ),
        Row("Liabilities:"),
        *(
            frame.pair(label, (now[name], before[name]), tag, indent=1, money=n == 0)
            for n, (label, name, tag) in enumerate(specs)
        ),
        *_totals(frame),
    ]
    return Grid(frame.dates, tuple(rows), f"(In {frame.unit})")


def _totals(frame: Frame) -> list[Row]:
    """One total, or one of each kind where the filer leaves the sum to a sentence."""
    piece = frame.story.pieces[0]
    if piece.label:
        mark = " (1)" if frame.story.wording.excludes.startswith("(1)") else ""
        tag, values = "own:OperatingAndFinanceLeaseLiability", (piece.amount, piece.prior)
        return [frame.pair(piece.label + mark, values, tag, money=True, total=True)]
    now, before = split_leases(piece.amount), split_leases(piece.prior)
    rows = []
    for kind in ("operating", "finance"):
        owed = [part[kind] + part[f"{kind}_current"] for part in (now, before)]
        tag = f"us-gaap:{kind.capitalize()}LeaseLiability"
        rows.append(frame.pair(f"Total {kind} lease liabilities", owed, tag, total=True))
    return rows


def _maturities(frame: Frame) -> Grid:
    """Undiscounted payments by year, less interest: ends in the total of the balances."""
    lines = split_leases(frame.story.pieces[0].amount)
    operating = lines["operating"] + lines["operating_current"]
    finance = lines["finance"] + lines["finance_current"]
    columns = [_spread(operating, 129), _spread(finance, 124)]
    labels = [str(frame.story.year + n) for n in range(1, 6)] + ["Thereafter"]
    rows = [
        Row(
            label,
            _across(frame, columns[0][n], columns[1][n]),
            money=n == 0,
        )
        for n, label in enumerate(labels)
    ]
    gross = [sum(column) for column in columns]
    interest = (operating - gross[0], finance - gross[1])
    rows += [
        Row("Total undiscounted lease payments", _across(frame, *gross), total=True),
        Row("Less: imputed interest", _across(frame, *interest)),
        Row("Lease liabilities", _across(frame, operating, finance), money=True, total=True),
    ]
    heads = ("Operating Leases", "Finance Leases", "Total")
    return Grid(heads, tuple(rows), f"(In {frame.unit})")


def _across(frame: Frame, one: int, two: int) -> tuple[Figure, ...]:
    return (frame.money(one), frame.money(two), frame.money(one + two))


def _spread(liability: int, percent: int) -> list[int]:
    """Payments falling year by year, `percent` of the liability in all."""
    gross = liability * percent // 100
    near = [gross * share // 100 for share in (16, 15, 13, 11, 10)]
    return [*near, gross - sum(near)]


def _supplement(frame: Frame) -> list[Block]:
    periods: tuple[Period, Period, Period] = frame.books.years

    def each(name: str) -> tuple[int, int, int]:
        a, b, c = (int(getattr(period.plan, name)) for period in periods)
        return a, b, c

    paid = [period.closing.leases * 152 // 1000 for period in periods]
    rows = (
        frame.three(
            "Cash paid for operating lease liabilities",
            (paid[0], paid[1], paid[2]),
            "us-gaap:OperatingLeasePayments",
            money=True,
        ),
        frame.three(
            "Operating lease assets obtained in exchange for lease liabilities",
            each("operating_additions"),
            "us-gaap:RightOfUseAssetObtainedInExchangeForOperatingLeaseLiability",
        ),
        frame.three(
            "Finance lease assets obtained in exchange for lease liabilities",
            each("finance_additions"),
            "us-gaap:RightOfUseAssetObtainedInExchangeForFinanceLeaseLiability",
        ),
    )
    return [
        Para(say("Supplemental cash flow information related to leases was as follows:")),
        Grid(frame.years, rows, f"(In {frame.unit})", "Fiscal Year"),
    ]
