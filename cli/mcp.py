"""`tieout mcp`: the library for another agent on this machine, over standard input and output."""

from typing import TYPE_CHECKING, Any

from cli.options import LibraryFolder, ModelName, open_library, settings

if TYPE_CHECKING:
    from starlette.requests import Request

    from tools.desk import Desk


def mcp(model: ModelName = None, library: LibraryFolder = None) -> None:
    """Serve the library to an agent that speaks MCP, which starts this command itself."""
    import anyio
    from mcp.server.stdio import stdio_server

    server = make(model, library)

    async def run() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)


def make(model: ModelName, library: LibraryFolder) -> Any:
    """The server over the library that was named."""
    import anyio.to_thread

    from agent.desk import open_desk
    from agent.loop import ask
    from agent.models import model_named
    from agent.transcript import Question
    from web.mcp_server import make_server

    held = open_library(library)
    said = settings(library)
    chosen = model or said.model

    def desk_of(_: "Request | None") -> "Desk":
        return open_desk(held, said.reranker)

    async def asking(_: "Request | None", question: str, documents: tuple[str, ...]) -> Any:
        def work() -> Any:
            found = tuple(each.id for each in held.find(documents)) if documents else ()
            desk = open_desk(held, said.reranker)
            return ask(desk, model_named(chosen), Question(question, found)).to_json()

        return await anyio.to_thread.run_sync(work)

    return make_server(desk_of, asking)
