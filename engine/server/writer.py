"""Tokens into what a client sees of them: text, reasoning, calls, log probabilities, the end."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.call_bodies import Call, parsed_arguments
from engine.request import Token
from engine.server.chat import Job, Served
from engine.tokenizer import Detokenizer, StopStrings, Tokenizer
from engine.tool_calls import Event, Reasoning, Reply, Text


@dataclass(frozen=True, slots=True)
class Piece:
    """What a token brought."""

    text: str = ""
    reasoning: str = ""
    calls: tuple[Mapping[str, object], ...] = ()
    """As OpenAI writes them, each with its index."""
    logprobs: tuple[Mapping[str, object], ...] = ()
    finish: str | None = None


@dataclass
class Writer:
    """One reply as far as it has come."""

    served: Served
    job: Job
    ids: list[int] = field(default_factory=list)
    text: str = ""
    reasoning: str = ""
    calls: list[Mapping[str, object]] = field(default_factory=list)
    logprobs: list[Mapping[str, object]] = field(default_factory=list)
    finish: str | None = None
    cached: int = 0
    cut: bool = False
    """Whether the client saw less than was generated."""
    _stops: StopStrings = field(init=False)
    _reader: "Reply | Plain" = field(init=False)

    def __post_init__(self) -> None:
        job, tokenizer = self.job, self.served.tokenizer
        self._stops = StopStrings(job.stops)
        chats = job.chat is not None
        self._reader = (
            Reply(tokenizer, job.schemas, thinking=job.prompt.thinking)
            if chats
            else Plain(tokenizer)
        )

    @property
    def reasoning_tokens(self) -> int:
        """How many tokens were reasoning."""
        return self._reader.reasoning_tokens

    def take(self, token: Token) -> Piece:
        """What this token brings; with its `finish` the reply is at its end."""
        self.cached = token.cached
        self.ids.append(token.id)
        events: list[Event] = []
        if token.finish != "stop":
            events += self._reader.add(token.id)
        if token.finish is not None:
            events += self._reader.finish()
        return self._piece(events, token)

    def usage(self) -> dict[str, object]:
        """Tokens in, tokens out, and how many of the first were in the cache."""
        prompt, written = len(self.job.prompt.ids), len(self.ids)
        return {
            "prompt_tokens": prompt,
            "completion_tokens": written,
            "total_tokens": prompt + written,
            "prompt_tokens_details": {"cached_tokens": self.cached},
            "completion_tokens_details": {"reasoning_tokens": self.reasoning_tokens},
        }

    def keep(self) -> None:
        """Remember the tokens of a chat that ended by itself, for its next turn."""
        if self.job.chat is None or self.cut or self.finish not in ("stop", "tool_calls"):
            return
        reply: dict[str, object] = {"role": "assistant", "content": self.text}
        if self.calls:
            reply["tool_calls"] = [to_told(call) for call in self.calls]
        ids = [*self.job.prompt.ids, *self.ids[:-1]]
        self.served.transcripts.keep(self.job.chat, reply, ids)

    def _piece(self, events: Iterable[Event], token: Token) -> Piece:
        text, reasoning, calls = "", "", list[Mapping[str, object]]()
        for event in events:
            if self.finish:
                break
            if isinstance(event, Text):
                text += self._stops.add(event.text)
                self._end_early("stop", self._stops.stopped)
                continue
            text += self._stops.finish()
            if isinstance(event, Reasoning):
                reasoning += event.text
            else:
                calls.append(to_call(len(self.calls) + len(calls), event))
                self._end_early("tool_calls", self.job.one_call)
        if token.finish is not None and self.finish is None:
            text += self._stops.finish()
            called = bool(self.calls or calls) and token.finish == "stop"
            self.finish = "tool_calls" if called else token.finish
        entries = (entry(self.served.tokenizer, token),) if self.job.logprobs else ()
        self.text += text
        self.reasoning += reasoning
        self.calls += calls
        self.logprobs += entries
        return Piece(text, reasoning, tuple(calls), entries, self.finish)

    def _end_early(self, finish: str, now: bool) -> None:
        if now:
            self.finish, self.cut = finish, True


class Plain:
    """A completion's tokens, which are text and nothing else."""

    reasoning_tokens = 0

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._detokenizer = Detokenizer(tokenizer)

    def add(self, id: int) -> list[Event]:
        """The text that is certain now."""
        return [Text(self._detokenizer.add(id))]

    def finish(self) -> list[Event]:
        """The rest of it."""
        return [Text(self._detokenizer.finish())]


def to_call(index: int, call: Call) -> dict[str, object]:
    """A call as OpenAI writes it."""
    function = {"name": call.name, "arguments": call.arguments}
    id = f"call_{secrets.token_hex(12)}"
    return {"index": index, "id": id, "type": "function", "function": function}


def to_told(call: Mapping[str, object]) -> dict[str, object]:
    """The call as it will come back in a later turn, the way templates read it."""
    function = call["function"]
    assert isinstance(function, dict)
    told = {"name": function["name"], "arguments": parsed_arguments(function["arguments"])}
    return {"type": "function", "function": told}


def entry(tokenizer: Tokenizer, token: Token) -> dict[str, object]:
    """A token's log probability beside the likeliest ones."""
    top = [one(tokenizer, id, logprob) for id, logprob in token.top]
    return one(tokenizer, token.id, token.logprob) | {"top_logprobs": top}


def one(tokenizer: Tokenizer, id: int, logprob: float) -> dict[str, object]:
    """A token and its log probability, never minus infinity, which JSON does not have."""
    spelled = list(tokenizer.bytes_of(id))
    return {"token": tokenizer.text_of(id), "logprob": max(logprob, -9999.0), "bytes": spelled}
