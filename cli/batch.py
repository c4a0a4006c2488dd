"""`tieout batch`: questions over filings in, a sourced answer a cell out; run again, it goes on."""

from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import (
    AsJson,
    Documents,
    LibraryFolder,
    ModelName,
    RayAddress,
    open_library,
    settings,
)
from cli.output import emit, progress

if TYPE_CHECKING:
    from agent.batch.ledger import Ledger
    from agent.batch.teams import Team
    from agent.batch.work import OpenWork


class Rows(Enum):
    """What a row of a grid is about."""

    filing = "filing"
    company = "company"


SAMPLE = 5  # cells that an estimate is made from


Questions = Annotated[
    Path,
    typer.Argument(
        metavar="QUESTIONS",
        help="A .jsonl, .csv, .xlsx or .yaml file: id, question, documents, type.",
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE", help="Where answers go: .xlsx, .csv, .jsonl, .parquet or .md."
    ),
]
Grid = Annotated[
    Rows | None,
    typer.Option("--grid", help="Ask every question about every filing, or every company."),
]
Estimate = Annotated[
    bool,
    typer.Option("--estimate", help=f"Answer {SAMPLE} cells, say what the rest will take, stop."),
]
Cap = Annotated[
    float | None,
    typer.Option("--cap", min=0, metavar="USD", help="Never spend more on this batch."),
]
Rate = Annotated[
    float,
    typer.Option("--rate", min=0, metavar="N", help="Calls of the model a minute; 0: no limit."),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        min=0,
        metavar="N",
        help="Cells at a time; 0: one a core, 16 with a provider's model.",
    ),
]


def batch(
    questions: Questions,
    out: Out,
    grid: Grid = None,
    document: Documents = None,
    estimate: Estimate = False,
    cap: Cap = None,
    rate: Rate = 0.0,
    model: ModelName = None,
    workers: Workers = 0,
    ray: RayAddress = "",
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a file, or each about every filing. Run again, it goes on."""
    from agent.batch.answer_files import check_place, write
    from agent.batch.ledger import Ledger
    from agent.batch.teams import team_for
    from agent.batch.work import OpenWork

    chosen = settings(library, ray)
    held = open_library(library)
    check_place(out)
    name = model or chosen.model
    team = team_for(chosen, name, workers)
    ledger = Ledger(held)
    id = opened(ledger, questions, out, grid, document or [], name, cap)
    before = ledger.counts(id)
    work = OpenWork(chosen, name, id, cap is not None, rate)
    try:
        answer(ledger, id, team, work, most=SAMPLE if estimate else None)
    finally:
        from agent.batch.rows import file_link, found

        write(out, found(ledger, id), partial(file_link, held.folders.library))
    tell(ledger, id, out, kept=before.done, at_once=team.at_once, as_json=as_json)


def opened(
    ledger: "Ledger",
    questions: Path,
    out: Path,
    grid: Rows | None,
    documents: list[str],
    model: str,
    cap: float | None,
) -> str:
    """The batch that is written to `out`, brought to what is asked now."""
    from agent.batch.grid import Scope, planned
    from agent.batch.purse import micro_dollars
    from agent.questions import read_questions

    if documents and grid is None:
        raise typer.BadParameter(
            "--document chooses the rows of a grid: add --grid, or name documents in the file."
        )
    asked, library = read_questions(questions), ledger.library
    library.create()  # an older library has no room for batches yet
    scope = Scope(grid.value if grid else None, tuple(documents))
    plan = planned(asked, library, model, scope)
    micro = None if cap is None else micro_dollars(Decimal(str(cap)))
    return ledger.open(str(out.absolute()), plan, model, cap_micro=micro)


def answer(ledger: "Ledger", id: str, who: "Team", work: "OpenWork", *, most: int | None) -> None:
    """Work through the cells with a bar that says how many, how many failed, and how long yet."""
    from agent.batch.run import run_batch

    counts = ledger.counts(id)
    with progress() as bar:
        task = bar.add_task("answering", total=counts.total, completed=counts.done)
        for so_far in run_batch(ledger, id, who, work, most=most):
            done = so_far.counts.done + so_far.counts.failed
            failed = f", {so_far.counts.failed} failed" if so_far.counts.failed else ""
            bar.update(task, completed=done, description=f"answering{failed}")


def tell(ledger: "Ledger", id: str, out: Path, *, kept: int, at_once: int, as_json: bool) -> None:
    """Say how it ended; exit status 1 if a cell failed or the batch was stopped."""
    from agent.batch.estimate import estimate
    from agent.batch.purse import MICRO, Purse

    now, counts = ledger.batch(id), ledger.counts(id)
    left = estimate(ledger.sample(id), left=counts.waiting, at_once=at_once)
    spent = Purse(ledger.library, id).spending().settled / MICRO
    if as_json:
        said = {"out": str(out), "batch": id, "state": now.state, "why": now.why}
        numbers = {"questions": counts.total, "kept": kept, "failed": counts.failed}
        emit({**said, **numbers, "waiting": counts.waiting, "spent_usd": spent, "estimate": left})
    else:
        print(f"{counts.total} cells, {kept} of them answered before, {counts.failed} failed.")
        print(f"See {out}.")
        if spent:
            print(f"${spent:,.2f} spent.")
        for sentence in filter(None, (now.why, left and left.show())):
            print(sentence)
    if counts.failed or now.state == "stopped":
        raise typer.Exit(1)
