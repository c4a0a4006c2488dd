"""Memory: the notes that runs are told, seen, written, changed, disabled, reviewed, deleted."""

from typing import Any, Literal

from fastapi import APIRouter
from sqlalchemy import delete
from sqlmodel import Session, col
from starlette.responses import JSONResponse, Response

from store.service_tables import StoredNote
from web.access import Admin, Parts, Reader, Writer
from web.examples import PROBLEMS
from web.memory import add_note, change_note, own_note, relevant, visible
from web.once import Key, once
from web.paging import Cursor, Limit, newest
from web.shapes import NoteChange, NoteNew, NoteView, Page, Words

router = APIRouter(prefix="/v1/memory", tags=["memory"], responses=PROBLEMS)


@router.get("")
def list_notes(
    services: Parts, who: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[NoteView]:
    """The notes you may see, the newest first: yours, your team's, everybody's."""
    rows, more = newest(services.records, StoredNote, visible(who), limit, cursor)
    return Page(items=[note_view(row, who.user) for row in rows], next=more)


@router.get("/relevant")
def preview(services: Parts, who: Reader, question: Words) -> list[NoteView]:
    """The notes that a run of this question would be told."""
    with services.records.reading() as session:
        return [note_view(each, who.user) for each in relevant(session, who, question)]


@router.post("", status_code=201, response_model=NoteView)
def write(new: NoteNew, services: Parts, who: Writer, key: Key = None) -> Response:
    """Write a note. One for everybody is told to nobody before an administrator accepts it."""

    def make(session: Session) -> dict[str, Any]:
        made = add_note(session, who, source="written", **new.model_dump())
        return note_view(made, who.user).model_dump(mode="json")

    made, _ = once(services.records, who, key, new, make)
    return JSONResponse(made, 201)


@router.patch("/{note}")
def change(note: str, changed: NoteChange, services: Parts, who: Writer) -> NoteView:
    """Change, disable or enable a note of yours: a new version, which counts from now on."""
    with services.records.writing() as session:
        return note_view(change_note(session, who, note, **changed.model_dump()), who.user)


@router.delete("/{note}", status_code=204)
def forget(note: str, services: Parts, who: Writer) -> None:
    """Delete a note of yours, all versions of it."""
    with services.records.writing() as session:
        own_note(session, who, note)
        session.execute(delete(StoredNote).where(col(StoredNote.id) == note))


@router.post("/{note}/review")
def review(
    note: str, services: Parts, who: Admin, verdict: Literal["accept", "refuse"] = "accept"
) -> NoteView:
    """Accept a note for everybody, or refuse it."""
    with services.records.writing() as session:
        held = own_note(session, who, note)
        held.state = "active" if verdict == "accept" else "disabled"
        session.add(held)
    return note_view(held, who.user)


def note_view(note: StoredNote, user: str) -> NoteView:
    """A note as it is shown."""
    told = note.model_dump(exclude={"team", "owner"})
    return NoteView(**told, author=note.owner, own=note.owner == user)
