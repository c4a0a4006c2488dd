"""The replies of OpenAI's API, whole or in chunks."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.server.errors import ApiError
from engine.server.writer import Piece, Writer

DONE = b"data: [DONE]\n\n"
STILL_HERE = b": still here\n\n"  # a comment, which keeps idle connections open

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Heading:
    """What every part of one reply repeats."""

    model: str
    chat: bool = True
    id: str = field(default_factory=lambda: secrets.token_hex(12))
    created: int = field(default_factory=lambda: int(time.time()))

    def reply(self, choices: Sequence[Json], usage: Json | None) -> Json:
        """A whole reply."""
        return self._object("" if self.chat else "text_completion", choices, usage)

    def chunk(self, choices: Sequence[Json], usage: Json | None = None) -> bytes:
        """A part of a stream."""
        return event(self._object(".chunk" if self.chat else "text_completion", choices, usage))

    def _object(self, kind: str, choices: Sequence[Json], usage: Json | None) -> Json:
        name = f"chat.completion{kind}" if self.chat else kind
        said: Json = {
            "id": f"{'chatcmpl' if self.chat else 'cmpl'}-{self.id}",
            "object": name,
            "created": self.created,
            "model": self.model,
            "choices": list(choices),
        }
        return said | ({"usage": usage} if usage is not None else {})


def event(said: Mapping[str, object]) -> bytes:
    """A server-sent event."""
    return f"data: {json.dumps(said, ensure_ascii=False)}\n\n".encode()


def failure(error: ApiError) -> bytes:
    """The event by which a stream that has begun says that it failed."""
    return event(error.to_json())


def chat_choice(writer: Writer) -> Json:
    """The one choice of a whole chat reply."""
    message: Json = {"role": "assistant", "content": writer.text or None}
    if not writer.calls and message["content"] is None:
        message["content"] = ""
    if writer.reasoning:
        message["reasoning_content"] = writer.reasoning
    if writer.calls:
        message["tool_calls"] = writer.calls
    logprobs = {"content": writer.logprobs} if writer.job.logprobs else None
    return choice(message=message, logprobs=logprobs, finish_reason=writer.finish)


def chat_opening() -> Json:
    """The choice of a stream's first chunk."""
    return choice(delta={"role": "assistant", "content": ""}, logprobs=None, finish_reason=None)


def chat_delta(piece: Piece, *, logprobs: bool) -> Json | None:
    """The choice of a chunk; None if there is nothing to say."""
    delta: Json = {}
    if piece.reasoning:
        delta["reasoning_content"] = piece.reasoning
    if piece.text:
        delta["content"] = piece.text
    if piece.calls:
        delta["tool_calls"] = list(piece.calls)
    if not delta and not piece.finish and not piece.logprobs:
        return None
    told = {"content": list(piece.logprobs)} if logprobs and piece.logprobs else None
    return choice(delta=delta, logprobs=told, finish_reason=piece.finish)


def text_choice(writer: Writer, index: int, *, token_ids: bool) -> Json:
    """One choice of a whole completion."""
    said = choice(
        text=writer.text,
        logprobs=text_logprobs(writer.logprobs) if writer.job.logprobs else None,
        finish_reason=writer.finish,
    )
    ids: Json = {"token_ids": writer.ids, "prompt_token_ids": writer.job.prompt.ids}
    return said | {"index": index} | (ids if token_ids else {})


def text_delta(piece: Piece, *, logprobs: bool) -> Json | None:
    """The choice of a completion's chunk; None if there is nothing to say."""
    if not piece.text and not piece.finish and not piece.logprobs:
        return None
    told = text_logprobs(piece.logprobs) if logprobs else None
    return choice(text=piece.text, logprobs=told, finish_reason=piece.finish)


def text_logprobs(entries: Sequence[Mapping[str, object]]) -> Json:
    """Log probabilities the way completions write them."""
    tops = [each["top_logprobs"] for each in entries]
    return {
        "tokens": [each["token"] for each in entries],
        "token_logprobs": [each["logprob"] for each in entries],
        "top_logprobs": [
            {one["token"]: one["logprob"] for one in top} if isinstance(top, list) else {}
            for top in tops
        ],
        "text_offset": [],
    }


def choice(**said: object) -> Json:
    """A choice, the only one."""
    return {"index": 0, **said}


def total(writers: Sequence[Writer]) -> Json:
    """The usage of several completions together."""
    prompt = sum(len(each.job.prompt.ids) for each in writers)
    written = sum(len(each.ids) for each in writers)
    cached = sum(each.cached for each in writers)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
        "prompt_tokens_details": {"cached_tokens": cached},
    }
