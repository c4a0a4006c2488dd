"""Clients that come and go: bodies of bounded size, streams that notice when nobody reads."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from engine.server.errors import ApiError

MOST_BYTES = 32 << 20  # a context of a million tokens is 4 MB of text

Made = TypeVar("Made")


class Gone(Exception):
    """The client closed the connection."""


async def body_of(request: Request, *, patience_s: float, most: int = MOST_BYTES) -> bytes:
    """The request's body; refused as soon as it is longer than `most`, or takes too long."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(patience_s):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    message = f"The request is longer than {most} bytes."
                    raise ApiError(413, message, "too_large")
                parts.append(part)
    except TimeoutError:
        message = f"The request was not whole after {patience_s:.0f} s."
        raise ApiError(408, message, "too_slow") from None
    return b"".join(parts)


async def while_connected(receive: Receive, work: Coroutine[Any, Any, Made]) -> Made:
    """What `work` makes; cancelled, and Gone raised, when the client leaves before."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(left(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def left(receive: Receive) -> None:
    """Return when the client has closed the connection. The body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


class EventStream(Response):
    """Server-sent events, ended when the client leaves or takes nothing for `patience_s`."""

    media_type = "text/event-stream"

    def __init__(
        self, events: AsyncGenerator[bytes], *, patience_s: float, end: Callable[[], None]
    ) -> None:
        super().__init__(headers={"cache-control": "no-cache", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._events = events
        self._patience_s = patience_s
        self._end = end

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send them."""
        try:
            await while_connected(receive, self._send(send))
        except (Gone, TimeoutError):
            return  # the server closes what was not ended
        finally:
            self._end()  # even if the first event was never asked for

    async def _send(self, send: Send) -> None:
        async with aclosing(self._events) as events:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(start)
            async for event in events:
                async with asyncio.timeout(self._patience_s):
                    await send({"type": "http.response.body", "body": event, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
