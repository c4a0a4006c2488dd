"""An OpenAI-compatible server on loopback that plays a script of replies, faults included."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Said:
    """A good reply: text, and calls as (tool, arguments as JSON text)."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    cached: int = 0
    usage: bool = True


@dataclass(frozen=True)
class Fault:
    """A reply that is none."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    message: str = "broken"
    code: str | None = None
    cut_after: int | None = None
    """Pieces of a good stream that are sent before the connection drops."""
    silence_s: float = 0.0
    """Seconds of nothing before the first byte."""
    stall_s: float = 0.0
    """Seconds of nothing after `cut_after` pieces."""
    drip_s: float = 0.0
    """Seconds in which a stream is kept alive by comments and says nothing."""


@dataclass
class OpenAiServer:
    """What was asked, and what is still to be said."""

    script: list[Said | Fault]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def next(self) -> Said | Fault:
        return self.script.pop(0) if self.script else Fault(500, message="the script has ended")


@contextmanager
def openai_server(script: Sequence[Said | Fault]) -> Iterator[OpenAiServer]:
    state = OpenAiServer(list(script))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            state.requests.append(json.loads(body))
            said = state.next()
            if isinstance(said, Fault):
                self.fail(said)
            else:
                self.stream([chunk_line(chunk) for chunk in chunks(said)] + ["data: [DONE]\n\n"])

        def fail(self, fault: Fault) -> None:
            time.sleep(fault.silence_s)
            if fault.status:
                error = {"message": fault.message, "type": "error", "code": fault.code}
                self.send_response(fault.status)
                for name, value in fault.headers:
                    self.send_header(name, value)
                data = json.dumps({"error": error}).encode()
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            elif fault.drip_s:
                self.drip(fault.drip_s)
            elif fault.cut_after is not None:
                lines = [chunk_line(each) for each in chunks(Said("Half of a sentence " * 3))]
                self.stream(lines[: fault.cut_after], complete=False)
                time.sleep(fault.stall_s)
            self.close_connection = True

        def drip(self, seconds: float) -> None:
            end = time.monotonic() + seconds
            self.stream([], complete=False)
            with suppress(OSError):  # the client may have gone
                while time.monotonic() < end:
                    self.wfile.write(b": still here\n\n")
                    self.wfile.flush()
                    time.sleep(0.02)

        def stream(self, lines: Sequence[str], *, complete: bool = True) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            if not complete:  # a length that is never reached: the client sees a broken reply
                self.send_header("content-length", "100000")
            self.end_headers()
            for line in lines:
                self.wfile.write(line.encode())
                self.wfile.flush()
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """A test is told by its result, not by a log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def chunk_line(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"


def chunks(said: Said) -> Iterator[dict[str, Any]]:
    """Text in pieces of seven characters; a call's name first, its arguments in pieces of nine."""
    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(said.text, 7):
        yield chunk({"content": piece})
    for index, (tool, arguments) in enumerate(said.calls):
        head = {"index": index, "id": f"call_{index}_{tool}", "type": "function"}
        yield chunk({"tool_calls": [head | {"function": {"name": tool, "arguments": ""}}]})
        for piece in pieces(arguments, 9):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield chunk({}, "tool_calls" if said.calls else "stop")
    if said.usage:
        usage = {"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020}
        details = {"prompt_tokens_details": {"cached_tokens": said.cached}}
        yield chunk({}, None) | {"choices": [], "usage": usage | details}


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "test",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def pieces(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))
