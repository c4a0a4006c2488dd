"""The other notes on the way: what the lease note leaves out, and what came after year end."""

from examples.blocks import Block, Grid, Heading, Para, say
from examples.frame import Frame
from examples.keeping import held_liabilities
from examples.litigation import claim
from examples.story import Piece, PieceKind


def _sentences(frame: Frame, kind: PieceKind) -> list[Para]:
    """The chain's own sentences for pieces of a kind: the amount, then the way onward."""
    found: list[Para] = []
    for n, piece in enumerate(frame.story.pieces):
        if piece.kind == kind:
            lines = (frame.chain.stated[n], frame.chain.onward[n])
            found += [Para(line) for line in lines if line]
    return found


def discontinued_note(frame: Frame, *, small: bool = False) -> list[Block]:
    """The business for sale: results, assets and liabilities, and its leases."""
    piece = frame.story.piece("discontinued")
    if piece is None:
        return [frame.write(NONE_HELD)]
    before = [] if small else [frame.write(text) for text in HELD_MORE]
    return [
        frame.write(HELD),
        *before,
        Para(say("Results of discontinued operations were as follows:")),
        _results(frame),
        Para(say("The carrying amounts of the major classes of assets and liabilities were:")),
        _carrying(frame, piece),
        *_sentences(frame, "discontinued"),
    ]


NONE_HELD = (
    "{We} had no discontinued operations in the periods presented. The disposal of a small chain "
    "of fuel stations in fiscal {last} did not represent a strategic shift."
)
HELD = (
    "In the third quarter of fiscal {year}, {our} Board of Directors approved a plan to sell the "
    "{business} business, which met the criteria for presentation as discontinued operations. The "
    "results and financial position of the business are presented separately for all periods."
)
HELD_MORE = (
    "The business operated large-format locations in eleven states and had been one of {our} "
    "reportable segments. {We} decided to exit it after several years of declining traffic, a "
    "falling share of spring seasonal sales and rising occupancy cost, and after concluding that "
    "the capital needed to renew the locations would earn a better return in the remaining "
    "segments.",
    "{We} are in discussions with several potential buyers for parts of the business and expect to "
    "complete the exit within twelve months. Where no buyer is found for a location, {we} intend "
    "to sell the inventory and to negotiate the termination or assignment of the lease. Until a "
    "lease is assigned with the consent of the landlord or ends, the obligation under it remains "
    "{our} own.",
    "The disposal group is measured at the lower of its carrying amount and fair value less cost "
    "to sell. Depreciation and amortization of its long-lived assets ceased when the criteria were "
    "met. General corporate overhead and interest are not allocated to it.",
)


def _results(frame: Frame) -> Grid:
    losses = [period.plan.discontinued for period in frame.books.years]
    sales = [period.plan.sales // 14 for period in frame.books.years]
    taxes = [-loss * 3 // 10 for loss in losses]
    pretax = [loss - tax for loss, tax in zip(losses, taxes, strict=True)]
    costs = [-sale + before for sale, before in zip(sales, pretax, strict=True)]
    tag = "us-gaap:DisposalGroupIncludingDiscontinuedOperation"
    rows = (
        frame.three("Net sales", sales, f"{tag}Revenue", money=True),
        frame.three("Costs and expenses", costs, "own:DiscontinuedCostsAndExpenses"),
        frame.three("Loss before income taxes", pretax, total=True),
        frame.three("Income tax benefit", taxes),
        frame.three(
            "Loss from discontinued operations, net of tax",
            losses,
            "us-gaap:IncomeLossFromDiscontinuedOperationsNetOfTax",
            money=True,
            total=True,
        ),
    )
    return Grid(frame.years, rows, f"(In {frame.unit})", "Fiscal Year")


def _carrying(frame: Frame, piece: Piece) -> Grid:
    new, old = frame.books.years[0].closing, frame.books.years[1].closing
    assets = (new.discontinued_assets, old.discontinued_assets)
    tag = "us-gaap:{}OfDisposalGroupIncludingDiscontinuedOperationCurrent"
    rows = [
        frame.pair("Inventories", (assets[0] * 3 // 10, assets[1] * 3 // 10), money=True),
        frame.pair("Property and equipment, net", (assets[0] // 4, assets[1] // 4)),
        frame.pair("Right-of-use assets and other", (_rest(assets[0]), _rest(assets[1]))),
        frame.pair("Assets of discontinued operations", assets, tag.format("Assets"), total=True),
        frame.pair("Accounts payable and accrued expenses", _others(piece)),
    ]
    if piece.label:
        rows.append(
            frame.pair(piece.label, (piece.amount, piece.prior), "own:DisposalGroupLeaseObligation")
        )
    else:
        rows[-1] = frame.pair(
            "Accounts payable, accrued expenses and lease-related liabilities",
            (held_liabilities(piece.amount), held_liabilities(piece.prior)),
        )
    rows.append(
        frame.pair(
            "Liabilities of discontinued operations",
            (held_liabilities(piece.amount), held_liabilities(piece.prior)),
            tag.format("Liabilities"),
            money=True,
            total=True,
        )
    )
    return Grid(frame.dates, tuple(rows), f"(In {frame.unit})")


def _rest(assets: int) -> int:
    return assets - assets * 3 // 10 - assets // 4


def _others(piece: Piece) -> tuple[int, int]:
    now = held_liabilities(piece.amount) - piece.amount
    return now, held_liabilities(piece.prior) - piece.prior


def entity_note(frame: Frame, *, small: bool = False) -> list[Block]:
    """Consolidated entities that hold leases of their own."""
    del small
    return [frame.write(ENTITIES), *_sentences(frame, "entity")]


ENTITIES = (
    "{We} consolidate real estate partnerships of which {we} are the primary beneficiary because "
    "{we} direct the activities that most significantly affect their economic performance. Their "
    "assets can be used only to settle their own obligations."
)


def uncommenced_note(frame: Frame, *, small: bool = False) -> list[Block]:
    """Leases signed, not begun; beside a purchase commitment that is no lease."""
    del small
    purchase = frame.prose(frame.story.pieces[0].amount * 6 // 10)
    return [*_sentences(frame, "uncommenced"), frame.write(PURCHASES, amount=purchase)]


PURCHASES = (
    "Separately, {we} had purchase commitments for merchandise, services and energy of {amount} "
    "as of {date}, most of which fall due within two years. These commitments are not leases."
)


def guarantee_note(frame: Frame, *, small: bool = False) -> list[Block]:
    """Leases of others that the filer still owes."""
    del small
    return [frame.write(ASSIGNED), *_sentences(frame, "guarantee")]


ASSIGNED = (
    "In connection with the sale of locations in earlier years, {we} assigned leases to third "
    "parties."
)


def subsequent_note(frame: Frame, *, small: bool = False) -> list[Block]:
    """What happened before filing: the lease events, among events that are none."""
    dividend = frame.prose(max(frame.books.years[0].plan.dividends // 4, 1))
    facility = frame.prose(frame.story.pieces[0].amount * 3 // 10)
    first, *rest = [frame.write(DIVIDEND, amount=dividend), frame.write(FACILITY, amount=facility)]
    before: list[Block] = []
    if not small:
        before = [Heading("Legal Proceedings", 4), Para(claim(frame, "class_action"))]
    more = [] if small else [frame.write(text) for text in AFTER_MORE]
    return [first, *_sentences(frame, "event"), *_beside(frame), *before, *rest, *more]


def _beside(frame: Frame) -> list[Block]:
    """An event with an amount that changes nothing about leases, where the story has one."""
    other = frame.prose(frame.story.pieces[0].amount // 100 * 4)
    count = str(4 + frame.rng("beside").randrange(20))
    template = frame.story.wording.beside
    return [frame.write(template, other=other, count=count)] if template else []


DIVIDEND = (
    "After {date}, {our} Board of Directors declared a quarterly cash dividend of {amount} in the "
    "aggregate, payable in the first quarter of fiscal {next}."
)
FACILITY = (
    "{We} also extended the maturity of {our} revolving credit facility, under which up to "
    "{amount} may be borrowed, by one year. No amounts were outstanding under the facility."
)
AFTER_MORE = (
    "{We} have evaluated events through the date on which these financial statements were issued. "
    "Other than those described in this note, there were no events that require recognition or "
    "disclosure.",
)
