"""Idempotency-Key: the same POST twice makes one thing, and is answered the same twice.

The answer is written in the transaction that makes the thing, so that there is no moment at which
one is there without the other; a second request waits for the first one's commit.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from store.service_tables import StoredOnce
from web.problems import Unprocessable
from web.records import Records, Who, now

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="Any text of your own: a request repeated with it makes nothing new.",
    ),
]
Made = dict[str, Any]


def once(
    records: Records,
    who: Who,
    key: str | None,
    request: BaseModel | str,
    make: Callable[[Session], Made],
) -> tuple[Made, bool]:
    """What `make` makes, or made when the key was first used; and whether it is new.

    `make` is called inside the transaction. Another request with the same key is refused.
    """
    if key is None:
        with records.writing() as session:
            return make(session), True
    digest = fingerprint(request)
    try:
        with records.writing() as session:
            if before := session.get(StoredOnce, (who.user, key)):
                return _again(before, digest), False
            made = make(session)
            row = StoredOnce(owner=who.user, key=key, request=digest, response=made, created=now())
            session.add(row)
            session.flush()
            return made, True
    except IntegrityError:  # another server was faster, where writers do not wait for each other
        with records.reading() as session:
            if before := session.get(StoredOnce, (who.user, key)):
                return _again(before, digest), False
        raise


def fingerprint(request: BaseModel | str) -> str:
    """A hash of what was asked for."""
    if isinstance(request, BaseModel):
        told = type(request).__name__ + json.dumps(request.model_dump(mode="json"), sort_keys=True)
    else:
        told = request
    return hashlib.sha256(told.encode()).hexdigest()


def _again(before: StoredOnce, digest: str) -> Made:
    if before.request != digest:
        raise Unprocessable(
            "This Idempotency-Key was used for another request. Use a new one for a new request."
        )
    return before.response
