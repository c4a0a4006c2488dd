"""What a passage can be filtered by: the section it stands in, and what its table or it is.

A tag is a word or two, "note", "note 12", "item 7a", "table income", "statement balance sheet";
`wanted` turns what a caller asks for into tags.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.statements import FACE
from store.tables import StoredPassage, StoredSection, StoredTable


@dataclass(frozen=True, slots=True)
class Tags:
    """What the caller wants passages to be; None where it does not matter."""

    section: str | None = None
    """A kind (note, item, exhibit, ...) or one of its kind: "note 12", "item 7A"."""
    table: str | None = None
    """A kind of table as the catalogue has it, or "any"."""
    statement: str | None = None

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """For an index: a passage must bear one tag of each group."""
        named = (("", self.section), ("table ", self.table), ("statement ", self.statement))
        return tuple((before + plain(name),) for before, name in named if name and name.strip())

    def said(self) -> tuple[str, ...]:
        """In words."""
        named = (("section", self.section), ("table", self.table), ("statement", self.statement))
        return tuple(f"{what} {name}" for what, name in named if name and name.strip())


class Around:
    """The tags of sections: their own and those of all sections around them."""

    def __init__(self, sections: Sequence[StoredSection]) -> None:
        self._tags: dict[str, tuple[str, ...]] = {}
        open_: list[StoredSection] = []
        for section in sections:  # parents come before their children
            while open_ and open_[-1].last_line < section.last_line:
                open_.pop()
            open_.append(section)
            self._tags[section.id] = tuple(name for each in open_ for name in _names(each))

    def tags(self, passage: StoredPassage) -> tuple[str, ...]:
        """Kinds and numbers of all sections that hold all of `passage`."""
        return self._tags.get(passage.section or "", ())


def _names(section: StoredSection) -> Iterator[str]:
    yield plain(section.kind)
    for name in (section.item, section.number):
        if name:
            yield plain(f"{section.kind} {name}")


def own_tags(table: StoredTable | None, statements: Sequence[str]) -> Iterator[str]:
    """What a passage itself is: a table, of a kind; a statement."""
    if table is not None:
        yield "table any"
        yield plain(f"table {table.kind}")
    for name in statements:
        if not name.endswith(f" {FACE}"):
            yield f"statement {name}"


def plain(tag: str) -> str:
    """As tags are compared.

    >>> plain(" Item 7A."), plain("table cash_flow")
    ('item 7a', 'table cash flow')
    """
    return " ".join(tag.replace("_", " ").lower().strip(" .:").split())
