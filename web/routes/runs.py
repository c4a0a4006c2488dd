"""Runs: begun without waiting, looked at, streamed from anywhere, stopped."""

from typing import Annotated

from fastapi import APIRouter, Body, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from store.service_tables import StoredRun
from web.access import Asker, Parts, Reader
from web.examples import EVENTS, PROBLEMS, QUESTION
from web.once import Key
from web.paging import Cursor, Limit, newest
from web.records import mine, one
from web.routes.ask import begin
from web.shapes import Ask, Page, RunView
from web.sse import event_stream, last_event
from web.views import run_view

router = APIRouter(prefix="/v1/runs", tags=["runs"], responses=PROBLEMS)


@router.post("", status_code=202, response_model=RunView)
def begin_run(
    asked: Annotated[Ask, Body(openapi_examples=QUESTION)],
    services: Parts,
    who: Asker,
    key: Key = None,
) -> Response:
    """Take up a question and return at once; its events are at `Location`/events."""
    run = begin(services, who, key, asked)
    with services.records.reading() as session:
        view = run_view(one(session, StoredRun, run, who))
    return JSONResponse(view.model_dump(mode="json"), 202, {"location": f"/v1/runs/{run}"})


@router.get("")
def list_runs(
    services: Parts, who: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[RunView]:
    """Your runs, the newest first."""
    rows, more = newest(services.records, StoredRun, mine(StoredRun, who), limit, cursor)
    return Page(items=[run_view(row) for row in rows], next=more)


@router.get("/{run}")
def show_run(run: str, services: Parts, who: Reader) -> RunView:
    """A run, with its answer once there is one."""
    with services.records.reading() as session:
        return run_view(one(session, StoredRun, run, who))


@router.get("/{run}/events", response_class=Response, responses={200: {"content": EVENTS}})
async def run_events(
    run: str,
    request: Request,
    services: Parts,
    who: Reader,
    after: Annotated[int | None, Query(ge=0, le=10**9)] = None,
) -> Response:
    """The events of a run from the beginning, or behind `Last-Event-ID` (or `after`)."""

    def find() -> str:
        with services.records.reading() as session:
            return one(session, StoredRun, run, who).id

    found = await run_in_threadpool(find)
    seen = last_event(request, after)
    return event_stream(services.runs, found, after=seen, beat_s=services.config.beat_s)


@router.post("/{run}/stop", status_code=202, response_model=RunView)
def stop_run(run: str, services: Parts, who: Asker) -> RunView:
    """End a run within a second, with what was found. One that has ended stays as it is."""
    with services.records.reading() as session:
        found = one(session, StoredRun, run, who)
    services.runs.stop(run)
    return run_view(found)
