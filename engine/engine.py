"""The engine: requests in, tokens out, one step at a time. It neither waits nor sleeps."""

import secrets
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.batch import Chunk
from engine.cache import PAGE, Cache
from engine.config import EngineConfig, ModelConfig, read_config
from engine.errors import BadRequest, Busy, NoRoom, TooLong
from engine.models.registry import build_model
from engine.request import Finish, Request, Sampling, Token
from engine.runner import Model, ModelRunner, Runner
from engine.sampler import Drawn, NoToken
from engine.scheduler import Scheduler
from engine.storage import bytes_per_token
from engine.weights import SavedWeights

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


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
        self.gone: list[Token] = []
        self.arrivals = 0
        self.steps = self.prompt_tokens = self.cached_tokens = self.generated_tokens = 0

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
            self.gone.append(ending(request, "cancelled"))

    def step(self) -> list[Token]:
        """Compute one step: the tokens it drew, and the ends of requests cancelled before it."""
        tokens, self.gone = self.gone, []
        chunks = self.scheduler.schedule()
        if not chunks:
            return tokens
        self.steps += 1
        for chunk, drawn in zip(chunks, self.runner.run(chunks), strict=True):
            token = self._take(chunk, drawn)
            if token is not None:
                tokens.append(token)
        return tokens

    def idle(self) -> bool:
        """Whether there is nothing left to do or to report."""
        return not self.requests and not self.gone

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

    def _take(self, chunk: Chunk, drawn: Drawn | NoToken | None) -> Token | None:
        """What a computed chunk means for its request."""
        request = chunk.request
        if isinstance(drawn, NoToken):
            self._end(request)  # without `finish`: nobody shall read the pages of this chunk
            return ending(request, "error", str(drawn))
        self.scheduler.finish(chunk)
        if drawn is None:
            return None
        if len(request.tokens) == request.prompt:
            self.prompt_tokens += request.prompt
            self.cached_tokens += request.cached
        request.tokens.append(drawn.id)
        self.generated_tokens += 1
        finish = finished(request, drawn.id)
        if finish is not None:
            self._end(request)
        return Token(request.id, drawn.id, drawn.logprob, drawn.top, finish, request.cached)

    def _end(self, request: Request) -> None:
        self.scheduler.remove(request)
        del self.requests[request.id]


def ending(request: Request, finish: Finish, error: str = "") -> Token:
    """The end of a request that has no token."""
    return Token(request.id, -1, 0.0, (), finish, request.cached, error)


def finished(request: Request, id: int) -> Finish | None:
    """Whether `id`, the last token, ends the request."""
    if id in request.sampling.stop_ids:
        return "stop"
    length = len(request.tokens) - request.prompt
    return "length" if length >= request.sampling.max_tokens else None


def dtype_of(model: ModelConfig, config: EngineConfig) -> torch.dtype:
    """The number format to compute in."""
    name = model.dtype if config.dtype == "model" else config.dtype
    if name not in DTYPES:
        raise BadRequest(f"The engine does not compute in {name}; it has {', '.join(DTYPES)}.")
    return DTYPES[name]


def page_count(model: ModelConfig, config: EngineConfig, dtype: torch.dtype) -> int:
    """How many pages the cache has; too few for a single one is an error."""
    if config.pages is not None:
        return config.pages
    token = bytes_per_token(model, width=dtype.itemsize, int8=config.kv == "int8")
    pages = config.cache_bytes // (token * PAGE)
    if pages == 0:
        raise NoRoom(f"A page takes {token * PAGE} bytes; the cache has {config.cache_bytes}.")
    return pages
