"""The OpenAI-compatible server: chat, completions, models, health, metrics."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from engine.errors import EngineError
from engine.server import replies
from engine.server.chat import Job, Served, chat_job, completion_job
from engine.server.connection import EventStream, Gone, body_of, while_connected
from engine.server.errors import ApiError, ModelFailed, misshaped, refused
from engine.server.metrics import Metrics
from engine.server.protocol import Asked, ChatRequest, CompletionRequest
from engine.server.worker import Stream, Worker
from engine.server.writer import Piece, Writer

BEAT_S = 15.0  # a stream says this often that it is still there
PATIENCE_S = 120.0  # a reader that takes nothing for so long is let go
LONGEST_RETRY_S = 30

Shape = TypeVar("Shape", bound=Asked)


@dataclass
class Server:
    """What the routes share."""

    served: Served
    worker: Worker
    metrics: Metrics = field(default_factory=Metrics)
    patience_s: float = PATIENCE_S
    beat_s: float = BEAT_S
    arriving: int = 0
    """Requests that are being read and made into tokens."""

    async def chat(self, request: Request) -> Response:
        """POST /v1/chat/completions."""
        with self._arriving():
            asked = await self._read(request, ChatRequest)
            job = await asyncio.to_thread(chat_job, self.served, asked)
        if asked.stream:
            return await self._stream(request, job, asked)
        (writer,) = await while_connected(request.receive, self._whole([job]))
        heading = replies.Heading(self.served.name)
        return JSONResponse(heading.reply([replies.chat_choice(writer)], writer.usage()))

    async def completions(self, request: Request) -> Response:
        """POST /v1/completions."""
        with self._arriving():
            asked = await self._read(request, CompletionRequest)
            jobs = [
                await asyncio.to_thread(completion_job, self.served, asked, prompt)
                for prompt in asked.prompts
            ]
        if asked.stream:
            return await self._stream(request, jobs[0], asked)
        writers = await while_connected(request.receive, self._whole(jobs))
        ids = asked.return_token_ids
        choices = [replies.text_choice(w, at, token_ids=ids) for at, w in enumerate(writers)]
        heading = replies.Heading(self.served.name, chat=False)
        return JSONResponse(heading.reply(choices, replies.total(writers)))

    async def models(self, _: Request) -> Response:
        """GET /v1/models."""
        return JSONResponse({"object": "list", "data": [self._model()]})

    async def model(self, request: Request) -> Response:
        """GET /v1/models/NAME."""
        self._known(request.path_params["name"])
        return JSONResponse(self._model())

    async def health(self, _: Request) -> Response:
        """GET /health: 200 while the engine lives."""
        figures = self.worker.figures
        said = {"running": figures.running, "waiting": figures.waiting, "open": self.worker.open}
        if self.worker.alive:
            return JSONResponse({"status": "ok", **said})
        return JSONResponse({"status": "the engine has ended", **said}, 503)

    async def figures(self, _: Request) -> Response:
        """GET /metrics."""
        return PlainTextResponse(self.metrics.text(self.worker.figures, open=self.worker.open))

    def told(self, error: ApiError) -> Response:
        """An error as clients expect it."""
        self.metrics.ended[error.code] += 1
        wait = error.retry_after_s
        headers = {"retry-after": str(self._retry_after())} if wait is not None else None
        return JSONResponse(error.to_json(), error.status, headers)

    def _model(self) -> dict[str, object]:
        served = {"id": self.served.name, "object": "model", "created": 0, "owned_by": "tieout"}
        return served | {"max_model_len": self.served.context}

    def _known(self, name: str) -> None:
        if name != self.served.name:
            message = f"The model {name} does not exist; this server has {self.served.name}."
            raise ApiError(404, message, "model_not_found", "model")

    def _retry_after(self) -> int:
        """Seconds until a place is likely to be free."""
        return min(LONGEST_RETRY_S, max(1, math.ceil(self.metrics.whole.mean)))

    async def _read(self, request: Request, shape: type[Shape]) -> Shape:
        """The request's body, which must be of this shape and for this model."""
        asked = shape.model_validate_json(await body_of(request, patience_s=self.patience_s))
        self._known(asked.model)
        return asked

    @contextmanager
    def _arriving(self) -> Iterator[None]:
        """A place for a request that is being read; refused, before it is, if there is none."""
        if not self.worker.alive:
            raise ApiError(503, "The engine has ended.", "engine_error")
        taken = self.worker.open + self.arriving
        if taken >= self.worker.most:
            message = f"{taken} requests are open, and no more are taken. Try again soon."
            raise ApiError(429, message, "rate_limit_exceeded", retry_after_s=1)
        self.arriving += 1
        try:
            yield
        finally:
            self.arriving -= 1

    async def _whole(self, jobs: Sequence[Job]) -> list[Writer]:
        """Every job done, all at once."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._write(job)) for job in jobs]
        return [task.result() for task in tasks]

    async def _write(self, job: Job) -> Writer:
        """One job done."""
        writer = Writer(self.served, job)
        with self._submit(job) as stream:
            async for _ in self._pieces(stream, writer):
                pass
        return writer

    async def _stream(self, request: Request, job: Job, asked: Asked) -> Response:
        """A reply in chunks, once the engine has taken the request."""
        stream = self._submit(job)
        try:
            await while_connected(request.receive, accepted(stream))
        except (Gone, EngineError):
            self.worker.leave(stream)
            raise
        return EventStream(
            self._events(stream, job, asked),
            patience_s=self.patience_s,
            end=lambda: self.worker.leave(stream),
        )

    async def _events(self, stream: Stream, job: Job, asked: Asked) -> AsyncGenerator[bytes]:
        """The chunks of a reply, usage and end included."""
        heading = replies.Heading(self.served.name, chat=job.chat is not None)
        delta = replies.chat_delta if heading.chat else replies.text_delta
        writer = Writer(self.served, job)
        with stream:
            if heading.chat:
                yield heading.chunk([replies.chat_opening()])
            try:
                async for piece in self._pieces(stream, writer):
                    if piece is None:
                        yield replies.STILL_HERE
                    elif (said := delta(piece, logprobs=job.logprobs)) is not None:
                        yield heading.chunk([said])
            except EngineError as error:
                yield replies.failure(refused(error))
                return
            if asked.usage_at_the_end:
                yield heading.chunk([], writer.usage())
            yield replies.DONE

    def _submit(self, job: Job) -> Stream:
        return self.worker.submit(job.prompt.ids, job.sampling, priority=job.priority)

    async def _pieces(self, stream: Stream, writer: Writer) -> AsyncIterator[Piece | None]:
        """What each token brings, to the end; None whenever there was nothing for a while."""
        began, how = time.monotonic(), "disconnected"
        try:
            while writer.finish is None:
                token = await stream.next(patience_s=self.beat_s)
                if token is None:
                    yield None
                    continue
                if not writer.ids:
                    self.metrics.first_token.add(time.monotonic() - began)
                piece = writer.take(token)
                self._sound(writer)
                if piece.finish:
                    how = piece.finish
                    writer.keep()
                yield piece
        except EngineError:
            how = "engine_error"
            raise
        finally:
            self.metrics.ended[how] += 1
            self.metrics.whole.add(time.monotonic() - began)

    def _sound(self, writer: Writer) -> None:
        """Nothing unheld is passed off as held."""
        constraint = writer.job.constraint
        if constraint is not None and constraint.error:
            raise ModelFailed(f"The output could not be held to its schema: {constraint.error}")


async def accepted(stream: Stream) -> None:
    """Wait until the engine has taken the request, or raise why it has not."""
    await asyncio.shield(stream.accepted)


def create_app(server: Server, *, hosts: Sequence[str] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The server as an ASGI app, which starts the worker and stops it.

    `hosts` are the names it answers to: a page of a foreign site cannot point its own at us.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        server.worker.start()
        yield
        await server.worker.stop()

    app = FastAPI(lifespan=life, openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    route(app, "POST", "/v1/chat/completions", server.chat)
    route(app, "POST", "/v1/completions", server.completions)
    route(app, "GET", "/v1/models", server.models)
    route(app, "GET", "/v1/models/{name:path}", server.model)
    route(app, "GET", "/health", server.health)
    route(app, "GET", "/metrics", server.figures)
    add_errors(app, server)
    return app


def route(
    app: FastAPI, method: str, path: str, answer: Callable[[Request], Awaitable[Response]]
) -> None:
    """Answer this path."""
    app.router.add_route(path, answer, methods=[method])


def add_errors(app: FastAPI, server: Server) -> None:
    """Every refusal in OpenAI's words."""

    async def refusal(_: Request, error: Exception) -> Response:
        return server.told(to_api(error, server.served.context))

    async def fault(_: Request, __: Exception) -> Response:
        return server.told(ApiError(500, "A fault in the server; its log says more.", "fault"))

    ours = (ApiError, EngineError, ValidationError, HTTPException, ExceptionGroup)
    for kind in (*ours, Gone, ClientDisconnect):
        app.add_exception_handler(kind, refusal)
    app.add_exception_handler(Exception, fault)  # still raised, so that it is logged


def to_api(error: Exception, context: int) -> ApiError:
    """The refusal that an error means."""
    if isinstance(error, ExceptionGroup):  # of several prompts: the first that failed
        return to_api(error.exceptions[0], context)
    if isinstance(error, ApiError):
        return error
    if isinstance(error, EngineError):
        return refused(error, context=context)
    if isinstance(error, ValidationError):
        return misshaped(error)
    if isinstance(error, HTTPException):
        return ApiError(error.status_code, str(error.detail), "not_found")
    if isinstance(error, Gone | ClientDisconnect):
        return ApiError(499, "The client has gone.", "disconnected")
    raise error
