"""Jobs: how far long work is, and an end to it."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import col

from store.service_tables import StoredJob
from web.access import Parts, Reader, Writer
from web.examples import PROBLEMS
from web.paging import Cursor, Limit, newest
from web.records import mine, one
from web.shapes import JobView, Page
from web.views import job_view

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], responses=PROBLEMS)


@router.get("")
def list_jobs(
    services: Parts,
    who: Reader,
    kind: Annotated[str | None, Query(max_length=40, pattern=r"^[a-z_]*$")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[JobView]:
    """Your jobs, the newest first."""
    query = mine(StoredJob, who)
    if kind:
        query = query.where(col(StoredJob.kind) == kind)
    rows, more = newest(services.records, StoredJob, query, limit, cursor)
    return Page(items=[job_view(row) for row in rows], next=more)


@router.get("/{job}")
def show_job(job: str, services: Parts, who: Reader) -> JobView:
    """A job: its state, how much is done, and what it made so far."""
    with services.records.reading() as session:
        return job_view(one(session, StoredJob, job, who))


@router.post("/{job}/stop", status_code=202)
def stop_job(job: str, services: Parts, who: Writer) -> JobView:
    """End a job; what is finished is kept."""
    with services.records.reading() as session:
        found = one(session, StoredJob, job, who)
    services.jobs.stop(found.id)
    return job_view(found)
