"""Exports: an answer as Markdown, XLSX or PDF; a chat as JSON or Markdown, and back again."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from store.service_tables import StoredChat, StoredRun
from web.access import Parts, Reader, Writer
from web.asking import chosen_model
from web.examples import PROBLEMS
from web.exports import MEDIA, to_markdown, to_pdf, to_xlsx
from web.once import Key, once
from web.problems import Conflict
from web.records import Who, new_id, now, one
from web.routes.chats import messages_of
from web.services import Services, prompt_version
from web.shapes import Answered, ChatView, Effort, Given, Optional300, Scope, Short, Words
from web.views import chat_view

router = APIRouter(tags=["exports"], responses=PROBLEMS)


class ChatMessage(BaseModel):
    """A message of an exported chat. What it does not know, it leaves out."""

    model_config = ConfigDict(extra="ignore")

    question: Words
    model: Short
    effort: Effort = "normal"
    answer: Answered | None = None
    created: Short
    ended: Short | None = None


class ChatFile(Given):
    """A chat as a file."""

    tieout_chat: Literal[1] = 1
    title: Optional300 = ""
    model: Short
    effort: Effort = "normal"
    scope: Scope = Scope()
    messages: list[ChatMessage] = Field(default=[], max_length=2_000)


@router.get(
    "/v1/runs/{run}/export",
    response_class=Response,
    responses={200: {"content": {each: {} for each in MEDIA.values()}}},
)
def export_run(
    run: str, request: Request, services: Parts, who: Reader,
    format: Literal["md", "xlsx", "pdf"] = "md",
) -> Response:  # fmt: skip
    """The answer of a run as a file, its figures linked to their sources."""
    with services.records.reading() as session:
        found = one(session, StoredRun, run, who)
    if found.answer is None:
        raise Conflict("The run has no answer yet. Wait until it has ended.")
    base = str(request.base_url).rstrip("/")
    make = {"md": to_markdown, "xlsx": to_xlsx, "pdf": to_pdf}[format]
    name = f'attachment; filename="answer-{found.id[-8:]}.{format}"'
    made = make(found.question, found.answer, base)
    return Response(made, media_type=MEDIA[format], headers={"content-disposition": name})


@router.get(
    "/v1/chats/{chat}/export",
    response_class=Response,
    responses={200: {"content": {"application/json": {}, MEDIA["md"]: {}}}},
)
def export_chat(
    chat: str, request: Request, services: Parts, who: Reader,
    format: Literal["json", "md"] = "json",
) -> Response:  # fmt: skip
    """A chat as a file: JSON can be imported again."""
    with services.records.reading() as session:
        found = one(session, StoredChat, chat, who)
        messages = messages_of(session, found.id)
    name = {"content-disposition": f'attachment; filename="chat-{found.id[-8:]}.{format}"'}
    if format == "md":
        base = str(request.base_url).rstrip("/")
        parts = [to_markdown(m.question, m.answer.model_dump(), base) for m in messages if m.answer]
        return Response("\n".join(parts), media_type=MEDIA["md"], headers=name)
    file = ChatFile(
        title=found.title,
        model=found.model,
        effort=found.effort,  # type: ignore[arg-type]  # was checked when it came in
        scope=Scope.model_validate(found.scope),
        messages=[ChatMessage.model_validate(message.model_dump()) for message in messages],
    )
    return Response(file.model_dump_json(), media_type="application/json", headers=name)


@router.post("/v1/chats/import", status_code=201, response_model=ChatView)
def import_chat(file: ChatFile, services: Parts, who: Writer, key: Key = None) -> Response:
    """A chat that was exported, as a new chat of yours."""

    def make(session: Session) -> dict[str, Any]:
        return chat_view(add_chat(services, who, session, file)).model_dump(mode="json")

    made, _ = once(services.records, who, key, file, make)
    return JSONResponse(made, 201, {"location": f"/v1/chats/{made['id']}"})


def add_chat(services: Services, who: Who, session: Session, file: ChatFile) -> StoredChat:
    """The chat and its messages, as rows."""
    chat = StoredChat(
        id=new_id("chat"),
        team=who.team,
        owner=who.user,
        title=file.title,
        model=chosen_model(services, file.model),
        effort=file.effort,
        prompt=prompt_version(),
        scope=file.scope.model_dump(),
        created=now(),
        updated=now(),
    )
    session.add(chat)
    session.flush()
    for message in file.messages:
        row = StoredRun(
            id=new_id("run"),
            team=who.team,
            owner=who.user,
            chat=chat.id,
            question=message.question,
            documents=[],
            scope=chat.scope,
            model=message.model,
            effort=message.effort,
            prompt="imported",
            state="ended",
            answer=message.answer.model_dump() if message.answer else None,
            notes=[],
            created=message.created,
            ended=message.ended,
        )
        session.add(row)
        session.flush()
    return chat
