"""When no rule answers: the nearest passages, quoted, and said to be no more than that."""

import re
from collections.abc import Iterable, Sequence

from agent.offline.documents import catalogue
from agent.offline.drafts import draft
from agent.offline.plan import Ask, Draft, Look, look_all
from index.understand import Understanding
from store.tables import StoredDocument
from tools.grep import Matches
from tools.read import Window
from tools.search import Hits

MOST = 5
"""Passages that are quoted."""
LOOKED = 10
"""Passages that are looked for: some stand in filings that were not chosen."""
FILINGS = 3
"""Filings in which lines are looked for without an index."""
LONGEST = 600
"""Characters of a quotation: a long paragraph is quoted to its last whole word before."""

OFFERED = 5
"""Companies that are offered where none is named."""
WIDE = re.compile(
    r"\b(?:companies|filers|issuers|registrants|firms|filings|documents|library)\b"
    r"|\b(?:which|what|any|every|each) (?:company|filer|issuer|registrant|firm|filing|document)\b",
    re.I,
)
"""Words of a question about all that the library holds."""
ITS = re.compile(r"\b(?:the|this) (?:company|firm|registrant|filer)\b|\bits\b", re.I)

Place = tuple[str, int]
"""A document and a line."""


def nearest_passages(
    question: str, understood: Understanding, filings: Sequence[StoredDocument]
) -> Look[Draft]:
    """Quote what search finds; with no index, the lines that hold most of the question's words."""
    ids = [filing.id for filing in filings]
    (hits,) = yield from look_all(Hits, [Ask("search", {"query": question, "k": LOOKED})])
    if hits is not None and hits.found.missing:
        return draft("not_in_library", f"{hits.found.missing} is not in the library.")
    places = _places(hits, ids) if hits else []
    if not places:
        places = yield from _grepped(understood, ids)
    if not places:
        return draft("not_disclosed", _nothing(understood, filings))
    return (yield from _quoted(places[:MOST]))


def ask_whose(question: str) -> Look[Draft]:
    """Decline a question about some one company that names none, and ask which is meant.

    The companies that the nearest passages are of are offered; none of their words is an answer.
    """
    (hits,) = yield from look_all(Hits, [Ask("search", {"query": question, "k": LOOKED})])
    if hits is not None and hits.found.missing:
        return draft("not_in_library", f"{hits.found.missing} is not in the library.")
    held = {each.id: each.company for each in (yield from catalogue()) if each.company}
    near = [held[h.document] for h in hits.found.hits if h.document in held] if hits else []
    named = ", ".join(list(dict.fromkeys([*near, *sorted(set(held.values()))]))[:OFFERED])
    return draft(
        "not_disclosed",
        "The question names no company, and the library holds several: "
        f"which one is meant, {named} or another?",
    )


def is_of_one(question: str, understood: Understanding, kind: str) -> bool:
    """Whether a question that names nobody can only be about some one company.

    A time, a figure or "the company" is somebody's; names of products or people may find whose.
    """
    if understood.names or WIDE.search(question):
        return False
    return kind in ("figure", "change") or not understood.timeless or bool(ITS.search(question))


def _places(hits: Hits, ids: Sequence[str]) -> list[Place]:
    """The best line of each hit in the filings chosen; of all hits where none is in these."""
    found = [(hit.document, int(hit.explain["line"])) for hit in hits.found.hits]
    return [place for place in found if place[0] in ids] or found


def _grepped(understood: Understanding, ids: Sequence[str]) -> Look[list[Place]]:
    """Lines with the most of the words, best first."""
    words = sorted(understood.words, key=len, reverse=True)[:8]
    if not words:
        return []
    pattern = "|".join(re.escape(word) for word in words)
    asks = [Ask("grep", {"pattern": pattern, "document": id, "limit": 200}) for id in ids[:FILINGS]]
    found = yield from look_all(Matches, asks or [Ask("grep", {"pattern": pattern, "limit": 200})])
    lines = [match for each in found if each for match in each.matches]
    lines.sort(key=lambda match: -_shared(match.text, words))
    return [(match.document, match.line) for match in lines]


def _shared(text: str, words: Iterable[str]) -> int:
    lower = text.casefold()
    return sum(word in lower for word in words)


def _quoted(places: Sequence[Place]) -> Look[Draft]:
    asks = [Ask("read", {"document": each, "start": line, "count": 1}) for each, line in places]
    windows = yield from look_all(Window, asks)
    citations: list[dict[str, object]] = [
        {"document": w.document, "lines": [w.first, w.first], "quote": cut(w.lines[0])}
        for w in windows
        if w is not None
    ]
    answer = "No rule settles this question; these are the passages nearest to it."
    return draft("partial", answer, citations=citations)


def cut(line: str, longest: int = LONGEST) -> str:
    """A line, or its beginning up to a whole word."""
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0]


def _nothing(understood: Understanding, filings: Sequence[StoredDocument]) -> str:
    where = ", ".join(filing.id for filing in filings) or "the library"
    return f"Nothing in {where} holds {', '.join(understood.words) or 'the words asked for'}."
