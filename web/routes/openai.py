"""POST /v1/chat/completions: OpenAI's shape, so that existing clients can ask; with citations."""

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from web.access import Asker, Parts
from web.examples import EVENTS, PROBLEMS
from web.exports import link
from web.once import Key
from web.problems import Unprocessable
from web.routes.ask import answer_of, begin
from web.services import Services
from web.shapes import Ask, Scope, Short
from web.sse import BEAT, HEADERS

router = APIRouter(tags=["openai"], responses=PROBLEMS)
OURS = ("tieout", "default")


class Part(BaseModel):
    """A part of a message's content."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool = False


class Completion(BaseModel):
    """What OpenAI's clients send; what does not concern us is read over."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "model": "tieout",
                    "messages": [{"role": "user", "content": "What were total assets in 2024?"}],
                }
            ]
        },
    )

    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    model: Short = "tieout"
    """A model of GET /v1/models; "tieout" is the service's own choice."""
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    scope: Scope = Scope()
    """Where the answer may come from (ours)."""


@router.post(
    "/v1/chat/completions",
    response_class=Response,
    responses={200: {"content": EVENTS | {"application/json": {}}}},
)
async def complete(
    asked: Annotated[Completion, Body()],
    request: Request,
    services: Parts,
    who: Asker,
    key: Key = None,
) -> Response:
    """Answer the last message of a conversation. `annotations` of the reply are its citations."""
    run = await run_in_threadpool(begin, services, who, key, question_of(asked))
    base = str(request.base_url).rstrip("/")
    if asked.stream:
        events = stream(services, run, asked, base)
        return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)
    await services.runs.wait(run)
    answer = await run_in_threadpool(answer_of, services, run)
    message = {
        "role": "assistant",
        "content": answer["answer"],
        "annotations": annotations(answer, base),
        "refusal": None,
    }
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    head = heading(run, asked, "chat.completion")
    return JSONResponse(head | {"choices": [choice], "usage": usage(answer), "tieout": answer})


def question_of(asked: Completion) -> Ask:
    """The last question of the person, what was said before it above it."""
    said = [m for m in asked.messages if m.role in ("user", "assistant") and m.text.strip()]
    if not said or said[-1].role != "user":
        raise Unprocessable("The last message must be the user's, and say something.")
    model = None if asked.model in OURS else asked.model
    return Ask.model_validate(
        asked.scope.model_dump() | {"question": said[-1].text[:20_000], "model": model}
    )


async def stream(
    services: Services, run: str, asked: Completion, base: str
) -> AsyncIterator[bytes]:
    """The answer as chunks: a beat while it is being found, then its words."""
    head = heading(run, asked, "chat.completion.chunk")
    yield chunk(head, {"role": "assistant", "content": ""})
    async for frame in services.runs.events(run, beat_s=services.config.beat_s):
        if frame is None:
            yield BEAT
    answer = await run_in_threadpool(answer_of, services, run)
    for line in str(answer["answer"]).splitlines(keepends=True):
        yield chunk(head, {"content": line})
    yield chunk(head, {"annotations": annotations(answer, base)})
    yield chunk(head, {}, finish="stop")
    if asked.stream_options.include_usage:
        yield sent(head | {"choices": [], "usage": usage(answer)})
    yield b"data: [DONE]\n\n"


def annotations(answer: dict[str, Any], base: str) -> list[dict[str, Any]]:
    """Where figures and quotations of the answer stand, in OpenAI's shape."""
    text = str(answer["answer"])
    found = []
    for place in (*answer["figures"], *answer["citations"]):
        if not (url := link(base, place)):
            continue
        words = str(place.get("text") or place.get("quote") or "")
        at = text.find(words) if words else -1
        start, end = (at, at + len(words)) if at >= 0 else (0, 0)
        title = f"{place['source']}, p. {place['page']}"
        citation = {"url": url, "title": title, "start_index": start, "end_index": end}
        found.append({"type": "url_citation", "url_citation": citation})
    return found


def heading(run: str, asked: Completion, kind: str) -> dict[str, Any]:
    """What every reply begins with."""
    return {"id": run, "object": kind, "created": int(time.time()), "model": asked.model}


def chunk(head: dict[str, Any], delta: dict[str, Any], *, finish: str | None = None) -> bytes:
    """A piece of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return sent(head | {"choices": [choice]})


def sent(said: dict[str, Any]) -> bytes:
    """An object as an event."""
    return f"data: {json.dumps(said, ensure_ascii=False)}\n\n".encode()


def usage(answer: dict[str, Any]) -> dict[str, Any]:
    """Tokens, as OpenAI counts them."""
    took = answer["usage"]
    prompt, completion = took["prompt_tokens"], took["completion_tokens"]
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": took["cached_tokens"]},
    }
