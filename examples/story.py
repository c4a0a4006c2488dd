"""What a made-up filing tells: who files, when, and where its lease obligations are hidden.

A `Story` holds choices only; `chain` turns them into sentences, `annual` into a filing. All
amounts of a story are integers in the filing's own unit, millions or thousands of dollars.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Balance = Literal["four", "two", "within"]
"""Four lease lines on the balance sheet, two, or none of their own."""

PieceKind = Literal["lease", "entity", "uncommenced", "guarantee", "discontinued", "event"]
EventKind = Literal["terminated", "bought", "cancelled", "assigned", "new", "renewed"]


@dataclass(frozen=True, slots=True)
class Company:
    """A filer that does not exist."""

    name: str
    short: str
    ticker: str
    cik: str
    state: str
    city: str
    places: str
    """What it leases, plural: "stores"."""
    business: str
    """What its continuing segments do, for a sentence: "operates supermarkets"."""
    segments: tuple[str, str]
    sold: str
    """The discontinued business: "Home & Garden"."""
    voice: Literal["we", "the Company"] = "we"


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of what is owed on leases, and where it stands."""

    kind: PieceKind
    note: int
    title: str
    amount: int
    prior: int
    """The same a year earlier; a decoy."""
    sentence: str
    """Template of the sentence that states the amount; "" when only a table does."""
    label: str = ""
    """The row of the note's table that prints the amount, "" when no row does."""
    event: EventKind | None = None

    @property
    def sign(self) -> int:
        """What the piece does to the total: leases that ended after year end take away."""
        return 1 if self.event in (None, "new", "renewed") else -1


@dataclass(frozen=True, slots=True)
class Wording:
    """How this filer puts it. Templates; `chain` fills them."""

    balance: Balance
    reference: str
    """Behind the balance sheet line: " (Note {n})"."""
    excludes: str
    """How the lease note says that its total leaves {which} out."""
    things: Mapping[PieceKind, str]
    """By kind of piece: what is left out and where that stands."""
    further: str
    """The same in a note that itself leads on to another."""
    management: str
    """Management's paragraph in Item 7."""
    heading: str
    """Of a note: "Note {n} – {title}"."""
    onward: str
    """What leads to the subsequent events note where Item 7 does not."""
    all_at_once: bool = True
    """The lease note names every note it leaves out, rather than each note the next."""
    around: str = ""
    """A sentence of the lease note with an amount that does not count; "" is none."""
    beside: str = ""
    """The same of the subsequent events note."""
    capitals: bool = False
    """Item headings in capitals."""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything a filing is made from."""

    seed: int
    company: Company
    year: int
    year_end: date
    filed: date
    scale: Literal[3, 6]
    """Power of ten of the amounts."""
    pieces: tuple[Piece, ...]
    """The lease note first; then what it leaves out; then events after year end."""
    management: bool
    """Whether the way leads through Item 7."""
    wording: Wording
    notes: tuple[str, ...]
    """What each note is about, in order: "policies", "lease", ...; "subsequent" is the last."""
    adjusted: str = "Adjusted EBITDA"

    def piece(self, kind: PieceKind) -> Piece | None:
        """The first piece of this kind."""
        return next((piece for piece in self.pieces if piece.kind == kind), None)

    def full(self, amount: int) -> Decimal:
        """An amount of the story in dollars."""
        return Decimal(amount * int(10**self.scale))

    def note_of(self, key: str) -> int:
        """The number of the note that is about this; of commitments, wherever they stand."""
        return self.notes.index(key) + 1

    @property
    def total(self) -> Decimal:
        """What is owed on leases when everything is counted, in dollars."""
        return self.full(sum(piece.sign * piece.amount for piece in self.pieces))

    @property
    def prior_end(self) -> date:
        """The balance sheet date a year earlier; of a 52-week year, 52 weeks earlier."""
        return year_earlier(self.year_end)


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the way through a filing, as a careful reader takes it."""

    kind: Literal["statement", "note", "item"]
    number: str
    """ "12" of a note, "7" of an item, "" of the balance sheet."""
    title: str
    amounts: tuple[Decimal, ...]
    """In dollars: what the step contributes, or the sum it restates; () where it says none."""
    sign: int
    """1 adds, -1 takes away, 0 restates what others say."""
    words: str
    """The sentence, or the label of the line, exactly as printed."""
    printed: tuple[str, ...]
    """How the amounts are printed there, without "$"; () where there are none."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A story and the truth about it."""

    name: str
    story: Story
    total: Decimal
    hops: tuple[Hop, ...]

    @property
    def length(self) -> int:
        """How many places must be read."""
        return len({(hop.kind, hop.number) for hop in self.hops})


def year_earlier(day: date) -> date:
    """The same month end a year before, or 52 weeks before when the year ends on a weekday."""
    if (day.month, day.day) in {(12, 31), (6, 30), (9, 30), (3, 31)}:
        return day.replace(year=day.year - 1)
    return date.fromordinal(day.toordinal() - 364)
