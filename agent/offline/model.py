"""OfflineModel: the Model protocol without an LLM.

The plan is run from the start at every turn and fed what the transcript recorded, so the model
keeps no state between turns and a stored run can be taken up again.
"""

from collections.abc import Callable, Sequence

from agent.model import Call, ModelError, Reply, Usage
from agent.offline.drafts import draft
from agent.offline.plan import remembered
from agent.offline.planner import investigate
from agent.offline.vocabulary import BadMetrics, load_vocabulary
from agent.transcript import Transcript
from tools.tool import Tool

OUT_OF_BUDGET = "The budget ended before the question was settled."


class OfflineModel:
    """Plans by rules; says "not disclosed" or "partial" rather than guess."""

    name = "offline"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """The next tool calls of the plan, or its `answer`. A bad metrics.toml is a ModelError."""
        del on_text  # the plan says nothing before it answers
        turn = len(transcript.steps)
        try:
            vocabulary = load_vocabulary(transcript.library)
        except BadMetrics as error:
            raise ModelError(str(error)) from error
        plan = remembered(investigate(transcript.question, vocabulary))
        try:
            asks = next(plan)
            for step in transcript.steps:
                asks = plan.send(step.observations)
        except StopIteration as done:
            return _calls(turn, [("answer", done.value)])
        if all(tool.name == "answer" for tool in tools):
            return _calls(turn, [("answer", draft("partial", OUT_OF_BUDGET))])
        return _calls(turn, [(ask.tool, ask.arguments) for ask in asks])


def _calls(turn: int, asks: Sequence[tuple[str, dict[str, object]]]) -> Reply:
    calls = tuple(Call(f"{turn}-{at}", name, given) for at, (name, given) in enumerate(asks))
    return Reply("", calls, Usage())
