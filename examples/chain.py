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

    def tagged(amount: int, concept: str = CONCEPTS[piece.kind]) -> Line:
        return words(story.full(amount), concept, when)

    finance = finance_part(story, piece.amount)
    slots: dict[str, Slot] = {
        "amount": tagged(piece.amount),
        "operating": tagged(piece.amount - finance, "us-gaap:OperatingLeaseLiability"),
        "finance": tagged(finance, "us-gaap:FinanceLeaseLiability"),
        "prior": words(story.full(piece.prior), "", when),
        "which": _which(story, left_out(story, piece)),
    }
    return tell(piece.sentence, voice(story) | _event_slots(story, piece) | slots)


def finance_part(story: Story, amount: int) -> int:
    """What of the discontinued leases are finance leases, where the filing tells them apart."""
    step = 100 if story.scale == 3 else 1
    return amount // 5 // step * step


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
    parts: list[Line] = []
    omitted = left_out(story, piece)
    if omitted and "{which}" not in piece.sentence:
        template = story.wording.excludes if piece.kind == "lease" else story.wording.further
        parts.append(tell(template, voice(story) | {"which": _which(story, omitted)}))
    standing = [p for p in story.pieces if p.kind != "event"]
    last = piece == standing[-1]
    if last and not story.management and story.piece("event"):
        event = story.pieces[-1]
        slots = voice(story) | {"n": str(event.note), "title": event.title}
        parts.append(tell(story.wording.onward, slots))
    if last and story.management and piece.kind != "lease":
        parts.append(("See also “Lease Obligations” in Item 7.",))
    spaced = [part for line in parts for part in (*line, " ")]
    return join(spaced[:-1]) if parts else None


def left_out(story: Story, piece: Piece) -> list[Piece]:
    """What the note of a piece says that its amount leaves out."""
    inner = [p for p in story.pieces if p.kind not in ("lease", "event")]
    if piece.kind == "lease":
        return inner if story.wording.all_at_once else inner[:1]
    if piece.kind == "event" or story.wording.all_at_once:
        return []
    at = inner.index(piece) + 1
    return inner[at : at + 1]


def _which(story: Story, omitted: list[Piece]) -> str:
    """What is left out and where it stands, in words."""
    things = []
    for piece in omitted:
        slots = voice(story) | {"n": str(piece.note), "title": piece.title}
        things.append(plain(tell(story.wording.things[piece.kind], slots)))
    return ", and ".join(things)


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
    figures = [part for part in line if isinstance(part, Figure) and part.concept]
    printed = [figure.digits for figure in figures]
    if piece.label:
        printed.append(f"{piece.amount:,}")
    amounts: tuple[Decimal, ...] = (story.full(piece.amount),)
    if "{operating}" in piece.sentence:
        finance = finance_part(story, piece.amount)
        amounts = (story.full(piece.amount - finance), story.full(finance))
    said = plain(line) or piece.label
    return Hop("note", str(piece.note), piece.title, amounts, piece.sign, said, tuple(printed))


def _management_hop(line: Line) -> Hop:
    figures = [part for part in line if isinstance(part, Figure)]
    amounts = tuple(Decimal(int(f.shown.scaleb(f.scale))) for f in figures)
    printed = tuple(figure.digits for figure in figures)
    return Hop("item", "7", "Lease Obligations", amounts, 0, plain(line), printed)
