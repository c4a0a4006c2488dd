"""A model that replays given replies: what the tests use, and how a run is shown again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.model import Call, ModelError, Reply, Usage
from agent.transcript import Transcript
from tools.tool import Tool


class ScriptEnded(ModelError):
    """The script has fewer replies than the run has turns."""


@dataclass(slots=True)
class ScriptedModel:
    """Says its next reply each time, whatever was asked. Good for one run."""

    replies: Sequence[Reply | ModelError]
    """An error among them is raised in its turn."""
    name: str = "scripted"
    turn: int = 0
    """Replies said."""

    @classmethod
    def from_file(cls, path: Path) -> "ScriptedModel":
        """A JSON object a line: {"text": …, "calls": [{"tool": …, "arguments": {…}}]}."""
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        replies = [to_reply(row, turn) for turn, row in enumerate(rows, start=1)]
        return cls(replies, f"scripted:{path.name}")

    def reply(
        self,
        transcript: Transcript,  # noqa: ARG002 -- a script knows what comes
        tools: Sequence[Tool],  # noqa: ARG002
        on_text: Callable[[str], None],
    ) -> Reply:
        """The reply whose turn it is."""
        if self.turn >= len(self.replies):
            raise ScriptEnded(f"The script ends after {len(self.replies)} replies.")
        said = self.replies[self.turn]
        self.turn += 1
        if isinstance(said, ModelError):
            raise said
        if said.text:
            on_text(said.text)
        return said


def to_reply(row: dict[str, object], turn: int) -> Reply:
    """A reply out of a line of a script."""
    calls = row.get("calls") or []
    assert isinstance(calls, list)
    return Reply(
        str(row.get("text") or ""),
        tuple(
            Call(f"c{turn}_{at}", str(call["tool"]), dict(call.get("arguments") or {}))
            for at, call in enumerate(calls, start=1)
        ),
        Usage(),
    )
