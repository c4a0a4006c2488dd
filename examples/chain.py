"""The lease question: the sentences that hide the answer, and the truth about them.

`chain` words every step once; the notes print these very lines, so what the truth says is what
stands in the filing.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from examples.blocks import Figure, Line, Slot, When, join, plain
from examples.story import Hop, Piece, Story
from examples.voice import long_date, tell, voice, words

CONCEPTS = {
    "lease": "own:OperatingAndFinanceLeaseLiability",
    "discontinued": "own:DisposalGroupLeaseLiability",
    "entity": "own:OperatingAndFinanceLeaseLiability",
    "uncommenced": "own:LeaseNotYetCommencedLiability",
    "guarantee": "own:AssignedLeaseLiability",
    "event": "own:LeaseLiabilityChangeAfterYearEnd",
}

SUBSEQUENT = (("us-gaap:SubsequentEventTypeAxis", "us-gaap:SubsequentEventMember"),)


@dataclass(frozen=True, slots=True)
class Chain:
    """Every sentence of the way, ready to print."""

    reference: str
    """Behind the balance sheet lines that are leases, or include them."""
    stated: tuple[Line, ...]
    """One a piece, in the order of the story: states its amount; () where only a table does."""
    onward: tuple[Line | None, ...]
    """One a piece: leads on, where the piece does."""
    management: Line | None
    hops: tuple[Hop, ...]


def chain(story: Story) -> Chain:
    """Word the way and tell the truth about it."""
    stated = tuple(_stated(story, piece) for piece in story.pieces)
    onward = tuple(_onward(story, n) for n in range(len(story.pieces)))
    management = _management(story) if story.management else None
    reference = story.wording.reference.format(n=story.pieces[0].note)
    if story.wording.balance == "within":
        reference = f", including lease obligations{reference}"
    return Chain(
        reference, stated, onward, management, tuple(_hops(story, reference, stated, management))
    )


def members(piece: Piece) -> tuple[tuple[str, str], ...]:
    """The dimensions of a piece's amount."""
    if piece.kind == "discontinued":
        axis = "us-gaap:DisposalGroupClassificationAxis"
        return ((axis, "us-gaap:DiscontinuedOperationsHeldforsaleMember"),)
    if piece.kind == "entity":
        axis = "us-gaap:ConsolidatedEntitiesAxis"
        return ((axis, "us-gaap:VariableInterestEntityPrimaryBeneficiaryMember"),)
    return SUBSEQUENT if piece.kind == "event" else ()


def _stated(story: Story, piece: Piece) -> Line:
    when = When(story.year_end, members=members(piece))
    amount = words(story.full(piece.amount), CONCEPTS[piece.kind], when)
    return tell(piece.sentence, voice(story) | _event_slots(story, piece) | {"amount": amount})


def _event_slots(story: Story, piece: Piece) -> dict[str, Slot]:
    rng = Random(f"{story.seed}:{piece.note}:{piece.event}:{piece.amount}")
    span = max((story.filed - story.year_end).days - 4, 4)
    day = story.year_end + timedelta(days=rng.randrange(5, span))
    price = words(story.full(piece.amount * 23 // 25), "", When(day))
    return {
        "day": long_date(day),
        "month": f"{day:%B} {day.year}",
        "count": str(7 + rng.randrange(60)),
        "price": price,
        "n": str(piece.note),
        "title": piece.title,
    }


def _onward(story: Story, at: int) -> Line | None:
    """What the note of the piece at `at` says about where to look next."""
    piece = story.pieces[at]
    if piece.kind == "event":
        return None
    inner = [p for p in story.pieces if p.kind not in ("lease", "event")]
    parts: list[Line] = []
    if piece.kind == "lease" and inner:
        left_out = inner if story.wording.all_at_once else inner[:1]
        parts.append(_excludes(story, story.wording.excludes, left_out))
    elif piece in inner[:-1] and not story.wording.all_at_once:
        parts.append(_excludes(story, story.wording.further, [inner[inner.index(piece) + 1]]))
    last = piece == ([story.pieces[0], *inner])[-1]
    if last and not story.management and story.piece("event"):
        event = story.pieces[-1]
        slots = voice(story) | {"n": str(event.note), "title": event.title}
        parts.append(tell(story.wording.onward, slots))
    if last and story.management and piece.kind != "lease":
        parts.append(("See also “Lease Obligations” in Item 7.",))
    spaced = [part for line in parts for part in (*line, " ")]
    return join(spaced[:-1]) if parts else None


def _excludes(story: Story, template: str, left_out: list[Piece]) -> Line:
    things = []
    for piece in left_out:
        slots = voice(story) | {"n": str(piece.note), "title": piece.title}
        things.append(plain(tell(story.wording.things[piece.kind], slots)))
    return tell(template, voice(story) | {"which": ", and ".join(things)})


def _management(story: Story) -> Line:
    event = story.pieces[-1]
    standing = [piece for piece in story.pieces if piece.kind != "event"]
    notes = [str(number) for number in sorted(piece.note for piece in standing)]
    slots = voice(story) | {
        "n": str(event.note),
        "title": event.title,
        "lease": str(story.pieces[0].note),
        "notes": ", ".join(notes[:-1]) + " and " + notes[-1],
        "amount": words(story.full(sum(p.amount for p in standing)), "", When(story.year_end)),
    }
    return tell(story.wording.management, slots)


def _hops(
    story: Story, reference: str, stated: tuple[Line, ...], management: Line | None
) -> list[Hop]:
    hops = [Hop("statement", "", "Consolidated Balance Sheets", (), 0, reference.strip(), ())]
    events: list[tuple[Piece, Line]] = []
    for piece, line in zip(story.pieces, stated, strict=True):
        if piece.event:
            events.append((piece, line))
        else:
            hops.append(_hop(story, piece, line))
    if management is not None:
        hops.append(_management_hop(management))
    return hops + [_hop(story, piece, line) for piece, line in events]


def _hop(story: Story, piece: Piece, line: Line) -> Hop:
    printed = [part.digits for part in line if isinstance(part, Figure) and part.concept]
    if piece.label:
        printed.append(f"{piece.amount:,}")
    amount = story.full(piece.amount)
    said = plain(line) or piece.label
    return Hop("note", str(piece.note), piece.title, (amount,), piece.sign, said, tuple(printed))


def _management_hop(line: Line) -> Hop:
    figures = [part for part in line if isinstance(part, Figure)]
    amounts = tuple(Decimal(f.value) * 10**f.scale for f in figures)
    printed = tuple(figure.digits for figure in figures)
    return Hop("item", "7", "Lease Obligations", amounts, 0, plain(line), printed)
