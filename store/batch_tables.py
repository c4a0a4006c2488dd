"""The ledger of batches: what was asked, what came of it, what it cost, what a person put right.

Unlike the catalogue, it cannot be rebuilt from files. Money is in micro-dollars, so that sums are
exact in every database.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, Column, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel


def _micro() -> int:
    column = Column(BigInteger, nullable=False, server_default="0")
    return cast(int, Field(default=0, sa_column=column))


class StoredBatch(SQLModel, table=True):
    """A batch: questions by rows, or a plain list of questions."""

    __tablename__ = "batch"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    """The path of its output, or what a person called it."""
    model: str
    columns: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    """The questions of a grid: {"id", "question", "type"}; [] for a plain list."""
    scope: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    """Which rows a grid has: {"rows", "documents", "company", "form", "year"}; {} for a list."""
    state: str
    """waiting, running, paused, cancelled, stopped or finished."""
    why: str = ""
    """Why it is stopped, as a sentence."""
    cap_micro: int | None = Field(default=None, sa_type=BigInteger)
    """No call is made that could bring what was spent above this."""
    settled_micro: int = _micro()
    """What its calls have cost; this and the next two are the sums of its charges."""
    reserved_micro: int = _micro()
    """For calls that are being made, each at its worst."""
    lost_micro: int = _micro()
    """Reserved for calls in which a process died: they may have cost it."""
    holder: str = ""
    """Who works on it: host and process; "" when nobody does."""
    held_until: datetime | None = None
    """A holder that has not said anything until then is taken to be dead."""
    created: datetime


class StoredCell(SQLModel, table=True):
    """One question about one row."""

    __tablename__ = "batch_cell"
    __table_args__ = (
        ForeignKeyConstraint(["batch"], ["batch.id"], ondelete="CASCADE"),
        Index("batch_cell_by_position", "batch", "position"),
    )

    batch: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    position: int
    row: str
    """What the row is about: a document id, a company, or the id of a question."""
    column: str
    """The id of the question, "" in a plain list."""
    question: str
    type: str = "any"
    documents: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """As they were named; [] is the whole library."""
    fingerprint: str
    """Of question, type, documents and their bytes, model and prompt: another one is stale."""
    status: str = "waiting"
    """waiting, or the status of the answer."""
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """The `ask` object, with "typed" where the type of the question is no number."""
    attempts: int = 0
    finished: datetime | None = None


class StoredCharge(SQLModel, table=True):
    """One call of a model: reserved at its worst before it is made, settled when it is through."""

    __tablename__ = "batch_charge"
    __table_args__ = (ForeignKeyConstraint(["batch"], ["batch.id"], ondelete="CASCADE"),)

    id: str = Field(primary_key=True)
    batch: str = Field(index=True)
    cell: str
    reserved_micro: int = Field(sa_type=BigInteger)
    spent_micro: int | None = Field(default=None, sa_type=BigInteger)
    """None until it is through."""
    lost: bool = False
    """The process died in it: it may have cost what was reserved."""


class StoredCorrection(SQLModel, table=True):
    """What a person put in place of an answer. The newest counts; all are kept."""

    __tablename__ = "batch_correction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["batch", "cell"], ["batch_cell.batch", "batch_cell.id"], ondelete="CASCADE"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    batch: str = Field(index=True)
    cell: str
    value: str | None = None
    """A decimal in full units, as in an answer."""
    unit: str | None = None
    text: str
    author: str
    made: datetime
