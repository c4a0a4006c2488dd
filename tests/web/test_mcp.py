"""MCP's own client calls every tool, over HTTP and over standard input and output."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent
from starlette.testclient import TestClient

from tests.web.models import ANNUAL, ASSETS

CALLS: dict[str, tuple[dict[str, object], str]] = {
    "search": ({"query": "total assets"}, "passages, best first"),
    "grep": ({"pattern": "Total assets"}, "$9,120"),
    "glob": ({}, ANNUAL),
    "read": ({"document": ANNUAL, "start": ASSETS}, "Total assets"),
    "outline": ({"document": ANNUAL}, "Note 2"),
    "follow": ({"document": ANNUAL, "section": "Note 2"}, "Note 3"),
    "table": ({"document": ANNUAL, "label": "Total assets"}, "9,120"),
    "facts": ({"document": ANNUAL, "concept": "Assets"}, ""),
    "related": ({"document": ANNUAL}, ""),
    "compare": ({"label": "Total assets"}, "9,120"),
    "calculate": ({"expression": "2 + 3"}, "5"),
}


def said(result: CallToolResult) -> str:
    return "\n".join(each.text for each in result.content if isinstance(each, TextContent))


async def every_tool(client: Client) -> None:
    names = {tool.name for tool in (await client.list_tools()).tools}
    assert names == {*CALLS, "ask"}
    for name, (arguments, words) in CALLS.items():
        result = await client.call_tool(name, arguments)
        if name != "facts":  # the filing tags nothing, which is an error that says so
            assert not result.is_error, (name, said(result))
        assert words in said(result), name
    answer = await client.call_tool("ask", {"question": "What of unicorns?"})
    assert answer.structured_content is not None
    assert answer.structured_content["status"] in ("not_disclosed", "not_in_library")
    wrong = await client.call_tool("read", {"document": "nobody"})
    assert wrong.is_error
    assert "No such document" in said(wrong)


async def every_resource(client: Client) -> None:
    listed = (await client.list_resources()).resources
    assert f"filing://{ANNUAL}" in [str(each.uri) for each in listed]
    whole = (await client.read_resource(f"filing://{ANNUAL}")).contents[0]
    line = (await client.read_resource(f"filing://{ANNUAL}/lines/{ASSETS}-{ASSETS}")).contents[0]
    assert line.text.startswith("| Total assets")  # type: ignore[union-attr]
    assert line.text in whole.text  # type: ignore[union-attr]
    page = (await client.read_resource(f"filing://{ANNUAL}/page/1")).contents[0]
    assert page.text.startswith("[page 1]")  # type: ignore[union-attr]


def connected(
    server: str | StdioServerParameters, *work: Callable[[Client], Awaitable[None]]
) -> None:
    async def run() -> None:
        async with Client(server) as client:
            for each in work:
                await each(client)

    anyio.run(run)


def test_a_client_calls_every_tool_and_reads_filings_over_http(url: str) -> None:
    connected(f"{url}/mcp", every_tool, every_resource)


@pytest.mark.slow
def test_a_client_calls_every_tool_and_reads_filings_over_stdio(filed: Path) -> None:
    arguments = ["-m", "cli.main", "mcp", "--library", str(filed)]
    root = str(Path(__file__).parents[2])
    server = StdioServerParameters(command=sys.executable, args=arguments, cwd=root,
                                   env={"PYTHONPATH": root})  # fmt: skip
    connected(server, every_tool, every_resource)


def test_a_foreign_page_cannot_reach_the_tools(client: TestClient) -> None:
    for headers in (
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver:81"},
        {"host": "testserver.evil.example"},
    ):
        for path in ("/mcp", "/v1/ask", "/v1/chats"):
            refused = client.post(path, json={}, headers=headers)
            assert refused.status_code in (403, 421), (path, headers)
