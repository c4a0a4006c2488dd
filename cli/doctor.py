"""`tieout doctor`: what is installed, what the library holds, and what is wrong with either."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, LibraryFolder, settings
from cli.output import emit, printable

if TYPE_CHECKING:
    from cli.checks import Finding
    from store.settings import Settings

MARKS = {"ok": "ok     ", "note": "note   ", "wrong": "WRONG  "}


def doctor(
    words: Annotated[
        bool, typer.Option("--words", help="Compare every reading copy with its original, too.")
    ] = False,
    passages: Annotated[
        bool, typer.Option("--passages", help="Look for tables split and sentences broken, too.")
    ] = False,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check the installation and the library, and say what to do about what is wrong."""
    chosen = settings(library)
    wrong = 0
    for finding in findings(chosen, words=words, passages=passages):
        wrong += finding.status == "wrong"
        if as_json:
            emit(finding)
        else:
            print(printable(f"{MARKS[finding.status]}{finding.about}: {finding.sentence}"))
    if wrong:
        raise typer.Exit(1)


def findings(chosen: "Settings", *, words: bool, passages: bool) -> Iterator["Finding"]:
    """Every check, in the order in which one rests on another."""
    from cli import checks

    yield checks.python()
    yield from checks.packages()
    yield checks.faiss()
    yield checks.ripgrep()
    yield checks.room(chosen.library)
    found = checks.library(chosen)
    yield found
    if found.status != "ok":
        return
    from store.library import Library

    held = Library(chosen.library, url=chosen.database)
    each: tuple[Callable[[Library], Iterator[Finding]], ...] = (
        checks.health,
        checks.files,
        checks.readers,
        checks.words_index,
        checks.vectors,
    )
    for check in each:
        yield from check(held)
    if words:
        yield from checks.words_kept(held)
    if passages:
        yield from checks.passages(held)
