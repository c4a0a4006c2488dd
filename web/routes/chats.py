"""Chats: begun, listed, searched, renamed, deleted; their messages are runs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import delete, or_, tuple_
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from store.service_tables import StoredChat, StoredEvent, StoredFeedback, StoredRun
from web.access import Asker, Parts, Reader, Writer
from web.asking import chosen_model, documents_in, make_turn, scope_json
from web.examples import EVENTS, PROBLEMS
from web.once import Key, once
from web.paging import Cursor, Limit, from_cursor, to_cursor
from web.records import Who, mine, new_id, now, one
from web.routes.ask import start
from web.services import Services, prompt_version
from web.shapes import ChatChange, ChatNew, ChatView, ChatWhole, Page, RunView, Turn
from web.sse import event_stream, wants_events
from web.views import chat_view, run_view

router = APIRouter(prefix="/v1/chats", tags=["chats"], responses=PROBLEMS)


@router.post("", status_code=201, response_model=ChatView)
def create_chat(new: ChatNew, services: Parts, who: Writer, key: Key = None) -> Response:
    """Begin a chat. Its model and the version of the prompt stay until you change them."""
    documents_in(services.library(who), new)  # refuses a scope that holds nothing

    def make(session: Session) -> dict[str, Any]:
        chat = StoredChat(
            id=new_id("chat"),
            team=who.team,
            owner=who.user,
            title=new.title or "",
            model=chosen_model(services, new.model),
            effort=new.effort,
            prompt=prompt_version(),
            scope=scope_json(new),
            created=now(),
            updated=now(),
        )
        session.add(chat)
        return chat_view(chat).model_dump(mode="json")

    made, _ = once(services.records, who, key, new, make)
    return JSONResponse(made, 201, {"location": f"/v1/chats/{made['id']}"})


@router.get("")
def list_chats(
    services: Parts,
    who: Reader,
    query: Annotated[str | None, Query(max_length=300, pattern=r"^[^\x00]*$")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ChatView]:
    """Your chats, the last changed first; with `query`, those whose titles or questions say it."""
    place = from_cursor(cursor, (str, str))
    order = (col(StoredChat.updated), col(StoredChat.id))
    chosen = mine(StoredChat, who).order_by(*(each.desc() for each in order)).limit(limit + 1)
    if place:
        chosen = chosen.where(tuple_(*order) < tuple_(*place))
    if query and query.strip():
        like = f"%{escaped(query.strip())}%"
        said = select(StoredRun.chat).where(
            col(StoredRun.owner) == who.user, col(StoredRun.question).ilike(like, escape="\\")
        )
        title = col(StoredChat.title).ilike(like, escape="\\")
        chosen = chosen.where(or_(title, col(StoredChat.id).in_(said)))
    with services.records.reading() as session:
        rows = list(session.exec(chosen).all())
    last = rows[limit - 1] if len(rows) > limit else None
    more = to_cursor(last.updated, last.id) if last else None
    return Page(items=[chat_view(row) for row in rows[:limit]], next=more)


@router.get("/{chat}")
def show_chat(chat: str, services: Parts, who: Reader) -> ChatWhole:
    """A chat with its messages, oldest first."""
    with services.records.reading() as session:
        found = one(session, StoredChat, chat, who)
        messages = messages_of(session, found.id)
    return ChatWhole(**chat_view(found).model_dump(), messages=messages)


@router.patch("/{chat}")
def change_chat(chat: str, change: ChatChange, services: Parts, who: Writer) -> ChatView:
    """Rename a chat, or move it to another model, effort or scope."""
    with services.records.writing() as session:
        found = one(session, StoredChat, chat, who)
        if change.model is not None:
            found.model = chosen_model(services, change.model)
            found.prompt = prompt_version()
        if change.scope is not None:
            documents_in(services.library(who), change.scope)
            found.scope = scope_json(change.scope)
        found.title = change.title or found.title
        found.effort = change.effort or found.effort
        found.updated = now()
        session.add(found)
    return chat_view(found)


@router.delete("/{chat}", status_code=204)
def delete_chat(chat: str, services: Parts, who: Writer) -> None:
    """Delete a chat and all that was said in it."""
    with services.records.reading() as session:
        found = one(session, StoredChat, chat, who)
        runs = list(session.exec(select(StoredRun.id).where(col(StoredRun.chat) == found.id)).all())
    for run in runs:
        services.runs.stop(run)
    with services.records.writing() as session:
        forget(session, found.id)


@router.post(
    "/{chat}/messages",
    status_code=202,
    response_model=RunView,
    responses={200: {"content": EVENTS, "description": "The events of the run."}},
)
async def ask_in_chat(
    chat: str, turn: Turn, request: Request, services: Parts, who: Asker, key: Key = None
) -> Response:
    """Ask in a chat; returns the run at once, or its events with `Accept: text/event-stream`."""
    run = await run_in_threadpool(begin_turn, services, who, chat, turn, key)
    if wants_events(request):
        return event_stream(services.runs, run, after=0, beat_s=services.config.beat_s)

    def show() -> RunView:
        with services.records.reading() as session:
            return run_view(one(session, StoredRun, run, who))

    view = await run_in_threadpool(show)
    return JSONResponse(view.model_dump(mode="json"), 202, {"location": f"/v1/runs/{run}"})


def begin_turn(services: Services, who: Who, chat: str, turn: Turn, key: str | None) -> str:
    """Write the question down and begin."""

    def make(session: Session) -> dict[str, Any]:
        return {"run": make_turn(services, who, session, chat, turn).id}

    asked = turn.model_dump_json() + chat
    made, fresh = once(services.records, who, key, asked, make)
    if fresh:
        start(services, made["run"])
    return str(made["run"])


def messages_of(session: Session, chat: str) -> list[RunView]:
    """The runs of a chat, oldest first."""
    query = select(StoredRun).where(col(StoredRun.chat) == chat).order_by(col(StoredRun.id))
    return [run_view(run) for run in session.exec(query).all()]


def forget(session: Session, chat: str) -> None:
    """Delete a chat with its runs, their events and what was thought of them."""
    runs = select(StoredRun.id).where(col(StoredRun.chat) == chat)
    session.execute(delete(StoredEvent).where(col(StoredEvent.run).in_(runs)))
    session.execute(delete(StoredFeedback).where(col(StoredFeedback.run).in_(runs)))
    session.execute(delete(StoredRun).where(col(StoredRun.chat) == chat))
    session.execute(delete(StoredChat).where(col(StoredChat.id) == chat))


def escaped(words: str) -> str:
    """Words as a part of a LIKE pattern."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
