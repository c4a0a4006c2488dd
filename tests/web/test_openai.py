"""OpenAI's own client against a real server."""

from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from tests.web.models import ANNUAL

ASK: list[ChatCompletionMessageParam] = [{"role": "user", "content": "What were total assets?"}]


@pytest.fixture
def openai_client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_the_client_is_answered_with_citations(openai_client: openai.OpenAI) -> None:
    said = openai_client.chat.completions.create(model="test/scripted", messages=ASK)
    message = said.choices[0].message
    assert message.content == "Total assets were $9,120 million at December 31, 2024."
    assert message.content is not None
    assert message.annotations is not None
    citation = message.annotations[0].url_citation
    assert f"/v1/documents/{ANNUAL}/source?lines=" in citation.url
    assert message.content[citation.start_index : citation.end_index] == "$9,120"
    assert said.choices[0].finish_reason == "stop"


def test_the_client_is_streamed_to_with_usage_at_the_end(openai_client: openai.OpenAI) -> None:
    chunks = list(
        openai_client.chat.completions.create(
            model="test/scripted",
            messages=ASK,
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "Total assets were $9,120 million at December 31, 2024."
    assert chunks[-1].usage is not None
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


def test_the_client_lists_the_models(openai_client: openai.OpenAI) -> None:
    assert "offline" in [model.id for model in openai_client.models.list()]


def test_the_client_is_told_what_is_wrong(openai_client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="last message"):
        openai_client.chat.completions.create(
            model="tieout", messages=[{"role": "system", "content": "x"}]
        )
