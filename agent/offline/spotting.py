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
        "round decimal place one two respond response basing your judgment off relying rely look "
        # doing of any kind, whose object is the measure
        "spend spent pay paid make made earn earned generate generated record recorded post posted "
        "book booked incur incurred hold held own owned carry carried disclose disclosed come came "
        "stand stood amounted print printed "
        # courtesy
        "hello hi money kindly thank help let check pull up wondering curious interested looking "
        "quick quickly just exactly exact must should be been there any so it i m d ll s"
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
    fewest names is the most specific. A slip of the fingers is put right only in a word that no
    name has, and only if what it may mean is one measure.
    """
    said = _without_articles(text)
    every = tuple(measures)
    known = frozenset(word for each in every for name in each.names for word in words(name))
    found = [
        (len(name), said[at:stop] == name, -len(each.names), Spotted(each, printed, rest))
        for each in every
        for printed in each.names
        for name in [_without_articles(printed)]
        for at, stop in [_find(said, name, known)]
        if at < stop
        for rest in [said[:at] + said[stop:]]
    ]
    if not found:
        return None
    best = max(found, key=lambda each: each[:3])
    rivals = {each[3].measure.id for each in found if each[:2] == (best[0], False)}
    return None if not best[1] and len(rivals) > 1 else best[3]


def _without_articles(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word not in ("the", "a", "an"))


def _find(said: Sequence[str], name: Sequence[str], known: frozenset[str]) -> tuple[int, int]:
    """Where the words of a name stand in a row, half-open; (0, 0) if nowhere.

    Two words written as one are found too.
    """
    for at in range(len(said) - len(name) + 1):
        if all(_same(one, other, known) for one, other in zip(said[at:], name, strict=False)):
            return at, at + len(name)
    if len(name) > 1:
        joined, short = "".join(name), len(name) - 1
        for at in range(len(said) - short + 1):
            if "".join(said[at : at + short]) == joined:
                return at, at + short
    return 0, 0


def _same(one: str, other: str, known: frozenset[str]) -> bool:
    """Whether a word said is one of a name, or a slip of the fingers for it."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one[0] != other[0] or one in known:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
