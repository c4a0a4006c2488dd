"""A plan is a generator: it yields the tools it wants used and is sent what they showed.

Because a plan is a pure function of the question and of what the tools showed, it can be run again
from a transcript at any time: the transcript is the only state (see `model`).
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from agent.transcript import Observation

R = TypeVar("R")
Asks = tuple["Ask", ...]
Look = Generator[Asks, Sequence[Observation], R]
Draft = dict[str, object]
"""The arguments of the `answer` tool."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A tool the plan wants used."""

    tool: str
    arguments: dict[str, object] = field(default_factory=dict)


class Missed(Exception):
    """A tool said that it could not; the message is what it said."""


def remembered(plan: Look[R]) -> Look[R]:
    """The same plan, that never asks twice for what it was shown before."""
    shown: dict[str, Observation] = {}
    try:
        asks = next(plan)
        while True:
            new = {repr(ask): ask for ask in asks if repr(ask) not in shown}
            if new:
                shown.update(zip(new, (yield tuple(new.values())), strict=True))
            asks = plan.send([shown[repr(ask)] for ask in asks])
    except StopIteration as done:
        result: R = done.value
        return result


def look(kind: type[R], tool: str, **arguments: object) -> Look[R]:
    """Use one tool and return its result, a `kind`. Raises Missed when the tool refused."""
    (found,) = yield from look_all(kind, [Ask(tool, arguments)])
    if found is None:
        raise Missed(tool)
    return found


def look_all(kind: type[R], asks: Sequence[Ask]) -> Look[list[R | None]]:
    """Use several tools at once; None stands where one refused."""
    if not asks:
        return []
    observations = yield tuple(
        Ask(ask.tool, {name: value for name, value in ask.arguments.items() if value is not None})
        for ask in asks
    )
    return [seen.result if isinstance(seen.result, kind) else None for seen in observations]


def side_by_side(plans: Sequence[Look[R]]) -> Look[list[R]]:
    """Run several plans at once, so that one turn serves all of them; results in their order."""
    waiting: dict[int, Asks] = {}
    results: dict[int, R] = {}

    def go_on(at: int, seen: Sequence[Observation] | None) -> None:
        try:
            waiting[at] = next(plans[at]) if seen is None else plans[at].send(seen)
        except StopIteration as done:
            results[at] = done.value

    for at in range(len(plans)):
        go_on(at, None)
    while waiting:
        now = dict(waiting)
        waiting.clear()
        seen = list((yield tuple(ask for asks in now.values() for ask in asks)))
        for at, asks in now.items():
            mine, seen = seen[: len(asks)], seen[len(asks) :]
            go_on(at, mine)
    return [results[at] for at in range(len(plans))]
