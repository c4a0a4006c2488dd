"""Documents: uploaded, listed, outlined, read, shown as they are, deleted."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from index.build import update_bm25
from store.service_tables import StoredJob
from store.tables import StoredDocument
from tools.desk import page_of
from web.access import Parts, Reader, Writer
from web.examples import PROBLEMS
from web.once import Key, once
from web.paging import Cursor, Limit, from_cursor, to_cursor
from web.pictures import original_of, page_picture
from web.problems import NotFound, Unprocessable
from web.records import Who, new_id, now
from web.services import Services
from web.shapes import DocumentView, JobView, LineView, Page, SectionView
from web.sources import CSP, source_html
from web.uploads import Most, receive
from web.views import document_view, job_view, section_view

router = APIRouter(prefix="/v1/documents", tags=["documents"], responses=PROBLEMS)

MOST_LINES = 2_000
Lines = Annotated[
    str | None,
    Query(pattern=r"^\d{1,7}(-\d{1,7})?$", description="Lines of the reading copy: 410-418."),
]
Words = Annotated[str | None, Query(max_length=300, pattern=r"^[^\x00]*$")]
Id = Annotated[str, Path(max_length=300)]
FILES = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            }
        },
    }
}


@router.post("", status_code=202, response_model=JobView, openapi_extra=FILES)
async def upload(request: Request, services: Parts, who: Writer, key: Key = None) -> Response:
    """Send files as a form; they are read in the background by the job that is returned."""
    config = services.config
    folder = services.library(who).folders.library / "uploads" / new_id("upload")
    most = Most(config.most_files, config.most_upload, config.most_upload * 8)
    names = await receive(request, folder, most)

    def make(session: Session) -> dict[str, Any]:
        job = StoredJob(
            id=new_id("job"),
            team=who.team,
            owner=who.user,
            kind="ingest",
            state="queued",
            total=len(names),
            given={"folder": str(folder), "names": names},
            result=[],
            created=now(),
            updated=now(),
        )
        session.add(job)
        session.flush()
        return job_view(job).model_dump(mode="json")

    asked = "upload " + " ".join(names)
    made, fresh = await run_in_threadpool(once, services.records, who, key, asked, make)
    if fresh:
        await run_in_threadpool(services.begin_job, made["id"])
    return JSONResponse(made, 202, {"location": f"/v1/jobs/{made['id']}"})


@router.get("")
def list_documents(
    services: Parts,
    who: Reader,
    query: Words = None,
    company: Words = None,
    form: Words = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    health: Annotated[str | None, Query(pattern="^(green|amber|red)$")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DocumentView]:
    """The library's documents in the order they came; `query` looks into names and companies."""
    place = from_cursor(cursor, (int, str))
    fitting = [
        each
        for each in documents_of(services, who)
        if fits(each, query, company, form, year) and (health is None or each.health == health)
    ]
    if place:
        fitting = [each for each in fitting if (each.order, each.id) > place]
    more = None
    if len(fitting) > limit:
        more = to_cursor(fitting[limit - 1].order, fitting[limit - 1].id)
    return Page(items=[view(services, who, each) for each in fitting[:limit]], next=more)


@router.get("/{document}")
def show_document(document: Id, services: Parts, who: Reader) -> DocumentView:
    """A document: who, what, when, and how well it was read."""
    return view(services, who, found(services, who, document))


@router.get("/{document}/outline")
def outline(document: Id, services: Parts, who: Reader) -> list[SectionView]:
    """Its sections, in reading order."""
    stored = found(services, who, document)
    return [section_view(each) for each in services.library(who).sections(stored.id)]


@router.get("/{document}/lines")
def lines(
    document: Id,
    services: Parts,
    who: Reader,
    first: Annotated[int, Query(ge=1, le=10**7)] = 1,
    last: Annotated[int | None, Query(ge=1, le=10**7)] = None,
) -> list[LineView]:
    """Lines of the reading copy, the ones citations name; at most 2,000."""
    stored = found(services, who, document)
    library = services.library(who)
    text = library.lines(stored.id)
    if first > len(text):
        raise NotFound(f"There is no line {first}: the document has {len(text)}.")
    stop = min(last or first + 199, len(text), first + MOST_LINES - 1)
    return [
        LineView(line=number, page=page_of(stored, number), text=text[number - 1])
        for number in range(first, stop + 1)
    ]


@router.get(
    "/{document}/pages/{page}",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def picture(
    document: Id,
    page: Annotated[int, Path(ge=1, le=100_000)],
    services: Parts,
    who: Reader,
    lines: Lines = None,
    quote: Words = None,
    width: Annotated[int, Query(ge=200, le=2400)] = 1100,
) -> Response:
    """A page of a PDF as a picture, with the lines (or the quoted words on them) highlighted."""
    stored = found(services, who, document)
    png = page_picture(
        services.library(who), stored.id, page, lines=span(lines), width=width, quote=quote or ""
    )
    return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=300"})


@router.get(
    "/{document}/source",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
def source(document: Id, services: Parts, who: Reader, lines: Lines = None) -> Response:
    """The filing's own HTML, made harmless, for a sandboxed frame: open it at #passage."""
    stored = found(services, who, document)
    library = services.library(who)
    page = services.pages.get(library, stored)
    text = source_html(page, library.lines(stored.id), span(lines))
    return HTMLResponse(text, headers={"content-security-policy": CSP})


@router.delete("/{document}", status_code=204)
def delete(document: Id, services: Parts, who: Writer) -> None:
    """Take a document out of the library: its files, its rows, its passages."""
    stored = found(services, who, document)
    library = services.library(who)
    with library.changing():
        library.remove([stored.id])
    update_bm25(library)


def found(services: Services, who: Who, document: str) -> StoredDocument:
    """The document with that id, in the asker's library."""
    stored = next((e for e in documents_of(services, who) if e.id == document), None)
    if stored is None:
        raise NotFound(f"There is no document {document!r}. GET /v1/documents lists them.")
    return stored


def documents_of(services: Services, who: Who) -> list[StoredDocument]:
    """All documents of the asker's library."""
    return services.library(who).documents()


def view(services: Services, who: Who, document: StoredDocument) -> DocumentView:
    """A document as it is shown."""
    original = original_of(services.library(who), document.id)
    return document_view(document, original.suffix)


def fits(
    document: StoredDocument, query: str | None, company: str | None, form: str | None,
    year: int | None,
) -> bool:  # fmt: skip
    """Whether a document is of that company, form and year, and speaks of `query` by its names."""
    names = " ".join(filter(None, (document.id, document.source, document.company,
                                   document.ticker, document.form)))  # fmt: skip
    return (
        (not query or all(word in names.casefold() for word in query.casefold().split()))
        and (not company or company.casefold() in (document.company or "").casefold())
        and (not form or form.upper() == (document.form or "").upper())
        and (year is None or year == document.fiscal_year)
    )


def span(lines: str | None) -> range:
    """The lines of 410-418, both ends included; nothing given, no lines."""
    if not lines:
        return range(0)
    first, _, last = lines.partition("-")
    start, stop = int(first), int(last or first)
    if stop < start or stop - start > MOST_LINES:
        raise Unprocessable("Lines are FIRST-LAST, the first no greater than the last.")
    return range(start, stop + 1)
