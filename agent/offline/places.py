"""Places of a filing that an exposure is read from: balance sheet rows and whole sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agent.offline.claims import Claim, is_about, kind_of
from agent.offline.drafts import Source
from agent.offline.phrases import LEFT_OUT, OTHER, OWED, POLICY, TOGETHER
from agent.offline.plan import Ask, Look, look_all
from agent.offline.present import is_measured, of_tables
from agent.offline.rows import is_statement
from agent.offline.sentences import Sentence, sentences
from ingest.document import Cell, Row
from store.tables import StoredDocument, StoredSection
from tools.follow import Lead, Leads
from tools.read import Window
from tools.table import Tables, TableShown

SUM = re.compile(r"\s*(?:total|present value)\b", re.I)
GROSS = re.compile(r"undiscounted|minimum|\bpayments$", re.I)
"""Sums before discounting."""
ONLY_MORE_WORDS = re.compile(
    r"\b(?:additional|further|also)\b(?=(?: \w+)? (?:information|discussion|details?|disclosures?|"
    r"description|described|discussed|see|refer))|\b(?:see|refer to) also\b",
    re.I,
)
"""More is said elsewhere, which does not say that more is owed."""
WITHIN = re.compile(r"\beliminat\w+ (?:in|on|upon) consolidation|\bintercompany\b", re.I)
"""What is owed within the group is not owed."""
LEANS = re.compile(r"(?:they|these|those|it|this|such|see|refer)\b", re.I)
WINDOW = 400
"""Lines of one reading; a longer section is read in several."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A section that was read."""

    section: StoredSection
    sentences: tuple[Sentence, ...]
    leads: tuple[Lead, ...]
    totals: list[Claim]
    """What rows of its tables say is owed in all."""
    parts: list[Claim]
    """Rows of its first table that has any, each of a kind of what is owed, without a total."""
    measured: list[Claim]
    """What its tables show to be the present value of payments."""

    def sentence_of(self, lead: Lead, topic: frozenset[str]) -> Sentence | None:
        """The sentence a reference stands in, if it sends the reader on for more of the topic."""
        for before, sentence in pairwise((None, *self.sentences)):
            if sentence is None or sentence.line != lead.line:
                continue
            if _has(sentence.text, lead.words):
                sentence = _with_what_it_leans_on(before, sentence)
                on_topic = is_about(sentence.text, topic) or (
                    is_about(self.section.title, topic) and _sends_on(sentence.text)
                )
                return sentence if on_topic and not POLICY.search(sentence.text) else None
        return None


def _with_what_it_leans_on(before: Sentence | None, sentence: Sentence) -> Sentence:
    """A sentence that begins with "They are", with the one before it in its paragraph."""
    if before is None or before.line != sentence.line or not LEANS.match(sentence.text):
        return sentence
    return replace(sentence, text=f"{before.text} {sentence.text}")


def _has(text: str, words: str) -> bool:
    return " ".join(words.split()).casefold() in " ".join(text.split()).casefold()


def _sends_on(text: str) -> bool:
    """Whether a sentence leaves something out, or speaks of what is owed."""
    return LEFT_OUT.search(text) is not None or OWED.search(text) is not None


def adds_up(text: str) -> bool:
    """Whether a sentence says that what it refers to comes on top of what is said here.

    >>> adds_up("It excludes discontinued operations (Note 23).")
    True
    >>> adds_up("For additional information on our leases, refer to Note 8, Debt.")
    False
    """
    if WITHIN.search(text):
        return False
    said = ONLY_MORE_WORDS.sub("", text)
    return LEFT_OUT.search(said) is not None or TOGETHER.search(said) is not None


def balance_rows(filing: StoredDocument, topic: frozenset[str]) -> Look[list[Source]]:
    """Lines of the balance sheet that owe on the topic, latest column first."""
    ask = Ask("table", {"document": filing.id, "label": "total liabilities", "limit": 20})
    (found,) = yield from look_all(Tables, [ask])
    statements = [t for t in (found.tables if found else ()) if is_statement(t.table, "balance")]
    return [
        Source(cell.text, cell.value, cell.unit, shown.document, line, row.label)
        for shown in statements[:1]
        for row, line in zip(shown.table.rows, shown.row_lines, strict=True)
        if is_about(row.label, topic) and OWED.search(row.label) and not _is_asset(row)
        if (cell := _first(row)) is not None and cell.value is not None
    ]


def _is_asset(row: Row) -> bool:
    return re.search(r"\bassets?\b|right-of-use", row.label, re.I) is not None


def _first(row: Row) -> Cell | None:
    return next((cell for cell in row.cells if cell.column > 0 and cell.value is not None), None)


def visit(filing: StoredDocument, section: StoredSection, topic: frozenset[str]) -> Look[Visit]:
    """Read a section to its end, with its references and the totals of its tables."""
    (seen,) = yield from visit_all(filing, [section], topic)
    return seen


def visit_all(
    filing: StoredDocument, sections: Sequence[StoredSection], topic: frozenset[str]
) -> Look[list[Visit]]:
    """Read several sections."""
    seen = []
    for section in sections:
        starts = range(section.first_line, section.last_line + 1, WINDOW)
        asks = [
            Ask(
                "read",
                {
                    "document": filing.id,
                    "start": s,
                    "count": min(WINDOW, section.last_line - s + 1),
                },
            )
            for s in starts
        ]
        windows = yield from look_all(Window, asks)
        place: dict[str, object] = {"document": filing.id, "section": section.id}
        (leads,) = yield from look_all(Leads, [Ask("follow", place)])
        (tables,) = yield from look_all(Tables, [Ask("table", {**place, "limit": 20})])
        text = tuple(s for w in windows if w for s in sentences(w.lines, w.first))
        grids = [shown for shown in (tables.tables if tables else ()) if shown.kind != "tax"]
        rows = [_owed_rows(shown, topic) for shown in grids]  # a deferred tax on it is not owed
        totals = [claim for each in rows for claim in each if SUM.match(claim.quote)]
        parts = next((each for each in rows if each), [])
        measured = of_tables(grids, section) if is_measured(topic) else []
        seen.append(Visit(section, text, leads.leads if leads else (), totals, parts, measured))
    return seen


def _owed_rows(shown: TableShown, topic: frozenset[str]) -> list[Claim]:
    """Rows such as "Total lease obligations" or "Finance lease liabilities", latest column."""
    found = []
    for row, line in zip(shown.table.rows, shown.row_lines, strict=True):
        cell = _first(row)
        if cell is None or cell.value is None or not is_about(row.label, topic):
            continue
        if cell.value < 0:
            continue  # in brackets: what a purchase price is reduced by
        if not OWED.search(row.label):
            continue
        if OTHER.search(row.label) or GROSS.search(row.label):
            continue
        sentence = Sentence(row.label, row.label, line)
        kind = kind_of(row.label)
        score = 3.25 if SUM.match(row.label) and not kind else 2.25
        found.append(Claim(cell.text, cell.value, sentence, score, quote=row.label, kind=kind))
    return found


def section_of(section: StoredSection) -> str:
    """A section as an answer names it: "Note 12, Leases"."""
    if section.kind == "note" and section.number:
        rest = re.sub(r"^(?:note\s+)?\(?\w{1,3}\)?\s*[.:)–—-]*\s*", "", section.title, flags=re.I)
        return f"Note {section.number}, {rest}"
    return section.title
