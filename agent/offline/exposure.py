"""What is owed in all: from the balance sheet along the references, each amount once, signed.

The walk is a careful reader's: the lines of the balance sheet, the notes they name, the notes
those leave something out to, what management says, and what happened after the balance sheet
date. Each note gives one claim; a note that only restates gives none.
"""

import re
from collections.abc import Sequence

from agent.offline.claims import (
    Claim,
    claims,
    is_about,
    is_history,
    kind_of,
    sign_of_event,
)
from agent.offline.drafts import Source, citation, computed, draft, figure, plain, said
from agent.offline.metrics import words
from agent.offline.places import Visit, adds_up, balance_rows, section_of, visit, visit_all
from agent.offline.plan import Ask, Draft, Look, look, look_all
from agent.offline.present import is_measured, measured_anywhere, tagged_claims
from agent.offline.question import Wanted
from agent.offline.sentences import Sentence
from agent.offline.trail import Part, Trail
from store.tables import StoredDocument, StoredSection
from tools.calculate import Computed
from tools.follow import Leads
from tools.outline import Outline

ABOUT_NOTHING = frozenset(
    words(
        "this the company its it we our they what how much does do did is are was were be "
        "really actually truly total full true all overall altogether owe owes owed owing on for "
        "under of in to by from obligation commitment exposure liability liable amount have has "
        "and still currently today long-term term any related outstanding"
    )
)
MANAGEMENT = frozenset({"7", "I.2"})
OWN_AMOUNTS = ("note", "schedule", "exhibit")
"""Sections that state amounts of their own; items only restate what the notes say."""
EVENTS = ("subsequent event", "events after", "events subsequent", "subsequent to")
FURTHEST = 12
"""Sections walked before the walk is given up as endless; a filing chains fewer."""


def exposure(filings: Sequence[StoredDocument], wanted: Wanted) -> Look[Draft | None]:
    """Add up what the filing says is owed on the topic; None when it states nothing of the kind."""
    topic = topic_of(wanted.label)
    filing = annual_first(filings, wanted)
    if filing is None or not topic:
        return None
    trail = Trail()
    outline = yield from look(Outline, "outline", document=filing.id)
    if is_measured(topic) and filing.facts:
        trail.tagged = yield from tagged_claims(filing)
    queue = yield from _from_balance_sheet(filing, topic, trail)
    if not any(is_about(section.title, topic) for section in queue):
        queue = [*queue, *_titled(outline, topic)]  # a reference may be to a renumbered note
    trail.base = {section.id for section in queue}
    trail.counted |= trail.base
    yield from _walk(filing, topic, queue, trail)
    if is_measured(topic) and not trail.tagged and not trail.settled:
        found = yield from measured_anywhere(filing)
        trail.add_claims_at(found, filing, outline)
        trail.settled = bool(found)
    trail.settle(filing, outline)
    yield from _what_management_says(filing, topic, outline, trail)
    if not trail.parts:
        return None  # what happened afterwards is no answer without what it happened to
    yield from _afterwards(filing, topic, outline, trail)
    return (yield from _sum(filing, _named(wanted.label), trail))


def topic_of(label: str) -> frozenset[str]:
    """What is owed on: the question's words without those any such question has."""
    return frozenset(word for word in words(label) if word not in ABOUT_NOTHING and len(word) > 2)


def _named(label: str) -> str:
    """The topic in the question's own words: "leases"."""
    return " ".join(word for word in re.findall(r"[\w&-]+", label) if topic_of(word))


def annual_first(filings: Sequence[StoredDocument], wanted: Wanted) -> StoredDocument | None:
    """The latest annual report, or whatever the question's own words put first."""
    if wanted.periods or wanted.filing_end or not filings:
        return filings[0] if filings else None
    annual = [filing for filing in filings if (filing.form or "").startswith(("10-K", "20-F"))]
    return max(annual or filings, key=lambda f: str(f.period_end or ""))


def _from_balance_sheet(
    filing: StoredDocument, topic: frozenset[str], trail: Trail
) -> Look[list[StoredSection]]:
    """The notes that the balance sheet's own lines on the topic name."""
    rows = yield from balance_rows(filing, topic)
    trail.balance = [_claim_of(row) for row in rows] if is_measured(topic) else []
    asks = [Ask("follow", {"document": filing.id, "line": row.line}) for row in rows]
    found: list[StoredSection] = []
    for row, leads in zip(rows, (yield from look_all(Leads, asks)), strict=True):
        for lead in leads.leads if leads else ():
            trail.add_hop(lead)
            if lead.target is not None:
                found.append(lead.target)
        trail.cited.append(citation(row))
    return _once(found)


def _claim_of(row: Source) -> Claim:
    return Claim(
        row.text,
        row.value,
        Sentence(row.quote, row.quote, row.line),
        0.0,
        quote=row.quote,
        kind=kind_of(f"{row.quote} leases"),
        period=row.period,
    )


def _titled(outline: Outline, topic: frozenset[str]) -> list[StoredSection]:
    """Notes whose title is about the topic: the way in when no balance sheet line names one."""
    notes = [section for section in outline.sections if section.kind == "note"]
    return [section for section in notes if is_about(section.title, topic)]


def _walk(
    filing: StoredDocument, topic: frozenset[str], queue: list[StoredSection], trail: Trail
) -> Look[None]:
    """Read each section once, keep its claim, and go on where its words lead."""
    while queue and len(trail.seen) < FURTHEST:
        section = queue.pop(0)
        if section.id in trail.seen or _is_of_events(section):
            continue
        trail.seen.add(section.id)
        seen = yield from visit(filing, section, topic)
        if section.kind in OWN_AMOUNTS and section.id in trail.counted:
            trail.keep(filing, seen, topic)
        queue += _onward(seen, topic, trail)


def _onward(seen: Visit, topic: frozenset[str], trail: Trail) -> list[StoredSection]:
    """Where sentences on the topic lead; what leads nowhere stays an open thread."""
    found: list[StoredSection] = []
    for lead in seen.leads:
        sentence = seen.sentence_of(lead, topic)
        if sentence is None:
            continue
        if lead.target is not None and adds_up(sentence.text):
            trail.counted.add(lead.target.id)
            trail.added.add(lead.target.id)
        trail.add_hop(lead)
        if lead.target is not None:
            found.append(lead.target)
        elif lead.kind in ("note", "item", "schedule"):
            trail.open_threads.append(f"“{lead.words}” (line {lead.line}): {lead.reason}")
    return _once(found)


def _what_management_says(
    filing: StoredDocument, topic: frozenset[str], outline: Outline, trail: Trail
) -> Look[None]:
    """The sentences of Item 7 on what is owed: cited, and followed, but never added."""
    for section in outline.sections:
        if section.item not in MANAGEMENT:
            continue
        seen = yield from visit(filing, section, topic)
        said_there = [
            claim for s in seen.sentences for claim in claims(s, topic, filing.period_end)
        ]
        for claim in said_there[:1]:
            trail.cited.append(_quote(filing, claim))
        yield from _walk(filing, topic, _onward(seen, topic, trail), trail)


def _afterwards(
    filing: StoredDocument, topic: frozenset[str], outline: Outline, trail: Trail
) -> Look[None]:
    """Events after the balance sheet date: each paragraph on the topic adds or takes away."""
    notes = [s for s in outline.sections if s.kind in ("note", "heading") and _is_of_events(s)]
    notes = [s for s in notes if s.kind == "note"] or notes
    for seen in (yield from visit_all(filing, notes, topic)):
        best: dict[int, Claim] = {}
        for sentence in seen.sentences:
            if is_history(sentence, filing.period_end, filing.fiscal_year):
                continue
            for claim in claims(sentence, topic, None):
                if sign_of_event(claim) and _surer(claim, best.get(sentence.line)):
                    best[sentence.line] = claim
        trail.events += len(best)
        for claim in best.values():
            sign = sign_of_event(claim)
            trail.parts.append(Part(claim, filing.id, seen.section, sign))


def _surer(claim: Claim, than: Claim | None) -> bool:
    return than is None or claim.score > than.score


def _is_of_events(section: StoredSection) -> bool:
    return any(words in section.title.casefold() for words in EVENTS)


def _once(sections: Sequence[StoredSection]) -> list[StoredSection]:
    return list({section.id: section for section in sections}.values())


def _quote(filing: StoredDocument, claim: Claim) -> dict[str, object]:
    line = claim.sentence.line
    return {"document": filing.id, "lines": [line, line], "quote": claim.sentence.text}


def _sum(filing: StoredDocument, topic: str, trail: Trail) -> Look[Draft | None]:
    """The parts by name, their sum by the calculator, and the sentence that says so."""
    names = [f"f{at}" for at, _ in enumerate(trail.parts, start=1)]
    expression = (
        "".join(
            f" {'+' if part.sign > 0 else '-'} {name}"
            for part, name in zip(trail.parts, names, strict=True)
        )
        .removeprefix(" + ")
        .strip()
    )
    values = {name: plain(part.claim.value) for part, name in zip(trail.parts, names, strict=True)}
    result = yield from look(Computed, "calculate", expression=expression, values=values)
    sources = [_source(part) for part in trail.parts]
    figures = [figure(name, source) for name, source in zip(names, sources, strict=True)]
    if len(figures) > 1:
        figures.append(computed(f"f{len(figures) + 1}", expression, result.value, "USD"))
    return draft(
        "partial" if trail.open_threads else "answered",
        _sentence(filing, topic, trail, said(result.value, "USD")),
        value=plain(result.value),
        unit="USD",
        figures=figures,
        citations=[citation(source) for source in sources] + trail.cited,
        chain=trail.hops,
        open_threads=trail.open_threads,
    )


def _source(part: Part) -> Source:
    claim, line = part.claim, part.claim.sentence.line
    about = (claim.quote, claim.period, claim.scope)
    return Source(claim.text, claim.value, "USD", part.document, line, *about)


def _sentence(filing: StoredDocument, topic: str, trail: Trail, total: str) -> str:
    pieces = [
        f"{'' if at == 0 and part.sign > 0 else '+ ' if part.sign > 0 else '− '}"
        f"{part.claim.text} ({section_of(part.section)})"
        for at, part in enumerate(trail.parts)
    ]
    who = filing.company or filing.source
    when = f" (period ended {filing.period_end:%B %-d, %Y})" if filing.period_end else ""
    after = ", events after the balance sheet date included" if trail.events else ""
    form = filing.form or "filing"
    return (
        f"{who} owes {total} on {topic}: {' '.join(pieces)}. That is what its {form}{when} "
        f"says{after}."
    )
