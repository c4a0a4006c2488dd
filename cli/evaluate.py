"""`tieout eval`: how right Tieout is on a folder of filings with questions."""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Filings and questions.jsonl.")],
) -> None:
    """Measure words kept, metadata, structure, search and answers."""
