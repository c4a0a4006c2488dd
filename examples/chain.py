"""The lease question: the sentences that hide the answer, and the truth about them.

`chain` words every step once; the notes print these very lines, so what the truth says is what
stands in the filing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from examples.blocks import Figure, Line, Slot, When, fill, join, plain
from examples.story import Hop, Piece, Story

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
    """One a piece, in the order of the story: states its amount."""
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


def voice(story: Story) -> dict[str, Slot]:
    """The slots that any sentence of the filing may use."""
    company = story.company
    ours: dict[str, Slot] = {"We": "We", "we": "we", "Our": "Our", "our": "our", "us": "us"}
    if company.voice != "we":
        name = company.voice
        ours: dict[str, Slot] = {"We": "The" + name[3:], "we": name, "Our": f"The{name[3:]}’s"}
        ours |= {"our": f"{name}’s", "us": name}
    return ours | {
        "company": company.name,
        "short": company.short,
        "business": company.sold,
        "places": company.places,
        "date": long_date(story.year_end),
        "year": str(story.year),
        "last": str(story.year - 1),
        "next": str(story.year + 1),
    }


def long_date(day: date) -> str:
    """As filings print a date: "February 1, 2025"."""
    return f"{day:%B} {day.day}, {day.year}"


def words(amount: Decimal, concept: str, when: When) -> Line:
    """An amount in prose, exact: "$2.0 billion", "$500 million", "$1,234.5 million"."""
    billions, millions = amount / 10**9, amount / 10**6
    if billions >= 1 and billions == billions.quantize(Decimal("0.1")):
        figure = Figure(billions, concept, when, scale=9, places=1)
        return ("$", figure, " billion")
    places = 0 if millions == millions.to_integral_value() else 1
    return ("$", Figure(millions, concept, when, scale=6, places=places), " million")


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
    return fill(piece.sentence, voice(story) | _event_slots(story, piece) | {"amount": amount})


def _event_slots(story: Story, piece: Piece) -> dict[str, Slot]:
    rng = Random(f"{story.seed}:{piece.note}:{piece.event}:{piece.amount}")
    span = max((story.filed - story.year_end).days - 4, 4)
    day = story.year_end + timedelta(days=rng.randrange(3, span))
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
        parts.append(fill(story.wording.onward, slots))
    if last and story.management and piece.kind != "lease":
        parts.append(("See also “Lease Obligations” in Item 7.",))
    return join(part for line in parts for part in (*line, " ")) if parts else None


def _excludes(story: Story, template: str, left_out: list[Piece]) -> Line:
    things = []
    for piece in left_out:
        slots = voice(story) | {"n": str(piece.note), "title": piece.title}
        things.append(plain(fill(story.wording.things[piece.kind], slots)))
    return fill(template, voice(story) | {"which": " and ".join(things)})


def _management(story: Story) -> Line:
    event, held = story.pieces[-1], story.piece("discontinued")
    together = sum(p.amount for p in story.pieces if p.kind != "event")
    slots = voice(story) | {
        "n": str(event.note),
        "title": event.title,
        "lease": str(story.pieces[0].note),
        "held": str(held.note) if held else "",
        "amount": words(story.full(together), "", When(story.year_end)),
    }
    return fill(story.wording.management, slots)


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
    printed = next(p.digits for p in line if isinstance(p, Figure) and p.concept)
    amount = story.full(piece.amount)
    return Hop("note", str(piece.note), piece.title, (amount,), piece.sign, plain(line), (printed,))


def _management_hop(line: Line) -> Hop:
    figures = [part for part in line if isinstance(part, Figure)]
    amounts = tuple(Decimal(f.value) * 10**f.scale for f in figures)
    printed = tuple(figure.digits for figure in figures)
    return Hop("item", "7", "Lease Obligations", amounts, 0, plain(line), printed)
