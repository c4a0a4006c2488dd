"""`tieout batch`: a file of questions in, a file of answers out; run again, it goes on."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson, LibraryFolder, ModelName, open_library, settings
from cli.output import emit, progress


def batch(
    questions: Annotated[
        Path,
        typer.Argument(metavar="QUESTIONS", help="A .jsonl or .csv file: id, question, documents."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where answers go: .jsonl or .csv.")
    ],
    model: ModelName = None,
    workers: Annotated[
        int, typer.Option("--workers", min=0, metavar="N", help="Processes; 0: one for each core.")
    ] = 0,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a file. Answers that are there already are kept."""
    from agent.answering import open_answerer
    from agent.batch import answer_all
    from agent.questions import read_questions

    asked = read_questions(questions)
    chosen = settings(library)
    open_library(library).documents()  # a library that is not there is found out here, once
    name = model or chosen.model
    answerer = partial(open_answerer, chosen, name)
    count = workers or os.cpu_count() or 1
    with progress() as bar:
        task = bar.add_task("answering", total=len(asked))
        kept, failed = 0, 0
        for so_far in answer_all(asked, out, answerer, model=name, workers=count):
            bar.update(task, completed=so_far.done)
            kept = kept if so_far.row else so_far.done
            failed = so_far.failed
    if as_json:
        emit({"out": str(out), "questions": len(asked), "kept": kept, "failed": failed})
    else:
        print(
            f"{len(asked)} questions, {kept} of them answered before, {failed} failed. See {out}."
        )
    if failed:
        raise typer.Exit(1)
