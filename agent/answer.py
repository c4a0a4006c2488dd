"""What a run ends in: the draft a model hands in, and the answer made of it.

The draft is the arguments of the tool `answer`, the same for every model. The answer is the
object of `tieout ask --json`: what the code knows better than the model (source, page, cell,
fact, checks) is filled in by code.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from agent.model import Usage
from tools.desk import Desk
from tools.tool import Tool

DraftStatus = Literal["answered", "partial", "not_disclosed", "not_in_library"]
Status = Literal["answered", "partial", "not_disclosed", "not_in_library", "failed"]
CheckStatus = Literal["passed", "failed", "not_applicable"]


def _to_lines(given: object) -> object:
    """[12, 14], 12, "12", "12-14" and "lines 12-14" all name lines."""
    if isinstance(given, list | tuple) and len(given) == 1:
        given = given[0]
    if isinstance(given, int):
        return (given, given)
    if isinstance(given, str) and (numbers := re.findall(r"\d+", given)):
        return (numbers[0], numbers[-1])
    return given


Lines = Annotated[tuple[int, int], BeforeValidator(_to_lines)]
"""First and last line, 1-based, inclusive."""


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A figure: a cell or words of a line, or an expression over other figures."""

    id: str
    text: str
    """As printed on the line; a computed figure as the answer says it."""
    value: str
    """Decimal in full units, signed; percentages as "30.83"."""
    unit: str | None = None
    period: str | None = None
    scope: str | None = None
    document: str | None = None
    line: int | None = None
    expression: str | None = None
    """Over ids of other figures: "f2 + f3"."""


@dataclass(frozen=True, slots=True)
class DraftCitation:
    """Words of a document, exactly as they stand on its lines."""

    document: str
    lines: Lines
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference led."""

    document: str
    section: str | None = None
    lines: Lines | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """A reference that was followed, or led nowhere."""

    document: str
    lines: Lines
    words: str
    to: Target | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as a model hands it in; nothing in it is believed yet."""

    status: DraftStatus
    answer: str
    value: str | None = None
    unit: str | None = None
    figures: tuple[DraftFigure, ...] = ()
    citations: tuple[DraftCitation, ...] = ()
    chain: tuple[Hop, ...] = ()
    open_threads: tuple[str, ...] = ()

    def show(self) -> str:
        """What the model is told when the draft is taken."""
        return "The answer was taken."

    def to_arguments(self) -> dict[str, object]:
        """The arguments of `answer` that make this draft."""
        return asdict(self)


def answer(
    desk: Desk,  # noqa: ARG001 -- every tool has a desk
    status: DraftStatus,
    answer: str,
    value: str | None = None,
    unit: str | None = None,
    figures: tuple[DraftFigure, ...] = (),
    citations: tuple[DraftCitation, ...] = (),
    chain: tuple[Hop, ...] = (),
    open_threads: tuple[str, ...] = (),
) -> Draft:
    """Hand in the answer. This ends the run; every figure and quotation is checked first.

    `status` is "answered"; "partial" when a part could not be found; "not_disclosed" when the
    filing does not say; "not_in_library" when the company or period is not there.

    `answer` is the answer in sentences, with every number also among the figures or citations.

    `value` is the headline figure in full units ("1577000000"), percentages as "30.83"; null
    where the answer is prose.

    `unit` is the unit of `value`: an ISO currency, "USD/share", "shares", "percent", "ratio".

    `figures` are all numbers the answer rests on: id ("f1"), text exactly as printed on the line,
    value in full units, unit, period, scope, document and line; or, for a computed one, an
    expression over other ids ("(f2 - f1) / f1 * 100") and no line.

    `citations` are documents, lines and quotations that stand there word for word.

    `chain` are the references followed on the way: where each stands, its words, and where it led.

    `open_threads` are references and doubts that were not settled, each with its words and the
    reason why it need not be: "Note 23: names directors only".
    """
    return Draft(status, answer, value, unit, figures, citations, chain, open_threads)


@cache
def answer_tool() -> Tool:
    """The tool that ends a run."""
    return Tool.of(answer)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    row: int
    """0-based, header rows counted."""
    column: int
    label: str
    header: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the answer. Figure n of the list is called fn in expressions."""

    text: str
    value: str | None
    unit: str | None = None
    period: str | None = None
    scope: str | None = None
    document: str | None = None
    source: str | None = None
    page: int | None = None
    lines: tuple[int, int] | None = None
    table: str | None = None
    cell: Cell | None = None
    fact: str | None = None
    """The XBRL concept displayed in the cell."""
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Lines of a document, and the words quoted from them."""

    document: str
    source: str
    page: int
    lines: tuple[int, int]
    quote: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified, and how it went."""

    name: str
    status: CheckStatus
    sentence: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A tool call of the run."""

    tool: str
    arguments: Mapping[str, object]
    seconds: float


@dataclass(frozen=True, slots=True)
class RunUsage:
    """What the run took."""

    model: str
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: Decimal | None = None
    seconds: float = 0.0

    @classmethod
    def of(cls, model: str, usage: Usage, seconds: float) -> "RunUsage":
        """The sum of the replies, and the time."""
        tokens = (usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)
        return cls(model, *tokens, usage.cost_usd, round(seconds, 3))


@dataclass(frozen=True, slots=True)
class Answer:
    """The `ask` object."""

    status: Status
    answer: str
    value: str | None
    unit: str | None
    figures: tuple[Figure, ...]
    citations: tuple[Citation, ...]
    chain: tuple[Hop, ...]
    checks: tuple[Check, ...]
    open_threads: tuple[str, ...]
    steps: tuple[StepTaken, ...]
    usage: RunUsage

    def to_json(self) -> dict[str, Any]:
        """Exactly the keys of the contract; decimals of money as numbers."""
        cost = self.usage.cost_usd
        usage = asdict(self.usage) | {"cost_usd": None if cost is None else float(cost)}
        return asdict(self) | {"usage": usage}
