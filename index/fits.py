"""How far a document is from the form and period that a question asks for.

Distances are small numbers that add up: 0 is a perfect fit, below 2 a document that shows the
period beside its own, beyond that another period or another form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.filenames import read_name
from index.forms import same_form
from index.periods import Quarter
from index.understanding import Understanding
from store.tables import StoredDocument

OTHER_FORM = 2.0
"""How far a document of another form is."""
PART = 0.5
"""How far one of a quarter, or of an event, is from a question about the year."""
RESULTS = 0.25
"""How far a release of the year's results is from it."""
AHEAD = 0.4
"""How far a document is that closes just before the year whose prospects are asked for."""

FROM_NAME = 0.1
"""What a file's name says counts a little less than what was read inside."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Form and period of a document as one source has them."""

    form: str | None = None
    fiscal_year: int | None = None
    fiscal_period: str | None = None
    period_end: date | None = None
    doubt: float = 0.0


def witnesses(document: StoredDocument) -> tuple[Witness, ...]:
    """What the catalogue says of a document, and what its file's name does."""
    read = Witness(document.form, document.fiscal_year, document.fiscal_period, document.period_end)
    name = read_name(document.source)
    if not (name.form or name.years or name.quarters):
        return (read,)
    quarter = next(iter(name.quarters), None)
    year = quarter.year if quarter else next(iter(name.years), None)
    period = f"Q{quarter.number}" if quarter else "FY" if name.form == "10-K" else None
    said = Witness(name.form or document.form, year, period, None, FROM_NAME)
    return (read, said)


def distance(held: Sequence[Witness], asked: Understanding) -> float:
    """How far a document is from what was asked, by its most favourable witness; 0 is a fit."""
    return min(
        each.doubt + _form_distance(each, asked) + _period_distance(each, asked) for each in held
    )


def _form_distance(document: Witness, asked: Understanding) -> float:
    if asked.forms:
        fits = any(same_form(document.form, form) for form in asked.forms)
        amended = (document.form or "").upper().endswith("/A")
        return (0.25 if amended else 0.0) if fits else OTHER_FORM
    if asked.quarters or asked.months not in (None, 12):
        return 0.0
    # A question that says nothing of a form or quarter is as a rule about the year.
    if same_form(document.form, "10-K"):
        return 0.0
    return RESULTS if document.fiscal_period in ("FY", "Q4") else PART


def _period_distance(document: Witness, asked: Understanding) -> float:
    """0 for the period asked, less than 2 for a later document that shows it as a prior column.

    Where several times are named, the document of the latest shows the others beside it; dates
    are in the order in which they name a document.
    """
    wanted = [_to_date(document, day) for day in asked.dates]
    if not wanted:
        times = [(q.year or 0, q.number, _to_quarter(document, q)) for q in asked.quarters]
        times += [(year, 5, _to_year(document, year, asked.ahead)) for year in asked.years]
        wanted = [distance for *_, distance in sorted(times, reverse=True)]
    return min((0.3 * place + distance for place, distance in enumerate(wanted)), default=0.0)


def _to_date(document: Witness, day: date) -> float:
    end = document.period_end
    if end is None:
        return _to_year(document, day.year) + 0.5
    days = (end - day).days
    if abs(days) <= 7:  # a 52-week year ends on another day than the month
        return 0.0 if days == 0 else 0.2
    if 0 < days <= 800:
        return 1.0 + days / 800
    return 3.0


def _to_quarter(document: Witness, quarter: Quarter) -> float:
    if quarter.year is None:
        return 0.0 if document.fiscal_period == f"Q{quarter.number}" else 0.5
    year = _to_year(document, quarter.year)
    held = document.fiscal_period or ""
    if held == f"Q{quarter.number}" or (quarter.number == 4 and held == "FY"):
        return year
    return year + (0.5 if held.startswith("Q") else 0.4)


def _to_year(document: Witness, year: int, ahead: bool = False) -> float:
    """A fiscal year is named by where it begins or ends, by different filers: both fit.

    What is expected of a year (`ahead`) is said before it begins.
    """
    years = {document.fiscal_year, document.period_end.year if document.period_end else None}
    years -= {None}
    if not years:
        return 1.5
    if year in years:
        return 0.0 if document.fiscal_year in (year, None) else 0.1
    if ahead and year - 1 in years:
        return AHEAD
    after = min((held - year for held in years if held is not None and held > year), default=None)
    if after is None:
        return 3.0
    return 0.6 + 0.4 * after if after <= 2 else 3.0
