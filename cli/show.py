"""`tieout show`: the reading copy of a document, or the part of it that was asked for."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from cli.catalogue import only
from cli.options import AsJson, LibraryFolder, open_library
from cli.output import emit, printable

if TYPE_CHECKING:
    from store.library import Library
    from store.tables import StoredDocument, StoredSection

LINES = re.compile(r"(\d+)(?:-(\d+))?")


def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id or source.")],
    lines: Annotated[
        str | None, typer.Option("--lines", metavar="A-B", help="Only these lines, 1-based.")
    ] = None,
    page: Annotated[int | None, typer.Option("--page", metavar="N", help="Only this page.")] = None,
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="ID", help='Only this section: its id, "7A", "Note 12".'),
    ] = None,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Print the line number before each line.")
    ] = False,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print the reading copy of a document."""
    if sum(choice is not None for choice in (lines, page, section)) > 1:
        raise typer.BadParameter("Give one of --lines, --page and --section.")
    span = None if lines is None else parse_lines(lines)
    held = open_library(library)
    found = only(held, document)
    if page is not None:
        span = page_lines(found, page)
    if section is not None:
        span = section_lines(held, found, section)
    print_lines(held, found, span or (1, found.lines), numbers=numbers, as_json=as_json)


def print_lines(
    held: "Library", found: "StoredDocument", span: tuple[int, int], *, numbers: bool, as_json: bool
) -> None:
    """Print lines `span` (inclusive): plain, numbered, or an object a line."""
    first, last = within(found, span)
    for number, text in enumerate(held.lines(found.id)[first - 1 : last], first):
        if as_json:
            emit({"line": number, "page": held.page(found.id, number), "text": text})
        else:
            print(printable(f"{number:>6}  {text}" if numbers else text))


def parse_lines(text: str) -> tuple[int, int]:
    """An inclusive span out of "12-40" or "12"."""
    match = LINES.fullmatch(text.strip())
    if not match or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
        raise typer.BadParameter(f'"{text}" is no span of lines; write 12-40.')
    return int(match[1]), int(match[2] or match[1])


def within(document: "StoredDocument", span: tuple[int, int]) -> tuple[int, int]:
    """The part of `span` that the document has."""
    from store.errors import TieoutError

    if span[0] > document.lines:
        raise TieoutError(f"{document.id} has {document.lines} lines; there is no line {span[0]}.")
    return span[0], min(span[1], document.lines)


def page_lines(document: "StoredDocument", page: int) -> tuple[int, int]:
    """The lines of a page, from its mark to the line before the next mark."""
    from store.errors import TieoutError

    if not 1 <= page <= document.pages:
        raise TieoutError(f"{document.id} has {document.pages} pages; there is no page {page}.")
    starts = [*document.page_lines, document.lines + 1]
    return starts[page - 1], starts[page] - 1


def section_lines(held: "Library", document: "StoredDocument", name: str) -> tuple[int, int]:
    """The lines of the section that `name` means: an id, an item, or the start of a title."""
    from store.errors import TieoutError

    sections = held.sections(document.id)
    found = next(
        (s for match in (by_id, by_item, by_title) for s in sections if match(s, name)), None
    )
    if found is None:
        raise TieoutError(
            f"{document.id} has no section {name}. See `tieout outline {document.id}`."
        )
    return found.first_line, found.last_line


def by_id(section: "StoredSection", name: str) -> bool:
    """Whether the section has that id."""
    return section.id == name


def by_item(section: "StoredSection", name: str) -> bool:
    """Whether the section is that item: "7A", "Item 7A"."""
    return section.item is not None and section.item.casefold() == name.casefold().removeprefix(
        "item "
    )


def by_title(section: "StoredSection", name: str) -> bool:
    """Whether the title begins with that name, as whole words."""
    return re.match(rf"{re.escape(name)}\b", section.title, re.IGNORECASE) is not None
