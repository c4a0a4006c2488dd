"""Finding a known measure anywhere in a question, however it is asked.

"What was Fathom's goodwill in FY2020?", "FTHM goodwill 2020" and "please give me the goodwill that
Fathom reported" ask the same. A question is taken for one figure only when nothing of substance
is left around the name of the measure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agent.offline.metrics import Metric, Ratio, words

FILLERS = frozenset(
    words(
        "what was is were are the a an how much many did does do has have had report reports "
        "reported tell me us give get show find please i we need want know would like to could "
        "can you of for in at as on by from with during over and that which its their this "
        "company firm value amount figure number level total balance end ended year fiscal "
        "quarter quarterly annual month period full according per filing report form state "
        "answer question usd dollar million billion thousand unit only based using s fy primarily "
        "information shown provided detail statement sheet cash flow income position financial "
        "round decimal place one two respond response basing your judgment off relying rely look"
    )
)
"""Words around a measure that ask for it and say nothing of it."""

ALIKE = 0.86
"""Two words of four letters or more that are this alike are one word and its slip."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """A measure, the name it was found by, and the words left around it."""

    measure: Metric | Ratio
    name: str
    left: tuple[str, ...]

    @property
    def alone(self) -> bool:
        """Whether the question says nothing more than the measure's name."""
        return not set(self.left) - FILLERS


def spot(text: str, measures: Iterable[Metric | Ratio]) -> Spotted | None:
    """The known measure with the longest name in `text`; None when there is none.

    `text` comes without companies and periods. Of measures with the same name, the one with the
    fewest names is the most specific.
    """
    said = _without_articles(text)
    found = [
        (len(name), -len(measure.names), Spotted(measure, printed, said[:at] + said[stop:]))
        for measure in measures
        for printed in measure.names
        for name in [_without_articles(printed)]
        for at, stop in [_find(said, name)]
        if at < stop
    ]
    return max(found, key=lambda each: each[:2])[2] if found else None


def _without_articles(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word not in ("the", "a", "an"))


def _find(said: Sequence[str], name: Sequence[str]) -> tuple[int, int]:
    """Where the words of a name stand in a row, half-open; (0, 0) if nowhere."""
    for at in range(len(said) - len(name) + 1):
        if all(_same(one, other) for one, other in zip(said[at:], name, strict=False)):
            return at, at + len(name)
    return 0, 0


def _same(one: str, other: str) -> bool:
    """Whether two words are the same, or one is the other with a slip of the fingers."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
