"""Who asks, and whether they may: the one place through which every route goes."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from web.problems import Problem
from web.records import Who
from web.services import Services


def services_of(request: Request) -> Services:
    """The parts of the service that the request came to."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


def who_asks(services: Annotated[Services, Depends(services_of)]) -> Who:
    """Who asks; raises 401 where people must sign in and this one has not."""
    assert not services.config.auth
    return Who()


def may(scope: str) -> Callable[[Who], Who]:
    """A dependency: who asks, if their key allows `scope`."""

    def check(who: Annotated[Who, Depends(who_asks)]) -> Who:
        if scope not in who.scopes:
            raise Problem(f"Your key does not allow this; it lacks the scope “{scope}”.", 403)
        return who

    return check


Parts = Annotated[Services, Depends(services_of)]
Reader = Annotated[Who, Depends(may("read"))]
Asker = Annotated[Who, Depends(may("ask"))]
Writer = Annotated[Who, Depends(may("write"))]
Admin = Annotated[Who, Depends(may("admin"))]
MAY_READ = [Depends(may("read"))]
MAY_ADMIN = [Depends(may("admin"))]
"""For routes that need not know who asks."""
