"""Batches: begun from JSON or a file, watched, paused, put right, saved as files."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from agent.batch.answer_files import write
from agent.batch.columns import column_checks
from agent.batch.grid import Scope as GridScope
from agent.batch.ledger import WAITING, Ledger
from agent.batch.rows import found
from agent.questions import Asked, read_questions
from store.batch_tables import StoredCorrection
from store.errors import TieoutError
from store.service_tables import StoredJob
from web.access import Asker, Parts, Reader, Writer
from web.asking import chosen_model
from web.batch_shapes import (
    Again,
    BatchNew,
    BatchView,
    CellView,
    CellWhole,
    ColumnCheck,
    Correction,
    CorrectionView,
    Rows,
)
from web.batches import KIND, batch_view, cell_view, job_of, ledger_of, opened, plan_of
from web.examples import PROBLEMS
from web.exports import link
from web.once import Key, once
from web.paging import Cursor, Limit, from_cursor, newest, to_cursor
from web.problems import Conflict, Unprocessable
from web.records import Who, mine, new_id, now, one
from web.routes.documents import FILES
from web.services import Services
from web.shapes import Moment, Page
from web.uploads import Most, receive

router = APIRouter(prefix="/v1/batches", tags=["batches"], responses=PROBLEMS)

MOST_FILE = 32 << 20
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
Text = Annotated[str | None, Query(max_length=300, pattern=r"^[^\x00]+$")]


@router.post("", status_code=202, response_model=BatchView)
def begin_batch(
    asked: Annotated[BatchNew, Body()], services: Parts, who: Asker, key: Key = None
) -> Response:
    """Begin a batch of questions sent as JSON; returns at once."""
    return begin(services, who, key, asked)


@router.post("/upload", status_code=202, response_model=BatchView, openapi_extra=FILES)
async def upload_batch(
    request: Request,
    services: Parts,
    who: Asker,
    rows: Rows | None = None,
    documents: Annotated[list[str] | None, Query(max_length=500)] = None,
    company: Text = None,
    form: Text = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    title: Text = None,
    model: Text = None,
    cap_usd: Annotated[Decimal | None, Query(ge=0, le=1_000_000)] = None,
    at_once: Annotated[int, Query(ge=0, le=64)] = 0,
    sample: Annotated[int, Query(ge=0, le=100)] = 0,
    key: Key = None,
) -> Response:
    """Begin a batch of the questions of an .xlsx, .csv, .jsonl or .yaml file, sent as a form."""
    folder = services.library(who).folders.library / "uploads" / new_id("upload")
    (name,) = await receive(request, folder, Most(1, MOST_FILE, MOST_FILE * 2))
    try:
        questions = await run_in_threadpool(read_questions, folder / name)
    finally:
        shutil.rmtree(folder)
    asked = BatchNew.model_construct(
        questions=questions,  # checked by their reader
        rows=rows,
        documents=documents or [],
        company=company,
        form=form,
        year=year,
        title=title or name,
        model=model,
        cap_usd=cap_usd,
        at_once=at_once,
        sample=sample,
    )
    return await run_in_threadpool(begin, services, who, key, asked)


def begin(services: Services, who: Who, key: str | None, asked: BatchNew) -> Response:
    """Write the batch down and begin; the same key again shows the one that was begun."""
    library, model = services.library(who), chosen_model(services, asked.model)
    scope = GridScope(asked.rows, tuple(asked.documents), asked.company, asked.form, asked.year)
    questions = [Asked(q.id, q.question, tuple(q.documents), q.type) for q in asked.questions]
    plan = plan_of(questions, library, model, scope)
    name = opened(library, plan, model, asked.cap_usd)
    title = asked.title or questions[0].question[:80]
    given = {"title": title, "at_once": asked.at_once, "sample": asked.sample}

    def make(session: Session) -> dict[str, Any]:
        session.add(job_of(name, who, len(plan.cells), given))
        return {"batch": name}

    told = f"batch {asked.model_copy(update={'questions': questions})!r}"
    made, fresh = once(services.records, who, key, told, make)
    if fresh:
        services.begin_job(name)
    else:
        Ledger(library).remove(Ledger(library).batch(name).id)
    return shown(services, who, made["batch"], 202)


def shown(services: Services, who: Who, batch: str, status: int = 200) -> Response:
    """The batch as it is now."""
    view = batch_view(job(services, who, batch), services.library(who))
    headers = {"location": f"/v1/batches/{batch}"}
    return JSONResponse(view.model_dump(mode="json"), status, headers)


def job(services: Services, who: Who, batch: str) -> StoredJob:
    """The job of a batch, if it is the asker's."""
    with services.records.reading() as session:
        return one(session, StoredJob, batch, who)


@router.get("")
def list_batches(
    services: Parts, who: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[BatchView]:
    """Your batches, the newest first."""
    query = mine(StoredJob, who).where(col(StoredJob.kind) == KIND)
    rows, more = newest(services.records, StoredJob, query, limit, cursor)
    library = services.library(who)
    return Page(items=[batch_view(row, library) for row in rows], next=more)


@router.get("/{batch}")
def show_batch(batch: str, services: Parts, who: Reader) -> BatchView:
    """A batch: state, counts, what it has cost, what the rest will take."""
    found = job(services, who, batch)
    ledger_of(services.library(who), found)
    return batch_view(found, services.library(who))


@router.get("/{batch}/cells")
def list_cells(
    batch: str,
    services: Parts,
    who: Reader,
    status: Annotated[str | None, Query(max_length=40, pattern=r"^[a-z_]+$")] = None,
    changed_after: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CellView]:
    """Cells in the order of the rows, of one status if you like, or changed after a moment."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    place = from_cursor(cursor, (int,))
    behind = int(place[0]) if place else -1
    cells = ledger.some_cells(
        id, behind=behind, most=limit + 1, status=status, changed_after=moment(changed_after)
    )
    right = corrections(ledger, id)
    more = to_cursor(cells[limit - 1].position) if len(cells) > limit else None
    return Page(items=[cell_view(each, right.get(each.id)) for each in cells[:limit]], next=more)


@router.get("/{batch}/checks")
def check_columns(batch: str, services: Parts, who: Reader) -> list[ColumnCheck]:
    """Cells that stand out in their column by unit, sign or size, and figures that disagree."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    library = services.library(who)
    companies = {each.id: each.company for each in library.documents() if each.company}
    said = column_checks(found(ledger, id).rows, companies)
    return [
        ColumnCheck(cell=cell, sentence=each.sentence)
        for cell, checks in said.items()
        for each in checks
    ]


@router.get("/{batch}/cells/{cell:path}")
def show_cell(batch: str, cell: str, services: Parts, who: Reader) -> CellWhole:
    """A cell with its whole answer, and every correction it was given."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    return whole(ledger, id, cell)


@router.put("/{batch}/cells/{cell:path}")
def correct_cell(
    batch: str, cell: str, correction: Correction, services: Parts, who: Writer
) -> CellWhole:
    """Put something in place of the answer; it stays, with your name, whatever is asked again."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    said = correction.model_dump()
    ledger.correct(id, cell, author=who.name, **said)
    return whole(ledger, id, cell)


def whole(ledger: Ledger, id: str, cell: str) -> CellWhole:
    """A cell as it is now."""
    kept = ledger.cell(id, cell)
    made = [each for each in ledger.corrections(id) if each.cell == cell]
    view = cell_view(kept, made[-1] if made else None)
    history = [
        CorrectionView(text=c.text, value=c.value, unit=c.unit, author=c.author,
                       made=c.made.isoformat()) for c in made]  # fmt: skip
    return CellWhole(**view.model_dump(), result=kept.answer, corrections=history)


def corrections(ledger: Ledger, id: str) -> dict[str, StoredCorrection]:
    """The correction that counts, by cell."""
    return {each.cell: each for each in ledger.corrections(id)}


def moment(said: str | None) -> datetime | None:
    """A moment as the ledger keeps it."""
    try:
        return None if said is None else datetime.fromisoformat(said).replace(tzinfo=UTC)
    except ValueError as error:
        raise Unprocessable(f"{said} is no day or moment: {error}.") from error


@router.post("/{batch}/pause", status_code=202, response_model=BatchView)
def pause(batch: str, services: Parts, who: Asker) -> Response:
    """Stop after the cells in flight; `resume` goes on."""
    return halt(services, who, batch, "paused")


@router.post("/{batch}/cancel", status_code=202, response_model=BatchView)
def cancel(batch: str, services: Parts, who: Asker) -> Response:
    """Stop after the cells in flight, for good; what was answered is kept."""
    return halt(services, who, batch, "cancelled")


def halt(services: Services, who: Who, batch: str, state: str) -> Response:
    """Stop a batch that is at work; one that is not is only marked, if it has cells left."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    if ledger.counts(id).waiting:
        ledger.set_state(id, state)
        services.jobs.stop(batch, state)
    return shown(services, who, batch, 202)


@router.post("/{batch}/resume", status_code=202, response_model=BatchView)
def resume(batch: str, services: Parts, who: Asker) -> Response:
    """Go on: cells that wait, that failed, and those whose filing changed meanwhile."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    if ledger.batch(id).state == "cancelled":
        raise Conflict("The batch was cancelled. Begin a new one.")
    if not queue(services, who, batch):
        raise Conflict("The batch is at work. Wait until its cells in flight are answered.")
    return shown(services, who, batch, 202)


def queue(services: Services, who: Who, batch: str) -> bool:
    """Have a batch that is not at work begin again; false if it is."""
    idle = col(StoredJob.id) == batch, col(StoredJob.state).not_in(("queued", "running"))
    with services.records.writing() as session:
        one(session, StoredJob, batch, who)
        values = {"state": "queued", "updated": now()}
        taken = session.connection().execute(update(StoredJob).where(*idle).values(values))
    if taken.rowcount:
        ledger, id = ledger_of(services.library(who), job(services, who, batch))
        ledger.set_state(id, WAITING)
        services.begin_job(batch)
    return bool(taken.rowcount)


@router.post("/{batch}/again", status_code=202, response_model=BatchView)
def ask_again(batch: str, again: Again, services: Parts, who: Asker) -> Response:
    """Answer cells once more: those that are named, or all of a status."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    if ledger.batch(id).state == "cancelled":
        raise Conflict("The batch was cancelled. Begin a new one.")
    names = again.cells or ledger.of_status(id, again.status or "failed")
    ledger.ask_again(id, names)
    if names:
        queue(services, who, batch)
    return shown(services, who, batch, 202)


@router.delete("/{batch}", status_code=204)
def remove(batch: str, services: Parts, who: Writer) -> None:
    """Delete a batch that is not at work, with answers, corrections and what it cost."""
    row = job(services, who, batch)
    ledger, id = ledger_of(services.library(who), row)
    if row.state in ("queued", "running"):
        raise Conflict("The batch is at work. Cancel it first.")
    ledger.remove(id)
    with services.records.writing() as session:
        session.delete(one(session, StoredJob, batch, who))


@router.get(
    "/{batch}/export",
    response_class=Response,
    responses={200: {"content": {each: {} for each in MEDIA.values()}}},
)
def export(
    batch: str, request: Request, services: Parts, who: Reader,
    format: Literal["xlsx", "csv", "jsonl", "md", "parquet"] = "xlsx",
) -> Response:  # fmt: skip
    """What was found so far as a file; links in the workbook open the passages here."""
    ledger, id = ledger_of(services.library(who), job(services, who, batch))
    folder = Path(mkdtemp(prefix="tieout-"))
    clear = partial(shutil.rmtree, folder)
    base = str(request.base_url).rstrip("/")
    opens: Callable[[Mapping[str, Any]], str] = partial(link, base)
    path = folder / f"batch-{batch[-8:]}.{format}"
    try:
        write(path, found(ledger, id), opens)
    except TieoutError:
        clear()
        raise
    return FileResponse(
        path, media_type=MEDIA[format], filename=path.name, background=BackgroundTask(clear)
    )
