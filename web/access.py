"""Who asks, and whether they may: the one place through which every route goes."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from web.accounts import who_has
from web.problems import Conflict, Problem
from web.records import Who
from web.services import Services

COOKIE = "tieout_session"


def services_of(request: Request) -> Services:
    """The parts of the service that the request came to."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


def who_asks(request: Request, services: Annotated[Services, Depends(services_of)]) -> Who:
    """Who asks, by key or cookie; raises 401 where people must sign in and this one has not."""
    who = identify(request, services)
    services.rates.take(who.user)
    return who


def identify(request: Request, services: Services) -> Who:
    """Who asks. Where nobody signs in, everybody is the same person."""
    if not services.config.auth:
        return Who()
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    secret = key.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")
    who = who_has(services.records, secret) if secret else None
    if who is None:
        said = "Sign in, or send a key: Authorization: Bearer tieout_…"
        raise Problem(said, 401, headers={"www-authenticate": "Bearer"})
    return who


def may(scope: str) -> Callable[[Who], Who]:
    """A dependency: who asks, if their key allows `scope`."""

    def check(who: Annotated[Who, Depends(who_asks)]) -> Who:
        if scope not in who.scopes:
            raise Problem(f"Your key does not allow this; it lacks the scope “{scope}”.", 403)
        return who

    return check


def signed(
    who: Annotated[Who, Depends(may("write"))], services: Annotated[Services, Depends(services_of)]
) -> Who:
    """A dependency: somebody with an account of their own."""
    if not services.config.auth:
        raise Conflict("There are no accounts here: the service was started without --auth.")
    return who


Parts = Annotated[Services, Depends(services_of)]
Anyone = Annotated[Who, Depends(who_asks)]
Reader = Annotated[Who, Depends(may("read"))]
Asker = Annotated[Who, Depends(may("ask"))]
Writer = Annotated[Who, Depends(may("write"))]
Admin = Annotated[Who, Depends(may("admin"))]
Signed = Annotated[Who, Depends(signed)]
SIGNED_IN = [Depends(who_asks)]
MAY_READ = [Depends(may("read"))]
MAY_ADMIN = [Depends(may("admin"))]
"""For routes that need not know who asks."""
