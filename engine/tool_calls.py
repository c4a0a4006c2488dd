"""A reply taken apart as it comes: reasoning, text, and tool calls in Qwen's two ways.

    <think>…</think>
    <tool_call>{"name": "grep", "arguments": {"pattern": "lease"}}</tool_call>
    <tool_call><function=grep><parameter=pattern>lease</parameter></function></tool_call>

Tags are known by their token where the vocabulary has one, so that a quotation spelled like a tag
stays a quotation, and by their letters otherwise. Nothing is lost: what is no call is text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.call_bodies import Call, Schema, read_calls
from engine.tokenizer import Detokenizer, Tokenizer, overlap

THINK, END_THINK = "<think>", "</think>"
CALL, END_CALL = "<tool_call>", "</tool_call>"
FUNCTION, END_FUNCTION = "<function=", "</function>"
Mode = Literal["text", "reasoning", "call", "function"]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of what the reply says."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A piece of what the model thought before it said anything."""

    text: str


Event = Text | Reasoning | Call


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that arrived."""

    name: str


class Tags:
    """Tokens to text and tags; text that may be the beginning of a tag waits."""

    def __init__(self, tokenizer: Tokenizer, names: Sequence[str]) -> None:
        ids = {name: tokenizer.control(name) for name in names}
        self._by_id = {id: name for name, id in ids.items() if id is not None}
        self._spelled = tuple(name for name, id in ids.items() if id is None)
        self._detokenizer = Detokenizer(tokenizer)
        self._held = ""

    def add(self, id: int) -> Iterator[str | Tag]:
        """What is certain after this token."""
        if name := self._by_id.get(id):
            yield from self.finish()
            yield Tag(name)
        else:
            yield from self._cut(self._detokenizer.add(id))

    def finish(self) -> Iterator[str | Tag]:
        """What waited."""
        yield from self._cut(self._detokenizer.finish())
        held, self._held = self._held, ""
        if held:
            yield held

    def _cut(self, text: str) -> Iterator[str | Tag]:
        held = self._held + text
        while found := first_of(self._spelled, held):
            at, name = found
            if at:
                yield held[:at]
            yield Tag(name)
            held = held[at + len(name) :]
        keep = max((overlap(held, name) for name in self._spelled), default=0)
        self._held = held[len(held) - keep :]
        if sure := held[: len(held) - keep]:
            yield sure


def first_of(names: Sequence[str], text: str) -> tuple[int, str] | None:
    """The first of `names` in `text`, and where."""
    found = [(text.find(name), name) for name in names]
    return min(((at, name) for at, name in found if at >= 0), default=None)


@dataclass
class Reply:
    """A reply as far as it has come.

    Spaces and line breaks around reasoning and calls belong to the tags, not to the text.
    `schemas` are the tools' parameters by name; None where no tools were offered, and then
    nothing is taken for a call.
    """

    tokenizer: Tokenizer
    schemas: Mapping[str, Schema] | None = None
    thinking: bool = False
    """Whether the prompt has opened the reasoning already."""
    reasoning_tokens: int = 0
    called: bool = False
    _mode: Mode = "text"
    _before: Mode = "text"
    """Where a call that ends returns to."""
    _body: str = ""
    _lead: str = ""
    """The tag that opened the call, and the white space before it."""
    _space: str = ""
    """White space that is written only if text follows."""
    _fresh: bool = True
    """Whether nothing stands since the last tag."""
    _tags: Tags = field(init=False)

    def __post_init__(self) -> None:
        names = [THINK, END_THINK]
        if self.schemas is not None:
            names += [CALL, END_CALL, FUNCTION, END_FUNCTION]
        self._tags = Tags(self.tokenizer, names)
        self._mode = "reasoning" if self.thinking else "text"
        self._fresh = self.thinking

    def add(self, id: int) -> list[Event]:
        """What is certain after this token."""
        self.reasoning_tokens += self._mode == "reasoning"
        return [event for item in self._tags.add(id) for event in self._take(item)]

    def finish(self) -> list[Event]:
        """The rest; a call that was cut off is read as far as it goes."""
        events = [event for item in self._tags.finish() for event in self._take(item)]
        if self._mode in ("call", "function"):
            events += self._close("")
        elif self._mode == "text" and self._space and not self.called:
            events.append(Text(self._space))
        self._space = ""
        return events

    def _take(self, item: str | Tag) -> Iterator[Event]:
        if self._mode in ("call", "function"):
            yield from self._in_call(item)
        elif isinstance(item, str):
            yield from self._say(item)
        else:
            yield from self._turn(item.name)

    def _turn(self, tag: str) -> Iterator[Event]:
        """A tag outside of calls. One that closes what is not open is dropped."""
        if tag == THINK:
            self._enter("reasoning")
        elif tag == END_THINK:
            self._enter("text")
        elif tag == CALL:
            self._open("call", CALL)
        elif tag == FUNCTION:
            self._open("function", FUNCTION)
        yield from ()

    def _enter(self, mode: Mode) -> None:
        self._mode, self._space, self._fresh = mode, "", True

    def _open(self, mode: Mode, tag: str) -> None:
        self._before, self._body, self._lead = self._mode, "", self._space + tag
        self._enter(mode)

    def _in_call(self, item: str | Tag) -> Iterator[Event]:
        """Everything up to the end of the call belongs to it, tags of other kinds too."""
        tag = item.name if isinstance(item, Tag) else None
        ends = END_CALL if self._mode == "call" else END_FUNCTION
        if tag == CALL and self._mode == "call":  # the one before was not closed
            yield from self._close("")
            self._open("call", CALL)
        elif tag == ends:
            yield from self._close(ends)
        else:
            self._body += item if isinstance(item, str) else item.name

    def _close(self, end: str) -> Iterator[Event]:
        """The calls of the body, or else all of it as text, `end` being the tag that came."""
        known = self.schemas or {}
        bare = self._mode == "function"
        calls = read_calls(FUNCTION + self._body if bare else self._body, known)
        if bare and any(call.name not in known for call in calls):
            calls = []  # without its outer tag, only a tool that was offered is meant
        written = self._lead + self._body + end
        self._enter(self._before)
        if calls:
            self.called = True
            yield from calls
        elif self._body.strip():
            self._fresh = False
            yield Text(written)

    def _say(self, text: str) -> Iterator[Event]:
        """Text or reasoning, less the white space after a tag and before the next."""
        if self._fresh:
            text = text.lstrip()
        if not text:
            return
        self._fresh = False
        whole = self._space + text
        said = whole.rstrip()
        self._space = whole[len(said) :]
        if said:
            yield Text(said) if self._mode == "text" else Reasoning(said)


def offered(tools: Sequence[Mapping[str, object]]) -> dict[str, Schema]:
    """The parameters of each tool by its name, of tools written as OpenAI writes them."""
    found: dict[str, Schema] = {}
    for tool in tools:
        function = tool.get("function")
        if isinstance(function, Mapping):
            parameters = function.get("parameters")
            found[str(function.get("name"))] = parameters if isinstance(parameters, dict) else {}
    return found


def opens_thinking(rendered: str) -> bool:
    """Whether a rendered chat ends inside the reasoning of the reply it asks for."""
    return re.search(rf"{THINK}\s*\Z", rendered) is not None
