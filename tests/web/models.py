"""Models for the service's tests, by name; they pickle, so processes can have them too."""

import time
from collections.abc import Callable, Sequence

from agent.model import Call, Model, ModelError, Reply, Unavailable
from agent.models import model_named
from agent.scripted_model import ScriptedModel
from agent.transcript import Transcript
from tools.tool import Tool

ANNUAL = "harrow-freight-inc-10-k-2024-12-31"
ASSETS = 25
"""The line of total assets in the made-up annual report."""
ANSWER: dict[str, object] = {
    "status": "answered",
    "answer": "Total assets were $9,120 million at December 31, 2024.",
    "value": "9120000000",
    "unit": "USD",
    "figures": [
        {
            "id": "f1",
            "text": "$9,120",
            "value": "9120000000",
            "unit": "USD",
            "period": "December 31, 2024",
            "document": ANNUAL,
            "line": ASSETS,
        }
    ],
}


def named(name: str) -> Model:
    """One that searches and answers, one that talks for a minute, one that fails."""
    if name == "test/scripted":
        return ScriptedModel(script(), name)
    if name == "test/slow":
        return Slow()
    if name == "test/down":
        return ScriptedModel([Unavailable("test/down cannot be reached. Check its address.")], name)
    return model_named(name)


def script() -> list[Reply | ModelError]:
    """A search, then an answer without figures."""
    return [
        Reply("Let me look.", (Call("c1", "search", {"query": "total assets"}),)),
        Reply("", (Call("c2", "answer", ANSWER),)),
    ]


class Slow:
    """Says a word every twentieth of a second, for a minute."""

    name = "test/slow"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        for count in range(1200):
            on_text(f"word{count} ")
            time.sleep(0.05)
        return Reply("done")
