"""Which filings a question is about, from the catalogue alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.offline.periods import Asked, near
from agent.offline.plan import Look, look
from agent.offline.question import Wanted
from agent.offline.when_said import covers
from index.catalogue import Catalogue
from index.understand import Understanding
from store.tables import StoredDocument
from tools.glob import Documents

MOST = 6
"""Filings looked into for one figure: the one meant, its other formats, and its neighbours."""

YEAR = 366
"""Days."""
FAR = 2.5
"""Beyond this distance a filing neither is the one asked for nor shows its period as prior."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Filings that may answer, best first, and why there is none."""

    filings: tuple[StoredDocument, ...]
    refusal: str = ""


def catalogue() -> Look[tuple[StoredDocument, ...]]:
    """Every document in scope."""
    return (yield from look(Documents, "glob", pattern="*")).entries


def choose_filings(
    wanted: Wanted, understood: Understanding, held: Catalogue, *, given: bool = False
) -> Chosen:
    """The filings the question means; a refusal when company or period is not in the library.

    `given`: the person named the documents, so it is in these that the answer is looked for.
    """
    if given:
        return Chosen(tuple(_tagged_first([each for each, _ in held.candidates(understood)])))
    if understood.unknown:
        return Chosen((), f"{understood.unknown} is not in the library.")
    near_enough = [filing for filing, far in held.candidates(understood) if far < FAR]
    if wanted.filing_end is not None:
        near_enough = [filing for filing in near_enough if _ends(filing, wanted.filing_end)]
    if not near_enough:
        near_enough = _written_by(wanted, [each for each, _ in held.candidates(understood)])
    if not near_enough and wanted.kind == "exposure":
        near_enough = _just_before(wanted, [each for each, _ in held.candidates(understood)])
    if not near_enough:
        return Chosen((), _missing(wanted, understood))
    if not understood.companies and len({filing.company for filing in held.documents}) > 1:
        return Chosen(())  # nobody is named: every company would fit, so no figure is anybody's
    return Chosen(tuple(_tagged_first(near_enough)[:MOST]))


def _written_by(wanted: Wanted, filings: Sequence[StoredDocument]) -> list[StoredDocument]:
    """Annual reports on a year that ended soon before the asked day: their covers may be of it."""
    days = [each.period.end for each in wanted.periods if each.period.end and not each.quarter]
    if len(days) != 1 or wanted.periods[0].period.months or wanted.filing_end:
        return []
    annual = [each for each in filings if (each.form or "").startswith(("10-K", "20-F"))]
    return [each for each in annual if days[0] and covers(each, days[0])]


def _just_before(wanted: Wanted, filings: Sequence[StoredDocument]) -> list[StoredDocument]:
    """Reports that end in the year before the asked time, which is that of an event they tell of:
    "after the surrender in January 2024".
    """
    latest = max(filter(None, map(_last_day, wanted.periods)), default=None)
    return [
        each
        for each in filings
        if latest and each.period_end and 0 < (latest - each.period_end).days <= YEAR
    ]


def _last_day(asked: Asked) -> date | None:
    period = asked.period
    return period.end or (date(period.year, 12, 31) if period.year else None)


def _tagged_first(filings: Sequence[StoredDocument]) -> list[StoredDocument]:
    """The same filing in several formats: the one with tagged facts before its twins."""
    order: dict[tuple[str | None, date | None], int] = {}
    for filing in filings:
        order.setdefault((filing.form, filing.period_end), len(order))
    return sorted(filings, key=lambda f: (order[f.form, f.period_end], not f.facts))


def _ends(filing: StoredDocument, end: date) -> bool:
    return filing.period_end is not None and near(filing.period_end, end)


def _missing(wanted: Wanted, understood: Understanding) -> str:
    who = f" of {understood.companies[0]}" if understood.companies else ""
    when = f" for the period ended {wanted.filing_end}" if wanted.filing_end else " for that period"
    return f"No filing{who}{when} is in the library."
