"""Calls to observations: run in parallel, returned in order, and never an exception."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, field

from agent.model import Call
from agent.transcript import Observation
from store.errors import TieoutError
from tools.desk import Desk
from tools.tool import Tool, ToolError, find_tool

ENDINGS = {2: "nd", 3: "rd"}
SAME_CALL = 3  # the third time a call is not made, but answered with advice


@dataclass(slots=True)
class Guard:
    """Counts equal calls of a run, and stops the third, and calls that go in circles."""

    made: Counter[str] = field(default_factory=Counter)
    last: list[str] = field(default_factory=list)
    """The calls of the run, oldest first."""
    stopped: int = 0
    """Calls that were not made."""

    def advice(self, call: Call) -> str:
        """What to tell the model instead of making the call; "" when it is to be made."""
        if call.tool == "answer":
            return ""
        key = f"{call.tool} {json.dumps(call.arguments, sort_keys=True, default=str)}"
        self.made[key] += 1
        self.last.append(key)
        circle = self._circle()
        if self.made[key] < SAME_CALL and not circle:
            return ""
        self.stopped += 1
        what = "call in a circle" if circle else "call"
        return (
            f"This is the same {what} for the {_ordinal(self.made[key])} time, with the same "
            "result. Use other words, another tool or another section, or hand in the answer."
        )

    def _circle(self) -> bool:
        """Whether the last four calls are A, B, A, B."""
        four = self.last[-4:]
        return len(four) == 4 and four[:2] == four[2:] and four[0] != four[1]


def _ordinal(number: int) -> str:
    return f"{number}{ENDINGS.get(number, 'th')}"


def observe(
    desk: Desk,
    tools: Sequence[Tool],
    calls: Sequence[Call],
    *,
    pool: Executor,
    guard: Guard,
    seconds: float,
) -> list[Observation]:
    """Make the calls, all at once, and wait `seconds` for them at most."""
    advice = [guard.advice(call) for call in calls]
    begun = [
        None if said else pool.submit(_made, desk, tools, call)
        for call, said in zip(calls, advice, strict=True)
    ]
    deadline = time.monotonic() + seconds
    return [
        _wait(call, future, deadline) if future else Observation(call, said, error=True)
        for call, said, future in zip(calls, advice, begun, strict=True)
    ]


def _wait(call: Call, future: Future[Observation], deadline: float) -> Observation:
    left = max(0.0, deadline - time.monotonic())
    try:
        return future.result(timeout=left)
    except OutOfTime:
        future.cancel()
        return Observation(call, f"{call.tool} took longer than the run may.", None, True, left)


def _made(desk: Desk, tools: Sequence[Tool], call: Call) -> Observation:
    """One call, timed; what the model did wrong is its text."""
    started = time.monotonic()
    try:
        tool = find_tool(tools, call.tool)
        if call.malformed:
            names = ", ".join(tool.parameters["properties"])
            raise ToolError(
                f"The arguments of {tool.name} are no JSON object: {call.malformed[:200]!r}. "
                f"Send one object with {names}."
            )
        result = tool(desk, call.arguments)
        return Observation(call, result.show(), result, False, time.monotonic() - started)
    except (ToolError, TieoutError, OSError) as error:
        return Observation(call, str(error), None, True, time.monotonic() - started)
