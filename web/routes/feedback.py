"""Feedback on answers: given, listed, exported."""

import json
from typing import Any, Literal

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from store.service_tables import StoredFeedback
from web.access import Parts, Reader, Writer
from web.examples import PROBLEMS
from web.feedback import add_feedback, cases, pairs, signals
from web.once import Key, once
from web.paging import Cursor, Limit, newest
from web.records import mine
from web.shapes import FeedbackNew, FeedbackView, Page

router = APIRouter(prefix="/v1/feedback", tags=["feedback"], responses=PROBLEMS)


@router.post("", status_code=201, response_model=FeedbackView)
def give(given: FeedbackNew, services: Parts, who: Writer, key: Key = None) -> Response:
    """Say what you think of an answer. What you explain or correct is told to later runs."""

    def make(session: Session) -> dict[str, Any]:
        return view(add_feedback(session, who, given)).model_dump(mode="json")

    made, _ = once(services.records, who, key, given, make)
    return JSONResponse(made, 201)


@router.get("")
def list_feedback(
    services: Parts, who: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[FeedbackView]:
    """Your feedback, the newest first."""
    query = mine(StoredFeedback, who)
    rows, more = newest(services.records, StoredFeedback, query, limit, cursor)
    return Page(items=[view(row) for row in rows], next=more)


@router.get("/signals")
def list_signals(services: Parts, who: Reader) -> list[dict[str, Any]]:
    """Tool calls of your runs that failed."""
    with services.records.reading() as session:
        return signals(session, who)


@router.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {"application/x-ndjson": {}}}},
)
def export(services: Parts, who: Reader, kind: Literal["cases", "pairs"] = "cases") -> Response:
    """Your feedback as evaluation cases, or as preference pairs; a JSON object a line."""
    with services.records.reading() as session:
        rows = list((cases if kind == "cases" else pairs)(session, who))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return Response(text, media_type="application/x-ndjson")


def view(feedback: StoredFeedback) -> FeedbackView:
    """Feedback as it is shown."""
    return FeedbackView(**feedback.model_dump(exclude={"team", "owner"}))
