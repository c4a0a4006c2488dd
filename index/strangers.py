"""Companies that a question names and the library does not hold.

Only sure signs count: a search that finds another company's figures is worse than one that finds
nothing, but refusing to look is worse still when the word was no company.
"""

import re
from collections.abc import Iterator, Sequence

from index.vocabulary import Vocabulary
from index.words import Analyser
from ingest.calendar import MONTHS

_NAME = r"(?P<name>(?:[A-Z0-9][\w&.’'-]*\s+){0,4}[A-Z0-9][\w&.-]*)"
_LEGAL = re.compile(
    rf"{_NAME},?\s+(?:Inc|Corp|Corporation|Incorporated|Ltd|PLC|plc|LLC|LP|N\.V|S\.A)\b"
)
_OWNER = re.compile(
    rf"{_NAME}['’]s?\s+(?:10-?[KQ]|8-?K|FY\s?['’]?\d|fiscal|annual\s+report|"
    r"quarterly\s+report|20\d\d\b|Q[1-4]\b)"
)
_PROPER = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?:[A-Z][a-z]+)*\b")


def stranger(text: str, words: Vocabulary) -> str | None:
    """A company that `text` (without those that are known) surely names, as it is written.

    Sure are a name with its legal ending ("Harbor Tools, Inc.") and one whose filing or year is
    asked for ("Harbor's 10-K", "Harbor's FY2022").
    """
    for pattern in (_LEGAL, _OWNER):
        for match in pattern.finditer(text):
            name = match["name"].strip(" ,.")
            if (
                not {word.lower().strip(".,") for word in name.split()}
                <= words.name_endings | _NOBODY
            ):
                return name
    return None


def proper_names(text: str, words: Vocabulary, analyser: Analyser) -> tuple[str, ...]:
    """Words of `text` written as names inside a sentence that are no words of the trade."""
    return tuple(dict.fromkeys(_proper(text, _trade(words), analyser)))


def _proper(text: str, trade: frozenset[str], analyser: Analyser) -> Iterator[str]:
    for match in _PROPER.finditer(text):
        month = match.group().lower() in MONTHS
        if not month and not trade.issuperset(analyser.words(match.group())):
            yield match.group()


def _trade(words: Vocabulary) -> frozenset[str]:
    of_terms: Sequence[str] = [w for t in words.terms for wording in t.wordings for w in wording]
    return words.fillers | words.metric | words.conceptual | frozenset(of_terms)


_NOBODY = frozenset(("company", "company's", "it", "firm", "year", "today", "what", "who", "the"))
