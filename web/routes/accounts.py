"""Accounts: signing in and out, keys, people. Where nobody signs in, everybody is `you`."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr, StringConstraints
from sqlalchemy import delete
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from store.library import Library
from store.service_tables import StoredKey, StoredUser
from web.access import COOKIE, SIGNED_IN, Admin, Anyone, Parts, Signed
from web.accounts import ROOT, add_key, add_user, change_password, sign_out
from web.examples import PROBLEMS
from web.once import Key, once
from web.problems import Conflict, NotFound, Problem
from web.records import Who
from web.services import Services
from web.shapes import Given, Moment, Short

router = APIRouter(prefix="/v1", tags=["accounts"], responses=PROBLEMS)
Name = Annotated[str, StringConstraints(pattern=r"^[\w.@+\-]{1,80}$")]
TeamName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")]


class SignIn(Given):
    """A name and a password."""

    name: Name
    password: SecretStr = Field(max_length=500)


class Me(BaseModel):
    """Who you are here."""

    user: str
    name: str
    team: str
    scopes: list[str]
    auth: bool
    """Whether people sign in here."""


class KeyNew(Given):
    """An API key to be made."""

    name: Short
    scopes: list[Literal["read", "ask", "write", "admin"]] = Field(
        default=["read", "ask"], min_length=1, max_length=4
    )
    expires: Moment | None = None


class KeyView(BaseModel):
    """An API key, without its secret."""

    id: str
    name: str
    scopes: list[str]
    created: str
    expires: str | None


class KeyMade(KeyView):
    """An API key with its secret, which is shown this once."""

    secret: str


class UserNew(Given):
    """A person to be let in."""

    name: Name
    password: SecretStr = Field(min_length=10, max_length=500)
    team: TeamName = ROOT
    admin: bool = False


class UserView(BaseModel):
    """A person."""

    id: str
    name: str
    team: str
    admin: bool
    created: str


class Passwords(Given):
    """The password until now, and from now on."""

    before: SecretStr = Field(max_length=500)
    after: SecretStr = Field(min_length=10, max_length=500)


@router.post("/session", response_model=Me)
def begin_session(asked: SignIn, request: Request, services: Parts) -> Response:
    """Sign in: sets a cookie that scripts cannot read and other sites cannot send."""
    if not services.config.auth:
        raise Conflict("Nobody needs to sign in here.")
    who, secret = services.door.sign_in(asked.name, asked.password.get_secret_value())
    said = JSONResponse(me(who, auth=True).model_dump())
    secure = request.url.scheme == "https"
    said.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=secure, path="/")
    return said


@router.delete("/session", status_code=204, dependencies=SIGNED_IN)
def end_session(request: Request, services: Parts) -> Response:
    """Sign out."""
    if secret := request.cookies.get(COOKIE):
        with services.records.writing() as session:
            sign_out(session, secret)
    gone = Response(status_code=204)
    gone.delete_cookie(COOKIE)
    return gone


@router.get("/me")
def show_me(services: Parts, who: Anyone) -> Me:
    """Who you are, and what your key allows."""
    return me(who, auth=services.config.auth)


@router.put("/me/password", status_code=204)
def put_password(asked: Passwords, services: Parts, who: Signed) -> None:
    """Take another password; everybody signed in as you is signed out."""
    before, after = asked.before.get_secret_value(), asked.after.get_secret_value()
    with services.records.writing() as session:
        change_password(session, who.user, before, after)


@router.get("/keys")
def list_keys(services: Parts, who: Signed) -> list[KeyView]:
    """Your API keys."""
    query = select(StoredKey).where(col(StoredKey.user) == who.user, col(StoredKey.kind) == "api")
    with services.records.reading() as session:
        return [key_view(key) for key in session.exec(query.order_by(col(StoredKey.id))).all()]


@router.post("/keys", status_code=201, response_model=KeyMade)
def make_key(new: KeyNew, services: Parts, who: Signed) -> Response:
    """Make an API key. Its secret is in this reply and nowhere else."""
    if extra := {*new.scopes} - who.scopes:
        raise Problem(f"You cannot give what you have not: {', '.join(sorted(extra))}.", 403)
    with services.records.writing() as session:
        key, secret = add_key(
            session, who.user, new.name, kind="api", scopes=new.scopes, expires=new.expires
        )
    made = KeyMade(**key_view(key).model_dump(), secret=secret)
    return JSONResponse(made.model_dump(), 201, {"cache-control": "no-store"})


@router.delete("/keys/{key}", status_code=204)
def revoke_key(key: str, services: Parts, who: Signed) -> None:
    """Revoke an API key of yours: it lets nobody in from now on."""
    with services.records.writing() as session:
        gone = session.execute(
            delete(StoredKey).where(col(StoredKey.id) == key, col(StoredKey.user) == who.user)
        )
        if not gone.rowcount:  # type: ignore[attr-defined]  # a delete counts its rows
            raise NotFound(f"There is no key {key!r} of yours.")


@router.get("/users")
def list_users(services: Parts, who: Admin) -> list[UserView]:
    """The people of your team; the first team sees everybody."""
    query = select(StoredUser).order_by(col(StoredUser.id))
    if who.team != ROOT:
        query = query.where(col(StoredUser.team) == who.team)
    with services.records.reading() as session:
        return [user_view(user) for user in session.exec(query).all()]


@router.post("/users", status_code=201, response_model=UserView)
def make_user(new: UserNew, services: Parts, who: Admin, key: Key = None) -> Response:
    """Let somebody in. Administrators of the first team may do so for any team."""
    if who.team not in (ROOT, new.team):
        raise Problem("You can let people into your own team.", 403)

    def make(session: Session) -> dict[str, Any]:
        password = new.password.get_secret_value()
        user = add_user(session, new.name, password, team=new.team, admin=new.admin)
        return user_view(user).model_dump()

    made, fresh = once(services.records, who, key, new, make)
    if fresh:
        prepare(services, new.team)
    return JSONResponse(made, 201)


@router.delete("/users/{user}", status_code=204)
def remove_user(user: str, services: Parts, who: Admin) -> None:
    """Let somebody in no more: their keys and sessions end at once. What they made is kept."""
    if user == who.user:
        raise Conflict("You cannot remove yourself.")
    with services.records.writing() as session:
        found = session.get(StoredUser, user)
        if found is None or who.team not in (ROOT, found.team):
            raise NotFound(f"There is nobody with the id {user!r} in your team.")
        session.execute(delete(StoredKey).where(col(StoredKey.user) == user))
        session.delete(found)


def prepare(services: Services, team: str) -> None:
    """The library of a team, made if it is not there."""
    folder, url = services.place(team)
    library = Library(folder, url=url)
    library.folders.library.mkdir(parents=True, exist_ok=True)
    library.create()
    library.close()


def me(who: Who, *, auth: bool) -> Me:
    """Somebody as they see themselves."""
    return Me(user=who.user, name=who.name, team=who.team, scopes=sorted(who.scopes), auth=auth)


def key_view(key: StoredKey) -> KeyView:
    """A key as it is shown."""
    return KeyView(**key.model_dump(include=set(KeyView.model_fields)))


def user_view(user: StoredUser) -> UserView:
    """A person as they are shown."""
    return UserView(**user.model_dump(include=set(UserView.model_fields)))
