"""Chats that only grow: a new turn is written behind the tokens that were generated.

Templates leave the reasoning of earlier turns out, and a reply taken apart and written anew is
seldom the same tokens; either loses the cached prefix. So the tokens of a chat are kept under what
its messages say, and of a chat that goes on only the new messages are written. Where the template
would write these differently, the whole is written anew.
"""

import hashlib
import json
from array import array
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from engine.tokenizer import CannotRender, Tokenizer
from engine.tool_calls import opens_thinking

Message = Mapping[str, object]
HERE = "\ufdd1"  # stands for what is known of a chat; no text holds it
ROOM = 16_000_000  # tokens kept in all, 4 bytes each


@dataclass(frozen=True, slots=True)
class Chat:
    """Messages on their way to the model."""

    messages: tuple[Message, ...]
    tools: tuple[Message, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A chat as tokens."""

    ids: list[int]
    thinking: bool
    """Whether it ends inside of reasoning."""
    kept: int = 0
    """How many of the tokens are those of an earlier turn, as they were."""


@dataclass
class Transcripts:
    """The tokens of recent chats, the least recently used of them forgotten. Any thread may ask."""

    tokenizer: Tokenizer
    room: int = ROOM
    _kept: OrderedDict[bytes, "array[int]"] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def prompt(self, chat: Chat, *, exact: bool = False) -> Prompt:
        """The chat's tokens, ready for a reply. `exact` writes all of it as the template does."""
        whole = self.tokenizer.render(chat.messages, chat.tools, options=chat.options)
        if not exact:
            for count, kept in self._known(chat):
                rest = self._rest(chat, count)
                if rest is not None and whole.endswith(rest):
                    ids = [*kept, *self.tokenizer.encode_rendered(rest)]
                    return Prompt(ids, opens_thinking(rest), len(kept))
        return Prompt(self.tokenizer.encode_rendered(whole), opens_thinking(whole))

    def keep(self, chat: Chat, reply: Message, ids: Sequence[int]) -> None:
        """Remember that `ids` are the chat and the reply to it, without the token that ends it."""
        *_, key = keys(Chat((*chat.messages, reply), chat.tools, chat.options))
        with self._lock:
            self._size += len(ids) - len(self._kept.pop(key, ()))
            self._kept[key] = array("i", ids)
            while self._size > self.room:
                self._size -= len(self._kept.popitem(last=False)[1])

    def _known(self, chat: Chat) -> Iterator[tuple[int, "array[int]"]]:
        """How many messages are known, and their tokens; most first."""
        known = list(enumerate(keys(chat), start=1))
        for count, key in reversed(known[:-1]):
            with self._lock:
                kept = self._kept.get(key)
                if kept is not None:
                    self._kept.move_to_end(key)
            if kept is not None:
                yield count, kept

    def _rest(self, chat: Chat, count: int) -> str | None:
        """What the template writes behind the first `count` messages, the last of them a reply."""
        before: list[Message] = [
            {"role": "user", "content": "-"},
            {"role": "assistant", "content": HERE},
        ]
        after = chat.messages[count:]
        try:
            written = self.tokenizer.render([*before, *after], chat.tools, options=chat.options)
        except CannotRender:
            return None
        _, here, rest = written.rpartition(HERE)
        return rest if here else None


def keys(chat: Chat) -> Iterator[bytes]:
    """A key for each beginning of the chat: the same for the same words, however they were sent."""
    settings = [chat.tools, sorted(chat.options.items())]
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for message in chat.messages:
        digest.update(json.dumps(said(message), sort_keys=True, default=str).encode() + b"\n")
        yield digest.digest()


def said(message: Message) -> list[object]:
    """What of a message makes the chat what it is: reasoning and the ids of calls do not."""
    text = str(message.get("content") or "")
    calls = message.get("tool_calls")
    made = [each["function"] for each in calls] if isinstance(calls, Sequence) else []
    return [message.get("role"), text.strip() if made or not text.strip() else text, made]
