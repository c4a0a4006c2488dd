"""The tables of a filing that an operation may mean, and its sentences that read like a table."""

from collections.abc import Sequence

from agent.offline.likely import STOP, Grid
from agent.offline.metrics import words
from agent.offline.operations import Operation
from agent.offline.plan import Ask, Look, look_all
from agent.offline.sentences import sentences
from agent.offline.series import pattern_of, series
from store.tables import StoredDocument
from tools.grep import Matches
from tools.search import Hits
from tools.table import Tables, TableShown

GRAPH = "comparison of cumulative total return performance graph index"
INDEXES = ("S&P 500 Index", "peer group index")
"""Rows that performance graphs have."""
LINES = 100
"""Lines of prose in which the words of a phrase are looked at."""


def candidates(filing: StoredDocument, operation: Operation, question: str) -> Look[list[Grid]]:
    """Tables found by search and by the words of their rows and captions, then sentences."""
    phrases = [each for each in (operation.part, operation.whole) if each]
    if operation.kind == "return":
        phrases = [GRAPH, *INDEXES, *phrases]
    phrases += [core for each in phrases if (core := _core(each)) not in phrases]
    asks = [
        Ask("search", {"query": q, "document": filing.id, "k": 10}) for q in (question, *phrases)
    ]
    found = yield from look_all(Hits, asks)
    ids = dict.fromkeys(hit.table for hits in found if hits for hit in hits.found.hits if hit.table)
    by_id = [Ask("table", {"document": filing.id, "id": id}) for id in ids]
    by_id += [
        Ask("table", {"document": filing.id, "line": hit.lines[1] + after})
        for hits in found
        if hits
        for hit in hits.found.hits[:5]
        if not hit.table
        for after in (1, 2, 3)
    ]
    by_label = [
        Ask("table", {"document": filing.id, "label": each, "limit": 20}) for each in phrases
    ]
    shown: dict[str, TableShown] = {}
    for tables in (yield from look_all(Tables, [*by_id, *by_label])):
        for each in tables.tables if tables else ():
            shown.setdefault(each.id, each)
    for each in (yield from _said_in_prose(filing, phrases)):
        shown.setdefault(each.id, each)
    return [Grid(each, rank) for rank, each in enumerate(shown.values())]


def _core(phrase: str) -> str:
    """The words of a phrase that tell one row or table from others."""
    return " ".join(each for each in phrase.split() if set(words(each)) - STOP) or phrase


def _said_in_prose(filing: StoredDocument, phrases: Sequence[str]) -> Look[list[TableShown]]:
    """Sentences with the words of a phrase that say a figure of several years, as tables."""
    asks = [
        Ask("grep", {"pattern": pattern, "document": filing.id, "limit": LINES})
        for phrase in phrases
        if (pattern := pattern_of(phrase))
    ]
    found = yield from look_all(Matches, asks)
    lines = {match.line: match.text for each in found if each for match in each.matches}
    said = [s for line, text in sorted(lines.items()) for s in sentences([text], line)]
    return list(series(filing.id, said))
