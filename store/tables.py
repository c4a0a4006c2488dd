"""The catalogue: what SQLite (or PostgreSQL) keeps. All of it can be rebuilt from the files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


def _json(empty: type[list[Any]] | type[dict[Any, Any]]) -> "Column[Any]":
    return Column(JSON, nullable=False, default=empty)


class StoredDocument(SQLModel, table=True):
    """One document of the library: a filing, or one part of a full submission."""

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    source: str = Field(index=True)
    """The path as given to ingest, relative to the folder named; PATH#FILE in a submission."""
    order: int
    """Documents are listed in this order; the main part of a submission before the others."""
    content: str
    """sha256 of the bytes of the file it came from."""
    reader: str
    """Version of the reader that made it: another version reads the file again."""
    form: str | None = None
    company: str | None = None
    cik: str | None = None
    ticker: str | None = None
    sic: str | None = None
    fiscal_year: int | None = None
    fiscal_period: str | None = None
    period_end: date | None = None
    fiscal_year_end: str | None = None
    """Month and day on which its fiscal year ends, "09-28"."""
    filed: date | None = None
    pages: int
    page_lines: list[int] = Field(sa_column=Column(JSON, nullable=False))
    """Line of the page mark of page 1, 2, ...: page p begins at page_lines[p - 1]."""
    lines: int
    words: int
    sections: int
    tables: int
    facts: int
    references: int
    health: str
    """green, amber or red."""
    warnings: list[str] = Field(sa_column=Column(JSON, nullable=False))
    added: datetime


class StoredSection(SQLModel, table=True):
    """A section of a document; `id` is unique within the document."""

    __tablename__ = "section"

    document: str = Field(primary_key=True, foreign_key="document.id")
    id: str = Field(primary_key=True)
    position: int
    level: int
    kind: str
    item: str | None = None
    number: str | None = None
    title: str
    first_line: int
    last_line: int
    """Inclusive, as is last_page."""
    first_page: int
    last_page: int


class StoredTable(SQLModel, table=True):
    """A table of a document, whole."""

    __tablename__ = "table_"

    document: str = Field(primary_key=True, foreign_key="document.id")
    id: str = Field(primary_key=True)
    """t1, t2, ... in reading order."""
    section: str | None = None
    """Id of the innermost section that holds it."""
    kind: str = "other"
    """What it shows: balance_sheet, income, ..., other (see ingest.table_kinds)."""
    caption: str
    page: int
    first_line: int
    last_line: int
    row_lines: list[int] = Field(sa_column=Column(JSON, nullable=False))
    """The line of each row, in order."""
    grid: str
    """`ingest.document.Table` as JSON (see ingest.sidecar.table_from_json)."""
    unfooted: list[dict[str, object]] = Field(default_factory=list, sa_column=_json(list))
    """Totals that do not foot: {"row", "column", "printed", "computed"}, decimals as strings."""


class StoredFootnote(SQLModel, table=True):
    """A footnote and what it annotates: "(1) Includes ..." and the cells marked (1)."""

    __tablename__ = "footnote"

    document: str = Field(primary_key=True, foreign_key="document.id")
    position: int = Field(primary_key=True)
    mark: str
    """As printed, without brackets: "1", "a", "*"."""
    text: str
    line: int
    """Line of the footnote itself."""
    table: str | None = None
    targets: list[dict[str, object]] = Field(default_factory=list, sa_column=_json(list))
    """What bears the mark: {"line"}, and for a cell its "row" and "column" too."""


class StoredFact(SQLModel, table=True):
    """A figure as a fact, tied to the line that displays it where there is one."""

    __tablename__ = "fact"
    __table_args__ = (Index("fact_by_concept", "document", "concept"),)

    document: str = Field(primary_key=True, foreign_key="document.id")
    id: str = Field(primary_key=True)
    concept: str
    label: str
    """The row label where it is displayed in a table, else ""."""
    value: str | None = None
    """Decimal in full units, signed as tagged."""
    text: str
    unit: str | None = None
    start: date | None = None
    end: date | None = None
    dimensions: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    decimals: int | None = None
    line: int | None = None
    page: int | None = None
    table: str | None = None
    row: int | None = None
    column: int | None = None
    tagged: bool = True
    """False when it was read from a table of a filing that tags nothing; `concept` is then ""."""


class StoredReference(SQLModel, table=True):
    """A cross-reference: from a line, by its words, to a section or nowhere."""

    __tablename__ = "reference"

    document: str = Field(primary_key=True, foreign_key="document.id")
    position: int = Field(primary_key=True)
    line: int
    words: str
    kind: str
    target: str | None = None
    target_line: int | None = None
    """The line to open, where it is more exact than the section: Note 12(b)."""
    reason: str = ""
    outside: str = ""


class StoredPassage(SQLModel, table=True):
    """What the indexes hold: whole paragraphs and whole tables under one heading."""

    __tablename__ = "passage"

    document: str = Field(primary_key=True, foreign_key="document.id")
    position: int = Field(primary_key=True)
    first_line: int
    last_line: int
    first_page: int
    last_page: int
    section: str | None = None
    path: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Titles from the outermost section inwards."""
    table: str | None = None
    """Id of the table, if the passage is one."""
    text: str
    text_hash: str = Field(index=True)
    periods: list[str] = Field(default_factory=list, sa_column=_json(list))
    """Every period it speaks of: "2024", "2024-Q3", "2024-09-28"."""
    links: dict[str, list[object]] = Field(default_factory=dict, sa_column=_json(dict))
    """What belongs to it: "tables" (ids), "footnotes" and "references" (positions), "passages"."""
