"""The 8-K of the example company as PDF: leases terminated, results of the year, press release."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from examples.blocks import Block, Grid, Heading, NewPage, Para, Slot, plain, say
from examples.frame import Frame, frame, percent, ratio
from examples.income_tables import adjusted, segments
from examples.pdf import render_pdf
from examples.sheet import balance_grid
from examples.statements import cash_flows, income, per_share
from examples.story import Story
from examples.voice import long_date

RELEASE: Final = timedelta(days=30)  # from the end of the year to the release


def current_report(story: Story) -> bytes:
    """The filing as PDF."""
    made = frame(story)
    blocks = [*_cover(made), NewPage(), *_items(made), NewPage(), *_release(made)]
    day = story.year_end + RELEASE
    return render_pdf(blocks, f"{story.company.name} Form 8-K {day}")


def _cover(made: Frame) -> list[Block]:
    company = made.story.company
    day = long_date(made.story.year_end + RELEASE)
    lines: Sequence[tuple[str, bool]] = (
        ("UNITED STATES", True),
        ("SECURITIES AND EXCHANGE COMMISSION", True),
        ("Washington, D.C. 20549", False),
        ("FORM 8-K", True),
        ("CURRENT REPORT", True),
        ("Pursuant to Section 13 or 15(d) of the Securities Exchange Act of 1934", False),
        (f"Date of Report (Date of earliest event reported): {day}", True),
        (company.name, True),
        ("(Exact name of registrant as specified in its charter)", False),
        (company.state, False),
        ("(State or other jurisdiction of incorporation)", False),
        (f"Commission File Number 001-9{company.cik[-4:]}", False),
        (f"1200 Orchard Parkway, {company.city}, {company.state}", False),
        ("(Address of principal executive offices)", False),
        ("Securities registered pursuant to Section 12(b) of the Act:", False),
        (f"Common Stock, par value $0.01 – {company.ticker} – New York Stock Exchange", False),
        ("Emerging growth company [ ]", False),
    )
    return [Para(say(text), "strong-center" if bold else "center") for text, bold in lines]


def _items(made: Frame) -> list[Block]:
    company = made.story.company
    event = next(n for n, piece in enumerate(made.story.pieces) if piece.event)
    day = long_date(made.story.year_end + RELEASE)
    return [
        Heading("Item 1.02 Termination of a Material Definitive Agreement.", 2),
        Para(made.chain.stated[event]),
        made.write(TERMINATION),
        Heading("Item 2.02 Results of Operations and Financial Condition.", 2),
        made.write(RESULTS, day=day),
        Heading("Item 9.01 Financial Statements and Exhibits.", 2),
        Para(say("(d) Exhibits")),
        Para(say(f"99.1 Press release of {company.name}, dated {day}")),
        Heading("SIGNATURE", 2),
        Para(
            say(
                "Pursuant to the requirements of the Securities Exchange Act of 1934, the "
                "registrant has duly caused this report to be signed on its behalf by the "
                "undersigned hereunto duly authorized."
            )
        ),
        Para(say(company.name.upper()), "bold"),
        Para(say("/s/ Tobias R. Haldane, Chief Financial Officer")),
        Para(say(f"Date: {day}")),
    ]


TERMINATION = (
    "The landlords received a cash payment in full settlement. The leases belong to the {business} "
    "business, whose lease obligations are included in liabilities of discontinued operations at "
    "{date}. The effect will be reported in the first quarter of fiscal {next}."
)
RESULTS = (
    "On {day}, {company} issued a press release announcing its results for fiscal {year}. A copy "
    "is furnished as Exhibit 99.1. The information in this item is not deemed to be filed for "
    "purposes of Section 18 of the Securities Exchange Act of 1934."
)


def _release(made: Frame) -> list[Block]:
    now, before = made.books.years[:2]
    day: date = made.story.year_end + RELEASE
    company = made.story.company
    share = per_share(now.net, now.diluted, made.story.scale)
    special = now.operating_income + now.plan.special
    slots: dict[str, Slot] = {
        "city": company.city,
        "ticker": company.ticker,
        "day": long_date(day),
        "sales": made.prose(now.plan.sales),
        "growth": f"{ratio(now.plan.sales, before.plan.sales):.1f}%",
        "income": made.prose(now.operating_income),
        "adjusted": made.prose(special),
        "measure": made.story.adjusted,
        "net": made.prose(now.net),
        "share": f"${share}",
        "margin": f"{percent(now.plan.sales - now.plan.cost, now.plan.sales).digits}%",
        "cash": made.prose(now.closing.cash),
        "buyback": made.prose(now.plan.buyback),
    }
    blocks: list[Block] = [
        Para(say("Exhibit 99.1"), "bold"),
        Para(say(plain(made.write("{short} Reports Results for Fiscal {year}").line)), "bold"),
        *(made.write(text, **slots) for text in PROSE),
    ]
    for title, grid in _tables(made):
        blocks += [Heading(title, 3), grid]
    return [*blocks, *(made.write(text, **slots) for text in CLOSING)]


PROSE = (
    "{city}, {day} – {company} (NYSE: {ticker}) today reported results for fiscal {year}, the 52 "
    "weeks ended {date}.",
    "Net sales were {sales}, an increase of {growth} from fiscal {last}. Gross margin was {margin} "
    "of net sales. Operating income was {income}. {measure} was {adjusted}. Net income was {net}, "
    "or {share} per diluted share.",
    "“Customers came more often, and our associates served them well,” said Philippa J. Corwen, "
    "chief executive officer. “We have decided to concentrate on food and have begun to leave the "
    "{business} business in an orderly way.”",
    "Cash and cash equivalents were {cash} at {date}. The company repurchased shares for {buyback} "
    "in fiscal {year}.",
    "For fiscal {next} the company plans for growth in identical sales, excluding fuel, of 1.5% to "
    "2.5%.",
)
CLOSING = (
    "{measure} is not defined by generally accepted accounting principles. The table above "
    "reconciles it with operating income.",
    "This release contains forward-looking statements within the meaning of the Private Securities "
    "Litigation Reform Act of 1995. Actual results may differ for the reasons described in the "
    "company’s periodic reports.",
)


def _tables(made: Frame) -> tuple[tuple[str, Grid], ...]:
    columns = [(period, made.year(n)) for n, period in enumerate(made.books.years)]
    sheets = [(period.closing, made.at(n)) for n, period in enumerate(made.books.years[:2])]
    over = "Fiscal Year"
    return (
        ("Consolidated Statements of Income", income(made, columns, made.years, over)),
        ("Segment Information", segments(made)),
        (f"Reconciliation of {made.story.adjusted}", adjusted(made)),
        ("Consolidated Balance Sheets", balance_grid(made, sheets, made.dates)),
        ("Consolidated Statements of Cash Flows", cash_flows(made, columns, made.years, over)),
    )
