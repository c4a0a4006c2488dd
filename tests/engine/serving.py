"""A server on loopback in a thread: around the real engine, or around one that plays a script."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn

from engine.config import EngineConfig
from engine.engine import Engine
from engine.errors import TooLong
from engine.request import Sampling, Token
from engine.server.app import Server, create_app
from engine.server.chat import Served
from engine.server.worker import Worker
from engine.testing import tiny_model
from engine.tokenizer import Tokenizer
from tests.engine.tiny_folder import VOCABULARY, write_tokenizer

NAME = "tiny"


@dataclass(frozen=True)
class Counts:
    running: int
    waiting: int
    pages_used: int = 0
    generated_tokens: int = 0


@dataclass
class ScriptedEngine:
    """Gives each request its next token a step; the replies are taken from a list in turn."""

    replies: list[Iterable[int]] = field(default_factory=list)
    """Tokens; one that is -1 is a failure of the model, and -2 is one of the engine."""
    endless: Sequence[int] = (5,)
    """What is said, over and over, when there are no replies left."""
    context: int = 1000
    gate: threading.Event | None = None
    """Steps wait for it."""
    prompts: list[list[int]] = field(default_factory=list)
    samplings: list[Sampling] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    priorities: list[int] = field(default_factory=list)
    open: dict[str, tuple[Sampling, Iterator[int], int]] = field(default_factory=dict)

    def add(self, prompt: Sequence[int], sampling: Sampling, *, id: str, priority: int = 0) -> None:
        if len(prompt) + sampling.max_tokens > self.context:
            raise TooLong(f"{len(prompt)} and {sampling.max_tokens} tokens are too many.")
        self.prompts.append(list(prompt))
        self.samplings.append(sampling)
        self.priorities.append(priority)
        reply = self.replies.pop(0) if self.replies else again(self.endless)
        self.open[id] = (sampling, iter(reply), 0)

    def cancel(self, id: str) -> None:
        if self.open.pop(id, None):
            self.cancelled.append(id)

    def idle(self) -> bool:
        return not self.open

    def stats(self) -> Counts:
        return Counts(len(self.open), 0)

    def step(self) -> list[Token]:
        if self.gate is not None:
            assert self.gate.wait(30), "the gate was never opened"
        return [self._next(id) for id in list(self.open)]

    def _next(self, id: str) -> Token:
        sampling, reply, count = self.open[id]
        token = next(reply)
        if token == -2:
            raise RuntimeError("out of memory")
        if token == -1:
            del self.open[id]
            return Token(id, -1, 0.0, (), "error", 0, "The model's numbers are not numbers.")
        ends = token in sampling.stop_ids
        finish = "stop" if ends else "length" if count + 1 >= sampling.max_tokens else None
        self.open[id] = (sampling, reply, count + 1)
        if finish:
            del self.open[id]
        top = tuple((token + n, -0.5 - n) for n in range(sampling.logprobs))
        return Token(id, token, -0.5, top, finish, 7)  # type: ignore[arg-type]


def again(ids: Sequence[int]) -> Iterator[int]:
    while True:
        yield from ids


def write_model(folder: Path) -> Path:
    """A tiny random Qwen3 with its tokenizer and chat template."""
    write_tokenizer(folder)
    tiny_model(folder, vocabulary=VOCABULARY, layers=2, eos_token_id=2)
    return folder


def scripted(tokenizer: Tokenizer, engine: ScriptedEngine, *, most: int = 256) -> Server:
    served = Served(NAME, tokenizer, VOCABULARY, engine.context)
    return Server(served, Worker(engine, most=most))


def real(folder: Path, *, most: int = 64, **limits: int) -> tuple[Server, Engine]:
    config = replace(EngineConfig(pages=64, context=2048), **limits)  # type: ignore[arg-type]
    engine = Engine.load(folder, config)
    served = Served(NAME, Tokenizer.load(folder), VOCABULARY, engine.context)
    return Server(served, Worker(engine, most=most)), engine


@contextmanager
def serving(server: Server) -> Iterator[str]:
    """The base URL of the server, which runs until the block is left."""
    app = create_app(server)
    config = uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=5)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    wait_until(lambda: running.started or not thread.is_alive())
    try:
        port = running.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        running.should_exit = True
        thread.join()


def wait_until(done: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Wait for something that happens soon in another thread."""

    async def waiting() -> None:
        async with asyncio.timeout(seconds):
            while not done():
                await asyncio.sleep(0.005)

    asyncio.run(waiting())
