"""A 10-K: cover, contents, four parts with every item, the statements and the notes."""

from collections.abc import Sequence

from examples.blocks import Block, Contents, Heading, NewPage, Para, When
from examples.cover import cover, signatures
from examples.frame import Frame, frame
from examples.item_text import item_body
from examples.ixbrl import Filing, render
from examples.notes import notes
from examples.statements import statements
from examples.story import Story


def annual_report(story: Story, *, small: bool = False) -> str:
    """The filing as HTML; a small one has the whole chain and as little else as can be."""
    made = frame(story)
    blocks = [*cover(made, "10-K", "For the fiscal year ended", made.year()), NewPage()]
    blocks += [Contents(), NewPage(), *([] if small else item_body(made, "forward"))]
    blocks += _items(made, small=small)
    return render(filing(made, "10-K", made.year()), blocks)


def filing(made: Frame, form: str, when: When) -> Filing:
    """The title, the running head and what stands hidden in the header."""
    story, company = made.story, made.story.company
    focus = "FY" if form == "10-K" else "Q1"
    year = story.year if form == "10-K" else story.year + 1
    hidden = (
        ("dei:EntityCentralIndexKey", company.cik),
        ("dei:TradingSymbol", company.ticker),
        ("dei:DocumentFiscalYearFocus", str(year)),
        ("dei:DocumentFiscalPeriodFocus", focus),
        ("dei:AmendmentFlag", "false"),
        ("dei:CurrentFiscalYearEndDate", f"--{story.year_end:%m-%d}"),
        ("dei:SecurityExchangeName", "NYSE"),
    )
    ticker = company.ticker.lower()
    return Filing(
        f"{ticker}-{when.end:%Y%m%d}",
        f"{company.name} | {year} Form {form}",
        ticker,
        company.cik,
        when.end,
        hidden,
        when,
    )


ITEMS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "PART I",
        (
            ("1", "Business"),
            ("1A", "Risk Factors"),
            ("1B", "Unresolved Staff Comments"),
            ("1C", "Cybersecurity"),
            ("2", "Properties"),
            ("3", "Legal Proceedings"),
            ("4", "Mine Safety Disclosures"),
        ),
    ),
    (
        "PART II",
        (
            (
                "5",
                "Market for Registrant’s Common Equity, Related Stockholder Matters and Issuer "
                "Purchases of Equity Securities",
            ),
            ("6", "[Reserved]"),
            (
                "7",
                "Management’s Discussion and Analysis of Financial Condition and Results of "
                "Operations",
            ),
            ("7A", "Quantitative and Qualitative Disclosures About Market Risk"),
            ("8", "Financial Statements and Supplementary Data"),
            (
                "9",
                "Changes in and Disagreements with Accountants on Accounting and Financial "
                "Disclosure",
            ),
            ("9A", "Controls and Procedures"),
            ("9B", "Other Information"),
            ("9C", "Disclosure Regarding Foreign Jurisdictions that Prevent Inspections"),
        ),
    ),
    (
        "PART III",
        (
            ("10", "Directors, Executive Officers and Corporate Governance"),
            ("11", "Executive Compensation"),
            (
                "12",
                "Security Ownership of Certain Beneficial Owners and Management and Related "
                "Stockholder Matters",
            ),
            (
                "13",
                "Certain Relationships and Related Transactions, and Director Independence",
            ),
            ("14", "Principal Accountant Fees and Services"),
        ),
    ),
    (
        "PART IV",
        (("15", "Exhibits and Financial Statement Schedules"), ("16", "Form 10-K Summary")),
    ),
)


def _items(made: Frame, *, small: bool) -> list[Block]:
    blocks: list[Block] = []
    for part, items in ITEMS:
        blocks += [Heading(part, 1, part.lower().replace(" ", "-"), listed=True)]
        for number, title in items:
            text = f"Item {number}. {title}"
            text = text.upper() if made.story.wording.capitals else text
            heading = Heading(text, 2, f"item-{number.lower()}", listed=True)
            blocks += [heading, *_item(made, number, small=small)]
    return [*blocks, Heading("SIGNATURES", 2, "signatures", listed=True), *signatures(made)]


def _item(made: Frame, number: str, *, small: bool) -> Sequence[Block]:
    if small:
        company = made.story.company
        text: list[Block] = [
            made.write(BRIEF[number], operates=company.business, city=company.city)
        ]
    else:
        text = list(item_body(made, "audit" if number == "8" else number))
    if number == "7" and small and made.chain.management is not None:
        return [*text, Heading("Lease Obligations", 4), Para(made.chain.management)]
    if number == "8":
        return [*text, *statements(made, small=small), NewPage(), *notes(made, small=small)]
    return text


BRIEF = {
    "1": "{company} {operates}. {Our} fiscal year {year} ended on {date}.",
    "1A": "Competition, the cost of merchandise and labor, and the terms on which {our} {places} "
    "can be leased affect {our} results. {We} may be unable to renew leases on acceptable terms.",
    "1B": "None.",
    "1C": "{Our} information security program is overseen by the Audit Committee.",
    "2": "{We} lease most of {our} {places}. {Our} headquarters in {city} are owned.",
    "3": "See the discussion of legal matters in the notes to the consolidated financial "
    "statements.",
    "4": "Not applicable.",
    "5": "{Our} common stock is listed on the New York Stock Exchange.",
    "6": "[Reserved]",
    "7": "Net sales and operating income are discussed below. {We} had adequate liquidity at "
    "{date}.",
    "7A": "{We} are exposed to changes in interest rates and in the price of fuel.",
    "8": "The consolidated financial statements and notes follow.",
    "9": "None.",
    "9A": "{Our} disclosure controls and procedures were effective as of {date}.",
    "9B": "None.",
    "9C": "Not applicable.",
    "10": "Incorporated by reference to {our} Proxy Statement.",
    "11": "Incorporated by reference to {our} Proxy Statement.",
    "12": "Incorporated by reference to {our} Proxy Statement.",
    "13": "Incorporated by reference to {our} Proxy Statement.",
    "14": "Incorporated by reference to {our} Proxy Statement.",
    "15": "The financial statements and exhibits filed with this report are listed below.",
    "16": "None.",
}
