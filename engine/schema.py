"""Output held to a JSON schema: which tokens may come next, by llguidance.

Reasoning is never held to anything but its length, and in a chat with tools only calls are, unless
one is demanded.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engine.call_bodies import Schema
from engine.errors import EngineError
from engine.tokenizer import Tokenizer
from engine.tool_calls import CALL, END_CALL, END_THINK, THINK

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer
    from torch import Tensor

WRITING = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""JSON as models were trained on it; free white space would let a weak model write it for ever."""
TAGS = (CALL, END_CALL, THINK, END_THINK)


class BadSchema(EngineError):
    """The schema is wrong, or says something that cannot be held to."""


class NoConstraints(EngineError):
    """The package that holds output to a schema is not installed."""


@dataclass(frozen=True)
class Grammars:
    """Makes grammars of schemas, for one vocabulary. Any thread may ask."""

    tokenizer: Tokenizer
    vocabulary: int
    """How many tokens the model has, those without text included."""

    def of_json(self, schema: Schema) -> str:
        """One JSON value of this schema and nothing else."""
        return f"start: {in_lark(schema)}\n"

    def of_calls(
        self,
        tools: Mapping[str, Schema],
        *,
        opened: bool = False,
        several: bool = False,
        otherwise: Schema | None = None,
    ) -> str:
        """A call of one of `tools`, by their parameters, as Hermes models write it.

        `opened` leaves out the tag that opens it, `several` allows more calls behind the first,
        `otherwise` is the schema of an answer that may stand in place of them.
        """
        lines = [f"call_{at}: {to_call(name, at)}" for at, name in enumerate(tools)]
        lines += [f"arguments_{at}: {in_lark(schema)}" for at, schema in enumerate(tools.values())]
        begin = r'"\n"' if opened else rf'{self._tag(CALL)} "\n"'
        among = " | ".join(f"call_{at}" for at in range(len(tools)))
        lines += [f"call: {begin} each {self._tail}", f"each: {among}"]
        calls = r'call ("\n" call)*' if several else "call"
        if otherwise is not None:
            lines.append(f"answer: {in_lark(otherwise)}")
            calls = f"{calls} | answer"
        return "\n".join([f"start: {calls}", *lines, ""])

    def matcher(self, grammar: str) -> "LLMatcher":
        """The grammar made ready, or BadSchema with what is wrong."""
        from llguidance import LLMatcher

        made = LLMatcher(self._tokens, grammar, log_level=0)
        if made.is_error():
            raise BadSchema(f"The schema cannot be held to: {made.get_error().splitlines()[0]}")
        return made

    @property
    def _tail(self) -> str:
        return rf'"\n" {self._tag(END_CALL)}'

    def _tag(self, name: str) -> str:
        id = self.tokenizer.control(name)
        return json.dumps(name) if id is None else f"<[{id}]>"

    @cached_property
    def _tokens(self) -> "LLTokenizer":
        """The vocabulary with its tags as control tokens, which no string can hold."""
        try:
            from llguidance import LLTokenizer
        except ModuleNotFoundError as error:
            raise NoConstraints(
                "Output cannot be held to a schema: llguidance is not installed. "
                "Install it with: pip install 'tieout[engine]'."
            ) from error
        written = json.loads(self.tokenizer.vocabulary.to_str())
        for token in written["added_tokens"]:
            token["special"] = token["special"] or token["content"] in TAGS
        ends = sorted(self.tokenizer.stop_ids)
        return LLTokenizer(json.dumps(written), n_vocab=self.vocabulary, eos_token=ends)


def in_lark(schema: Schema) -> str:
    """A schema as a rule of a grammar."""
    return "%json " + json.dumps({**schema, "x-guidance": WRITING})


def to_call(name: str, at: int) -> str:
    """The rule for a call of the tool `name`, whose arguments are the rule of number `at`."""
    head = json.dumps(f'{{"name": {json.dumps(name)}, "arguments": ')
    return f'{head} arguments_{at} "}}"'


@dataclass(frozen=True, slots=True)
class Thinking:
    """How a model reasons before it speaks: its tags, and how long it may."""

    begin: int | None
    end: int | None
    opened: bool = False
    """Whether the prompt has begun it."""
    allowed: bool = True
    """Whether the model may begin it."""
    budget: int | None = None
    """Tokens after which it is made to end; None for no limit."""

    @classmethod
    def of(
        cls,
        tokenizer: Tokenizer,
        *,
        opened: bool = False,
        allowed: bool = True,
        budget: int | None = None,
    ) -> "Thinking":
        """With the vocabulary's own tags."""
        begin, end = tokenizer.control(THINK), tokenizer.control(END_THINK)
        return cls(begin, end, opened, allowed, budget)


@dataclass
class Constraint:
    """Which tokens may follow those generated so far: the mask of one request.

    `trigger` is the tag whose content is held to the grammar, again and again; without it all
    that is not reasoning is.
    """

    vocabulary: int
    stop_ids: Sequence[int]
    thinking: Thinking
    matcher: "LLMatcher | None" = None
    trigger: int | None = None
    trigger_end: int | None = None
    error: str = ""
    """Why the grammar gave up, if it did; the reply then ends there."""
    _seen: int = 0
    _thinks: bool = False
    _thought: int = 0
    _holds: bool = field(init=False)

    def __post_init__(self) -> None:
        self._restart()

    def __call__(self, tokens: Sequence[int]) -> "Tensor | None":
        """The tokens allowed next as booleans, or None for all."""
        if len(tokens) < self._seen:
            self._restart()
        for id in tokens[self._seen :]:
            self._take(id)
        self._seen = len(tokens)
        return self._allowed()

    def _restart(self) -> None:
        self._seen = self._thought = 0
        self._thinks = self.thinking.opened
        self._holds = self.matcher is not None and self.trigger is None
        if self.matcher is not None:
            self.matcher.reset()

    def _take(self, id: int) -> None:
        if self._thinks:
            self._thought += 1
            self._thinks = id != self.thinking.end
        elif id == self.thinking.begin and (self._seen == 0 or not self._holds):
            self._thinks = True
        elif self._holds and self.matcher is not None:
            self._hold(self.matcher, id)
        elif id == self.trigger:
            self._holds = True

    def _hold(self, matcher: "LLMatcher", id: int) -> None:
        if id in self.stop_ids or self.error:
            return
        if not matcher.consume_token(id):
            self.error = (matcher.get_error().splitlines() or ["it stopped"])[0]
        elif id == self.trigger_end:
            matcher.reset()
            self._holds = False

    def _allowed(self) -> "Tensor | None":
        if self._thinks:
            return self._thinking()
        if not self._holds or self.matcher is None:
            return None
        if self.error:
            return self._only(self.stop_ids)
        mask = to_mask(self.matcher.compute_bitmask(), self.vocabulary)
        may_begin = self.thinking.allowed and self.thinking.begin is not None
        if may_begin and self._seen == 0:
            mask[self.thinking.begin] = True
        return mask

    def _thinking(self) -> "Tensor | None":
        """Anything, until the budget is spent; no end where something is still demanded."""
        if self.thinking.budget is not None and self._thought >= self.thinking.budget:
            return self._only([self.thinking.end])
        ends = self._only(self.stop_ids) if self._holds else None
        return None if ends is None else ~ends

    def _only(self, ids: Sequence[int | None]) -> "Tensor | None":
        import torch

        mask = torch.zeros(self.vocabulary, dtype=torch.bool)
        mask[[id for id in ids if id is not None]] = True
        return mask if mask.any() else None


def to_mask(bits: bytes, vocabulary: int) -> "Tensor":
    """One bit a token, lowest first, as booleans [vocabulary]."""
    import torch

    packed = torch.frombuffer(bytearray(bits), dtype=torch.uint8)
    each = packed[:, None] >> torch.arange(8, dtype=torch.uint8)
    return (each & 1).bool().flatten()[:vocabulary]
