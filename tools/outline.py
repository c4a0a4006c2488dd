"""outline: the sections of a document, as a table of contents with lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.tables import StoredDocument, StoredSection
from tools.desk import Desk
from tools.sizes import clip, counted, fit
from tools.tool import ToolError

MOST_DOUBTS = 5
NAMED = 6  # documents of one form and company up to which their ids are given


class NoSuchSection(ToolError):
    """No section of the document has that id, item, number or title."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document in reading order."""

    document: str
    sections: tuple[StoredSection, ...]
    health: str = "green"
    doubts: tuple[str, ...] = ()
    """What may be missing, or was read badly."""

    def show(self) -> str:
        """A line a section, indented by level: id, title, lines, pages."""
        if not self.sections:
            said = f"[{self.document}] has no headings. Next: grep it, or read it from start=1."
            return "\n".join((said, *self._doubts()))
        fitted = fit(_line(section) for section in self._shown())
        head = f"[{self.document}] {len(self.sections)} sections:"
        hidden = len(self.sections) - len(fitted.lines)
        more = f" {hidden} deeper or later ones not shown: grep '^#' lists all." if hidden else ""
        below = f"Next: read one by its id.{more}"
        return "\n".join((head, *self._doubts(), *fitted.lines, below))

    def _doubts(self) -> Iterator[str]:
        """How well it was read, where that is in doubt."""
        for doubt in self.doubts[:MOST_DOUBTS] if self.health != "green" else ():
            yield f"In doubt ({self.health}): {clip(doubt, 200)}"

    def _shown(self) -> tuple[StoredSection, ...]:
        """All sections, or the upper levels of a document with very many."""
        if len(self.sections) <= 250:
            return self.sections
        return tuple(each for each in self.sections if each.level <= 3 or each.kind != "heading")


@dataclass(frozen=True, slots=True)
class Tree:
    """The documents in scope as a tree: company, form, year, with counts."""

    documents: tuple[StoredDocument, ...]

    def show(self) -> str:
        """A line a company, under it one a form with its years, and the ids where they are few."""
        if not self.documents:
            return "The library is empty. Next: nothing can be read here."
        fitted = fit(self._lines())
        head = f"{counted(len(self.documents), 'document')} in scope, by company:"
        more = f" {fitted.left} lines not shown: glob by company." if fitted.left else ""
        return "\n".join((head, *fitted.lines, f"Next: outline or search a document.{more}"))

    def _lines(self) -> Iterator[str]:
        companies: dict[str, list[StoredDocument]] = {}
        for each in self.documents:
            companies.setdefault(each.company or "(company not known)", []).append(each)
        for company, held in sorted(companies.items()):
            pages = sum(each.pages for each in held)
            yield f"{company}: {counted(len(held), 'document')}, {counted(pages, 'page')}"
            forms: dict[str, list[StoredDocument]] = {}
            for each in held:
                forms.setdefault(each.form or "other", []).append(each)
            yield from (_form_line(form, of) for form, of in sorted(forms.items()))


def _form_line(form: str, of: Sequence[StoredDocument]) -> str:
    years = sorted({str(each.fiscal_year) for each in of if each.fiscal_year})
    said = f" of {', '.join(years)}" if years else ""
    ids = f": {', '.join(each.id for each in of)}" if len(of) <= NAMED else ""
    return f"  {form} x {len(of)}{said}{ids}"


def outline(desk: Desk, document: str | None = None) -> Outline | Tree:
    """Show a document's parts, items, notes and headings, or the whole library as a tree.

    `document` is an id; without it, the companies, forms and years that are in scope, counted.
    """
    if document is None:
        return Tree(desk.scope)
    stored = desk.document(document)
    sections = tuple(desk.library.sections(stored.id))
    return Outline(stored.id, sections, stored.health, tuple(stored.warnings))


def find_section(desk: Desk, document: str, name: str) -> StoredSection:
    """The section `name` means: an id, "Item 7A", "Note 12", or its title; the first of equals."""
    sections = list(desk.library.sections(document))
    wanted = " ".join(name.strip().strip("[]'\"`").casefold().split())
    for each in sections:
        if each.id.casefold() == wanted:
            return each
    kind, _, number = wanted.rstrip(".:").partition(" ")
    for each in sections:
        named = {(each.item or "").casefold(), (each.number or "").casefold()} - {""}
        if (kind == each.kind and number in named) or wanted == (each.item or "").casefold():
            return each
    words = set(re.findall(r"\w+", wanted))
    for each in sections:
        if words and words <= set(re.findall(r"\w+", each.title.casefold())):
            return each
    raise NoSuchSection(f"No section {name!r} in {document}. outline lists its sections.")


def _line(section: StoredSection) -> str:
    indent = "  " * (section.level - 1)
    pages = f"pages {section.first_page}-{section.last_page}"
    lines = f"lines {section.first_line}-{section.last_line}"
    return f"{indent}[{section.id}] {clip(section.title, 120)}  ({lines}, {pages})"
