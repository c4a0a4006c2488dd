"""Clients of other people's making hold a conversation with a real engine and a real tokenizer.

The model is tiny and knows nothing: what it says is drawn by chance, and held to what was asked.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from openai import APITimeoutError, AsyncOpenAI, BadRequestError, InternalServerError, OpenAI
from pydantic import BaseModel, Field

from agent.litellm_model import import_litellm
from engine.engine import Engine
from tests.engine.serving import NAME, real, serving, wait_until, write_model

GREP: Any = {
    "type": "function",
    "function": {
        "name": "grep",
        "description": "Search lines",
        "parameters": {
            "type": "object",
            "properties": {"pattern": {"type": "string", "maxLength": 12}},
            "required": ["pattern"],
            "additionalProperties": False,
        },
    },
}
READ: Any = {
    "type": "function",
    "function": {
        "name": "read",
        "description": "Read lines",
        "parameters": {
            "type": "object",
            "properties": {"line": {"type": "integer", "minimum": 1, "maximum": 400}},
            "required": ["line"],
            "additionalProperties": False,
        },
    },
}
TOOLS: Any = [GREP, READ]
START: Any = [
    {"role": "system", "content": "You are an analyst. " * 20},
    {"role": "user", "content": "What does the company owe on operating leases?"},
]
Made = tuple[str, Engine]


class Answer(BaseModel):
    """What an answer is held to."""

    status: str = Field(max_length=10)
    pages: list[int] = Field(max_length=2)
    value: int | None = Field(ge=0, le=99)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    torch.set_num_threads(1)
    server, engine = real(write_model(tmp_path_factory.mktemp("models") / NAME))
    with serving(server) as url:
        yield url, engine


@pytest.fixture
def url(made: Made) -> Iterator[str]:
    """After each test nothing runs, and no page is lost."""
    url, engine = made
    yield url
    wait_until(engine.idle)
    engine.check()
    assert engine.stats().pages_used == 0


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=url, api_key="none", max_retries=0, timeout=60) as client:
        yield client


def calling(name: str) -> Any:
    return {"type": "function", "function": {"name": name}}


def test_openais_client_holds_a_conversation_with_two_tools(client: OpenAI) -> None:
    chat, cached = [*START], []
    for name, result in (("grep", "12  lease liabilities"), ("read", "12  $29,943")):
        reply = client.chat.completions.create(
            model=NAME, messages=chat, tools=TOOLS, tool_choice=calling(name), max_tokens=200
        )
        (choice,) = reply.choices
        assert choice.finish_reason == "tool_calls"
        (call,) = choice.message.tool_calls or []
        assert call.type == "function"
        assert call.function.name == name
        assert list(json.loads(call.function.arguments)) == [
            "pattern" if name == "grep" else "line"
        ]
        chat += [choice.message, {"role": "tool", "tool_call_id": call.id, "content": result}]
        cached.append(cached_of(reply.usage))
    reply = client.chat.completions.create(model=NAME, messages=chat, tools=TOOLS, max_tokens=24)
    assert reply.choices[0].finish_reason in ("length", "stop", "tool_calls")
    cached.append(cached_of(reply.usage))
    assert cached[1] > 0  # the turns before are in the cache
    assert cached[2] >= cached[1]  # whole pages are cached: a short turn may fill none


def test_litellm_holds_the_same_conversation_in_streams(url: str) -> None:
    litellm = import_litellm()
    chat: list[Any] = [*START]
    for name in ("grep", "read"):
        chunks = list(
            litellm.completion(
                model=f"openai/{NAME}", api_base=url, api_key="none", messages=chat, tools=TOOLS,
                tool_choice=calling(name), max_tokens=200, stream=True,
                stream_options={"include_usage": True}, num_retries=0,
            )
        )  # fmt: skip
        reply = litellm.stream_chunk_builder(chunks)
        message = reply.choices[0].message
        (call,) = message.tool_calls
        assert call.function.name == name
        assert json.loads(call.function.arguments)
        chat += [message.model_dump(), {"role": "tool", "tool_call_id": call.id, "content": "12"}]
    assert reply.usage.prompt_tokens_details.cached_tokens > 0


def test_a_required_call_is_one_of_the_tools(client: OpenAI) -> None:
    for seed in range(4):
        reply = client.chat.completions.create(
            model=NAME, messages=START, tools=TOOLS, tool_choice="required", seed=seed,
            max_tokens=200,
        )  # fmt: skip
        (call,) = reply.choices[0].message.tool_calls or []
        assert call.type == "function"
        assert call.function.name in ("grep", "read")
        assert json.loads(call.function.arguments)


def test_an_answer_held_to_a_schema_always_parses(client: OpenAI) -> None:
    """After reasoning, which is cut off at half of what may be written."""
    for seed in range(6):
        reply = client.chat.completions.parse(
            model=NAME, messages=START, response_format=Answer, seed=seed, max_tokens=400
        )
        assert reply.choices[0].message.parsed is not None
        assert reply.choices[0].finish_reason == "stop"


def test_the_same_seed_says_the_same(client: OpenAI) -> None:
    said = [
        client.chat.completions.create(
            model=NAME, messages=START, seed=seed, max_tokens=12, logprobs=True, top_logprobs=2
        )
        for seed in (1, 1, 2)
    ]
    texts = [reply.choices[0].message.content for reply in said]
    assert texts[0] == texts[1] != texts[2]
    assert said[0].choices[0].logprobs is not None
    entries = said[0].choices[0].logprobs.content or []
    assert len(entries) == 12
    assert all(top.logprob <= 0 for each in entries for top in each.top_logprobs)


def test_a_stream_that_is_left_frees_its_pages(client: OpenAI, made: Made) -> None:
    _, engine = made
    for count in (1, 3, 8):
        with client.chat.completions.create(
            model=NAME, messages=START, max_tokens=1500, stream=True, logprobs=True, temperature=0
        ) as stream:
            for _ in range(count):
                next(stream)
            assert not engine.idle()
        wait_until(engine.idle)
        assert engine.stats().pages_used == 0


def test_a_reply_nobody_waits_for_is_not_written(client: OpenAI, made: Made) -> None:
    _, engine = made
    before = engine.stats().generated_tokens
    hurried = client.with_options(timeout=0.3).chat.completions
    with pytest.raises(APITimeoutError):
        hurried.create(model=NAME, messages=START, max_tokens=1500, temperature=0)
    wait_until(engine.idle)
    assert engine.stats().generated_tokens - before < 1500


def test_what_does_not_fit_is_refused_and_others_go_on(client: OpenAI) -> None:
    with client.chat.completions.create(
        model=NAME, messages=START, max_tokens=60, stream=True, logprobs=True, seed=1
    ) as stream:
        next(stream)
        with pytest.raises(BadRequestError, match="maximum context length is 2048"):
            client.chat.completions.create(
                model=NAME, messages=[{"role": "user", "content": "lease " * 3000}]
            )
        with pytest.raises(BadRequestError, match="outside the vocabulary"):
            client.completions.create(model=NAME, prompt=[1, 10_000])
        finishes = [c.choices[0].finish_reason for c in stream if c.choices]
    assert finishes[-1] in ("length", "stop")


def test_numbers_that_are_none_end_one_request_and_no_other(client: OpenAI, made: Made) -> None:
    """A token of the prompt has been spoiled in the weights; whoever does not use it is served."""
    _, engine = made
    spoiled = 600
    table = engine.model.embedding  # type: ignore[attr-defined]
    before = table[spoiled].clone()
    table[spoiled] = float("nan")
    try:
        with client.completions.create(
            model=NAME, prompt=[5, 6, 7], max_tokens=40, stream=True, temperature=0
        ) as stream:
            next(stream)
            with pytest.raises(InternalServerError, match="no number"):
                client.completions.create(model=NAME, prompt=[5, 6, spoiled], max_tokens=4)
            assert [c.choices[0].finish_reason for c in stream][-1] in ("length", "stop")
    finally:
        table[spoiled] = before
    again = client.completions.create(model=NAME, prompt=[5, 6, spoiled], max_tokens=4)
    assert again.choices[0].finish_reason in ("length", "stop")


def test_in_a_storm_of_clients_that_come_and_go_no_page_is_lost(url: str, made: Made) -> None:
    """Shared beginnings, different lengths; every third leaves in the middle."""

    async def one(client: AsyncOpenAI, number: int) -> str | None:
        chat = [*START, {"role": "user", "content": f"Question {number % 4}?"}]
        stream = await client.chat.completions.create(
            model=NAME, messages=chat, max_tokens=8 + number % 20, seed=number, stream=True,
            logprobs=True,
        )  # fmt: skip
        finish = None
        async with stream:
            async for at, chunk in numbered(stream):
                finish = chunk.choices[0].finish_reason
                if number % 3 == 0 and at == number % 5:
                    return "left"
        return finish

    async def all_of_them() -> list[str | None]:
        async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            return await asyncio.gather(*(one(client, number) for number in range(40)))

    ends = asyncio.run(all_of_them())
    assert set(ends) <= {"left", "length", "stop"}
    assert ends.count("left") == 14
    _, engine = made
    engine.check()


async def numbered(stream: Any) -> AsyncIterator[tuple[int, Any]]:
    at = 0
    async for chunk in stream:
        yield at, chunk
        at += 1


def cached_of(usage: Any) -> int:
    return int(usage.prompt_tokens_details.cached_tokens)


def test_a_chat_goes_before_the_jobs_of_a_batch(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    server, engine = real(write_model(tmp_path / NAME), running=1)

    async def ask(client: AsyncOpenAI, priority: int, length: int) -> int:
        await client.completions.create(
            model=NAME, prompt=[5, 6, priority + 9], max_tokens=length, seed=1,
            extra_body={"priority": priority},
        )  # fmt: skip
        return priority

    async def all_of_them(url: str) -> list[int]:
        async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            jobs = [asyncio.create_task(ask(client, -1, 400)) for _ in range(3)]
            while engine.stats().generated_tokens < 3:
                await asyncio.sleep(0.01)
            jobs.append(asyncio.create_task(ask(client, 0, 5)))
            return [await each for each in asyncio.as_completed(jobs)]

    with serving(server) as url:
        assert asyncio.run(all_of_them(url))[0] == 0
    assert engine.stats().preempted == 1
    engine.check()
