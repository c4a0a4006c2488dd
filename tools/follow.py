"""follow: where the cross-references of a line or a section lead."""

from collections.abc import Iterator
from dataclasses import dataclass

from store.tables import StoredDocument, StoredReference, StoredSection
from tools.desk import Desk
from tools.elsewhere import Elsewhere, elsewhere
from tools.outline import find_section
from tools.sizes import fit
from tools.tool import ToolError


@dataclass(frozen=True, slots=True)
class Lead:
    """A reference: where it stands, its words, and the section it leads to, if there is one."""

    document: str
    line: int
    words: str
    kind: str
    target: StoredSection | None
    reason: str = ""
    """Why there is no target."""
    outside: str = ""
    """The other document it names, as printed."""
    target_line: int | None = None
    """The line to open, where it is more exact than the target: Note 12(b), a page."""
    elsewhere: Elsewhere | None = None
    """Where it leads in another document of the library; None if it leads to none."""

    @property
    def opens(self) -> "Opens | None":
        """What to read; None where it leads nowhere, or to another document as a whole."""
        if self.elsewhere and self.elsewhere.document:
            place, document = self.elsewhere, self.elsewhere.document.id
            if place.section:
                section = place.section
                return Opens(document, section.id, section.first_line, section.last_line)
            return Opens(document, None, place.line, place.line) if place.line else None
        if self.target is None:
            return None
        target = self.target
        return Opens(
            self.document, target.id, target.first_line, target.last_line, self.target_line
        )


@dataclass(frozen=True, slots=True)
class Opens:
    """The lines a reference leads to, inclusive, of its own or another document."""

    document: str
    section: str | None
    first: int
    last: int
    exact: int | None = None
    """The line of these that is meant, where it is known."""


@dataclass(frozen=True, slots=True)
class Leads:
    """The references found, in reading order."""

    leads: tuple[Lead, ...]
    document: str = ""
    lines: tuple[int, int] = (0, 0)
    """The lines that were looked through, inclusive."""

    def show(self) -> str:
        """A line a reference: its words, and the section and lines it leads to."""
        where = f"[{self.document}] lines {self.lines[0]}-{self.lines[1]}"
        if not self.leads:
            return f"No cross-reference on {where}. Next: read them, or follow the whole section."
        fitted = fit(self._lines())
        more = f" {fitted.left} not shown: follow fewer lines." if fitted.left else ""
        head = f"{len(self.leads)} references on {where}:"
        return "\n".join((head, *fitted.lines, f"Next: read each target that matters.{more}"))

    def _lines(self) -> Iterator[str]:
        for lead in self.leads:
            yield f"{lead.line:>6}  “{lead.words}” → {_where(lead)}"


def follow(desk: Desk, document: str, line: int | None = None, section: str | None = None) -> Leads:
    """Show where references such as "see Note 12" lead: each with its section and lines.

    `document` is an id.

    `line` is a line with references on it.

    `section` is a section's id, or "Note 12"; all references in it are shown.
    """
    stored = desk.document(document)
    first, last = _range(desk, stored.id, line, section)
    sections = {each.id: each for each in desk.library.sections(stored.id)}
    references = desk.library.references(stored.id)
    here = [each for each in references if first <= each.line <= last]
    leads = tuple(_lead(desk, stored, each, sections) for each in here)
    return Leads(leads, stored.id, (first, last))


def _range(desk: Desk, document: str, line: int | None, section: str | None) -> tuple[int, int]:
    if line is not None:
        return line, line
    if section is None:
        raise ToolError("follow needs a line or a section.")
    found = find_section(desk, document, section)
    return found.first_line, found.last_line


def _lead(
    desk: Desk,
    stored: StoredDocument,
    reference: StoredReference,
    sections: dict[str, StoredSection],
) -> Lead:
    away = reference.outside or reference.kind == "exhibit"
    found = elsewhere(desk, stored, reference) if away else None
    return Lead(
        document=reference.document,
        line=reference.line,
        words=reference.words,
        kind=reference.kind,
        target=sections.get(reference.target or ""),
        reason=reference.reason,
        outside=reference.outside,
        target_line=reference.target_line,
        elsewhere=found if found and (found.document or reference.outside) else None,
    )


def _where(lead: Lead) -> str:
    if lead.elsewhere and lead.elsewhere.document:
        return _where_else(lead.elsewhere, lead.outside)
    if lead.target is not None:
        target = lead.target
        line = f", at line {lead.target_line}" if lead.target_line else ""
        return f"[{target.id}] {target.title}, lines {target.first_line}-{target.last_line}{line}"
    if lead.outside:
        reason = f" ({lead.elsewhere.reason})" if lead.elsewhere else ""
        return f"outside this document: {lead.outside}{reason}"
    return f"nowhere: {lead.reason or 'no such section'}"


def _where_else(place: Elsewhere, named: str) -> str:
    """A place in another document of the library."""
    assert place.document
    of = f" for {named}" if named else ""
    if place.section:
        section = place.section
        lines = f"lines {section.first_line}-{section.last_line}"
        return f"in [{place.document.id}]{of}: [{section.id}] {section.title}, {lines}"
    line = f": line {place.line}" if place.line else ""
    return f"[{place.document.id}]{of}{line}"
