"""What goes over the wire: the shapes of requests and responses, as OpenAPI tells of them."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")

# U+0000 is refused: PostgreSQL has no room for it in a text, and no question needs it.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000,
                                         pattern=r"^[^\x00]*$")]  # fmt: skip
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300,
                                         pattern=r"^[^\x00]*$")]  # fmt: skip
NoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000,
                                            pattern=r"^[^\x00]*$")]  # fmt: skip
Optional300 = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Optional4000 = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]
NoteScope = Literal["person", "team", "all"]
Moment = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?$")
]
"""A day or a moment in UTC, as ISO 8601 writes it."""
Effort = Literal["quick", "normal", "thorough"]


class Given(BaseModel):
    """A request's body: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class Scope(Given):
    """Where answers may come from; nothing set is the whole library."""

    documents: list[Short] = Field(default=[], max_length=500)
    """Document ids, sources, or globs over sources."""
    company: Short | None = None
    form: Short | None = None
    year: int | None = Field(default=None, ge=1900, le=2200)


class Ask(Scope):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"question": "What was total revenue in fiscal 2024?", "form": "10-K"}]
        },
    )

    question: Words
    model: Short | None = None
    """What answers; by default the service's own choice."""
    effort: Effort = "normal"
    """How many turns and seconds the run may take."""


class Turn(Given):
    """A question in a chat, which knows its model and scope."""

    question: Words
    replaces: Short | None = None
    """The message that this one is asked in place of: edited, or asked again."""
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "And in the year before?"}]},
    )


class Answered(BaseModel):
    """The `ask` object: see docs/cli.md."""

    model_config = ConfigDict(extra="allow")

    status: Literal["answered", "partial", "not_disclosed", "not_in_library", "failed"]
    answer: str
    value: str | None
    """The headline figure, a decimal in full units."""
    unit: str | None
    figures: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    chain: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    open_threads: list[str]
    steps: list[dict[str, Any]]
    usage: dict[str, Any]


class AskedAnswer(Answered):
    """The answer, and the run it came from."""

    run: str
    notes: list[str]
    """The notes it was told: id and version."""


class RunView(BaseModel):
    """A run: a question, its state, and its answer once there is one."""

    id: str
    chat: str | None
    replaces: str | None
    question: str
    documents: list[str]
    scope: dict[str, Any]
    model: str
    effort: str
    prompt: str
    state: Literal["queued", "running", "ended", "stopped"]
    answer: Answered | None
    html: str | None
    """The answer as sanitised HTML, its marks as links `#cite-N` and `#figure-N`."""
    notes: list[str]
    """The notes it was told: id and version."""
    created: str
    ended: str | None


class Page(BaseModel, Generic[Item]):
    """A page of a list; `next` is the cursor of the page behind it, null at the end."""

    items: list[Item]
    next: str | None


class ChatNew(Scope):
    """A chat to begin."""

    title: Short | None = None
    model: Short | None = None
    effort: Effort = "normal"


class ChatChange(Given):
    """What is to be changed of a chat; what is not given stays."""

    title: Short | None = None
    model: Short | None = None
    effort: Effort | None = None
    scope: Scope | None = None


class ChatView(BaseModel):
    """A chat."""

    id: str
    title: str
    model: str
    effort: str
    prompt: str
    scope: dict[str, Any]
    created: str
    updated: str


class ChatWhole(ChatView):
    """A chat with its messages, oldest first; each is a run."""

    messages: list[RunView]


class DocumentView(BaseModel):
    """A document of the library."""

    document: str
    source: str
    form: str | None
    company: str | None
    ticker: str | None
    cik: str | None
    fiscal_year: int | None
    fiscal_period: str | None
    period_end: str | None
    filed: str | None
    pages: int
    lines: int
    sections: int
    tables: int
    facts: int
    references: int
    health: str
    warnings: list[str]
    format: str
    """pdf, html or text: which way its pages can be shown."""


class SectionView(BaseModel):
    """A section of a document, in lines and pages, ends included."""

    id: str
    level: int
    kind: str
    item: str | None
    title: str
    lines: tuple[int, int]
    pages: tuple[int, int]


class LineView(BaseModel):
    """A line of the reading copy."""

    line: int
    page: int
    text: str


class JobView(BaseModel):
    """Long work: how far it is."""

    id: str
    kind: str
    state: Literal["queued", "running", "done", "failed", "stopped"]
    done: int
    total: int
    sentence: str
    result: list[dict[str, Any]]
    created: str
    updated: str


class FeedbackNew(Given):
    """What somebody thinks of an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "run": "run_0193",
                    "verdict": "down",
                    "reason": "wrong period",
                    "explanation": "By “last year” we mean the last fiscal year that has ended.",
                    "scope": "team",
                }
            ]
        },
    )

    run: Short
    verdict: Literal["up", "down"]
    reason: Optional300 = ""
    explanation: Optional4000 = ""
    corrected: Words | None = None
    """The answer as it should have been."""
    scope: NoteScope = "person"
    """Who is told: only you, your team, or everybody once it is reviewed."""
    expires: Moment | None = None


class FeedbackView(BaseModel):
    """Feedback as it is kept, with the difference a correction made."""

    id: str
    run: str
    verdict: str
    reason: str
    explanation: str
    corrected: str | None
    diff: str
    note: str | None
    created: str


class NoteNew(Given):
    """A note to be told to later runs."""

    text: NoteText
    about: Optional4000 = ""
    """A question it is about: runs of questions like it are told."""
    scope: NoteScope = "person"
    expires: Moment | None = None


class NoteChange(Given):
    """What is to be changed of a note; what is not given stays."""

    text: NoteText | None = None
    scope: NoteScope | None = None
    disabled: bool | None = None
    expires: Moment | None = None


class NoteView(BaseModel):
    """A note: where it is from, who is told, and since when."""

    id: str
    version: int
    author: str
    own: bool
    scope: str
    state: str
    text: str
    about: str
    source: str
    feedback: str | None
    created: str
    expires: str | None
