"""`tieout grep`: every line that matches, straight from the reading copies; needs no index."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, Documents, LibraryFolder, open_library
from cli.output import emit, note, printable

if TYPE_CHECKING:
    from tools.grep import Match


def grep(
    pattern: Annotated[str, typer.Argument(metavar="PATTERN", help="A regular expression.")],
    document: Documents = None,
    literal: Annotated[
        bool, typer.Option("--literal", help="Take PATTERN as plain words, not as an expression.")
    ] = False,
    context: Annotated[
        int, typer.Option("--context", "-C", min=0, metavar="N", help="Lines around each match.")
    ] = 0,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", show_default="all", help="Stop after N matches."
        ),
    ] = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find PATTERN in the reading copies, line by line, index or not."""
    from store.errors import TieoutError
    from tools.desk import Desk
    from tools.grep import every
    from tools.tool import ToolError

    held = open_library(library)
    scope = tuple(found.id for found in held.find(document)) if document else ()
    found = every(Desk(held, None, scope), pattern, literal=literal, context=context)
    shown = 0
    try:
        for match in islice(found, limit):
            shown += 1
            emit(match_json(match)) if as_json else print_match(match)
    except ToolError as error:
        raise TieoutError(str(error)) from error
    if not shown:
        note("Nothing matches.")
    elif shown == limit and next(found, None):
        note("There are more matches; raise --limit or leave it out.")


def match_json(match: "Match") -> dict[str, object]:
    """A line of `tieout grep --json`."""
    return {
        "document": match.document,
        "source": match.source,
        "page": match.page,
        "line": match.line,
        "text": match.text,
    }


def print_match(match: "Match") -> None:
    """A match as people read it."""
    print(printable(f"{match.source}:{match.line} (p. {match.page}): {match.text}"))
