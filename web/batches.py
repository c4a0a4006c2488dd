"""Batches in the service: each is a job, and a ledger in the library of the team that asked.

The ledger goes by the name of the job, so whose the job is, is whose the batch is. A batch that
ran when the server ended is taken up again when it starts.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.batch.estimate import estimate
from agent.batch.grid import Plan, Scope, planned
from agent.batch.ledger import WAITING, Ledger, NoBatch
from agent.batch.purse import MICRO, Purse, micro_dollars
from agent.batch.rows import first_places
from agent.batch.run import run_batch
from agent.batch.teams import Processes, Team, count_for, team_for
from agent.batch.work import OpenWork
from agent.questions import Asked, without_doubles
from store.batch_tables import StoredBatch, StoredCell, StoredCorrection
from store.errors import TieoutError
from store.library import Library
from store.service_tables import StoredJob
from web.batch_shapes import BatchView, CellView, CountsView, SpendingView
from web.jobs import Handle
from web.problems import Unprocessable
from web.records import Who, new_id, now

KIND = "batch"
MOST_CELLS = 100_000


def plan_of(questions: list[Asked], library: Library, model: str, scope: Scope) -> Plan:
    """The cells that are asked for; refused where there are none or too many."""
    if not questions:
        raise Unprocessable("There is no question. Send one at least.")
    without_doubles(questions, Path("The request"))
    plan = planned(questions, library, model, scope)
    if len(plan.cells) > MOST_CELLS:
        raise Unprocessable(
            f"These are {len(plan.cells):,} cells; one batch may have {MOST_CELLS:,}. Ask about "
            "fewer filings, or send the questions in parts."
        )
    return plan


def opened(library: Library, plan: Plan, model: str, cap_usd: Decimal | None) -> str:
    """The name of a new batch with that plan; its cells wait."""
    name = new_id(KIND)
    cap = None if cap_usd is None else micro_dollars(cap_usd)
    Ledger(library).open(name, plan, model, cap_micro=cap)
    return name


def job_of(name: str, who: Who, cells: int, given: dict[str, Any]) -> StoredJob:
    """The row of a batch's job, which is to be begun once it is committed."""
    return StoredJob(
        id=name,
        team=who.team,
        owner=who.user,
        kind=KIND,
        state="queued",
        total=cells,
        sentence="waiting for its turn",
        given=given,
        result=[],
        created=now(),
        updated=now(),
    )


def work_batch(library: Library, open_work: OpenWork, handle: Handle) -> str:
    """Answer the cells that wait; ends when none does, or the batch was paused or stopped.

    Where a sample is wanted and no cell has been answered, it ends with that, and the rest waits.
    """
    ledger, at_once = Ledger(library), int(handle.given["at_once"])
    id = ledger.batch(handle.job.id).id
    ledger.renew(id)
    work = replace(open_work, batch=id, capped=ledger.batch(id).cap_micro is not None)
    counts = ledger.counts(id)
    sample = int(handle.given.get("sample", 0)) if counts.waiting == counts.total else 0
    while not handle.stop.is_set():
        answer(ledger, id, crew(work, at_once), work, handle, most=sample or None)
        if sample or ledger.batch(id).state != WAITING:
            break  # else cells were marked while it ran
    kept, counts = ledger.batch(id), ledger.counts(id)
    handle.job.done, handle.job.total = counts.total - counts.waiting, counts.total
    if kept.state == "stopped":
        raise TieoutError(kept.why)
    return f"{counts.done} answered, {counts.failed} failed, {counts.waiting} waiting."


def answer(
    ledger: Ledger,
    id: str,
    team: Team,
    work: OpenWork,
    handle: Handle,
    *,
    most: int | None = None,
) -> None:
    """One pass over the cells that wait, `most` of them at the most."""
    running = run_batch(ledger, id, team, work, most=most)
    for so_far in running:
        counts = so_far.counts
        failed = f", {counts.failed} failed" if counts.failed else ""
        handle.progress(counts.total - counts.waiting, counts.total, f"answering{failed}")
        if handle.closing.is_set():
            running.close()  # type: ignore[attr-defined]  # its cells in flight are asked again
            ledger.set_state(id, WAITING)  # nobody paused it: the next server goes on
            return
        if handle.stop.is_set() and ledger.is_running(id):
            ledger.set_state(id, handle.wish or "paused")  # the cells in flight are kept


def crew(work: OpenWork, at_once: int) -> Team:
    """Who answers; what computes does so in processes of its own, beside the server."""
    team = team_for(work.settings, work.model, at_once)
    return Processes(2) if team == Processes(1) and at_once != 1 else team


def batch_view(job: StoredJob, library: Library) -> BatchView:
    """A batch: how far it is, what it has cost, what the rest will take."""
    ledger = Ledger(library)
    kept = ledger.batch(job.id)
    statuses, spending = ledger.statuses(kept.id), Purse(library, kept.id).spending()
    total, waiting = sum(statuses.values()), statuses.pop(WAITING, 0)
    at_once = int(job.given["at_once"]) or count_for(kept.model)
    rest = estimate(ledger.sample(kept.id), left=waiting, at_once=at_once)
    return BatchView(
        id=job.id,
        title=str(job.given["title"]),
        model=kept.model,
        columns=kept.columns,
        scope=kept.scope,
        state=state_of(job, kept),
        why=kept.why,
        counts=CountsView(total=total, waiting=waiting, statuses=statuses),
        spending=SpendingView(
            settled_usd=spending.settled / MICRO,
            under_way_usd=spending.under_way / MICRO,
            lost_usd=spending.lost / MICRO,
            cap_usd=None if kept.cap_micro is None else kept.cap_micro / MICRO,
        ),
        estimate=None if rest is None else rest.to_json(),
        created=job.created,
        updated=job.updated,
    )


def state_of(job: StoredJob, kept: StoredBatch) -> str:
    """Where the batch stands: queued or running as its job is, else as its ledger says."""
    if job.state == "queued":
        return "queued"
    if job.state == "running" and kept.state in (WAITING, "finished"):
        return "running"  # about to begin, or about to end
    return "failed" if job.state == "failed" and kept.state == "running" else kept.state


def cell_view(cell: StoredCell, correction: StoredCorrection | None) -> CellView:
    """A cell as a grid shows it: what was found, where it stands, and what a person put right."""
    answer = cell.answer or {}
    usage = answer.get("usage") or {}
    value = {name: answer.get(name) for name in ("value", "unit", "answer")}
    if correction is not None:
        value = {"value": correction.value, "unit": correction.unit, "answer": correction.text}
    failed = [each["sentence"] for each in answer.get("checks", ()) if each["status"] == "failed"]
    return CellView(
        cell=cell.id,
        row=cell.row,
        column=cell.column,
        question=cell.question,
        type=cell.type,
        documents=cell.documents,
        status=cell.status,
        **value,
        typed=answer.get("typed"),
        problems=failed,
        places=first_places(answer),
        cost_usd=usage.get("cost_usd"),
        seconds=usage.get("seconds"),
        attempts=cell.attempts,
        finished=None if cell.finished is None else cell.finished.isoformat(),
        corrected=correction.author if correction else None,
    )


def ledger_of(library: Library, job: StoredJob) -> tuple[Ledger, str]:
    """The ledger, and the batch's own id in it; raises NoBatch."""
    ledger = Ledger(library)
    if job.kind != KIND:
        raise NoBatch(f"There is no batch {job.id!r}.")
    return ledger, ledger.batch(job.id).id
