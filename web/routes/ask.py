"""POST /v1/ask: one question, one answer; or the events of its run, as they come."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from store.service_tables import StoredRun
from web.access import Asker, Parts
from web.asking import make_run
from web.examples import ANSWER, EVENTS, PROBLEMS, QUESTION
from web.once import Key, once
from web.records import Who
from web.services import Services
from web.shapes import Ask, AskedAnswer
from web.sse import event_stream, wants_events

router = APIRouter(tags=["ask"], responses=PROBLEMS)


@router.post("/v1/ask", response_model=AskedAnswer, responses={200: {"content": EVENTS | ANSWER}})
async def ask(
    request: Request,
    asked: Annotated[Ask, Body(openapi_examples=QUESTION)],
    services: Parts,
    who: Asker,
    key: Key = None,
) -> Response:
    """Answer a question, each figure as a decimal string with unit, period and source.

    With `Accept: text/event-stream` the events of the run are sent, the answer in the last. Either
    way the run goes on when the client leaves; the header `x-tieout-run` names it.
    """
    run = await run_in_threadpool(begin, services, who, key, asked)
    if wants_events(request):
        return event_stream(services.runs, run, after=0, beat_s=services.config.beat_s)
    await services.runs.wait(run)
    answer = await run_in_threadpool(answer_of, services, run)
    return JSONResponse(answer, headers={"x-tieout-run": run})


def begin(services: Services, who: Who, key: str | None, asked: Ask) -> str:
    """Write the question down and begin; the id of the run. A repeated key finds the first."""

    def make(session: Session) -> dict[str, Any]:
        return {"run": make_run(services, who, session, asked).id}

    made, fresh = once(services.records, who, key, asked, make)
    if fresh:
        start(services, made["run"])
    return str(made["run"])


def start(services: Services, run: str) -> None:
    """Begin a run whose row is committed."""
    with services.records.reading() as session:
        stored = session.get_one(StoredRun, run)
    services.runs.submit(services.task(stored))


def answer_of(services: Services, run: str) -> dict[str, Any]:
    """The answer of a run that has ended, and what it was told."""
    with services.records.reading() as session:
        stored = session.get_one(StoredRun, run)
    assert stored.answer is not None  # every run that ends has one
    return {"run": run, "notes": stored.notes, **stored.answer}
