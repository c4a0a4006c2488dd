"""Answers: is the figure right, and does the answer cite the filing and the page it stands on?"""

import math
from collections.abc import Mapping, Sequence

from evals.gold import Question, among, on_page
from evals.judge import judge
from evals.tables import Figures, Table, Tallies, count, in_order, percent, share, shares

VERDICTS = ("correct", "scale", "wrong", "no figure", "refused")
CITATIONS = 5  # citing everything is citing nothing


def score(
    question: Question, result: Mapping[str, object], tallies: Tallies, name: str = ""
) -> None:
    """Count one answer, in the set of its source and kind or in that of `name`."""
    verdict = judge(question, result)
    counts = {"n": 1, "failed": int(result.get("status") == "failed")}
    counts |= cited(question, result)
    if verdict:
        counts |= {"numeric": 1, "failed number" if verdict == "failed" else verdict: 1}
    own = name or f"{question.source[:28]} {kind(question)}".strip()
    count(tallies, (own, "all"), **counts)


def kind(question: Question) -> str:
    """The last part of a kind: "docs/table" is "table"."""
    return question.kind.split("/")[-1]


def cited(question: Question, result: Mapping[str, object]) -> dict[str, int]:
    """Whether the first citations name a right document, and a right page."""
    given = result.get("citations")
    citations = list(given)[:CITATIONS] if isinstance(given, list | tuple) else []
    counts = {"cites doc": int(any(among(c.get("source"), question.documents) for c in citations))}
    if question.pages:
        right = any(on_page(c.get("source"), c.get("page"), question.pages) for c in citations)
        counts |= {"paged": 1, "cites page": int(right)}
    return counts


def percentile(seconds: Sequence[float], share: float) -> float | None:
    """The least of the times that `share` of them do not exceed; None of none."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def to_table(
    title: str, tallies: Tallies, seconds: Sequence[float] = (), name: str = "answers"
) -> Table:
    """The table of the answers; `seconds` is what each of them took."""
    half, most = percentile(seconds, 0.5), percentile(seconds, 0.95)
    if half is not None and most is not None:
        title = f"{title} ({half:.2f} s a question, 95 % within {most:.2f} s)"
    heads = ("set", "n", "with figure", *VERDICTS, "cites document", "cites page", "failed")
    rows = tuple(
        (
            name,
            str(tally["n"]),
            str(tally["numeric"]),
            *shares(tally, VERDICTS, "numeric"),
            share(tally["cites doc"], tally["n"]),
            share(tally["cites page"], tally["paged"]),
            str(tally["failed"]),
        )
        for name, tally in in_order(tallies)
    )
    times = {"seconds_p50": half, "seconds_p95": most}
    return Table(name, title, heads, rows, {**figures(tallies), **times})


def figures(tallies: Tallies) -> Figures:
    """The last row for programs."""
    tally = tallies.get("all")
    if tally is None:
        return {"n": 0}
    numeric = tally["numeric"]
    return {
        "n": tally["n"],
        "numeric": numeric,
        "correct": percent(tally["correct"], numeric),
        "wrong": percent(tally["wrong"] + tally["scale"], numeric),
        "declined": percent(tally["refused"] + tally["no figure"], numeric),
        "cites_doc": percent(tally["cites doc"], tally["n"]),
        "cites_page": percent(tally["cites page"], tally["paged"]),
        "failed": tally["failed"],
    }
