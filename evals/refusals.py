"""Refusals: of companies that are not in the library nothing may be said.

Every third company of the folder is left out, and the questions about those are asked.
"""

from collections.abc import Iterable, Mapping, Sequence

from evals.gold import Question, among
from evals.tables import Table, Tallies, count, in_order, percent, share
from store.tables import StoredDocument

EVERY = 3
DECLINED = ("not_disclosed", "not_in_library")


def companies(
    documents: Iterable[StoredDocument], index: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Whose each document is, by its id: the index's CIK or company, else what it says itself."""
    by_path = {row["path"]: row.get("cik") or row.get("company") or row["path"] for row in index}
    return {
        each.id: by_path.get(each.source.split("#")[0]) or each.company or each.source
        for each in documents
    }


def left_out(whose: Mapping[str, str]) -> frozenset[str]:
    """Every third company, in the order of their names."""
    return frozenset(sorted(set(whose.values()))[::EVERY])


def about(
    questions: Iterable[Question],
    documents: Sequence[StoredDocument],
    whose: Mapping[str, str],
    out: frozenset[str],
) -> list[Question]:
    """The questions that only companies in `out` could answer."""
    found = []
    for question in questions:
        owners = {whose[d.id] for d in documents if among(d.source, question.documents)}
        if owners and owners <= out:
            found.append(question)
    return found


def score(question: Question, result: Mapping[str, object], tallies: Tallies) -> None:
    """Count one answer."""
    declined = result.get("status") in DECLINED
    value = result.get("value") is not None
    names = (question.source[:28], "all")
    count(tallies, names, n=1, declined=int(declined), value=int(value))


def to_table(title: str, tallies: Tallies) -> Table:
    """The table of the refusals."""
    rows = tuple(
        (
            name,
            str(tally["n"]),
            share(tally["declined"], tally["n"]),
            share(tally["value"], tally["n"]),
        )
        for name, tally in in_order(tallies)
    )
    tally = tallies.get("all")
    figures = {
        "n": tally["n"] if tally else 0,
        "declined": percent(tally["declined"], tally["n"]) if tally else None,
        "gave_figure": percent(tally["value"], tally["n"]) if tally else None,
    }
    return Table("refusals", title, ("set", "n", "declined", "gave a figure"), rows, figures)
