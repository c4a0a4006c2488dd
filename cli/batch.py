"""`tieout batch`: a file of questions in, a file of answers out; run again, it goes on."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson, LibraryFolder, ModelName, open_library, settings
from cli.output import emit, note, progress


def batch(
    questions: Annotated[
        Path,
        typer.Argument(metavar="QUESTIONS", help="A .jsonl or .csv file: id, question, documents."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The answers, .jsonl or .csv.")
    ],
    model: ModelName = None,
    workers: Annotated[
        int,
        typer.Option("--workers", min=0, metavar="N", help="Processes; 0 is one for each core."),
    ] = 0,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a file. Answers that are there already are kept."""
