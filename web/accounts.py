"""Accounts: who may come in where people sign in. Secrets are kept as hashes, and shown once.

Passwords are argon2id. Keys and sessions are 256 random bits, so that a plain sha256 of them is as
good as they are. Whoever has no account is told the same, in the same time, as one with a wrong
password.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete
from sqlmodel import Session, col, select

from store.service_tables import StoredKey, StoredTeam, StoredUser
from web.problems import Conflict, Problem, TooMany
from web.records import Records, Who, new_id, now

ROOT = "local"
"""The team of the first administrator, whose library is the one the service was started with."""
SCOPES = ("read", "ask", "write")
SESSION = timedelta(days=14)
WRONG_MOST = 5  # wrong passwords for a name before it has to wait
WRONG_WAIT_S = 30


def first_administrator(records: Records) -> str | None:
    """Make an administrator where there is nobody; the password, or None."""
    with records.writing() as session:
        if session.exec(select(StoredUser.id).limit(1)).first():
            return None
        password = secrets.token_urlsafe(12)
        add_user(session, "admin", password, team=ROOT, admin=True)
    return password


def add_user(session: Session, name: str, password: str, *, team: str, admin: bool) -> StoredUser:
    """A new person, of a team that is made if need be."""
    if session.exec(select(StoredUser.id).where(col(StoredUser.name) == name)).first():
        raise Conflict(f"There is somebody named {name!r} already.")
    if session.get(StoredTeam, team) is None:
        session.add(StoredTeam(id=team, name=team, created=now()))
        session.flush()
    made = StoredUser(
        id=new_id("user"),
        team=team,
        name=name,
        password=_hasher().hash(password),
        admin=admin,
        created=now(),
    )
    session.add(made)
    session.flush()
    return made


def add_key(
    session: Session, user: str, name: str, *, kind: str, scopes: Sequence[str], expires: str | None
) -> tuple[StoredKey, str]:
    """A new key of a person, and its secret, which is not kept."""
    secret = f"tieout_{secrets.token_urlsafe(32)}"
    key = StoredKey(
        id=new_id("key"),
        user=user,
        kind=kind,
        name=name,
        hash=digest(secret),
        scopes=sorted(scopes),
        created=now(),
        expires=expires,
    )
    session.add(key)
    session.flush()
    return key, secret


def who_has(records: Records, secret: str) -> Who | None:
    """Whose key or session a secret is; None when it is nobody's, or has expired."""
    with records.reading() as session:
        key = session.exec(select(StoredKey).where(col(StoredKey.hash) == digest(secret))).first()
        if key is None or (key.expires is not None and key.expires <= now()):
            return None
        user = session.get_one(StoredUser, key.user)
    return who_is(user, key.scopes)


def who_is(user: StoredUser, scopes: Sequence[str]) -> Who:
    """A person with the rights of a key; an administrator's only where they are one still."""
    allowed = {*scopes} - (set() if user.admin else {"admin"})
    return Who(user.id, user.team, user.name, frozenset(allowed))


def sign_out(session: Session, secret: str) -> None:
    """End a session."""
    session.execute(delete(StoredKey).where(col(StoredKey.hash) == digest(secret)))


def digest(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass
class Door:
    """Where people sign in: counts wrong passwords, so that nobody can try them all."""

    records: Records
    wrong: dict[str, tuple[int, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sign_in(self, name: str, password: str) -> tuple[Who, str]:
        """Who it is, and the secret of the new session; raises 401 or 429."""
        self._wait(name)
        with self.records.reading() as session:
            user = session.exec(select(StoredUser).where(col(StoredUser.name) == name)).first()
        if not matches(user.password if user else NOBODY, password) or user is None:
            self._count(name)
            raise Problem("That name and password do not go together.", 401)
        with self.lock:
            self.wrong.pop(name, None)
        scopes = (*SCOPES, "admin") if user.admin else SCOPES
        with self.records.writing() as session:
            _, secret = add_key(
                session, user.id, "signed in", kind="session", scopes=scopes,
                expires=now(plus=SESSION),
            )  # fmt: skip
        return who_is(user, scopes), secret

    def _wait(self, name: str) -> None:
        with self.lock:
            count, until = self.wrong.get(name, (0, 0.0))
        left = until - time.monotonic()
        if count >= WRONG_MOST and left > 0:
            raise TooMany("Too many wrong passwords for this name. Wait.", int(left) + 1)

    def _count(self, name: str) -> None:
        with self.lock:
            if len(self.wrong) > 10_000:
                self.wrong.clear()
            count, _ = self.wrong.get(name, (0, 0.0))
            self.wrong[name] = (count + 1, time.monotonic() + WRONG_WAIT_S)


NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""The hash of no password: compared with where there is no such person, to take the same time."""


def matches(hashed: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    try:
        return _hasher().verify(hashed, password)
    except VerificationError:
        return False


def change_password(session: Session, user: str, before: str, after: str) -> None:
    """Give a person another password, and end all their sessions."""
    stored = session.get_one(StoredUser, user)
    if not matches(stored.password, before):
        raise Problem("That is not your password.", 401)
    stored.password = _hasher().hash(after)
    session.add(stored)
    session.execute(
        delete(StoredKey).where(col(StoredKey.user) == user, col(StoredKey.kind) == "session")
    )


def _hasher() -> PasswordHasher:
    return PasswordHasher()
