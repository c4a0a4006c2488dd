"""`tieout ingest` and `tieout index`: filings in, and everything derived from them."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson, LibraryFolder


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Filings, or folders of them.")
    ],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Read filings into the library. What is there already and unchanged is left alone."""


def index(library: LibraryFolder = None) -> None:
    """Bring every index up to date, vectors included."""
