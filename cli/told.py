"""A run as a person reads it: steps in plain words while it goes on, then the answer.

Steps go to stderr, the answer to stdout, so that `tieout ask ... > answer.txt` keeps the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cli.output import console, printable, progress_console, table

if TYPE_CHECKING:
    from agent.answer import Answer, Check, Citation, Figure, Hop
    from agent.events import Event

STATUS = {
    "answered": "Answered",
    "partial": "Answered in part",
    "not_disclosed": "Not disclosed in these filings",
    "not_in_library": "Not in this library",
    "failed": "Failed",
}
WORDS = {
    "search": 'searches for "{query}"',
    "grep": 'looks for lines with "{pattern}"',
    "glob": 'looks for documents named "{pattern}"',
    "outline": "looks at the contents",
    "read": "reads from line {start}",
    "follow": "follows the references",
    "table": 'opens a table for "{label}"',
    "facts": 'looks up tagged figures of "{concept}"',
    "calculate": "computes {expression}",
    "answer": "answers",
}


def tell(events: Iterator["Event"]) -> "Answer":
    """Print a run as it happens; the answer it ends in."""
    from agent.events import RunEnded, StepFinished, StepStarted, TextSaid

    steps = progress_console()
    answer: Answer | None = None
    for event in events:
        match event:
            case StepStarted(tool=tool, arguments=arguments) if tool != "answer":
                steps.print(f"· {in_words(tool, arguments)}", style="dim", markup=False)
            case StepFinished(error=True, text=text):
                steps.print(f"  {printable(text.splitlines()[0])}", style="dim", markup=False)
            case TextSaid(text=text):
                steps.print(printable(text), style="dim", end="", markup=False)
            case RunEnded(answer=found):
                answer = found
    assert answer is not None  # the loop promises it
    print_answer(answer)
    return answer


def in_words(tool: str, arguments: Mapping[str, object]) -> str:
    """A step as a person would say it: reads from line 410 (acme-10-k-2023-12-31)."""
    given = Known({name: value for name, value in arguments.items() if value is not None})
    said = printable(WORDS.get(tool, tool).format_map(given).replace(' for "…"', ""))
    said = said.replace(' of "…"', "").replace(" from line …", "")
    section = f", {given['section']}" if tool in ("read", "follow") and "section" in given else ""
    line = f" on line {given['line']}" if tool in ("follow", "table") and "line" in given else ""
    where = f" ({given['document']})" if "document" in given else ""
    return f"{said}{line}{printable(section)}{printable(where)}"


class Known(dict[str, object]):
    """Arguments for a sentence; what was not given reads "…"."""

    def __missing__(self, key: str) -> str:
        return "…"


def print_answer(answer: "Answer") -> None:
    """The answer, its figures, the words it rests on, the way it took, and the checks."""
    from rich.text import Text

    out = console()
    out.print()
    out.print(Text(printable(answer.answer), style="bold"), soft_wrap=True)
    print_figures(answer.figures)
    for head, lines in (
        ("In the words of the filings", [quoted(each) for each in answer.citations]),
        ("References followed", [hop_line(each) for each in answer.chain]),
        ("Left open", list(answer.open_threads)),
        ("Checks", check_lines(answer.checks)),
    ):
        if lines:
            out.print()
            out.print(head, style="bold")
            for line in lines:
                out.print(Text(f"  {printable(line)}"), soft_wrap=True)
    out.print()
    out.print(Text(closing(answer), style="dim"))


def print_figures(figures: Sequence["Figure"]) -> None:
    """Every figure with where it stands."""
    if not figures:
        return
    heads = ("", "figure", "period", "what it is", "document", "page", "line")
    rows = [figure_row(n, figure) for n, figure in enumerate(figures, 1)]
    used = [column for column in range(len(heads)) if any(row[column] for row in rows)]
    print()
    table(
        [heads[column] for column in used],
        [[row[column] for column in used] for row in rows],
        right=("figure", "page", "line"),
    )


def figure_row(number: int, figure: "Figure") -> tuple[str, ...]:
    """A figure as a row; a computed one shows how."""
    label = figure.cell.label if figure.cell else ""
    what = f"= {figure.expression}" if figure.expression else (figure.scope or label or "")
    return (
        f"f{number}",
        figure.text,
        figure.period or "",
        what,
        figure.source or "",
        str(figure.page or ""),
        str(figure.lines[0]) if figure.lines else "",
    )


def place(source: str, page: int, lines: tuple[int, int]) -> str:
    """acme.htm, p. 33, line 412 (or lines 412-415)."""
    span = f"line {lines[0]}" if lines[0] == lines[1] else f"lines {lines[0]}-{lines[1]}"
    return f"{source}, p. {page}, {span}"


def quoted(citation: "Citation") -> str:
    """A quotation and where it stands."""
    where = place(citation.source, citation.page, citation.lines)
    return f"“{citation.quote}” ({where})" if citation.quote else where


def hop_line(hop: "Hop") -> str:
    """A reference, and where it led."""
    target = hop.to
    if target is None:
        led = "leads nowhere in the library"
    else:
        where = target.section or target.document
        led = f"to {where}" + (f", line {target.lines[0]}" if target.lines else "")
    return f"line {hop.lines[0]}: “{hop.words}” {led}"


def check_lines(checks: Sequence["Check"]) -> list[str]:
    """How many passed, and each that did not."""
    failed = [f"failed: {check.sentence}" for check in checks if check.status == "failed"]
    passed = sum(check.status == "passed" for check in checks)
    return [f"{passed} passed", *failed] if checks else []


def closing(answer: "Answer") -> str:
    """The last line: status, who answered, what it took."""
    usage = answer.usage
    tokens = usage.prompt_tokens + usage.completion_tokens
    took = [usage.model, f"{len(answer.steps)} steps", f"{usage.seconds:.1f} s"]
    if tokens:
        took.append(f"{tokens:,} tokens")
    if usage.cost_usd:
        took.append(f"${usage.cost_usd:.4f}")
    return f"{STATUS[answer.status]} ({', '.join(took)})"
