"""Is it up, can it work, and its figures for Prometheus."""

from fastapi import APIRouter
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from web.access import MAY_ADMIN, Parts
from web.services import Services

router = APIRouter(tags=["health"])


@router.get("/health")
def health() -> dict[str, str]:
    """200 while the server lives; nothing else is looked at."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"description": "It cannot work just now, and why."}})
def ready(services: Parts) -> JSONResponse:
    """200 when questions can be answered; 503 with what is wrong."""
    wrong = troubles(services)
    return JSONResponse({"ready": not wrong, "troubles": wrong}, 503 if wrong else 200)


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=MAY_ADMIN,
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics(services: Parts) -> Response:
    """Figures for Prometheus."""
    text = services.metrics.text(len(services.runs.live), services.runs.ended)
    return PlainTextResponse(text, media_type=services.metrics.media_type)


def troubles(services: Services) -> list[str]:
    """Each thing that does not work."""
    found = [services.runs.trouble] if services.runs.trouble else []
    if not services.is_ready:
        found.append("The library is being opened.")
    try:
        with services.records.reading() as session:
            session.execute(sql("select 1"))
    except DBAPIError:
        found.append("The database cannot be read.")
    if not services.config.library.is_dir():
        found.append("The folder of the library is gone.")
    return found
