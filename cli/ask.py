"""`tieout ask`: one question, its steps as they happen, and the answer with what it rests on."""

from typing import Annotated

import typer

from cli.options import AsJson, Documents, LibraryFolder, ModelName, open_library, settings
from cli.output import emit


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In plain words.")],
    document: Documents = None,
    model: ModelName = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, each figure tied to the line it came from."""
    from agent.answering import open_agent

    held = open_library(library)
    agent = open_agent(held, model or settings(library).model)
    emit([question, document, agent])
