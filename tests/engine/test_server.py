"""The server talks as OpenAI's clients expect, whatever the model does. The engine is scripted."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import APIError, BadRequestError, InternalServerError, NotFoundError, OpenAI

from engine.tokenizer import Tokenizer
from tests.engine.serving import NAME, ScriptedEngine, again, scripted, serving, wait_until
from tests.engine.tiny_folder import write_tokenizer

GREP: Any = {
    "type": "function",
    "function": {
        "name": "grep",
        "description": "Search lines",
        "parameters": {"type": "object", "properties": {"pattern": {"type": "string"}}},
    },
}
ASK: Any = [{"role": "user", "content": "What does the company owe?"}]
CALL = '<tool_call>\n{"name": "grep", "arguments": {"pattern": "lease"}}\n</tool_call>'


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    folder: Path = write_tokenizer(tmp_path_factory.mktemp("tiny"))
    return Tokenizer.load(folder)


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture(scope="module")
def url(tokenizer: Tokenizer, engine: ScriptedEngine) -> Iterator[str]:
    with serving(scripted(tokenizer, engine)) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=url, api_key="none", max_retries=0) as client:
        yield client


@pytest.fixture
def say(tokenizer: Tokenizer, engine: ScriptedEngine) -> Iterator[Any]:
    """Have the engine say this next, and then end its turn."""
    (end,) = tokenizer.stop_ids

    def said(*texts: str, on: bool = False) -> None:
        """`on` has it go on and on instead of ending its turn."""
        after = again([5]) if on else [end]
        engine.replies += [chain(tokenizer.encode(text), after) for text in texts]

    yield said
    wait_until(lambda: not engine.open)
    assert engine.replies == []


def test_a_reply_comes_whole(client: OpenAI, say: Any, engine: ScriptedEngine) -> None:
    say("<think>\nLook.\n</think>\n\nIt owes $29,943 – 漢字.")
    reply = client.chat.completions.create(model=NAME, messages=ASK)
    (choice,) = reply.choices
    assert choice.message.content == "It owes $29,943 – 漢字."
    assert choice.message.model_extra == {"reasoning_content": "Look."}
    assert (choice.finish_reason, choice.message.tool_calls) == ("stop", None)
    assert reply.usage is not None
    assert reply.usage.prompt_tokens == len(engine.prompts[-1])
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert reply.usage.prompt_tokens_details is not None
    assert reply.usage.prompt_tokens_details.cached_tokens == 7


def test_a_reply_comes_in_chunks(client: OpenAI, say: Any) -> None:
    say(f"<think>Look.</think>I search 漢.\n{CALL}\n{CALL}")
    chunks = list(
        client.chat.completions.create(
            model=NAME, messages=ASK, tools=[GREP], stream=True,
            stream_options={"include_usage": True},
        )
    )  # fmt: skip
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == "I search 漢."
    assert "".join((d.model_extra or {}).get("reasoning_content", "") for d in deltas) == "Look."
    calls = [call for delta in deltas for call in delta.tool_calls or []]
    assert [(call.index, call.function and call.function.name) for call in calls] == [
        (0, "grep"),
        (1, "grep"),
    ]
    assert len({call.id for call in calls}) == 2
    assert calls[0].function
    assert json.loads(calls[0].function.arguments or "") == {"pattern": "lease"}
    finishes = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices]
    assert [each for each in finishes if each] == ["tool_calls"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 10
    assert len({chunk.id for chunk in chunks}) == 1


def test_one_call_is_the_end_where_one_is_wanted(
    client: OpenAI, say: Any, engine: ScriptedEngine
) -> None:
    say(f"{CALL}\n{CALL}", on=True)
    before = len(engine.cancelled)
    reply = client.chat.completions.create(
        model=NAME, messages=ASK, tools=[GREP], parallel_tool_calls=False
    )
    assert len(reply.choices[0].message.tool_calls or []) == 1
    assert reply.choices[0].finish_reason == "tool_calls"
    wait_until(lambda: len(engine.cancelled) == before + 1)


def test_without_tools_a_call_is_text(client: OpenAI, say: Any) -> None:
    say(CALL)
    reply = client.chat.completions.create(
        model=NAME, messages=ASK, tools=[GREP], tool_choice="none"
    )
    assert reply.choices[0].message.content == CALL


def test_a_stop_string_ends_the_text_and_the_work(
    client: OpenAI, say: Any, engine: ScriptedEngine
) -> None:
    say("<think>one END two</think>It owes. END of it", on=True)
    before = len(engine.cancelled)
    reply = client.chat.completions.create(model=NAME, messages=ASK, stop=[" END", "never"])
    assert (reply.choices[0].message.content, reply.choices[0].finish_reason) == (
        "It owes.",
        "stop",
    )
    wait_until(lambda: len(engine.cancelled) == before + 1)
    say("It owes. END of it")
    stream = client.chat.completions.create(model=NAME, messages=ASK, stop=" END", stream=True)
    assert "".join(c.choices[0].delta.content or "" for c in stream if c.choices) == "It owes."


def test_log_probabilities_name_token_and_bytes(client: OpenAI, say: Any) -> None:
    say("漢 lease")
    reply = client.chat.completions.create(model=NAME, messages=ASK, logprobs=True, top_logprobs=2)
    assert reply.choices[0].logprobs is not None
    entries = reply.choices[0].logprobs.content or []
    spelled = b"".join(bytes(each.bytes or []) for each in entries[:-1])  # less the end of turn
    assert spelled.decode() == "漢 lease"
    assert all(each.logprob == -0.5 and len(each.top_logprobs) == 2 for each in entries)


def test_a_reply_that_is_cut_off_says_length(client: OpenAI, engine: ScriptedEngine) -> None:
    reply = client.chat.completions.create(model=NAME, messages=ASK, max_completion_tokens=9)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 9


def test_how_to_draw_is_passed_on(client: OpenAI, say: Any, engine: ScriptedEngine) -> None:
    say("Yes.")
    client.chat.completions.create(
        model=NAME, messages=ASK, temperature=0.3, top_p=0.9, seed=11,
        extra_body={"top_k": 20, "min_p": 0.05, "priority": -3},
    )  # fmt: skip
    drawn = engine.samplings[-1]
    assert (drawn.temperature, drawn.top_p, drawn.top_k, drawn.min_p) == (0.3, 0.9, 20, 0.05)
    assert (drawn.seed, engine.priorities[-1]) == (11, -3)


def test_a_chat_goes_on_behind_the_tokens_it_was_made_of(
    client: OpenAI, say: Any, engine: ScriptedEngine, tokenizer: Tokenizer
) -> None:
    """The reasoning of the first turn, which the template would leave out, stays in the prefix."""
    say(f"<think>\nHm.\n</think>\n\nI look.\n\n{CALL}", "It owes $1.", "Sure.")
    chat = [*ASK]
    first = client.chat.completions.create(model=NAME, messages=chat, tools=[GREP])
    message = first.choices[0].message.model_dump(exclude_none=True)
    message.pop("reasoning_content")  # most clients do not send it back
    result = {"role": "tool", "tool_call_id": "x", "content": "12  lease <|im_end|> liabilities"}
    chat += [message, result]
    start = engine.prompts[-1]
    second = client.chat.completions.create(model=NAME, messages=chat, tools=[GREP])
    went_on = engine.prompts[-1]
    said = tokenizer.encode(f"<think>\nHm.\n</think>\n\nI look.\n\n{CALL}")
    assert went_on[: len(start) + len(said)] == [*start, *said]
    tail = b"".join(map(tokenizer.bytes_of, went_on[len(start) + len(said) :])).decode()
    assert tail == (
        "<|im_end|>\n<|im_start|>user\n<tool_response>\n12  lease <|im_end|> liabilities\n"
        "</tool_response><|im_end|>\n<|im_start|>assistant\n"
    )
    chat += [{"role": "assistant", "content": second.choices[0].message.content}]
    chat += [{"role": "user", "content": "Sure?"}]
    client.chat.completions.create(model=NAME, messages=chat, tools=[GREP])
    assert engine.prompts[-1][: len(went_on)] == went_on


def test_a_chat_is_written_as_its_template_has_it_on_demand(
    client: OpenAI, say: Any, engine: ScriptedEngine, tokenizer: Tokenizer
) -> None:
    say("<think>Hm.</think>Yes.", "No.")
    client.chat.completions.create(model=NAME, messages=ASK)
    chat = [*ASK, {"role": "assistant", "content": "Yes."}, {"role": "user", "content": "Sure?"}]
    client.chat.completions.create(model=NAME, messages=chat, extra_body={"template_exact": True})
    assert engine.prompts[-1] == tokenizer.encode_rendered(tokenizer.render(chat))


def test_completions_go_on_with_text_or_tokens(
    client: OpenAI, say: Any, engine: ScriptedEngine, tokenizer: Tokenizer
) -> None:
    say(" liabilities", " one", " two")
    ids = tokenizer.encode("lease")
    reply = client.completions.create(
        model=NAME, prompt=ids, logprobs=1, extra_body={"return_token_ids": True}
    )
    assert engine.prompts[-1] == ids
    assert reply.choices[0].text == " liabilities"
    assert reply.choices[0].logprobs
    assert (reply.choices[0].model_extra or {})["prompt_token_ids"] == ids
    both = client.completions.create(model=NAME, prompt=["first", "second"])
    assert sorted(choice.text for choice in both.choices) == [" one", " two"]
    assert [choice.index for choice in both.choices] == [0, 1]


def test_completions_can_be_streamed(client: OpenAI, say: Any) -> None:
    say(" liabilities 漢")
    stream = client.completions.create(model=NAME, prompt="lease", stream=True)
    chunks = list(stream)
    assert "".join(chunk.choices[0].text for chunk in chunks) == " liabilities 漢"
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_the_model_is_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [NAME]
    assert client.models.retrieve(NAME).id == NAME
    with pytest.raises(NotFoundError, match="does not exist"):
        client.models.retrieve("other")


def test_an_unknown_model_is_named(client: OpenAI) -> None:
    with pytest.raises(NotFoundError, match=f"other does not exist; this server has {NAME}") as it:
        client.chat.completions.create(model="other", messages=ASK)
    assert it.value.code == "model_not_found"


def test_a_failing_model_is_an_error_and_the_next_request_is_served(
    client: OpenAI, say: Any, engine: ScriptedEngine
) -> None:
    engine.replies += [[5, -1], [5, -1]]
    with pytest.raises(InternalServerError, match="not numbers"):
        client.chat.completions.create(model=NAME, messages=ASK)
    with pytest.raises(APIError, match="not numbers"):
        list(client.chat.completions.create(model=NAME, messages=ASK, stream=True))
    say("Yes.")
    assert client.chat.completions.create(model=NAME, messages=ASK).choices[0].message.content


def bad(**said: object) -> dict[str, object]:
    return {"model": NAME, "messages": ASK, **said}


def tool(parameters: object, name: str = "grep") -> list[object]:
    return [{"type": "function", "function": {"name": name, "parameters": parameters}}]


PICTURE = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]
BAD: list[tuple[dict[str, object], str]] = [
    (bad(messages=[]), "messages: "),
    (bad(messages=[{"role": "clerk", "content": ""}]), "messages.0.role: "),
    (bad(messages=PICTURE), "image_url cannot be read"),
    ({"model": NAME}, "messages: "),
    (bad(n=2), "n cannot be given"),
    (bad(logit_bias={"5": 1}, presence_penalty=1), "logit_bias, presence_penalty cannot"),
    (bad(max_tokens=0), "max_tokens: "),
    (bad(temperature=9), "temperature: "),
    (bad(stop=["x"] * 17), "at most 16 stop strings"),
    (bad(max_tokens=2000), "maximum context length is 1000 tokens"),
    (bad(messages=[{"role": "user", "content": "lease " * 2000}]), "maximum context length"),
    (bad(tools=tool({"type": "strange"})), "parameters are an object, not 'strange'"),
    (bad(tools=tool({"properties": {"a": {"type": 7}}})), "no JSON schema: 7 is not valid"),
    (bad(tools=tool({}, name="a b")), "tools.0.function.name: "),
    (bad(tool_choice="required"), "No tools are offered"),
    (
        bad(tools=tool({}), tool_choice={"type": "function", "function": {"name": "read"}}),
        "No tool read is offered",
    ),
    (
        bad(
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "a", "schema": {"type": "string", "pattern": "("}},
            }
        ),
        "cannot be held to",
    ),
    (bad(response_format={"type": "json_schema"}), "json_schema is missing"),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("body", "words"), BAD, ids=[words for _, words in BAD])
def test_what_is_wrong_with_a_request_is_said(
    url: str, body: dict[str, object], words: str, stream: bool
) -> None:
    reply = httpx.post(f"{url}/chat/completions", json={**body, "stream": stream})
    assert reply.status_code == 400, reply.text
    error = reply.json()["error"]
    assert words in error["message"]
    assert error["type"] == "invalid_request_error"
    assert error["code"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"a": "\\ud800"}', b"\xff"])
def test_a_body_that_is_no_request_is_an_error_of_the_client(url: str, body: bytes) -> None:
    for path in ("chat/completions", "completions"):
        reply = httpx.post(f"{url}/{path}", content=body)
        assert reply.status_code == 400
        assert reply.json()["error"]["message"]


def test_a_body_without_end_is_refused(url: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * (1 << 20)

    reply = httpx.post(f"{url}/chat/completions", content=endless())
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")


def test_what_is_not_there_is_said_in_the_same_form(url: str) -> None:
    assert httpx.get(f"{url}/nothing").json()["error"]["type"] == "invalid_request_error"
    assert httpx.get(f"{url}/chat/completions").status_code == 405


def test_a_foreign_page_cannot_point_its_name_at_us(url: str) -> None:
    assert httpx.get(f"{url}/models", headers={"host": "evil.example"}).status_code == 400


def test_context_errors_are_known_by_their_words(client: OpenAI) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.chat.completions.create(model=NAME, messages=ASK, max_tokens=2000)
    assert caught.value.code == "context_length_exceeded"


def test_health_and_metrics_can_be_read(url: str, client: OpenAI, say: Any) -> None:
    say("Yes.")
    client.chat.completions.create(model=NAME, messages=ASK)
    root = url.removesuffix("/v1")
    assert httpx.get(f"{root}/health").json()["status"] == "ok"
    lines = httpx.get(f"{root}/metrics").text.splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert int(values['tieout_engine_requests_total{end="stop"}']) >= 1
    assert int(values['tieout_engine_first_token_seconds_bucket{le="+Inf"}']) >= 1
    assert float(values["tieout_engine_requests_open"]) == 0
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))
