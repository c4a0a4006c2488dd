"""Lists in pages: a cursor says where the next one begins, and means nothing to a client."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Query
from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from web.problems import Problem
from web.records import Records

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before; absent at first.")
]


class HasId(Protocol):
    """A record whose id sorts by the time it was made."""

    id: str


Record = TypeVar("Record", bound=HasId)


def newest(
    records: Records,
    kind: type[Record],
    query: SelectOfScalar[Record],
    limit: int,
    cursor: str | None,
) -> tuple[list[Record], str | None]:
    """A page of what `query` finds, the newest first, and the cursor of the next."""
    id, place = col(kind.id), from_cursor(cursor, (str,))
    query = query.order_by(id.desc()).limit(limit + 1)
    if place:
        query = query.where(id < place[0])
    with records.reading() as session:
        rows = list(session.exec(query).all())
    return rows[:limit], to_cursor(rows[limit - 1].id) if len(rows) > limit else None


def to_cursor(*place: str | int) -> str:
    """A cursor that points behind `place`."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def from_cursor(cursor: str | None, kinds: Sequence[type]) -> tuple[str | int, ...] | None:
    """The place a cursor points behind; None at the beginning. What is no cursor is refused."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise no_cursor() from error
    fits = isinstance(place, list) and len(place) == len(kinds)
    if not fits or not all(type(p) is k for p, k in zip(place, kinds, strict=True)):
        raise no_cursor()
    if any(isinstance(p, str) and "\x00" in p for p in place):
        raise no_cursor()
    if any(isinstance(p, int) and abs(p) > 2**53 for p in place):
        raise no_cursor()
    return tuple(place)


def no_cursor() -> Problem:
    """The refusal of a cursor that we did not make."""
    return Problem("That is no cursor of this list. Begin again without one.", 400)
