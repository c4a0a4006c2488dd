"""GET /v1/search: ranked passages. POST for scopes that are too long for a URL."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from index.search import Hit
from store.library import Library
from tools.tool import ToolError
from web.access import Parts, Reader
from web.asking import documents_in
from web.examples import PROBLEMS
from web.records import Who
from web.services import Services
from web.shapes import Scope, Short

router = APIRouter(tags=["search"], responses=PROBLEMS)


class Query_(Scope):
    """What to look for."""

    query: Short
    k: int = Field(default=10, ge=1, le=100)
    """Distinct pages to find."""


class HitView(BaseModel):
    """A passage, and the page of it that answers best."""

    rank: int
    document: str
    source: str
    page: int
    pages: tuple[int, int]
    lines: tuple[int, int]
    section: list[str]
    table: str | None
    score: float
    text: str
    explain: dict[str, Any]


class FoundView(BaseModel):
    """The passages, and how the query was read."""

    query: str
    kind: str
    weights: dict[str, float]
    applied: list[str]
    missing: str | None
    """A company the query names and the library does not hold."""
    hits: list[HitView]


@router.get("/v1/search")
def search(
    services: Parts,
    who: Reader,
    query: Annotated[str, Query(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")],
    k: Annotated[int, Query(ge=1, le=100)] = 10,
    document: Annotated[list[str] | None, Query(max_length=100)] = None,
    company: str | None = None,
    form: str | None = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
) -> FoundView:
    """Find passages by their words and their meaning."""
    library = services.library(who)
    documents = tuple(each.id for each in library.find(document)) if document else ()
    return find(services, who, query, k, documents, company=company, form=form, year=year)


@router.post("/v1/search")
def search_in(asked: Query_, services: Parts, who: Reader) -> FoundView:
    """The same, with the scope in the body."""
    inside = documents_in(services.library(who), asked)
    return find(services, who, asked.query, asked.k, inside)


def find(
    services: Services, who: Who, query: str, k: int, documents: tuple[str, ...], **told: Any
) -> FoundView:
    """Search, or say that there is nothing to search yet."""
    desk = services.desk(who)
    if desk.searcher is None:
        if not has_documents(desk.library):
            return FoundView(query=query, kind="mixed", weights={}, applied=[], missing=None,
                             hits=[])  # fmt: skip
        raise ToolError("The documents are not indexed yet. Try again in a moment.")
    found = desk.searcher.search(query, k=k, documents=documents, **told)
    return FoundView(
        query=found.query,
        kind=found.kind,
        weights=found.weights,
        applied=list(found.applied),
        missing=found.missing,
        hits=[hit_view(hit) for hit in found.hits],
    )


def has_documents(library: Library) -> bool:
    """Whether the library holds anything."""
    return bool(library.documents())


def hit_view(hit: Hit) -> HitView:
    """A hit as it is shown."""
    return HitView(**{name: getattr(hit, name) for name in HitView.model_fields})
