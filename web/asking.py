"""From a request to a run: which documents are meant, who answers, and the row that is kept."""

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from store.library import Library
from store.service_tables import StoredChat, StoredRun
from store.tables import StoredDocument
from tools.desk import Desk
from tools.glob import glob
from web.memory import relevant
from web.problems import TooMany, Unprocessable
from web.records import Who, mine, new_id, now, one
from web.services import Services, prompt_version
from web.shapes import Ask, Scope, Turn

TITLE = 80  # characters of a chat's title that is made of its first question


def chosen_model(services: Services, name: str | None) -> str:
    """The model to ask; a name that could open a file here is refused."""
    chosen = name or services.config.settings.model
    if chosen.startswith("scripted:") and name is not None:
        raise Unprocessable("That is no model of this service. GET /v1/models lists them.")
    return chosen


def documents_in(library: Library, scope: Scope) -> tuple[str, ...]:
    """Ids of the documents that a scope means; () is the whole library."""
    found = library.find(scope.documents) if scope.documents else None
    if scope.company is None and scope.form is None and scope.year is None:
        return tuple(each.id for each in found or ())
    fitting = filtered(library, found, scope)
    if not fitting:
        raise Unprocessable(
            "No document of the library is in that scope. Choose another company, form or year."
        )
    return tuple(each.id for each in fitting)


def filtered(
    library: Library, found: list[StoredDocument] | None, scope: Scope
) -> tuple[StoredDocument, ...]:
    """Those that are of the company, form and year, by the rules of the tool `glob`."""
    desk = Desk(library, None, tuple(each.id for each in found or ()))
    return glob(desk, company=scope.company, form=scope.form, year=scope.year).entries


def make_run(
    services: Services,
    who: Who,
    session: Session,
    asked: Ask,
    *,
    chat: StoredChat | None = None,
    replaces: str | None = None,
    documents: tuple[str, ...] | None = None,
) -> StoredRun:
    """Write down a question. It is not begun before the transaction is committed."""
    if documents is None:
        documents = documents_in(services.library(who), asked)
    room(services, who, session)
    run = StoredRun(
        id=new_id("run"),
        team=who.team,
        owner=who.user,
        chat=chat.id if chat else None,
        replaces=replaces,
        question=asked.question,
        documents=list(documents),
        scope=scope_json(asked),
        model=chosen_model(services, asked.model),
        effort=asked.effort,
        prompt=chat.prompt if chat else prompt_version(),
        state="queued",
        notes=[f"{n.id}@{n.version}" for n in relevant(session, who, asked.question)],
        created=now(),
    )
    session.add(run)
    session.flush()
    return run


def room(services: Services, who: Who, session: Session) -> None:
    """Raise 429 when the asker has as many runs going on as one person may."""
    open = mine(StoredRun, who).where(col(StoredRun.state).in_(("queued", "running")))
    most = services.config.most_waiting
    if session.exec(select(func.count()).select_from(open.subquery())).one() >= most:
        raise TooMany(f"{most} of your questions are being answered. Try again soon.", 5)


def make_turn(
    services: Services, who: Who, session: Session, chat_id: str, turn: Turn
) -> StoredRun:
    """A question in a chat, of the chat's model and scope."""
    chat = one(session, StoredChat, chat_id, who)
    if turn.replaces is not None:
        replaced = one(session, StoredRun, turn.replaces, who)
        if replaced.chat != chat.id:
            raise Unprocessable("The message that is to be replaced is not of this chat.")
    given = {"question": turn.question, "model": chat.model, "effort": chat.effort}
    asked = Ask.model_validate(given | chat.scope)
    run = make_run(services, who, session, asked, chat=chat, replaces=turn.replaces)
    if not chat.title:
        chat.title = shortened(turn.question)
    chat.updated = now()
    session.add(chat)
    return run


def scope_json(scope: Scope) -> dict[str, Any]:
    """The scope alone, as it is kept."""
    return {
        "documents": list(scope.documents),
        "company": scope.company,
        "form": scope.form,
        "year": scope.year,
    }


def shortened(question: str) -> str:
    """A title out of a question: its beginning, cut between words."""
    line = " ".join(question.split())
    return line if len(line) <= TITLE else line[:TITLE].rsplit(" ", 1)[0] + " …"
