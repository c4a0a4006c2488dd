"""The seam for models: one method, its reply, and the errors a model may raise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from store.errors import TieoutError
from tools.tool import Tool

if TYPE_CHECKING:
    from agent.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call. `id` ties the observation to it."""

    id: str
    tool: str
    arguments: dict[str, object]
    malformed: str = ""
    """The arguments as they came, when they are no JSON object; then `arguments` is empty."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply took."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt tokens, those the provider had cached."""
    completion_tokens: int = 0
    cost_usd: Decimal | None = Decimal(0)
    """None where the price is not known."""

    def __add__(self, other: "Usage") -> "Usage":
        known = None not in (self.cost_usd, other.cost_usd)
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
            (self.cost_usd or Decimal(0)) + (other.cost_usd or Decimal(0)) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said: text, calls, both, or (it happens) neither."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    usage: Usage = Usage()


class Model(Protocol):
    """Anything that can go on with a transcript."""

    @property
    def name(self) -> str:
        """What was asked for: "offline", "anthropic/…", …"""
        ...

    def reply(
        self, transcript: "Transcript", tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """The next reply. `on_text` gets the text as it comes. Raises ModelError only.

        What `on_text` raises ends the reply and is passed on.
        """
        ...


@runtime_checkable
class Priced(Protocol):
    """A model that knows its price."""

    def worst_cost(self, transcript: "Transcript", tools: Sequence[Tool]) -> Decimal | None:
        """Dollars that the next reply can cost at most; None where prices are not known."""


class ModelError(TieoutError):
    """The model gave no reply. The message says why, and what to do."""

    retryable = False
    """Whether the same request may succeed a little later."""
    free = False
    """Whether the provider takes no money for it: the request was not taken."""
    retry_after: float | None = None
    """Seconds the provider asks to wait, where it says so."""


class RateLimited(ModelError):
    """Too many requests or tokens for now."""

    retryable = True
    free = True


class Unavailable(ModelError):
    """The provider cannot be reached, is overloaded or broke down."""

    retryable = True


class TooSlow(ModelError):
    """Nothing came in time."""

    retryable = True


class NotAllowed(ModelError):
    """The key is missing, wrong, or lacks a right."""

    free = True


class NoSuchModel(ModelError):
    """The provider knows no model of that name, or litellm knows no such provider."""

    free = True


class TooLong(ModelError):
    """The transcript is longer than the model's context."""

    free = True


class Declined(ModelError):
    """The provider's content filter refused."""


class BadRequest(ModelError):
    """The provider did not take the request as it was."""

    free = True


class NoTools(BadRequest):
    """The provider, or the model, takes no tools; calls have to go in plain text."""


class OutOfMoney(ModelError):
    """A budget or quota of the provider is used up."""

    free = True
