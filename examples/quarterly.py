"""The 10-Q of the quarter after the 10-K: condensed statements, what became of the leases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from examples.annual import filing
from examples.blocks import Block, Contents, Grid, Heading, NewPage, When
from examples.cover import cover, signatures
from examples.frame import Frame, frame
from examples.ixbrl import render
from examples.quarter_text import TABLES, quarter_amounts, quarter_when
from examples.sheet import balance_grid
from examples.statements import cash_flows, comprehensive, income, on_its_page
from examples.story import Story
from examples.voice import long_date
from examples.written import written


def quarterly_report(story: Story) -> str:
    """The filing as HTML."""
    made = _renumbered(frame(story))
    quarter = quarter_when(made)
    parts = cover(made, "10-Q", "For the quarterly period ended", quarter)
    blocks: list[Block] = [*parts, NewPage(), Contents(), NewPage()]
    for title, items in ITEMS:
        anchor = title.lower().replace(" ", "-")
        blocks.append(Heading(title, 1, anchor[:7], listed=True))
        for number, name in items:
            key = f"{'I' if title.startswith('PART I ') else 'II'}.{number}"
            blocks.append(Heading(f"Item {number}. {name}", 2, f"item-{key.lower()}", listed=True))
            blocks += _body(made, key)
    blocks += [Heading("SIGNATURES", 2, "signatures", listed=True), *signatures(made)]
    return render(filing(made, "10-Q", quarter), blocks)


ITEMS: Final = (
    (
        "PART I – FINANCIAL INFORMATION",
        (
            ("1", "Financial Statements (Unaudited)"),
            (
                "2",
                "Management’s Discussion and Analysis of Financial Condition and Results of "
                "Operations",
            ),
            ("3", "Quantitative and Qualitative Disclosures About Market Risk"),
            ("4", "Controls and Procedures"),
        ),
    ),
    (
        "PART II – OTHER INFORMATION",
        (
            ("1", "Legal Proceedings"),
            ("1A", "Risk Factors"),
            ("2", "Unregistered Sales of Equity Securities and Use of Proceeds"),
            ("5", "Other Information"),
            ("6", "Exhibits"),
        ),
    ),
)

NOTES: Final = (
    ("basis", "Basis of Presentation"),
    ("revenue", "Revenue"),
    ("special", "Restructuring"),
    ("debt", "Debt"),
    ("leases", "Leases"),
    ("discontinued", "Discontinued Operations"),
    ("segments", "Segment Information"),
    ("contingencies", "Contingencies"),
    ("subsequent", "Subsequent Events"),
)


REVIEW: Final = timedelta(days=38)  # from the end of the quarter to the filing


def _renumbered(made: Frame) -> Frame:
    """The same company, with the notes of a 10-Q behind its balance sheet lines."""
    keys = tuple("commitments" if name == "contingencies" else name for name, _ in NOTES)
    number = [name for name, _ in NOTES].index("leases") + 1
    reference = made.story.wording.reference.format(n=number)
    return replace(
        made,
        story=replace(made.story, notes=keys, filed=quarter_when(made).end + REVIEW),
        chain=replace(made.chain, reference=reference),
    )


def _body(made: Frame, key: str) -> list[Block]:
    if key != "I.1":
        return list(written(made, "quarter", key, quarter_amounts(made), TABLES))
    blocks: list[Block] = [*_statements(made), NewPage()]
    blocks.append(Heading("NOTES TO CONDENSED CONSOLIDATED FINANCIAL STATEMENTS", 3, "notes"))
    for number, (name, title) in enumerate(NOTES, 1):
        blocks.append(Heading(f"Note {number} – {title}", 3, f"note-{number}"))
        blocks += written(made, "quarter", name, quarter_amounts(made), TABLES)
    return blocks


def _statements(made: Frame) -> Iterator[Block]:
    now, before = made.books.quarter, made.books.quarter_before
    columns = [(now, quarter_when(made)), (before, quarter_when(made, 1))]
    ends = tuple(long_date(when.end) for _, when in columns)
    over = "Thirteen Weeks Ended"
    sheets = [(now.closing, When(columns[0][1].end)), (now.opening, made.at())]
    heads = (ends[0], long_date(made.end()))
    parts: tuple[tuple[str, Grid], ...] = (
        ("Condensed Consolidated Statements of Income", income(made, columns, ends, over)),
        (
            "Condensed Consolidated Statements of Comprehensive Income",
            comprehensive(made, columns, ends, over),
        ),
        ("Condensed Consolidated Balance Sheets", balance_grid(made, sheets, heads)),
        ("Condensed Consolidated Statements of Cash Flows", cash_flows(made, columns, ends, over)),
    )
    for title, grid in parts:
        yield from on_its_page(made, f"{title} (Unaudited)", grid)
