"""A run's events as server-sent events: numbered, with a beat in silence, ended by `run_ended`."""

import re
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from web.live import Frame
from web.problems import Problem
from web.runs import Runs

BEAT = b": still here\n\n"
HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


def wants_events(request: Request) -> bool:
    """Whether the client asked for a stream."""
    return "text/event-stream" in request.headers.get("accept", "")


def event_stream(runs: Runs, run: str, *, after: int, beat_s: float) -> StreamingResponse:
    """The events of a run behind number `after`. The run goes on when the reader leaves."""

    async def frames() -> AsyncIterator[bytes]:
        async for frame in runs.events(run, after, beat_s=beat_s):
            yield BEAT if frame is None else to_bytes(frame)

    headers = HEADERS | {"x-tieout-run": run}
    return StreamingResponse(frames(), media_type="text/event-stream", headers=headers)


def to_bytes(frame: Frame) -> bytes:
    """One event."""
    return frame.to_sse()


def last_event(request: Request, given: int | None = None) -> int:
    """The number of the last event the client has seen, by header or by query."""
    said = request.headers.get("last-event-id", "")
    if not said:
        return given or 0
    if not re.fullmatch(r"\d{1,15}", said):
        raise Problem("Last-Event-ID is the number of an event of this run.", 400)
    return int(said)
