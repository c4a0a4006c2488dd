"""The options that several commands share, each said once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.library import Library
    from store.settings import Settings

LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        envvar="TIEOUT_LIBRARY",
        show_default="the user's data folder",
        help="The library: reading copies, catalogue and indexes.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else.")]
Documents = Annotated[
    list[str] | None,
    typer.Option(
        "--document",
        metavar="D",
        help="Look only here: a document id, a source, or a glob over sources. May be repeated.",
    ),
]
Company = Annotated[
    str | None, typer.Option("--company", metavar="C", help="Only filings of this company.")
]
Form = Annotated[
    str | None, typer.Option("--form", metavar="F", help='Only this form: "10-K", "8-K".')
]
Year = Annotated[
    int | None, typer.Option("--year", metavar="Y", help="Only filings for this fiscal year.")
]
ModelName = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="M",
        envvar="TIEOUT_MODEL",
        show_default="offline",
        help='Who answers: "offline", which needs nothing, or any litellm model string.',
    ),
]


def settings(library: Path | None = None) -> "Settings":
    """The settings, with the library that was named on the command line."""
    from pydantic import ValidationError

    from store.errors import TieoutError
    from store.settings import Settings

    try:
        read = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"TIEOUT_{e['loc'][0]}: {e['msg']}".upper() for e in error.errors())
        raise TieoutError(f"A setting in the environment cannot be used. {wrong}") from error
    return read.model_copy(update={"library": library.expanduser()}) if library else read


def open_library(folder: Path | None) -> "Library":
    """The library to read from, which must be there."""
    from store.errors import TieoutError
    from store.library import Library

    chosen = settings(folder)
    if not chosen.library.is_dir():
        raise TieoutError(
            f"There is no library at {chosen.library}. Make one with `tieout ingest FOLDER "
            f"--library {chosen.library}`, or name another with --library."
        )
    return Library(chosen.library, url=chosen.database)
