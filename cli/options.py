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
RayAddress = Annotated[
    str,
    typer.Option(
        "--ray",
        metavar="ADDRESS",
        envvar="TIEOUT_RAY",
        show_default="this machine",
        help='Work on the Ray cluster there ("auto", or HOST:6379); docs/scale.md says how.',
    ),
]


def settings(library: Path | None = None, ray: str = "") -> "Settings":
    """The settings, with the library and the cluster that were named on the command line."""
    from pydantic import ValidationError

    from store.errors import TieoutError
    from store.settings import Settings

    try:
        read = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"TIEOUT_{e['loc'][0]}: {e['msg']}".upper() for e in error.errors())
        raise TieoutError(f"A setting in the environment cannot be used. {wrong}") from error
    place = library.expanduser() if library else read.library
    # The machines of a cluster know nothing of the folder we stand in.
    named = {"library": place.absolute(), "ray": ray} if ray else {"library": place}
    return read.model_copy(update=named)


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
