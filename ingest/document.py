"""The document tree: every source becomes the same blocks, and sections that hold them.

A reader (`from_html`, `from_pdf`, `from_text`) turns bytes into blocks in reading order;
`headings` says which blocks open a section. The tree is kept as intervals: a section is a
half-open range of blocks, `[start, stop)`, and its children lie inside it. Nothing here knows
about files, lines of the reading copy or the catalogue.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

BlockKind = Literal["paragraph", "list"]
TableKind = Literal[
    "balance_sheet",
    "income",
    "comprehensive_income",
    "cash_flow",
    "equity",
    "segment",
    "maturity",
    "tax",
    "lease",
    "debt",
    "other",
]
SectionKind = Literal["part", "item", "note", "schedule", "exhibit", "heading"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block came from."""

    page: int
    """Physical page, 1-based; in HTML one plus the page breaks before it."""
    source_line: int | None = None
    """Line of the source file, 1-based, where the format has lines."""
    box: tuple[float, float, float, float] | None = None
    """x0, y0, x1, y1 in PDF points, origin top left."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a block looks: what tells a heading from a paragraph."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    centered: bool = False
    size: float = 0.0
    """Font size in points; 0 when the source does not say."""
    indent: float = 0.0
    """Left indent in points (spaces in typewriter text)."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text that stays on one line of the reading copy. Never empty, no line breaks."""

    text: str
    place: Place
    style: Style = Style()
    kind: BlockKind = "paragraph"
    anchors: tuple[str, ...] = ()
    """Element ids that lie in or just before this block: what links of a contents table name."""
    links: tuple[str, ...] = ()
    """Anchors of this document that the block links to, without the "#"."""
    facts: tuple[str, ...] = ()
    """Ids of the inline facts displayed in the block."""


@dataclass(frozen=True, slots=True)
class Period:
    """The time a column or a fact speaks of. What the source does not say stays None."""

    end: date | None = None
    """The last day; for an instant, the day."""
    months: int | None = None
    """0 for an instant, 3 a quarter, 12 a year."""
    year: int | None = None
    """The fiscal year as printed, "2023" or "FY23"."""


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above a column of numbers, merged from all header rows."""

    header: str = ""
    period: Period = Period()
    unit: str | None = None
    """As in `Cell.unit`, when the header itself says it ("Shares", "% change")."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a reader sees it: "$", "(", ")" and "%" joined to their number."""

    column: int
    """0-based, after empty columns and joined symbols are gone; the label column is 0."""
    text: str
    span: int = 1
    value: Decimal | None = None
    """In full units, signed as printed: (9,958) in a table in millions is -9958000000."""
    unit: str | None = None
    """ISO currency, currency/share, "shares", "percent", "ratio", or None for a bare number."""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: one line of the reading copy."""

    cells: tuple[Cell, ...]
    header: bool = False
    indent: float = 0.0
    place: Place | None = None

    @property
    def label(self) -> str:
        """The text of the first column, "" if there is none."""
        return next((cell.text for cell in self.cells if cell.column == 0), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table kept whole."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    place: Place
    caption: str = ""
    """The words before the table that name it and its units, "" if none."""
    scale: int = 1
    """What a plain number is multiplied by: 1, 1000, 1000000, 1000000000."""
    unit: str | None = None
    """The unit of plain numbers, an ISO currency as a rule."""
    anchors: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    kind: TableKind = "other"
    """What it shows, as `ingest.table_kinds` finds it."""
    bands: tuple[tuple[int, tuple[Column, ...]], ...] = ()
    """Header rows further down that restate the columns: (first row governed, columns), sorted."""

    def column(self, row: int, column: int) -> Column:
        """What stands above a cell: by the last header row above it, not only by the first."""
        columns = self.columns
        for first, restated in self.bands:
            if first <= row:
                columns = restated
        return columns[column] if column < len(columns) else Column()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins. `furniture` is its running head, foot and printed page number."""

    page: int
    furniture: tuple[str, ...] = ()


Block = Paragraph | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Fact:
    """One tagged figure: an ix:nonFraction, resolved; or a tagged text of the dei kind."""

    id: str
    concept: str
    """With prefix: us-gaap:Goodwill."""
    value: Decimal | None
    """In full units, signed as tagged; None for text."""
    text: str
    """As printed."""
    unit: str | None
    """As in `Cell.unit`."""
    start: date | None
    end: date | None
    """The last day of a duration, or the instant (then `start` is None)."""
    dimensions: tuple[tuple[str, str], ...] = ()
    """(axis, member), sorted; empty for the consolidated total."""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks `[start, stop)`; `start` is the heading. Sections come in reading order."""

    id: str
    level: int
    kind: SectionKind
    item: str | None
    """ "7A" in a 10-K, "2.02" in an 8-K, "I.2" or "II.1A" in a 10-Q, else None."""
    title: str
    start: int
    stop: int
    number: str | None = None
    """Of a note, schedule or exhibit: "12", "K", "II", "10.4"."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference such as "see Note 12": where it stands, its words, and where it leads."""

    block: int
    row: int | None
    """Row of a table, 0-based; None in a paragraph."""
    words: str
    kind: Literal[
        "note", "item", "part", "schedule", "exhibit", "page", "document", "heading", "table"
    ]
    target: str | None
    """Section id in this document; None when it dangles or leads outside."""
    reason: str = ""
    """Why there is no target; "" when there is one."""
    outside: str = ""
    """The document named, as printed: "our 2022 Form 10-K", "the Proxy Statement"."""
    place: tuple[int, int | None] | None = None
    """Block and row to open, where it is more exact than the section: Note 12(b), a page."""


@dataclass(frozen=True, slots=True)
class Target:
    """What bears the mark of a footnote: a block, or a cell of a table."""

    block: int
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote and what it annotates."""

    mark: str
    """As printed, without brackets: "1", "a", "*"."""
    text: str
    """Without the mark."""
    block: int
    """The paragraph it is, or the table whose row it is."""
    row: int | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who, what and when. None and "" are said by nobody."""

    form: str | None = None
    company: str | None = None
    cik: str | None = None
    """Ten digits."""
    ticker: str | None = None
    sic: str | None = None
    fiscal_year: int | None = None
    fiscal_period: str | None = None
    """FY, Q1, Q2 or Q3."""
    period_end: date | None = None
    filed: date | None = None
    fiscal_year_end: str | None = None
    """Month and day on which its fiscal year ends, "09-28"."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A stretch of a page where neither words nor a picture stand, though others of its kind do."""

    page: int
    above: str
    """The words above it; "" at the top of the page and below a table."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader hands on: blocks and what the format itself says about the filing."""

    blocks: tuple[Block, ...]
    pages: int
    format: Literal["html", "ixbrl", "pdf", "text"]
    title: str = ""
    """The <title> or PDF title."""
    facts: tuple[Fact, ...] = ()
    """Numeric inline facts, and the text facts of the dei taxonomy (hidden ones included)."""
    header: dict[str, str] = field(default_factory=dict)
    """Fields of an SGML submission header, lower case: "conformed submission type", ..."""
    warnings: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A filing read whole."""

    metadata: Metadata
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    references: tuple[Reference, ...]
    pages: int
    format: str
    warnings: tuple[str, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    blanks: tuple[Blank, ...] = ()
