"""The service as an ASGI app. `create_app` makes it of a config; nothing else is consulted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from agent.models import model_named
from web.config import Config
from web.guard import Guard
from web.mcp_server import over_http
from web.problems import add_problems
from web.retention import sweep
from web.routes import (
    accounts,
    ask,
    batches,
    chats,
    documents,
    exports,
    feedback,
    health,
    jobs,
    mcp,
    memory,
    models,
    openai,
    runs,
    search,
    settings,
)
from web.services import Services, make_services
from web.tasks import Naming

ROUTES = (
    *(
        ask,
        runs,
        search,
        documents,
        exports,
        chats,
        jobs,
        batches,
        feedback,
        memory,
        models,
        openai,
    ),
    *(accounts, settings, health),
)
HOUR_S = 3600.0
STATIC = Path(__file__).parent / "static"
ABOUT = """Answers about long filings, each figure tied to the line it came from.

Ask with `POST /v1/ask`: the answer in one object, or, with `Accept: text/event-stream`, as the
events of the run. A run goes on when the client leaves; `GET /v1/runs/{id}/events` takes it up
again behind `Last-Event-ID`. Errors are `application/problem+json` with the id of the request.
Lists are paged by `cursor`. A POST with an `Idempotency-Key` can be repeated safely.
"""


@asynccontextmanager
async def hourly(services: Services) -> AsyncIterator[None]:
    """Forget old chats, now and every hour, while the service runs."""

    def forget_old() -> None:
        with services.records.writing() as session:
            sweep(session)

    async def again_and_again() -> None:
        while True:
            await asyncio.to_thread(forget_old)
            await asyncio.sleep(HOUR_S)

    sweeping = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)


def create_app(config: Config, *, named: Naming = model_named, prepared: bool = False) -> FastAPI:
    """The app for the library that `config` names. `named` turns a model's name into the model.

    With `prepared`, what answers is opened while the server begins, and not by the first who asks.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        services = await asyncio.to_thread(make_services, config, named)
        app.state.services = services
        services.open(asyncio.get_running_loop())
        if prepared:
            services.prepare()
        try:
            async with over_http(mcp.server_of(services)) as app.state.mcp, hourly(services):
                yield
        finally:
            await asyncio.to_thread(services.close)

    app = FastAPI(
        title="Tieout",
        version=version("tieout"),
        description=ABOUT,
        lifespan=life,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.add_middleware(Guard, hosts=config.hosts, most_body=config.most_body)
    add_problems(app)
    for routes in ROUTES:
        app.include_router(routes.router)
    app.router.routes.append(Route("/mcp", mcp.McpEndpoint(), include_in_schema=False))
    if STATIC.is_dir():
        app.mount("/", StaticFiles(directory=STATIC, html=True), name="page")
    return app
