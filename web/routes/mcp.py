"""/mcp: the library for other agents, over MCP's streamable HTTP."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from tools.desk import Desk
from web.access import identify
from web.mcp_server import make_server
from web.problems import Problem, to_problem, to_response
from web.routes.ask import answer_of, begin
from web.services import Services
from web.shapes import Ask


class McpEndpoint:
    """The ASGI app at /mcp: lets in whom the routes would, then hands over."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        services: Services = request.app.state.services
        try:
            who = await run_in_threadpool(identify, request, services)
            services.rates.take(who.user)
            if not {"read", "ask"} <= who.scopes:
                raise Problem("Your key does not allow this; it needs “read” and “ask”.", 403)
        except Problem as problem:
            await to_response(to_problem(problem), request)(scope, receive, send)
            return
        await request.app.state.mcp.handle_request(scope, receive, send)


def server_of(services: Services) -> Any:
    """The MCP server of this service: each request sees the library of who sent it."""

    def desk_of(request: Request | None) -> Desk:
        assert request is not None  # over HTTP there always is one
        return services.desk(identify(request, services))

    async def asking(
        request: Request | None, question: str, documents: tuple[str, ...]
    ) -> dict[str, Any]:
        assert request is not None
        who = await run_in_threadpool(identify, request, services)
        asked = Ask(question=question, documents=list(documents))
        run = await run_in_threadpool(begin, services, who, None, asked)
        await services.runs.wait(run)
        return await run_in_threadpool(answer_of, services, run)

    return make_server(desk_of, asking)
