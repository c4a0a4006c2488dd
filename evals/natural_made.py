"""Questions made from the tags of real reports, for figures that no list of line items names.

A figure is asked for in the words of its concept, in the words of a row in which another company
shows the same concept, or for one segment. Companies are parted in halves by a hash of their CIK.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agent.offline.metrics import IDLE, words
from agent.offline.rows import NOTE_MARK
from evals.gold import Question
from evals.natural_words import said
from evals.rewordings import LEGAL
from store.tables import StoredDocument, StoredFact
from tools.facts import standard_label

PER_REPORT = 4
"""Questions of each kind about one report."""
COMMON = 3
"""Companies that use a word: one of fewer may be a name."""
LONG = 110
"""Characters of a row label that somebody would say."""
SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"
UNITS = ("USD", "ratio", "shares", "USD/share")
QUARTER, YEAR = (85, 95), (350, 378)  # days
VAGUE = re.compile(
    r"^(?:all )?other\b|\btotal$|balance|beginning|^(?:net )?change|\bend of|adjust|\bdue year|"
    r"thereafter|reconciliation|antidilutive|maturit|^\(?increase|^\(?decrease|hierarchy|"
    r"\blevel\b|\bfair value\b|\(\d\)",
    re.I,
)
"""Names of a place in a table: only who sees the table knows what they are of."""


def half(cik: str | None) -> str:
    """Which half a company is in: "seen", on which rules may be made, or "held"."""
    return ("seen", "held")[hashlib.sha256((cik or "").encode()).digest()[0] % 2]


@dataclass(frozen=True, slots=True)
class Report:
    """An annual or quarterly report with the facts of its own period."""

    document: StoredDocument
    facts: tuple[StoredFact, ...]
    """Displayed, of figures, of the report's year or quarter or its last day."""


def report_of(document: StoredDocument, facts: Iterable[StoredFact]) -> Report:
    """The facts of a report that it can be asked for without naming another period."""
    least, most = YEAR if (document.form or "").startswith("10-K") else QUARTER
    own = [
        fact
        for fact in facts
        if fact.tagged and fact.value is not None and fact.line is not None
        if fact.unit in UNITS and fact.end == document.period_end and Decimal(fact.value)
        if fact.start is None or (fact.end and least <= (fact.end - fact.start).days <= most)
    ]  # fmt: skip
    return Report(document, tuple(own))


class Words:
    """What row labels mean over all reports: who says what of which concept."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.meant = defaultdict[str, set[str]](set)
        self.labels = defaultdict[str, dict[str, str]](dict)
        self.users = defaultdict[str, set[str]](set)
        for report in reports:
            cik = report.document.cik or ""
            for fact in report.facts:
                if fact.table and fact.label and not fact.dimensions:
                    self.meant[plain(fact.label)].add(fact.concept)
                    self.labels[fact.concept][fact.label] = cik
                    for word in plain(fact.label).split():
                        self.users[word].add(cik)

    @cached_property
    def clear(self) -> frozenset[str]:
        """Labels that mean one concept and name it without their table, in words that many use."""
        return frozenset(
            label
            for label, concepts in self.meant.items()
            if len(concepts) == 1 and len(set(label.split()) - IDLE) > 1
            if all(len(self.users[word]) >= COMMON for word in label.split())
            if set(label.split()) & set(words(standard_label(next(iter(concepts))))) - IDLE
        )

    def of(self, fact: StoredFact, report: Report) -> str:
        """Another company's label for what a fact says; "" where there is none that is clear."""
        own = {plain(each.label) for each in report.facts}
        found = sorted(
            label
            for label, cik in self.labels[fact.concept].items()
            if cik != report.document.cik and plain(label) in self.clear - own
            if len(label) <= LONG and not VAGUE.search(label)
        )
        return NOTE_MARK.sub("", _drawn(found, fact))


def plain(label: str) -> str:
    """A label by its words alone."""
    return " ".join(words(label))


def generated(reports: Sequence[Report], known: frozenset[str]) -> Iterator[Question]:
    """The questions about every report; `known` are the concepts that a list of items names."""
    elsewhere = Words(reports)
    for report in reports:
        single = sorted(_single(report), key=_shuffled)
        whole = [f for f in single if not f.dimensions and f.concept not in known]
        for kind, texts in (
            ("concept's words", [(fact, said(fact.concept)) for fact in whole]),
            ("another's words", [(fact, elsewhere.of(fact, report)) for fact in whole]),
            ("a segment", [(fact, _segment(fact)) for fact in single if fact.dimensions]),
        ):
            clear = [(fact, text) for fact, text in texts if text and not VAGUE.search(text)]
            for fact, text in clear[:PER_REPORT]:
                yield _question(report.document, fact, kind, text)


def _single(report: Report) -> Iterator[StoredFact]:
    """Facts whose concept has one value in the period, whole or of one segment."""
    groups = defaultdict[tuple[str, str], list[StoredFact]](list)
    for fact in report.facts:
        if not fact.concept.startswith("us-gaap:"):
            continue
        if not fact.dimensions or [axis for axis, _ in fact.dimensions] == [SEGMENTS]:
            groups[fact.concept, str(fact.dimensions)].append(fact)
    for facts in groups.values():
        if len({fact.value for fact in facts}) == 1:
            yield facts[0]


def _shuffled(fact: StoredFact) -> str:
    return hashlib.sha256(f"{fact.document} {fact.concept} {fact.dimensions}".encode()).hexdigest()


def _drawn(found: Sequence[str], fact: StoredFact) -> str:
    return found[int(_shuffled(fact)[:8], 16) % len(found)] if found else ""


def _segment(fact: StoredFact) -> str:
    """As in: operating income of the Europe segment."""
    member = re.sub(r"(?:Segments?)?Member$", "", fact.dimensions[0][1])
    item = said(fact.concept) or standard_label(fact.concept).lower()
    return f"{item} of the {standard_label(member)} segment"


def _question(document: StoredDocument, fact: StoredFact, kind: str, text: str) -> Question:
    asked = _asked(document, fact, text, int(_shuffled(fact)[8:16], 16))
    row = {"answer_num": fact.value, "unit": fact.unit}
    name = (document.source,)
    where = f"{kind}/{half(document.cik)}"
    id = f"{document.id} {_shuffled(fact)[:8]}"
    return Question(id, asked, str(fact.value), name, name, frozenset(), where, "natural", row)


def _asked(document: StoredDocument, fact: StoredFact, text: str, drawn: int) -> str:
    name = spoken(document)
    day = f"{document.period_end:%B} {document.period_end.day}, {document.period_end.year}" if (
        document.period_end
    ) else ""  # fmt: skip
    annual = (document.form or "").startswith("10-K")
    if annual:
        when = f"in fiscal {document.fiscal_year}" if fact.start else (
            f"at the end of fiscal {document.fiscal_year}"
        )  # fmt: skip
    else:
        when = f"in the three months ended {day}" if fact.start else f"as of {day}"
    text = text.lower() if text.isupper() or text[1:2].islower() else text
    forms = [
        f"What was {name}'s {text} {when}?",
        f"What was the {text} of {name} {when}?",
        f"Tell me the {text} that {name} reported {when}.",
        f"What {text} did {name} report {when}?",
    ]
    if document.ticker:
        forms.append(f"{document.ticker} {text} {when}")
    if fact.unit == "USD":
        forms.append(f"How much was {name}'s {text} {when}?")
    return forms[drawn % len(forms)]


def spoken(document: StoredDocument) -> str:
    """A company as people call it."""
    company = document.company or document.source
    return LEGAL.sub("", company.title() if company.isupper() else company)
