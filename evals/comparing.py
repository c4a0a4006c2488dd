"""The agent and the naive baseline side by side: right, complete, supported, quick."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.amounts import amounts, decimal, stands_in
from agent.answering import Row
from evals.answers import percentile
from evals.gold import Question
from evals.judge import close, judge, to_target
from evals.tables import Table, Tally, percent, share
from store.library import Library

HEADS = ("answers by", "n", "correct", "wrong", "complete", "unsupported", "half within")


@dataclass(frozen=True, slots=True)
class Compared:
    """One way of answering, counted."""

    name: str
    tally: Tally
    seconds: Sequence[float]


def score(question: Question, row: Row, library: Library) -> Tally:
    """Count an answer to a question with a figure: verdict, gold figures stated, claims held."""
    gold, said = gold_figures(question), stated(row)
    claims = list(printed(row))
    return Counter(
        n=1,
        gold=len(gold),
        stated=sum(any(close(each, one, exact=False) for each in said) for one in gold),
        claims=len(claims),
        unsupported=sum(not supported(each, row, library) for each in claims),
        **{str(judge(question, row)): 1},
    )


def gold_figures(question: Question) -> list[float]:
    """The figures that a whole answer states: those listed as `figures`, and the answer's own."""
    listed = question.row.get("figures")
    target = to_target(question)
    own = [] if target is None else [target.value]
    return [*map(float, listed if isinstance(listed, list) else ()), *own]


def stated(row: Row) -> set[float]:
    """Every amount that an answer says, in its text, its value and its figures."""
    given = [decimal(str(row.get("value"))), *(decimal(str(f.get("value"))) for f in figures(row))]
    said = [each.number.value for each in amounts(str(row.get("answer", "")))]
    return {abs(float(each)) for each in (*given, *said) if each is not None}


def figures(row: Row) -> Sequence[Mapping[str, object]]:
    """The figures of an answer."""
    given = row.get("figures")
    return given if isinstance(given, list) else ()


def printed(row: Row) -> Iterator[str]:
    """What an answer claims to have read: its figures, but for the computed ones."""
    for figure in figures(row):
        if not figure.get("expression"):
            yield from (each.digits for each in amounts(str(figure.get("text", ""))))


def supported(digits: str, row: Row, library: Library) -> bool:
    """Whether a figure stands on a page that the answer cites."""
    return any(stands_in(digits, page.replace(",", "")) for page in cited_pages(row, library))


def cited_pages(row: Row, library: Library) -> Iterator[str]:
    """The text of the pages cited, those of figures included."""
    given = row.get("citations")
    places = [*(given if isinstance(given, list) else ()), *figures(row)]
    seen = {(str(p["document"]), int(str(p["page"]))) for p in places if p.get("page")}
    for document, page in sorted(seen):
        marks = library.document(document).page_lines
        end = marks[page] - 1 if page < len(marks) else None
        yield "\n".join(library.lines(document)[marks[page - 1] - 1 : end])


def to_table(compared: Sequence[Compared]) -> Table:
    """A row a way of answering; the figures are those of the last."""
    rows = tuple(_row(each) for each in compared)
    last = compared[-1].tally
    told = {
        "n": last["n"],
        "correct": percent(last["correct"], last["n"]),
        "complete": percent(last["stated"], last["gold"]),
        "unsupported": last["unsupported"],
    }
    return Table("baseline", "The agent beside a naive baseline", HEADS, rows, told)


def _row(one: Compared) -> tuple[str, ...]:
    tally, half = one.tally, percentile(one.seconds, 0.5)
    return (
        one.name,
        str(tally["n"]),
        share(tally["correct"], tally["n"]),
        share(tally["wrong"] + tally["scale"], tally["n"]),
        share(tally["stated"], tally["gold"]),
        f"{tally['unsupported']} of {tally['claims']}",
        "–" if half is None else f"{half:.2f} s",
    )
