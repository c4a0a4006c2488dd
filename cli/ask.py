"""`tieout ask`: one question, its steps as they happen, and the answer with what it rests on."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, Documents, LibraryFolder, ModelName, open_library, settings
from cli.output import emit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.answer import Answer
    from agent.events import Event


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In plain words.")],
    document: Documents = None,
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after", metavar="QUESTION", help="What was asked before; repeat it, oldest first."
        ),
    ] = None,
    model: ModelName = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, each figure tied to the line it came from."""
    from agent.desk import open_desk
    from agent.loop import run
    from agent.models import model_named
    from agent.transcript import Question
    from cli.told import tell

    held = open_library(library)
    scope = tuple(found.id for found in held.find(document)) if document else ()
    said = settings(library)
    who = model_named(model or said.model)
    earlier = tuple((asked, "") for asked in after or ())
    events = run(open_desk(held, said.reranker), who, Question(question, scope, earlier=earlier))
    answer = last_answer(events) if as_json else tell(events)
    if as_json:
        emit(answer.to_json())
    if answer.status == "failed":
        raise typer.Exit(1)


def last_answer(events: "Iterator[Event]") -> "Answer":
    """What a run ends in."""
    from agent.events import RunEnded

    *_, last = events
    assert isinstance(last, RunEnded)
    return last.answer
