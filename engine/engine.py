"""The engine: requests in, tokens out, one step at a time. It neither waits nor sleeps."""

import secrets
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.batch import Chunk
from engine.cache import PAGE, Cache
from engine.config import EngineConfig, read_config
from engine.errors import BadRequest, Busy, NoRoom, TooLong
from engine.flight import Flight
from engine.models.registry import build_model
from engine.request import PENDING, Finish, Request, Sampling, Token
from engine.runner import Model, ModelRunner, Runner
from engine.sampler import Drawn, NoToken
from engine.scheduler import DRAFTING, Scheduler
from engine.storage import dtype_of, page_count
from engine.weights import SavedWeights


@dataclass(frozen=True, slots=True)
class Stats:
    """What goes on, and what went on since the start."""

    running: int
    waiting: int
    pages_used: int
    """Held by running requests."""
    pages_cached: int
    """Held by nobody, kept for whoever comes with the same prefix."""
    pages_free: int
    prompt_tokens: int
    cached_tokens: int
    """Of the tokens of prompts, those that were in the cache already."""
    generated_tokens: int
    drafted_tokens: int
    """Guessed from the requests' own texts."""
    accepted_tokens: int
    """Of these, the ones that were right."""
    preempted: int
    steps: int


class Engine:
    """Runs requests together. Not for several threads at once: one steps, the others ask it to."""

    def __init__(
        self, model: Model, config: EngineConfig | None = None, *, runner: Runner | None = None
    ) -> None:
        self.config = config or EngineConfig()
        self.model = model
        self.context = min(self.config.context, model.config.longest)
        dtype = dtype_of(model.config, self.config)
        pages = page_count(model.config, self.config, dtype)
        self.cache = Cache(pages)
        self.scheduler = Scheduler(self.cache, self.config)
        self.runner = runner or ModelRunner(model, self.config, pages, dtype)
        self.requests: dict[str, Request] = {}
        self.flight: Flight | None = None
        """What was launched and is not known yet."""
        self.told: list[Token] = []
        """What the next step reports."""
        self.arrivals = 0
        self.steps = self.prompt_tokens = self.cached_tokens = self.generated_tokens = 0
        self.drafted_tokens = self.accepted_tokens = 0

    @classmethod
    def load(cls, folder: Path, config: EngineConfig | None = None) -> "Engine":
        """The engine for a folder as Hugging Face writes them. What is wrong with it is said."""
        config = config or EngineConfig()
        shape = read_config(folder)
        weights = SavedWeights(folder, dtype_of(shape, config), config.device)
        model = build_model(weights, shape)
        weights.finish()
        return cls(model, config)

    def add(self, prompt: Sequence[int], sampling: Sampling, *, id: str, priority: int = 0) -> None:
        """Take in a request; its tokens come out of `step`. A higher priority goes first."""
        self._refuse(prompt, sampling, id)
        seed = secrets.randbits(63) if sampling.seed is None else sampling.seed & (1 << 63) - 1
        request = Request(
            id, array("i", prompt), len(prompt), sampling, seed, priority, self.arrivals
        )
        self.arrivals += 1
        self.requests[id] = request
        self.scheduler.add(request)

    def cancel(self, id: str) -> None:
        """End a request; its pages are free at once. One that is gone already is no error."""
        request = self.requests.get(id)
        if request is not None:
            self._end(request)
            self.told.append(ending(request, "cancelled"))

    def step(self) -> list[Token]:
        """Compute one step: the tokens it drew, and the ends of requests cancelled before it.

        With `overlap` they are those of the step before: this one is only launched.
        """
        if self.flight is not None and not self._runs_ahead():
            self._land(self.flight)
            self.flight = None
        chunks = self.scheduler.schedule()
        before, self.flight = self.flight, None
        flight = self.runner.launch(chunks, before) if chunks else None
        self.steps += flight is not None
        if before is not None:
            self._land(before)
        if flight is not None and self._runs_ahead():
            self._await(flight)
        elif flight is not None:
            self._land(flight)
        tokens, self.told = self.told, []
        return tokens

    def idle(self) -> bool:
        """Whether there is nothing left to do or to report."""
        return not self.requests and not self.told and self.flight is None

    def check(self) -> None:
        """Raise BrokenInvariant if a page is leaked or doubly owned."""
        tables = (each.table for each in self.scheduler.running)
        self.cache.check(table for table in tables if table is not None)

    def stats(self) -> Stats:
        """Counts for people and for machines that watch."""
        cache = self.cache
        return Stats(
            running=len(self.scheduler.running),
            waiting=len(self.scheduler.waiting),
            pages_used=cache.total - cache.available,
            pages_cached=cache.unused.count,
            pages_free=len(cache.free),
            prompt_tokens=self.prompt_tokens,
            cached_tokens=self.cached_tokens,
            generated_tokens=self.generated_tokens,
            drafted_tokens=self.drafted_tokens,
            accepted_tokens=self.accepted_tokens,
            preempted=self.scheduler.preempted,
            steps=self.steps,
        )

    def generate(
        self, prompts: Sequence[Sequence[int]], sampling: Sampling | Sequence[Sampling]
    ) -> list[list[int]]:
        """Run prompts together to their ends: for each the tokens it generated."""
        each = [sampling] * len(prompts) if isinstance(sampling, Sampling) else sampling
        names = [f"generate-{self.arrivals + number}" for number in range(len(prompts))]
        for name, prompt, wanted in zip(names, prompts, each, strict=True):
            self.add(prompt, wanted, id=name)
        found: dict[str, list[int]] = {name: [] for name in names}
        while any(name in self.requests for name in names):
            for token in self.step():
                if token.id >= 0 and token.request in found:
                    found[token.request].append(token.id)
        return [found[name] for name in names]

    def _refuse(self, prompt: Sequence[int], sampling: Sampling, id: str) -> None:
        """Raise if the request can never be served."""
        if id in self.requests:
            raise BadRequest(f"A request with the id {id} is running already.")
        if not prompt:
            raise BadRequest("The prompt has no tokens.")
        vocabulary = self.model.config.vocabulary
        if min(prompt) < 0 or max(prompt) >= vocabulary:
            raise BadRequest(f"The prompt has tokens outside the vocabulary of {vocabulary}.")
        if sampling.max_tokens < 1:
            raise BadRequest("max_tokens must be 1 or more.")
        length = len(prompt) + sampling.max_tokens
        if length > self.context:
            raise TooLong(
                f"The prompt has {len(prompt)} tokens and may generate {sampling.max_tokens}: "
                f"together more than the context of {self.context}."
            )
        if length > self.cache.total * PAGE:
            raise NoRoom(f"{length} tokens do not fit into {self.cache.total} pages of {PAGE}.")
        if len(self.scheduler.waiting) >= self.config.waiting:
            raise Busy(f"{self.config.waiting} requests wait already; try again later.")

    def _runs_ahead(self) -> bool:
        """Whether a step may be scheduled before the tokens of the one before it are known.

        Masks and drafts are made from the last token, so with them it may not.
        """
        if not self.config.overlap:
            return False
        few = len(self.scheduler.running) <= DRAFTING // (1 + self.config.drafts)
        if self.config.drafts and few:
            return False
        return all(each.sampling.mask is None for each in self.requests.values())

    def _await(self, flight: Flight) -> None:
        """Leave the step under way: each token it draws has a place already."""
        self.flight = flight
        for chunk in flight.chunks:
            if chunk.draws and chunk.request.id in self.requests:
                chunk.request.tokens.append(PENDING)

    def _land(self, flight: Flight) -> None:
        """Wait for a step and take in what it drew."""
        for chunk, outcome in zip(flight.chunks, flight.collect(), strict=True):
            request = chunk.request
            if self.requests.get(request.id) is not request:
                continue  # it has ended meanwhile
            if isinstance(outcome, NoToken):
                self._end(request)  # without `finish`: nobody shall read the pages of this chunk
                self.told.append(ending(request, "error", outcome.why))
            else:
                self._take(chunk, outcome)

    def _take(self, chunk: Chunk, drawn: Sequence[Drawn]) -> None:
        """What the tokens drawn from a chunk mean for its request."""
        request = chunk.request
        if drawn and chunk.stop == request.prompt:
            self.prompt_tokens += request.prompt
            self.cached_tokens += request.cached
        self.drafted_tokens += len(chunk.draft)
        self.accepted_tokens += max(0, len(drawn) - 1)
        for number, each in enumerate(drawn):
            put(request.tokens, chunk.stop + number, each.id)
            self.generated_tokens += 1
            finish = finished(request, chunk.stop + number)
            token = Token(request.id, each.id, each.logprob, each.top, finish, request.cached)
            self.told.append(token)
            if finish is not None:
                self.scheduler.finish(chunk, number)
                return self._end(request)
        return self.scheduler.finish(chunk, max(0, len(drawn) - 1))

    def _end(self, request: Request) -> None:
        self.scheduler.remove(request)
        del self.requests[request.id]


def ending(request: Request, finish: Finish, error: str = "") -> Token:
    """The end of a request that has no token."""
    return Token(request.id, -1, 0.0, (), finish, request.cached, error)


def put(tokens: "array[int]", at: int, id: int) -> None:
    """Write a token that has come: where one was awaited, or behind all others."""
    if at == len(tokens):
        tokens.append(id)
    else:
        tokens[at] = id


def finished(request: Request, at: int) -> Finish | None:
    """Whether the token at that place ends the request."""
    if request.tokens[at] in request.sampling.stop_ids:
        return "stop"
    length = at + 1 - request.prompt
    return "length" if length >= request.sampling.max_tokens else None
