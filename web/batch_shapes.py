"""What goes over the wire of batches: requests and responses, as OpenAPI tells of them."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.questions import TYPES
from web.shapes import Given, Scope, Short, Words

Rows = Literal["filing", "company"]
AtOnce = Annotated[int, Field(ge=0, le=64)]
Sample = Annotated[int, Field(ge=0, le=100)]
Value = Annotated[str, StringConstraints(pattern=r"^-?\d{1,30}(\.\d{1,12})?$")]


class QuestionNew(Given):
    """A question of a batch."""

    id: Short
    question: Words
    documents: list[Short] = Field(default=[], max_length=500)
    """Only in a plain list; in a grid the rows say where to look."""
    type: Literal["any", "amount", "percent", "date", "text", "yes/no", "list"] = "any"


assert set(TYPES) == {"any", "amount", "percent", "date", "text", "yes/no", "list"}


class BatchNew(Scope):
    """Questions to be answered: each by itself, or each about every filing or company."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "rows": "filing",
                    "form": "10-K",
                    "questions": [
                        {"id": "assets", "question": "What were total assets?", "type": "amount"}
                    ],
                }
            ]
        },
    )

    questions: list[QuestionNew] = Field(min_length=1, max_length=5_000)
    rows: Rows | None = None
    """A grid of every question by every filing or company of the scope; null: a plain list."""
    title: Short | None = None
    model: Short | None = None
    cap_usd: Annotated[Decimal, Field(ge=0, le=1_000_000)] | None = None
    """No more than this is ever spent on it."""
    at_once: AtOnce = 0
    """Cells at a time; 0: as many as the model takes well."""
    sample: Sample = 0
    """Answer so many cells and wait: `estimate` says what the rest will take, `resume` goes on."""


class CountsView(BaseModel):
    """How many cells there are, how many wait, and how many have which status."""

    total: int
    waiting: int
    statuses: dict[str, int]


class SpendingView(BaseModel):
    """Money in dollars."""

    settled_usd: float
    under_way_usd: float
    """Reserved, at the worst, for calls that are being made."""
    lost_usd: float
    """Reserved for calls that a kill broke off; they may have cost it."""
    cap_usd: float | None


class BatchView(BaseModel):
    """A batch: how far it is."""

    id: str
    title: str
    model: str
    columns: list[dict[str, str]]
    """The questions of a grid; [] for a plain list."""
    scope: dict[str, Any]
    state: str
    """queued, running, paused, cancelled, stopped (see `why`), waiting, failed or finished."""
    why: str
    counts: CountsView
    spending: SpendingView
    estimate: dict[str, Any] | None
    """What the cells that wait will take, by those that are done; null before the first."""
    created: str
    updated: str


class CellView(BaseModel):
    """A question about a row, and its answer once there is one."""

    cell: str
    row: str
    column: str
    question: str
    type: str
    documents: list[str]
    status: str
    """waiting, or the status of the answer."""
    value: str | None
    unit: str | None
    answer: str | None
    typed: dict[str, Any] | None
    problems: list[str]
    """Checks that failed, as sentences."""
    places: list[dict[str, Any]]
    """Where it stands: document, source, page, lines, quote, period; the best first."""
    cost_usd: float | None
    seconds: float | None
    attempts: int
    finished: str | None
    corrected: str | None
    """Who put it right, where somebody did."""


class Correction(Given):
    """What a person puts in place of an answer."""

    text: Words
    value: Value | None = None
    """A decimal in full units."""
    unit: Short | None = None


class Again(Given):
    """Cells to be answered once more: by id, or all of a status."""

    cells: list[Short] = Field(default=[], max_length=5_000)
    status: Literal["partial", "not_disclosed", "not_in_library", "failed"] | None = None


class ColumnCheck(BaseModel):
    """What a column says of one of its cells."""

    cell: str
    sentence: str


class CorrectionView(Correction):
    """A correction, by whom and when."""

    author: str
    made: str


class CellWhole(CellView):
    """A cell with the whole answer and its history."""

    result: dict[str, Any] | None
    """The `ask` object."""
    corrections: list[CorrectionView]
    """The oldest first; the newest counts."""
