"""related: the filings that belong to one: amendments, other years and quarters, its exhibits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.named_documents import kind_of_form
from store.tables import StoredDocument
from tools.desk import Desk
from tools.glob import describe
from tools.sizes import fit

YEAR, QUARTER = timedelta(days=372), timedelta(days=99)  # of 53 and of 14 weeks, rounded up
AFTER = timedelta(days=75)  # in which results are announced and the report is filed
PROXY = timedelta(days=200)  # in which the proxy statement follows the end of the year
LEGAL_FORMS = frozenset(
    (
        "the",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "company",
        "co",
        "ltd",
        "limited",
        "plc",
        "llc",
    )
)


@dataclass(frozen=True, slots=True)
class Relation:
    """Another document, and what it is to the one that was asked about."""

    what: str
    document: StoredDocument


@dataclass(frozen=True, slots=True)
class Related:
    """The relations of one document, the closest first."""

    document: str
    relations: tuple[Relation, ...]

    def show(self) -> str:
        """A line a document: what it is to this one, then what it is."""
        if not self.relations:
            return f"Nothing in the library belongs to [{self.document}]. glob lists the documents."
        fitted = fit(f"{each.what}: {describe(each.document)}" for each in self.relations)
        more = f" {fitted.left} not shown: glob by company and year." if fitted.left else ""
        head = f"{len(self.relations)} documents belong to [{self.document}]:"
        return "\n".join((head, *fitted.lines, f"Next: outline or search the one you need.{more}"))


def related(desk: Desk, document: str) -> Related:
    """List what belongs to a filing: amendments, exhibits, other years and quarters, 8-Ks, proxy.

    `document` is an id.
    """
    stored = desk.document(document)
    return Related(stored.id, tuple(relations(stored, desk.scope)))


def relations(stored: StoredDocument, scope: Sequence[StoredDocument]) -> list[Relation]:
    """What every document of `scope` is to `stored`, if anything, the closest first."""
    found = [
        (rank, other.order, Relation(what, other))
        for other in scope
        if other.id != stored.id
        for rank, what in [_relation(stored, other)]
        if what
    ]
    return [relation for _, _, relation in sorted(found, key=lambda each: each[:2])]


def same_submission(one: StoredDocument, other: StoredDocument) -> bool:
    """Whether two documents are parts of one submission."""
    container, _, part = one.source.partition("#")
    return bool(part) and other.source.partition("#")[0] == container


def same_filer(one: StoredDocument, other: StoredDocument) -> bool:
    """Whether one registrant filed both: by CIK, by name where one of them has none."""
    if one.cik and other.cik:
        return one.cik == other.cik
    names = bare_name(one.company), bare_name(other.company)
    return bool(names[0]) and names[0] == names[1]


def bare_name(company: str | None) -> str:
    """A company's name without legal forms, case and punctuation."""
    words = re.findall(r"[a-z0-9]+", (company or "").lower().replace(".", ""))
    return " ".join(word for word in words if word not in LEGAL_FORMS)


def base_form(form: str | None) -> str:
    """The form without "/A": of "10-K/A" "10-K"."""
    return (form or "").upper().removesuffix("/A")


def day_of(document: StoredDocument) -> date | None:
    """The day a document speaks of: the end of its period, else when it was filed."""
    return document.period_end or document.filed


def _relation(stored: StoredDocument, other: StoredDocument) -> tuple[int, str]:
    """A rank, the closest 0, and what `other` is to `stored`; "" for nothing."""
    if same_submission(stored, other):
        return 1, "same submission"
    if not same_filer(stored, other):
        return 9, ""
    return next(iter(_kinships(stored, other)), (9, ""))


def _kinships(stored: StoredDocument, other: StoredDocument) -> Iterator[tuple[int, str]]:
    if what := _amendment(stored, other):
        yield 0, what
    if what := _neighbour(stored, other):
        yield 2, what
    if what := _between_forms(stored, other):
        yield 3, what
    if what := _in_period(stored, other):
        yield 4, what
    if what := _in_period(other, stored):
        yield 5, f"covers its period ({what})"


def _amendment(stored: StoredDocument, other: StoredDocument) -> str:
    same = base_form(stored.form) == base_form(other.form) and stored.form
    if not same or day_of(stored) is None or stored.period_end != other.period_end:
        return ""
    if stored.form == other.form:
        return "the same report again"
    return "amended by" if (other.form or "").endswith("/A") else "amends"


def _neighbour(stored: StoredDocument, other: StoredDocument) -> str:
    """The same report of another year, another quarter of the same year."""
    kind = kind_of_form(stored.form)
    if kind not in ("annual", "quarterly") or kind != kind_of_form(other.form):
        return ""
    if stored.fiscal_year is None or other.fiscal_year is None:
        return ""
    years = other.fiscal_year - stored.fiscal_year
    if kind == "quarterly" and years == 0 and stored.fiscal_period != other.fiscal_period:
        return f"{other.fiscal_period or 'another quarter'} of the same year"
    if stored.fiscal_period != other.fiscal_period and kind == "quarterly":
        return ""
    count = "the year" if abs(years) == 1 else f"{abs(years)} years"
    return f"{count} {'after' if years > 0 else 'before'}" if years else ""


def _between_forms(stored: StoredDocument, other: StoredDocument) -> str:
    """Annual and quarterly reports to each other."""
    kinds = kind_of_form(stored.form), kind_of_form(other.form)
    if stored.fiscal_year is None or other.fiscal_year is None:
        return ""
    years = other.fiscal_year - stored.fiscal_year
    if kinds == ("annual", "quarterly") and years == 0:
        return f"{other.fiscal_period or 'a quarter'} of the year"
    if kinds == ("quarterly", "annual") and years in (0, -1):
        return "annual report of the year" if years == 0 else "last annual report before it"
    return ""


def _in_period(stored: StoredDocument, other: StoredDocument) -> str:
    """Current reports, releases and proxies of the period of a report."""
    kind, end, day = kind_of_form(stored.form), stored.period_end, day_of(other)
    if kind not in ("annual", "quarterly") or end is None or day is None:
        return ""
    length = YEAR if kind == "annual" else QUARTER
    theirs = kind_of_form(other.form)
    if theirs == "proxy":
        return "proxy statement" if kind == "annual" and end < day <= end + PROXY else ""
    if theirs in ("annual", "quarterly", "shareholders", "registration"):
        return ""
    name = "current report" if theirs == "current" else "release or exhibit"
    if end - length < day <= end:
        return f"{name} of the period"
    return f"{name} soon after the period" if end < day <= end + AFTER else ""
