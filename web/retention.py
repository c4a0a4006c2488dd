"""How long chats are kept: for ever, or so many days after their last question, as a team chose."""

from datetime import timedelta

from sqlmodel import Session, col, select

from store.service_tables import StoredChat, StoredChoice, StoredOnce
from web.records import Who, now
from web.routes.chats import forget

NAME = "retention_days"
KEYS_KEPT = timedelta(hours=24)  # an Idempotency-Key is remembered for so long


def days_kept(session: Session, who: Who) -> int | None:
    """The days that the chats of the asker's team are kept; None: for ever."""
    choice = session.get(StoredChoice, (who.team, "", NAME))
    return int(choice.value) if choice and choice.value else None


def keep_for(session: Session, who: Who, days: int | None) -> None:
    """Choose it."""
    choice = session.get(StoredChoice, (who.team, "", NAME)) or StoredChoice(
        team=who.team, owner="", name=NAME, value=""
    )
    choice.value = "" if days is None else str(days)
    session.add(choice)


def sweep(session: Session) -> int:
    """Forget what is kept no longer; how many chats that were."""
    for once in session.exec(
        select(StoredOnce).where(col(StoredOnce.created) < now(plus=-KEYS_KEPT))
    ).all():
        session.delete(once)
    gone = 0
    choices = session.exec(select(StoredChoice).where(col(StoredChoice.name) == NAME)).all()
    for choice in (each for each in choices if each.value):
        before = now(plus=-timedelta(days=int(choice.value)))
        old = select(StoredChat.id).where(
            col(StoredChat.team) == choice.team, col(StoredChat.updated) < before
        )
        for chat in session.exec(old).all():
            forget(session, chat)
            gone += 1
    return gone
