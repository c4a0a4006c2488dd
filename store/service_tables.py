"""What the service keeps beside the catalogue: chats, runs, jobs, feedback, notes, accounts.

Unlike the catalogue, none of it can be made again from the files. Times are ISO 8601 texts in UTC
with microseconds, so that they sort as they stand on every database.
"""

from typing import Any

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel


def _json() -> "Column[Any]":
    return Column(JSON, nullable=False)


def _maybe_json() -> "Column[Any]":
    return Column(JSON, nullable=True)


def _text() -> "Column[Any]":
    return Column(Text, nullable=False)


class StoredTeam(SQLModel, table=True):
    """People who share a library, chats apart, and notes of the scope "team"."""

    __tablename__ = "team"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    created: str


class StoredUser(SQLModel, table=True):
    """Somebody who signs in."""

    __tablename__ = "user_"

    id: str = Field(primary_key=True)
    team: str = Field(foreign_key="team.id", index=True)
    name: str = Field(unique=True)
    password: str
    """argon2id, as the library writes it: parameters, salt and hash."""
    admin: bool = False
    created: str


class StoredKey(SQLModel, table=True):
    """A secret that lets in: an API key, or the cookie of somebody signed in."""

    __tablename__ = "key"

    id: str = Field(primary_key=True)
    user: str = Field(foreign_key="user_.id", index=True)
    kind: str
    """api or session."""
    name: str
    hash: str = Field(unique=True)
    """sha256 of the secret, which itself is kept nowhere."""
    scopes: list[str] = Field(sa_column=_json())
    created: str
    expires: str | None = None


class StoredChat(SQLModel, table=True):
    """A conversation: its runs, and the model they are pinned to."""

    __tablename__ = "chat"
    __table_args__ = (Index("chat_by_time", "team", "owner", "updated"),)

    id: str = Field(primary_key=True)
    team: str
    owner: str
    title: str
    model: str
    effort: str = "normal"
    prompt: str
    """Version of the prompt that was current when the chat began, or was moved to."""
    scope: dict[str, Any] = Field(sa_column=_json())
    """Documents, company, form and year that questions are asked of."""
    created: str
    updated: str


class StoredRun(SQLModel, table=True):
    """A question and what became of it; in a chat, one turn."""

    __tablename__ = "run"
    __table_args__ = (Index("run_by_owner", "team", "owner", "id"),)

    id: str = Field(primary_key=True)
    team: str
    owner: str
    chat: str | None = Field(default=None, foreign_key="chat.id", index=True)
    replaces: str | None = None
    """The run of the chat that this one answers anew."""
    question: str = Field(sa_column=_text())
    documents: list[str] = Field(sa_column=_json())
    scope: dict[str, Any] = Field(sa_column=_json())
    model: str
    effort: str = "normal"
    prompt: str
    state: str = Field(index=True)
    """queued, running, ended or stopped."""
    answer: dict[str, Any] | None = Field(default=None, sa_column=_maybe_json())
    notes: list[str] = Field(sa_column=_json())
    """Ids of the notes that went into it."""
    created: str
    ended: str | None = None


class StoredEvent(SQLModel, table=True):
    """One event of a run, as it is sent."""

    __tablename__ = "event"

    run: str = Field(primary_key=True, foreign_key="run.id")
    seq: int = Field(primary_key=True)
    type: str
    body: str = Field(sa_column=_text())
    """The event as JSON."""


class StoredJob(SQLModel, table=True):
    """Long work that is no run: reading files, building an index, a batch."""

    __tablename__ = "job"
    __table_args__ = (Index("job_by_owner", "team", "owner", "id"),)

    id: str = Field(primary_key=True)
    team: str
    owner: str
    kind: str
    state: str = Field(index=True)
    """queued, running, done, failed or stopped."""
    done: int = 0
    total: int = 0
    sentence: str = ""
    """What it is at, or how it ended, for a person."""
    given: dict[str, Any] = Field(sa_column=_json())
    result: list[dict[str, Any]] = Field(sa_column=_json())
    created: str
    updated: str


class StoredFeedback(SQLModel, table=True):
    """What somebody thought of an answer."""

    __tablename__ = "feedback"

    id: str = Field(primary_key=True)
    team: str = Field(index=True)
    owner: str
    run: str = Field(foreign_key="run.id", index=True)
    verdict: str
    """up, down, or signal: a tool call that failed."""
    reason: str = ""
    explanation: str = Field(default="", sa_column=_text())
    corrected: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    diff: str = Field(default="", sa_column=_text())
    """From the answer to its correction, as `diff -u` writes it."""
    note: str | None = None
    """The note that was made of it."""
    created: str


class StoredNote(SQLModel, table=True):
    """Something learned, that later runs are told where it matters."""

    __tablename__ = "note"

    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    team: str = Field(index=True)
    owner: str
    scope: str
    """person, team or all."""
    state: str
    """active, disabled, review (waits for an administrator), or old: there is a newer version."""
    text: str = Field(sa_column=_text())
    about: str = Field(default="", sa_column=_text())
    """The question it came from: later questions like it are told."""
    source: str
    """feedback, correction or written."""
    feedback: str | None = None
    created: str
    expires: str | None = None


class StoredOnce(SQLModel, table=True):
    """What a POST with an Idempotency-Key was answered, to be answered so again."""

    __tablename__ = "once"

    owner: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request: str
    """sha256 of route and body."""
    response: dict[str, Any] = Field(sa_column=_json())
    created: str = Field(index=True)


class StoredChoice(SQLModel, table=True):
    """A setting that a person or a team chose."""

    __tablename__ = "choice"

    team: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    """"" for the whole team."""
    name: str = Field(primary_key=True)
    value: str
