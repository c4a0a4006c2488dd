"""Where a reference leads that names another document: "Note 7 to our 2022 Form 10-K".

Looked up when somebody asks, among the documents in scope, so that nothing stored goes stale when
filings come and go. What is not certain leads nowhere, with the reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.contents import below_numbers
from ingest.items import letters
from ingest.mentions import Mention, mentions
from ingest.named_documents import day_named, kind_named, kind_of_form, year_named
from store.tables import StoredDocument, StoredReference, StoredSection
from tools.desk import Desk
from tools.related import bare_name, base_form, same_filer, same_submission

OWN = ("registrant", "company", "corporation", "firm", "bank", "trust", "partnership")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place in another document, or why there is none."""

    document: StoredDocument | None
    section: StoredSection | None = None
    line: int | None = None
    """The line to open, where no section is meant: the beginning of a printed page."""
    reason: str = ""


def elsewhere(desk: Desk, stored: StoredDocument, reference: StoredReference) -> Elsewhere:
    """The document and the section that a reference of `stored` names outside of it."""
    if reference.kind == "exhibit" and not reference.outside:
        return _exhibit(stored, reference, desk.scope)
    found, reason = document_named(stored, reference.outside, desk.scope)
    if found is None:
        return Elsewhere(None, reason=reason)
    return _place(desk, found, reference)


def document_named(
    stored: StoredDocument, words: str, scope: Sequence[StoredDocument]
) -> tuple[StoredDocument | None, str]:
    """The one document of `scope` that `stored` names by `words`; else why none is certain."""
    if kind_named(words) in ("shareholders", "exhibit"):
        bound = [each for each in scope if same_submission(stored, each) and _is_report(each)]
        if len(bound) == 1:
            return bound[0], ""
    theirs = [each for each in scope if each.id != stored.id and _is_filer(each, stored, words)]
    of_kind = [each for each in theirs if _is_of_kind(each, words)]
    fitting = _of_year(of_kind, stored, words)
    amended = "/A" in words.upper()
    chosen = [x for x in fitting if (x.form or "").upper().endswith("/A") == amended] or fitting
    if not chosen:
        return None, "the library does not hold it"
    if len({(base_form(each.form), each.period_end) for each in chosen}) > 1:
        return None, f"{len(chosen)} documents of the library could be meant"
    return chosen[0], ""


def _exhibit(
    stored: StoredDocument, reference: StoredReference, scope: Sequence[StoredDocument]
) -> Elsewhere:
    """An exhibit that is a part of the same submission."""
    keys = {f"EX-{mention.key}".upper() for mention in mentions(reference.words)}
    parts = [each for each in scope if each.id != stored.id and same_submission(stored, each)]
    found = [each for each in parts if (each.form or "").upper() in keys]
    if len(found) == 1:
        return Elsewhere(found[0])
    return Elsewhere(None, reason=reference.reason or "it is not in the library")


def _is_report(document: StoredDocument) -> bool:
    return kind_of_form(document.form) == "shareholders"


def _is_filer(other: StoredDocument, stored: StoredDocument, words: str) -> bool:
    """Whether `other` is of the filer the words name: the filing's own, or one by its name."""
    owner = re.match(r"(?P<name>(?:[A-Z0-9][\w.&]*,?\s)*[A-Z0-9][\w.&]*)(?:’s|'s|s’|s')\s", words)
    name = bare_name(owner["name"]) if owner else ""
    if not name or name in OWN or name in bare_name(stored.company):
        return same_filer(stored, other)
    return bare_name(other.company).startswith(name)


def _is_of_kind(document: StoredDocument, words: str) -> bool:
    kind, own = kind_named(words), kind_of_form(document.form)
    return own == kind or (kind == "shareholders" and own == "annual")


def _of_year(
    found: Sequence[StoredDocument], stored: StoredDocument, words: str
) -> list[StoredDocument]:
    """Those of the day or the year named; with neither, the last one before."""
    day, year = day_named(words), year_named(words)
    if day is not None:
        exact = [each for each in found if day in (each.period_end, each.filed)]
        return exact or [each for each in found if _is_near(each, day)]
    if year is not None:
        return [each for each in found if year in _years(each, words)]
    before = [each for each in found if _ends(each) < _ends(stored)]
    last = max((_ends(each) for each in before), default=None)
    return [each for each in before if _ends(each) == last]


def _is_near(document: StoredDocument, day: date) -> bool:
    """Whether a period ends within days of `day`: calendars of 52 weeks are named by months."""
    end = document.period_end
    return end is not None and abs((end - day).days) <= 7


def _years(document: StoredDocument, words: str) -> set[int]:
    """The years by which a document may be called; a proxy statement by that of its meeting."""
    ends = {document.period_end.year} if document.period_end else set()
    years = {document.fiscal_year} if document.fiscal_year else ends
    filed = {document.filed.year} if document.filed else set()
    return {*(filed or ends)} if kind_named(words) in ("proxy", "current") else {*years}


def _ends(document: StoredDocument) -> date:
    return document.period_end or document.filed or date.min


def _place(desk: Desk, found: StoredDocument, reference: StoredReference) -> Elsewhere:
    """The section of another document that the words of a reference name."""
    sections = desk.library.sections(found.id)
    if reference.kind == "heading":
        wanted = letters(reference.words)
        named = [each for each in sections if letters(each.title).endswith(wanted)]
        return Elsewhere(found, named[0] if len(named) == 1 else None)
    for mention in mentions(reference.words):
        if mention.kind == "page":
            return Elsewhere(found, line=_page(desk, found, mention.key))
        named = [each for each in sections if _is_meant(each, mention)]
        if len(named) == 1:
            return Elsewhere(found, named[0])
    return Elsewhere(found)


def _is_meant(section: StoredSection, mention: Mention) -> bool:
    name = section.item if section.kind == "item" else section.number
    keys = {mention.key, f"{mention.part}.{mention.key}"}
    return section.kind == mention.kind and (name or "").upper() in {key.upper() for key in keys}


def _page(desk: Desk, found: StoredDocument, key: str) -> int | None:
    """The line where the page of that printed number begins.

    The number stands on the page mark, at either edge; else alone at the foot of each page.
    """
    lines = desk.library.lines(found.id)
    number = re.escape(key)
    for pattern in (rf"(?:.*[\s·])?{number}(?:\s*·.*)?$", rf"(?:.*·)?\s*{number}\s+\D"):
        marked = re.compile(rf"\[page \d+\]\s*{pattern}")
        named = [line for line in found.page_lines if marked.match(lines[line - 1])]
        if named:
            return named[0] if len(named) == 1 else None
    return _below_number(lines, key)


def _below_number(lines: Sequence[str], key: str) -> int | None:
    """The line below the number before `key`, where it is certain."""
    alone = [(at, int(line)) for at, line in enumerate(lines, 1) if re.fullmatch(r"\d{1,3}", line)]
    found = [line for number, line in below_numbers(alone) if number == key]
    return found[0] if len(found) == 1 else None
