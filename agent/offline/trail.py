"""What the walk of an exposure has gathered: amounts that count, and the way to them.

Of the notes on a topic that is measured (`agent.offline.present`) only what agrees with the balance
sheet counts: with the filer's tags, or else with the lines it is printed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from agent.offline.claims import Claim, already_counted, amounts, claims, happened_after, is_about
from agent.offline.phrases import LESS, MORE
from agent.offline.places import Visit
from store.tables import StoredDocument, StoredSection
from tools.follow import Lead
from tools.outline import Outline

ROUNDED = Decimal("0.005")
"""By how much of it an amount in prose may differ from the exact one."""
WHOLE = 0.4
"""What speaks for an amount that is of no one kind, beside one that is."""
LIKELY = 2.25
"""The score of a claim that is believed with nothing to set it against: a row that names what is
owed, or a sentence that says so right before the amount."""
DIFFERS = (
    "the note's own amounts could not be brought together with the lines of the balance sheet, "
    "whose sum is given"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A claim that counts, where it stands, and why it adds or takes away."""

    claim: Claim
    document: str
    section: StoredSection
    sign: int


@dataclass
class Trail:
    """What the walk has gathered so far."""

    parts: list[Part] = field(default_factory=list)
    hops: list[dict[str, object]] = field(default_factory=list)
    cited: list[dict[str, object]] = field(default_factory=list)
    open_threads: list[str] = field(default_factory=list)
    tagged: list[Claim] = field(default_factory=list)
    """What the filer's own tags say that its balance sheet bears."""
    balance: list[Claim] = field(default_factory=list)
    """Its lines on the topic, where it is measured."""
    settled: bool = False
    """Whether a note on the topic has said what is owed."""
    disbelieved: bool = False
    """Whether one has said what the balance sheet does not bear."""
    events: int = 0
    """How many of the parts happened after the balance-sheet date."""
    seen: set[str] = field(default_factory=set)
    base: set[str] = field(default_factory=set)
    """Sections that say what the balance sheet bears, where the walk began."""
    added: set[str] = field(default_factory=set)
    """Those of them whose amounts another says it leaves out."""
    counted: set[str] = field(default_factory=set)
    """Sections whose amounts add to the sum; others are read for what they lead to."""

    def keep(self, filing: StoredDocument, seen: Visit, topic: frozenset[str]) -> None:
        """What a section says is owed; what the note itself says only if it can be."""
        found = stated(filing, seen, topic)
        if seen.measured and not agree(found, seen.measured):
            found = seen.measured
        if seen.section.id in self.base - self.added and found:
            if not (self.believed(found, measured=bool(seen.measured)) or self.holds(found)):
                self.disbelieved = True
                return
            self.settled = True
        self.add_claims(found, filing, seen.section)

    def believed(self, found: Sequence[Claim], *, measured: bool) -> bool:
        """Whether it is what the balance sheet bears, and is said for the first time.

        What a table measures is believed against the lines of a balance sheet, which may bear a
        part of it under another name; not against the filer's tags.
        """
        if self.tagged:
            return not self.settled and agree(found, self.tagged)
        if measured or not self.balance:
            return measured or all(claim.score >= LIKELY for claim in found)
        kinds = {claim.kind for claim in found}
        return agree(found, self.balance) or agree(
            found, [row for row in self.balance if row.kind in kinds]
        )

    def holds(self, found: Sequence[Claim]) -> bool:
        """Whether it is more than the balance sheet's lines, which its own sentence sets apart.

        "Lease liabilities totaled $212 million, $188 million of it for operating leases": the rest
        stands under another name in the balance sheet.
        """
        if self.tagged or self.settled or len(found) != 1:
            return False
        bears = sum((each.value for each in self.balance), Decimal(0))
        near = [value for _, value, *_ in amounts(found[0].sentence.text)]
        return found[0].value > bears > 0 and any(abs(v - bears) <= bears * ROUNDED for v in near)

    def settle(self, filing: StoredDocument, outline: Outline) -> None:
        """Where no note said it: the figures that are tagged, or the lines of the balance sheet.

        Those are taken where each kind has its two lines, and with a doubt: the notes said other.
        """
        if self.settled:
            return
        rest = self.tagged or _in_pairs(self.balance)
        self.add_claims_at(rest, filing, outline)
        if rest and not self.tagged:
            self.open_threads.append(DIFFERS)
        if self.disbelieved and not rest:
            self.parts.clear()  # what comes on top is no answer without what it comes on top of

    def add_claims(
        self, found: Sequence[Claim], filing: StoredDocument, section: StoredSection
    ) -> None:
        """Keep what a section says is owed, unless that has been said before."""
        self._add([Part(claim, filing.id, section, 1) for claim in found])

    def add_claims_at(
        self, found: Sequence[Claim], filing: StoredDocument, outline: Outline
    ) -> None:
        """The same of claims that stand in several sections."""
        self._add([Part(c, filing.id, section_at(outline, c.line), 1) for c in found])

    def _add(self, parts: Sequence[Part]) -> None:
        """Two parts of one sum may be equal; one that an earlier place has told is told again."""
        known = {part.claim.value for part in self.parts}
        self.parts.extend(part for part in parts if part.claim.value not in known)

    def add_hop(self, lead: Lead) -> None:
        """Keep a reference that was followed, once for each place it leads to."""
        hop = _hop(lead)
        if all(hop["to"] != old["to"] or hop["to"] is None for old in self.hops):
            self.hops.append(hop)


def agree(one: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether they come to the same amount, as far as prose is rounded."""
    first, second = (sum((each.value for each in sums), Decimal(0)) for sums in (one, other))
    return abs(first - second) <= abs(second) * ROUNDED


def stated(filing: StoredDocument, seen: Visit, topic: frozenset[str]) -> list[Claim]:
    """The one claim a note makes: what a table totals or a sentence says most surely.

    In a note on something else only words next to the amount tell that it is owed on the topic.
    """
    on_topic = is_about(seen.section.title, topic)
    said = [
        claim
        for sentence in seen.sentences
        if not (happened_after(sentence, filing.period_end) and tells_of_event(sentence.text))
        for claim in claims(sentence, topic, filing.period_end)
        if not already_counted(claim)
    ]
    best = max(
        seen.totals + said,
        key=lambda c: (on_topic or c.named, c.score + (0 if c.kind else WHOLE), -c.line),
        default=None,
    )
    return kinds_of(best, seen.totals + said) if best is not None else seen.parts


def kinds_of(best: Claim, others: Sequence[Claim]) -> list[Claim]:
    """A claim of one kind, "operating", with the one of the other kind that stands beside it."""
    beside = [c for c in others if c.kind and c.kind != best.kind and abs(c.line - best.line) <= 12]
    if not best.kind or not beside:
        return [best]
    return [best, max(beside, key=lambda c: (-abs(c.line - best.line), c.score))]


def tells_of_event(text: str) -> bool:
    """Whether a sentence tells of ending or beginning something, not of what is owed."""
    return bool(LESS.search(text) or MORE.search(text))


def _in_pairs(rows: Sequence[Claim]) -> Sequence[Claim]:
    """Lines of which each kind has two, what is due within a year and what is due later."""
    kinds = [row.kind for row in rows]
    return rows if all(kinds.count(kind) == 2 for kind in kinds) else ()


def section_at(outline: Outline, line: int) -> StoredSection:
    """The note that a line stands in, or else the smallest section."""
    holding = [s for s in outline.sections if s.first_line <= line <= s.last_line]
    notes = [section for section in holding if section.kind == "note"]
    return min(notes or holding, key=lambda s: s.last_line - s.first_line)


def _hop(lead: Lead) -> dict[str, object]:
    """A reference as a step of the chain."""
    opens = lead.opens
    named = lead.target or (lead.elsewhere and lead.elsewhere.section)
    to = opens and {
        "document": opens.document,
        "section": named.title if named else None,
        "lines": [opens.first, opens.last],
    }
    return {
        "document": lead.document,
        "lines": [lead.line, lead.line],
        "words": lead.words,
        "to": to,
    }
