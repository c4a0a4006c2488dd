"""What a question costs with a provider's model: calls, tokens sent, tokens that were cached.

The provider is the loopback server; a token is counted as `tools.sizes` does, a cached one when
it stands in the unchanged beginning that the request shares with the one before it. Run with -s
to see the figures that docs/evals.md gives.
"""

import json
from itertools import pairwise
from typing import Any

import pytest

from agent.litellm_model import LitellmModel
from agent.loop import ask
from agent.transcript import Question
from tests.agent.drafts import assets
from tests.agent.openai_server import Fault, Said, openai_server
from tests.filing_maker import annual
from tools.desk import Desk
from tools.sizes import tokens


def sent(request: dict[str, Any]) -> list[str]:
    """A request as the pieces that providers cache: the tools, then message after message."""
    return [json.dumps(request["tools"]), *(json.dumps(each) for each in request["messages"])]


def shared(one: list[str], other: list[str]) -> int:
    """Tokens of the beginning that is the same, byte for byte."""
    same = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        same += tokens(theirs)
    return same


def test_every_turn_sends_the_turn_before_unchanged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    filing = annual(desk)
    looks: list[tuple[str, dict[str, object]]] = [
        ("grep", {"pattern": "Total assets"}),
        ("outline", {"document": filing}),
        ("table", {"document": filing, "label": "Total assets"}),
        ("read", {"document": filing, "section": "Note 2"}),
        ("answer", assets(desk).to_arguments()),
    ]
    script: list[Said | Fault] = [Said("", ((tool, json.dumps(a)),)) for tool, a in looks]
    with openai_server(script) as server:
        answer = ask(desk, LitellmModel("openai/test", server.url), Question("Total assets?"))
    requests = [sent(each) for each in server.requests]
    assert answer.status == "answered"
    assert len(requests) == len(looks)
    for before, now in pairwise(requests):
        assert now[: len(before)] == before
    total = sum(tokens(piece) for request in requests for piece in request)
    cached = sum(shared(a, b) for a, b in pairwise(requests))
    print(f"calls {len(requests)}, tokens sent {total}, of them cached {cached}")  # noqa: T201 -- to see
    assert cached / total > 0.7
