"""The cover page and the signatures of a report."""

from examples.blocks import Block, Grid, Para, Row, When, Word, fill, say
from examples.frame import Frame
from examples.voice import long_date


def cover(frame: Frame, form: str, period: str, when: When) -> list[Block]:
    """Page one. `period` is "For the fiscal year ended" or "For the quarterly period ended"."""
    company = frame.story.company
    kind = "ANNUAL" if form == "10-K" else "QUARTERLY"
    words = {
        "form": Word(form, "dei:DocumentType", when),
        "end": Word(long_date(when.end), "dei:DocumentPeriodEndDate", when),
        "name": Word(company.name, "dei:EntityRegistrantName", when),
        "state": Word(company.state, "dei:EntityIncorporationStateCountryCode", when),
    }
    return [
        *(Para(say(text), "strong-center") for text in COMMISSION),
        Para(fill("FORM {form}", words), "strong-center"),
        Para(say(f"☒ {kind} REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE {ACT}"), "bold"),
        Para(fill(f"{period} {{end}}", words), "strong-center"),
        Para(say("OR"), "center"),
        Para(say(f"☐ TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE {ACT}"), "bold"),
        Para(say(f"Commission File Number 001-9{company.cik[-4:]}"), "center"),
        Para(fill("{name}", words), "strong-center"),
        Para(say("(Exact name of registrant as specified in its charter)"), "center"),
        Para(fill("{state}", words), "center"),
        Para(say("(State or other jurisdiction of incorporation or organization)"), "center"),
        Para(say(f"1200 Orchard Parkway, {company.city}, {company.state}"), "center"),
        Para(say("(Address of principal executive offices) (Zip Code)"), "center"),
        Para(say("Securities registered pursuant to Section 12(b) of the Act:"), "center"),
        Grid(
            ("Trading Symbol", "Name of each exchange on which registered"),
            (Row("Common Stock, par value $0.01", (company.ticker, "New York Stock Exchange")),),
            "Title of each class",
            wide=True,
        ),
        *(Para(say(text)) for text in CHECKS),
        frame.write(SHARES, shares=f"{frame.books.years[0].shares / 10:,.1f}"),
    ]


COMMISSION = ("UNITED STATES", "SECURITIES AND EXCHANGE COMMISSION", "Washington, D.C. 20549")
ACT = "SECURITIES EXCHANGE ACT OF 1934"
CHECKS = (
    "Indicate by check mark whether the registrant (1) has filed all reports required to be filed "
    "by Section 13 or 15(d) of the Securities Exchange Act of 1934 during the preceding 12 months, "
    "and (2) has been subject to such filing requirements for the past 90 days. Yes ☒ No ☐",
    "Large accelerated filer ☒ Accelerated filer ☐ Non-accelerated filer ☐ Smaller reporting "
    "company ☐ Emerging growth company ☐",
    "Indicate by check mark whether the registrant is a shell company (as defined in Rule 12b-2 "
    "of the Act). Yes ☐ No ☒",
)
SHARES = "The registrant had approximately {shares} million shares of common stock outstanding."


def signatures(frame: Frame) -> list[Block]:
    """Who signed, and when."""
    company, day = frame.story.company, long_date(frame.story.filed)
    return [
        frame.write(
            "Pursuant to the requirements of Section 13 or 15(d) of the Securities Exchange Act "
            "of 1934, the registrant has duly caused this report to be signed on its behalf by the "
            "undersigned, thereunto duly authorized."
        ),
        Para(say(company.name.upper()), "bold"),
        Para(say(f"Date: {day}")),
        Grid(
            ("Title", "Date"),
            tuple(Row(f"/s/ {name}", (title, day)) for name, title in SIGNERS),
            "Signature",
            wide=True,
        ),
    ]


SIGNERS = (
    ("Philippa J. Corwen", "Chief Executive Officer and Director (Principal Executive Officer)"),
    ("Tobias R. Haldane", "Chief Financial Officer (Principal Financial Officer)"),
    ("Ines M. Okafor-Reyes", "Chief Accounting Officer (Principal Accounting Officer)"),
    ("Desmond A. Thorne", "Chairman of the Board"),
    ("Lucinda B. Farrow", "Director"),
    ("Matthias G. Oyelaran", "Director"),
    ("Cornelia V. Prynne", "Director"),
)
