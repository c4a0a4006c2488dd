"""What every request passes first: its id, host and origin, the size of its body, headers back.

Host is checked always, so that a foreign page cannot reach us by a name of its own (DNS
rebinding); Origin is checked wherever a browser sends one, so that it cannot post here either.
"""

import re
import time
import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Problem, to_response

REQUEST_ID = re.compile(r"[\w.\-]{1,80}")
UPLOADS = ("/v1/documents", "/v1/batches/upload")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """ASGI middleware; `hosts` may hold "*", which lets every name pass."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], most_body: int) -> None:
        self.app = app
        self.hosts = {host.lower() for host in hosts}
        self.most_body = most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, and pass on with a limit on the body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get("x-request-id", "")
        id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = id
        began = time.monotonic()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                count(scope, message["status"], time.monotonic() - began)
                message["headers"] = with_headers(message["headers"], id)
            await send(message)

        if problem := self.refusal(request):
            await to_response(problem, request)(scope, receive, answer)
            return
        limit = None if scope["path"].startswith(UPLOADS) else self.most_body
        body = receive if limit is None else Limited(receive, limit)
        await self.app(scope, body, answer)

    def refusal(self, request: Request) -> Problem | None:
        """Why the request is not passed on; None if it is."""
        host = hostname(request.headers.get("host", ""))
        if "*" not in self.hosts and host not in self.hosts:
            return Problem("This server is not known by that name (Host).", 421)
        origin = request.headers.get("origin")
        if origin is not None and not self.is_ours(origin, request):
            return Problem("Requests from pages of other sites are refused (Origin).", 403)
        length = request.headers.get("content-length", "0")
        if not length.isdigit():
            return Problem("The Content-Length is no number.", 400)
        if int(length) > self.most_body and not request.url.path.startswith(UPLOADS):
            return too_long(self.most_body)
        return None

    def is_ours(self, origin: str, request: Request) -> bool:
        """Whether a page of ours sent it: the same host and port as the request's own."""
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def count(scope: Scope, status: int, seconds: float) -> None:
    """Count a request among the app's figures, by the pattern of its path."""
    services = getattr(scope["app"].state, "services", None)
    if services is not None:
        route = getattr(scope.get("route"), "path", "none")
        services.metrics.count(scope["method"], route, status, seconds)


class Limited:
    """A body that may not be longer than `most`, whatever its head said."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive = receive
        self.most = self.left = most

    async def __call__(self) -> Message:
        """The next piece; raises 413 when it is one too many."""
        message = await self.receive()
        if message["type"] == "http.request":
            self.left -= len(message.get("body", b""))
            if self.left < 0:
                # What parses a body takes every other error for a fault in what was sent.
                raise HTTPException(413, str(too_long(self.most)))
        return message


def too_long(most: int) -> Problem:
    """The refusal of a body."""
    return Problem(f"The request is longer than {most:,} bytes.", 413)


def hostname(host: str) -> str:
    """A Host header without its port."""
    bare = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::\d*)?", host.strip().lower())
    return bare[1] if bare else ""


def with_headers(headers: Sequence[tuple[bytes, bytes]], id: str) -> list[tuple[bytes, bytes]]:
    """The headers of a response, and those that every one has unless it set its own."""
    there = {name.lower() for name, _ in headers}
    ours = {**HEADERS, "x-request-id": id}
    more = [(n.encode(), v.encode()) for n, v in ours.items() if n.encode() not in there]
    return [*headers, *more]
