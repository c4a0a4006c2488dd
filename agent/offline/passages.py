"""When no rule answers: the nearest passages, quoted, and said to be no more than that."""

import re
from collections.abc import Iterable, Sequence

from agent.offline.drafts import draft
from agent.offline.plan import Ask, Draft, Look, look_all
from index.understand import Understanding
from store.tables import StoredDocument
from tools.grep import Matches
from tools.read import Window
from tools.search import Hits

PAGE_MARK = re.compile(r"\[page \d+\]")
MOST = 3
LONGEST = 600
"""Characters of a quotation: a long paragraph is quoted to its last whole word before."""


def nearest_passages(
    question: str, understood: Understanding, filings: Sequence[StoredDocument]
) -> Look[Draft]:
    """Quote what search finds; with no index, the lines that hold most of the question's words."""
    ids = [filing.id for filing in filings]
    searches = [Ask("search", {"query": question, "document": id, "k": 5}) for id in ids[:MOST]]
    found = yield from look_all(Hits, searches or [Ask("search", {"query": question, "k": 5})])
    absent = next((hits.found.missing for hits in found if hits and hits.found.missing), None)
    if absent:
        return draft("not_in_library", f"{absent} is not in the library.")
    places = [
        (hit.document, hit.lines[0], hit.lines[1])
        for hits in found
        if hits
        for hit in hits.found.hits
    ]
    if not places:
        places = yield from _grepped(understood, ids)
    if not places:
        return draft("not_disclosed", _nothing(understood, filings))
    return (yield from _quoted(places[:MOST], understood.words))


def _grepped(understood: Understanding, ids: Sequence[str]) -> Look[list[tuple[str, int, int]]]:
    """Lines with the most of the words, best first."""
    words = sorted(understood.words, key=len, reverse=True)[:8]
    if not words:
        return []
    pattern = "|".join(re.escape(word) for word in words)
    asks = [Ask("grep", {"pattern": pattern, "document": id, "limit": 200}) for id in ids[:MOST]]
    found = yield from look_all(Matches, asks or [Ask("grep", {"pattern": pattern, "limit": 200})])
    lines = [match for each in found if each for match in each.matches]
    lines.sort(key=lambda match: -_shared(match.text, words))
    return [(match.document, match.line, match.line) for match in lines]


def _shared(text: str, words: Iterable[str]) -> int:
    lower = text.casefold()
    return sum(word in lower for word in words)


def _quoted(places: Sequence[tuple[str, int, int]], words: Sequence[str]) -> Look[Draft]:
    asks = [
        Ask("read", {"document": document, "start": first, "count": last - first + 1})
        for document, first, last in places
    ]
    citations: list[dict[str, object]] = []
    for window in (yield from look_all(Window, asks)):
        if window is None:
            continue
        prose = [each for each in enumerate(window.lines) if not PAGE_MARK.match(each[1])]
        if not prose:
            continue
        at, line = max(prose, key=lambda each: (_shared(each[1], words), -each[0]))
        number = window.first + at
        citations.append(
            {"document": window.document, "lines": [number, number], "quote": cut(line)}
        )
    answer = "No rule settles this question; these are the passages nearest to it."
    return draft("partial", answer, citations=citations)


def cut(line: str, longest: int = LONGEST) -> str:
    """A line, or its beginning up to a whole word."""
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0]


def _nothing(understood: Understanding, filings: Sequence[StoredDocument]) -> str:
    where = ", ".join(filing.id for filing in filings) or "the library"
    return f"Nothing in {where} holds {', '.join(understood.words) or 'the words asked for'}."
