"""Any provider's model, through litellm: a client only, imported here and when it is first used.

Replies are streamed. An error that may pass is retried with growing pauses; all others, and the
last of these, come out as ModelError.
"""

import json
import os
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from importlib.metadata import version
from typing import Any

from agent.messages import Message, messages
from agent.model import ModelError, NoTools, Reply, TooLong, Usage
from agent.provider_errors import provider_errors
from agent.reply import Replying
from agent.streaming import Gathered
from agent.text_calls import calls_in, to_text
from agent.transcript import Transcript
from tools.tool import Tool

BAD_RELEASES = re.compile(r"1\.82\.[78]|1\.107\..*")  # published by someone who had stolen the key
PAUSES_S = (1.0, 2.0, 4.0)  # before the second, third and fourth attempt
LONGEST_PAUSE_S = 30.0  # a server that asks for more is not waited for
CHARACTERS_A_TOKEN = 4  # where a provider counts no tokens
UNKNOWN_CONTEXT = 128_000  # of models on no list; the provider's own word ends in more folding
KEPT_FOR_REPLY = 24_000  # of the context: the tools' schemas, and what the model writes


class BadRelease(ModelError):
    """The installed litellm is one that must not be run."""


@dataclass(frozen=True, slots=True)
class LitellmModel:
    """A model by litellm's name for it: "anthropic/…", "ollama_chat/…", "openai/…"."""

    name: str
    api_base: str | None = None
    """Base URL of an OpenAI-compatible server; None: as litellm finds it in the environment."""
    silence_s: float = 120.0
    """How long the first, or any later, piece of a reply may take."""
    total_s: float = 600.0
    """How long a whole reply may take."""
    sleep: Callable[[float], None] = time.sleep
    route: str | None = None
    """What litellm is told in place of the name."""
    api_key: str | None = None
    """None: as litellm finds it in the environment."""
    tools_in_text: threading.Event = field(default_factory=threading.Event)
    """Set when calls go in plain text: by choice, or since the provider refused tools."""
    context_tokens: int | None = None
    """What the model can read at once; None: as litellm knows it, else UNKNOWN_CONTEXT."""
    pauses_s: tuple[float, ...] = PAUSES_S
    """Before the second and later attempts; () tries once."""
    most_tokens: int | None = None
    """Of a reply; None: as many as the provider allows."""

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """The next reply, streamed; see the protocol.

        Where the transcript is too long after all, more of it is folded, and it is sent once more.
        """
        room = self._room()
        try:
            return self._patiently(messages(transcript, room), tools, on_text)
        except TooLong:
            shorter = messages(transcript, room // 2)
            if shorter == messages(transcript, room):
                raise
            return self._patiently(shorter, tools, on_text)

    def _patiently(
        self, told: list[Message], tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """A reply, after pauses if need be, and with calls in text where tools are refused."""
        for pause in (*self.pauses_s, None):
            try:
                return self._attempt(told, tools, on_text)
            except NoTools:
                if self.tools_in_text.is_set():
                    raise
                self.tools_in_text.set()
                return self._patiently(told, tools, on_text)
            except ModelError as error:
                wait = pause if error.retry_after is None else error.retry_after
                if pause is None or not error.retryable or (wait or 0) > LONGEST_PAUSE_S:
                    raise
                self.sleep(wait or 0.0)
        raise AssertionError("the last attempt returns or raises")

    def _attempt(
        self, told: list[Message], tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """One attempt, ended by the clock: a server may keep a stream alive and say nothing."""
        stream = partial(self._streamed, told, tools)
        replying = Replying(self.name, stream, threading.Event(), self.total_s)
        try:
            for text in replying.texts():
                on_text(text)
        finally:
            replying.let_go()
        return replying.reply()

    def _streamed(
        self, told: list[Message], tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        litellm = import_litellm()
        gathered = Gathered()
        with (
            provider_errors(self.name),
            closed(litellm.completion(**self._request(told, tools))) as stream,
        ):
            for chunk in stream:
                if text := gathered.add(chunk):
                    on_text(text)
        text, calls = "".join(gathered.text), gathered.made_calls()
        if self.tools_in_text.is_set() and not calls:
            text, calls = calls_in(text)
        return Reply(text, calls, self._usage(litellm, gathered, told))

    def _room(self) -> int:
        """Tokens that the messages may take: the context, less what a reply needs."""
        known = self.context_tokens
        if known is None:
            listed = import_litellm().model_cost.get(self.name) or {}
            known = int(listed.get("max_input_tokens") or UNKNOWN_CONTEXT)
        return max(known - KEPT_FOR_REPLY, known // 2)

    def _request(self, told: list[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        import httpx

        in_text = self.tools_in_text.is_set()
        offered = {"tools": [to_function(tool) for tool in tools]} if not in_text else {}
        where = {"api_base": self.api_base, "api_key": self.api_key}
        optional = {**where, **offered, "max_tokens": self.most_tokens}
        return {
            "model": self.route or self.name,
            "messages": to_text(told, tools) if in_text else told,
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": httpx.Timeout(self.silence_s, connect=min(10.0, self.silence_s)),
            "max_retries": 0,  # we pause and retry ourselves, and say so
            "num_retries": 0,
            "drop_params": True,
        } | {name: said for name, said in optional.items() if said}

    def _usage(self, litellm: Any, gathered: Gathered, told: list[Message]) -> Usage:
        """Tokens as counted by the provider, or estimated where it does not say."""
        said = gathered.usage
        written = sum(map(len, gathered.text)) + sum(len(c.arguments) for c in gathered.calls)
        prompt = getattr(said, "prompt_tokens", 0) or len(str(told)) // CHARACTERS_A_TOKEN
        completion = getattr(said, "completion_tokens", 0) or written // CHARACTERS_A_TOKEN
        details = getattr(said, "prompt_tokens_details", None)
        cached = getattr(details, "cached_tokens", 0) or 0
        return Usage(prompt, cached, completion, self._cost(litellm, prompt, cached, completion))

    def worst_cost(self, transcript: Transcript, tools: Sequence[Tool]) -> Decimal | None:
        """Dollars that the next reply can cost at most; None where the price is not known.

        A token is at least a byte, so the prompt has no more tokens than bytes.
        """
        litellm = import_litellm()
        sent = json.dumps([messages(transcript), [to_function(tool) for tool in tools]])
        most = self.most_tokens or (self._prices(litellm) or {}).get("max_output_tokens")
        return None if most is None else self._cost(litellm, len(sent.encode()), 0, int(most))

    def _cost(self, litellm: Any, prompt: int, cached: int, completion: int) -> Decimal | None:
        """Dollars, by litellm's own price list; None for a model that is not on it."""
        prices = self._prices(litellm)
        if prices is None:
            return None
        each = Decimal(str(prices["input_cost_per_token"]))
        again = Decimal(str(prices.get("cache_read_input_token_cost") or each))
        out = Decimal(str(prices.get("output_cost_per_token") or 0))
        return (prompt - cached) * each + cached * again + completion * out

    def _prices(self, litellm: Any) -> dict[str, Any] | None:
        known = litellm.model_cost
        prices: dict[str, Any] | None = known.get(self.name) or known.get(
            self.name.partition("/")[2]
        )
        return prices if prices and prices.get("input_cost_per_token") is not None else None


@contextmanager
def closed(stream: Any) -> Iterator[Any]:
    """A stream whose connection ends with the block: litellm leaves one half read open."""
    try:
        yield stream
    finally:
        end = getattr(getattr(stream, "completion_stream", None), "close", None)
        if end is not None:
            end()


def to_function(tool: Tool) -> dict[str, Any]:
    """A tool as chat models are told of it."""
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return {"type": "function", "function": function}


def import_litellm() -> Any:
    """litellm, set up so that it neither calls out nor prints. Takes seconds the first time."""
    installed = version("litellm")
    if is_bad_release(installed):
        raise BadRelease(
            f"litellm {installed} was published with stolen rights and may send keys away. "
            "Remove it, change your keys, and install the version Tieout pins."
        )
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else the import asks GitHub for prices
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import litellm
    # what it does with pydantic is for its authors to put right; as an error it ends the reply
    warnings.filterwarnings("ignore", module=r"(litellm|pydantic)(\..*)?$")
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    return litellm


def is_bad_release(installed: str) -> bool:
    """Whether this release of litellm must not be run."""
    return BAD_RELEASES.fullmatch(installed) is not None
