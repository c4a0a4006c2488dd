"""`tieout eval`: how right Tieout is on a folder of filings with questions."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.options import AsJson, ModelName, settings
from cli.output import emit, progress

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from evals.tables import Table
    from evals.task import Measure, Task
    from ingest.pipeline import Progress as IngestProgress


Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        help="Filings, with questions.jsonl, structure.jsonl and index.csv or some of them.",
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="A,B",
        help="Of words,metadata,structure,facts,references,search,answers,verification; "
        "refusals,wordings,health,highlights,baseline,footing,sheets,kinds,leases,natural when "
        "named.",
    ),
]
QuestionsFile = Annotated[
    Path | None, typer.Option("--questions", metavar="FILE", help="Instead of questions.jsonl.")
]
StructureFile = Annotated[
    Path | None, typer.Option("--structure", metavar="FILE", help="Instead of structure.jsonl.")
]
ReferencesFile = Annotated[
    Path | None, typer.Option("--references", metavar="FILE", help="Instead of references.jsonl.")
]
Source = Annotated[
    str, typer.Option("--source", metavar="S", help="Only questions of this source or kind.")
]
Given = Annotated[bool, typer.Option("--given", help="Ask with the question's own filing named.")]
Stages = Annotated[
    bool, typer.Option("--stages", help="Measure every stage of the search for itself.")
]
Beside = Annotated[
    bool, typer.Option("--baseline", help="Measure a naive baseline beside the agent.")
]
Limit = Annotated[int, typer.Option("--limit", min=0, metavar="N", help="A sample of N; 0 is all.")]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="N", help="Draw what verification and health damage by this seed."
    ),
]
Nameless = Annotated[
    bool,
    typer.Option("--nameless", help="Measure metadata of filings named by hash alone."),
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, metavar="N", help="Processes; 0: one for each core.")
]
MeasuredLibrary = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="Measure this library; without it one is made."),
]


def evaluate(
    folder: Folder,
    only: Only = None,
    questions: QuestionsFile = None,
    structure: StructureFile = None,
    references: ReferencesFile = None,
    source: Source = "",
    given: Given = False,
    stages: Stages = False,
    baseline: Beside = False,
    limit: Limit = 0,
    seed: Seed = None,
    nameless: Nameless = False,
    workers: Workers = 0,
    model: ModelName = None,
    library: MeasuredLibrary = None,
    as_json: AsJson = False,
) -> None:
    """Measure words, metadata, structure, facts, references, search, answers and verification."""
    from evals.task import Task
    from store.library import Library
    from web.seen import look

    chosen = measures(only or "baseline") if baseline else measures(only)
    basis = settings(library)
    with TemporaryDirectory(prefix="tieout-eval-") as scratch, progress() as bar:
        used = basis if library else basis.model_copy(update={"library": Path(scratch, "library")})
        task = Task(
            folder=folder,
            library=Library(used.library, url=used.database if library else None),
            settings=used,
            model=model or basis.model,
            only=chosen,
            questions=questions,
            structure=structure,
            references=references,
            source=source,
            limit=limit,
            seed=seed,
            given=given,
            stages=stages,
            workers=workers or os.cpu_count() or 1,
            look=look,
        )
        for table in tables(task, Path(scratch), Bars(bar), made=not library, nameless=nameless):
            emit(table_json(table)) if as_json else print(table.markdown(), flush=True)


def measures(only: str | None) -> "tuple[Measure, ...]":
    """The measures named, or the usual ones. Raises typer.BadParameter."""
    from evals.task import MEASURES, USUAL

    chosen = tuple(cast("Measure", name.strip()) for name in only.split(",")) if only else USUAL
    if unknown := [name for name in chosen if name not in MEASURES]:
        raise typer.BadParameter(f"{unknown[0]} is no measure; there are {', '.join(MEASURES)}.")
    return chosen


def tables(
    task: "Task", scratch: Path, bars: "Bars", *, made: bool, nameless: bool
) -> Iterator["Table"]:
    """The tables, each as soon as it is measured: first that of the ingest, if there is one."""
    from evals.filling import fill, fill_nameless
    from evals.report import measure
    from evals.task import index_file

    if made:
        yield fill(task.folder, task.library, task.settings, bars.ingest)
    index = index_file(task)
    if nameless and index and "metadata" in task.only:
        library, names = fill_nameless(task.folder, index, scratch, task.settings, bars.ingest)
        hidden = replace(task, library=library, names=names, only=("metadata",))
        yield from measure(hidden, bars.measure)
        task = replace(task, only=tuple(name for name in task.only if name != "metadata"))
    yield from measure(task, bars.measure)


def table_json(table: "Table") -> dict[str, object]:
    """A line of `tieout eval --json`: the figures of the last row, and every row as printed."""
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    return {"measure": table.name, "title": table.title, **table.figures, "rows": rows}


class Bars:
    """A bar for each thing that is under way."""

    def __init__(self, bar: "Progress") -> None:
        self.bar = bar
        self.rows: dict[str, TaskID] = {}

    def measure(self, what: str, done: int, of: int) -> None:
        """So much of a measure is done."""
        if what not in self.rows:
            self.rows[what] = self.bar.add_task(what, total=of)
        self.bar.update(self.rows[what], completed=done)

    def ingest(self, so_far: "IngestProgress") -> None:
        """So many files are read."""
        self.measure("reading", so_far.done, so_far.total)
