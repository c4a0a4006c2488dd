"""glob: which documents there are."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from store.tables import StoredDocument
from tools.desk import Desk
from tools.sizes import fit


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents that fit, in catalogue order."""

    entries: tuple[StoredDocument, ...]
    total: int
    """Documents in scope, fitting or not."""

    def show(self) -> str:
        """A line a document: id, form, company, fiscal year, period end, pages."""
        if not self.entries:
            return f"None of the {self.total} documents fits. Next: glob with a wider pattern."
        fitted = fit(describe(entry) for entry in self.entries)
        head = f"{len(self.entries)} of {self.total} documents:"
        more = f" {fitted.left} not shown: give company, form or year." if fitted.left else ""
        return "\n".join((head, *fitted.lines, f"Next: outline, grep or search one of them.{more}"))


def describe(entry: StoredDocument) -> str:
    """A document in one line."""
    period = f"period ended {entry.period_end}" if entry.period_end else ""
    year = f"FY{entry.fiscal_year}" if entry.fiscal_year else ""
    parts = (entry.company, entry.ticker, entry.form, year, entry.fiscal_period, period)
    known = " · ".join(part for part in parts if part)
    return f"[{entry.id}] {known or entry.source} · {entry.pages} pages, {entry.lines} lines"


def glob(
    desk: Desk,
    pattern: str = "*",
    company: str | None = None,
    form: str | None = None,
    year: int | None = None,
) -> Documents:
    """List the documents of the library: who filed them, what they are, which period they cover.

    `pattern` is a file pattern over ids, sources and company names, e.g. "*10-k*" or "acme*".

    `company` is a part of the company's name, its ticker or its CIK.

    `form` is the form, e.g. "10-K"; amendments ("10-K/A") are listed with it.

    `year` is the fiscal year, or the year in which the period ends.
    """
    scope = desk.scope
    fitting = tuple(
        entry
        for entry in scope
        if _matches(entry, pattern)
        and (not company or _is_company(entry, company))
        and (not form or _is_form(entry, form))
        and (year is None or year in _years(entry))
    )
    return Documents(fitting, len(scope))


def _matches(entry: StoredDocument, pattern: str) -> bool:
    wanted = pattern.strip().casefold() or "*"
    if not any(mark in wanted for mark in "*?["):
        wanted = f"*{wanted}*"
    names = (entry.id, entry.source, entry.company or "")
    return any(fnmatchcase(name.casefold(), wanted) for name in names)


def _is_company(entry: StoredDocument, company: str) -> bool:
    wanted = company.strip().casefold()
    exact = {(entry.ticker or "").casefold(), (entry.cik or "").lstrip("0")}
    return wanted in (entry.company or "").casefold() or wanted.lstrip("0") in exact - {""}


def _is_form(entry: StoredDocument, form: str) -> bool:
    wanted, have = form.strip().upper(), (entry.form or "").upper()
    return have == wanted or have.removesuffix("/A") == wanted


def _years(entry: StoredDocument) -> set[int]:
    ends = {entry.period_end.year} if entry.period_end else set()
    return ends | ({entry.fiscal_year} if entry.fiscal_year else set())
