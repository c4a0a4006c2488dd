"""`tieout watch`: filings are read as they come, and the batches that rest on them renewed."""

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ingest import told
from cli.options import AsJson, LibraryFolder, settings
from cli.output import emit, note

if TYPE_CHECKING:
    from agent.batch.watching import Renewed, Trouble
    from ingest.pipeline import Outcome


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where filings arrive.")],
    every: Annotated[
        float,
        typer.Option("--every", min=0.05, metavar="S", help="Seconds from one look to the next."),
    ] = 2.0,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Read what arrives in a folder and ask stale cells of saved batches again, until Ctrl-C."""
    from agent.batch.watching import watch as run
    from store.errors import TieoutError
    from store.library import Library

    if not folder.is_dir():
        raise TieoutError(f"{folder} is no folder. Name one that filings arrive in.")
    chosen = settings(library)
    held = Library(chosen.library, url=chosen.database)
    held.create()
    note(f"Watching {folder}. Ctrl-C ends it.")
    try:
        for said in run(folder, held, chosen, pause=partial(time.sleep, every)):
            tell(said, as_json)
    except KeyboardInterrupt:
        note("Stopped. What was finished is kept.")
    finally:
        held.close()


def tell(said: "Outcome | Renewed | Trouble", as_json: bool) -> None:
    """A line about a file or a batch."""
    from agent.batch.watching import Renewed, Trouble

    if isinstance(said, Renewed):
        failed = f", {said.failed} failed" if said.failed else ""
        sentence = f"renewed   {said.name}: {said.cells} cells asked{failed}"
        row = {"batch": said.name, "cells": said.cells, "failed": said.failed}
    elif isinstance(said, Trouble):
        sentence = f"trouble   {said.name}: {said.sentence}"
        row = {"batch": said.name, "error": said.sentence}
    else:
        sentence, row = told(said), said.to_json()
    if as_json:
        emit(row)
    elif sentence:
        print(sentence, flush=True)
