"""outline: the sections of a document, as a table of contents with lines."""

import re
from dataclasses import dataclass

from store.tables import StoredSection
from tools.desk import Desk
from tools.sizes import clip, fit
from tools.tool import ToolError


class NoSuchSection(ToolError):
    """No section of the document has that id, item, number or title."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document in reading order."""

    document: str
    sections: tuple[StoredSection, ...]

    def show(self) -> str:
        """A line a section, indented by level: id, title, lines, pages."""
        if not self.sections:
            return f"[{self.document}] has no headings. Next: grep it, or read it from start=1."
        fitted = fit(_line(section) for section in self._shown())
        head = f"[{self.document}] {len(self.sections)} sections:"
        hidden = len(self.sections) - len(fitted.lines)
        more = f" {hidden} deeper or later ones not shown: grep '^#' lists all." if hidden else ""
        return "\n".join((head, *fitted.lines, f"Next: read one by its id.{more}"))

    def _shown(self) -> tuple[StoredSection, ...]:
        """All sections, or the upper levels of a document with very many."""
        if len(self.sections) <= 250:
            return self.sections
        return tuple(each for each in self.sections if each.level <= 3 or each.kind != "heading")


def outline(desk: Desk, document: str) -> Outline:
    """Show a document's parts, items, notes and headings with their lines and pages.

    `document` is an id.
    """
    stored = desk.document(document)
    return Outline(stored.id, tuple(desk.library.sections(stored.id)))


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
