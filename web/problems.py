"""What a client is told when a request fails: application/problem+json (RFC 9457), always.

Each problem carries the id of the request, which the log has too, and a sentence that says what to
do. What comes out of the engine room is never shown: a fault of ours is a 500 without details.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from agent.batch.ledger import NoBatch
from store.errors import NoSuchDocument, TieoutError
from store.library import Busy, DiskFull, NoLibrary
from tools.tool import ToolError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("tieout.web")


@dataclass
class Problem(Exception):
    """A refusal, as it is sent."""

    detail: str
    status: int = 400
    errors: tuple[Mapping[str, object], ...] = ()
    retry_after_s: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.detail)


class NotFound(Problem):
    """There is no such thing, or it is not the asker's."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, 404)


class Conflict(Problem):
    """The thing is in a state that forbids what was asked."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, 409)


class Unprocessable(Problem):
    """The request is well formed and cannot be done."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, 422)


class TooMany(Problem):
    """The limit of requests is reached for now."""

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail, 429, retry_after_s=retry_after_s)


def add_problems(app: FastAPI) -> None:
    """Every error of the app as a problem."""
    for kind in (Problem, TieoutError, ToolError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, refuse)
    app.add_exception_handler(OperationalError, refuse)
    app.add_exception_handler(OSError, refuse)
    app.add_exception_handler(ClientDisconnect, refuse)
    app.add_exception_handler(Exception, fault)


async def refuse(request: Request, error: Exception) -> Response:
    """An error that has a status of its own."""
    problem = to_problem(error)
    if problem.status >= 500:
        log.warning("%s %s: %s", request_id(request), request.url.path, problem.detail)
    return to_response(problem, request)


async def fault(request: Request, _: Exception) -> Response:
    """A fault of ours: it is raised again behind this, so that the log has it whole."""
    said = "Something went wrong here. Try again; if it stays, report the request id."
    return to_response(Problem(said, 500), request)


def to_problem(error: Exception) -> Problem:
    """The refusal that an error means."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return Problem(
                "The request is not as it should be: " + told(error), 422, tuple(places(error))
            )
        case HTTPException():
            allowed = dict(error.headers or {})
            return Problem(str(error.detail).rstrip(".") + ".", error.status_code, headers=allowed)
        case NoSuchDocument() | NoLibrary() | NoBatch():
            return NotFound(str(error))
        case Busy():
            return Problem(str(error), 409, retry_after_s=5)
        case DiskFull():
            return Problem(str(error), 507)
        case OperationalError():
            said = "The database cannot be used just now. Try again; nothing was lost."
            return Problem(said, 503, retry_after_s=2)
        case OSError():
            why = error.strerror or "it cannot be read"
            said = (
                f"The library's folder cannot be used just now: {why}. Try again; nothing was lost."
            )
            return Problem(said, 503, retry_after_s=2)
        case ClientDisconnect():
            return Problem("The client has gone.", 499)
    return Problem(str(error), 422)


def told(error: RequestValidationError) -> str:
    """What is wrong, in a sentence."""
    return "; ".join(f"{'.'.join(map(str, e['loc'][1:])) or 'the body'}: {e['msg']}"
                     for e in error.errors()) + "."  # fmt: skip


def places(error: RequestValidationError) -> list[Mapping[str, object]]:
    """Each thing that is wrong, and where."""
    return [{"where": list(map(str, e["loc"])), "detail": e["msg"]} for e in error.errors()]


def to_response(problem: Problem, request: Request) -> Response:
    """The problem as it goes over the wire."""
    headers = dict(problem.headers)
    if problem.retry_after_s is not None:
        headers["retry-after"] = str(problem.retry_after_s)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title(problem.status),
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
        "request_id": request_id(request),
    }
    if problem.errors:
        body["errors"] = list(problem.errors)
    return JSONResponse(body, problem.status, headers, MEDIA_TYPE)


def title(status: int) -> str:
    """The status in words."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Client Closed Request"


def request_id(request: Request) -> str:
    """The id that the middleware gave the request."""
    return str(request.scope.get("state", {}).get("request_id", ""))
