"""As many stories as a test wants: other companies, amounts, notes, words and ways."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final, Literal

from examples.chain import chain
from examples.companies import COMPANIES
from examples.story import Balance, EventKind, Piece, PieceKind, Story, Variant, Wording
from examples.wexcombe import NOTES
from examples.wording import (
    AROUND,
    BESIDE,
    DISCONTINUED,
    DISCONTINUED_SPLIT,
    DISCONTINUED_TITLES,
    ENTITY,
    ENTITY_TITLES,
    EVENTS,
    EXCLUDES,
    FURTHER,
    GUARANTEE,
    GUARANTEE_TITLES,
    HEADINGS,
    HELD_LABELS,
    LEASE_TITLES,
    MANAGEMENT_STATED,
    MANAGEMENT_TOGETHER,
    MANAGEMENT_UNSTATED,
    ONWARD,
    REFERENCES,
    STATED,
    STATED_EXCLUDING,
    SUBSEQUENT_TITLES,
    THINGS,
    TOTALS,
    UNCOMMENCED,
    UNCOMMENCED_TITLES,
)


def variant(name: str, story: Story) -> Variant:
    """A story with the truth about it."""
    return Variant(name, story, story.total, chain(story).hops)


def variants(seed: int) -> Iterator[Variant]:
    """Different filings without end; the same ones for the same seed."""
    for n in count():
        rng = Random(f"{seed}:variant:{n}")
        story = _story(rng, n)
        made = variant("", story)
        yield replace(made, name=f"{n:03}-{story.company.ticker.lower()}-{made.length}-hops")


WAYS: Final[tuple[tuple[tuple[PieceKind, ...], bool, int], ...]] = (
    # What the lease note leaves out; whether Item 7 leads on; events after year end.
    ((), False, 0),
    (("discontinued",), False, 0),
    ((), False, 1),
    (("discontinued",), False, 1),
    ((), True, 1),
    (("entity", "discontinued"), False, 0),
    (("discontinued",), True, 1),
    (("guarantee",), False, 1),
    (("uncommenced", "discontinued"), False, 1),
    (("discontinued",), True, 2),
    (("entity", "discontinued"), True, 1),
    (("guarantee", "discontinued"), True, 1),
    (("uncommenced",), False, 0),
    (("discontinued", "guarantee"), False, 1),
    (("uncommenced", "discontinued"), True, 2),
)
"""Chains of two to six places."""


SCALES: Final[tuple[Literal[3, 6], ...]] = (6, 6, 3)


def _story(rng: Random, n: int) -> Story:
    kinds, management, events = WAYS[n % len(WAYS)]
    scale = rng.choice(SCALES)
    year, year_end = _calendar(rng)
    company = replace(rng.choice(COMPANIES), voice=rng.choice(("we", "we", "the Company")))
    notes = _notes(rng, kinds)
    pieces = _pieces(rng, scale, kinds, events, notes)
    filed = year_end + timedelta(days=52 + rng.randrange(20))
    return Story(
        seed=rng.randrange(10**6),
        company=company,
        year=year,
        year_end=year_end,
        filed=filed,
        scale=scale,
        pieces=pieces,
        management=management,
        wording=_wording(rng, kinds),
        notes=notes,
    )


def _calendar(rng: Random) -> tuple[int, date]:
    """Fiscal year and its last day: a month's end, or the Saturday nearest the end of January."""
    year = 2017 + rng.randrange(8)
    month, day = rng.choice(((12, 31), (12, 31), (6, 30), (9, 30), (1, 0)))
    if month != 1:
        return year, date(year, month, day)
    january = date(year + 1, 1, 31)
    return year, january + timedelta(days=(5 - january.weekday() + 3) % 7 - 3)


def _notes(rng: Random, kinds: tuple[PieceKind, ...]) -> tuple[str, ...]:
    """Notes of a filing: some left out, those on the way at places of chance."""
    fixed = {"policies", "commitments", "debt"}
    placed = ("lease", *kinds)
    others = [key for key in NOTES[:-1] if key not in ("lease", "discontinued")]
    kept = [key for key in others if key in fixed or rng.random() < 0.7]
    for key in placed:
        kept.insert(rng.randrange(2, len(kept) + 1), key)
    return (*kept, "subsequent")


def _pieces(
    rng: Random, scale: int, kinds: tuple[PieceKind, ...], events: int, notes: tuple[str, ...]
) -> tuple[Piece, ...]:
    step = rng.choice((100, 10, 1)) if scale == 6 else 100
    lease = _round(rng.randrange(900, 9000) if scale == 6 else rng.randrange(90000, 900000), step)

    def part(low: int, high: int) -> int:
        return max(_round(lease * rng.randrange(low, high) // 100, step), step)

    number = {key: n for n, key in enumerate(notes, 1)}
    pieces = [_lease(rng, number["lease"], lease, part(92, 112), leaves_out=bool(kinds))]
    pieces += [_left_out(rng, kind, number[kind], part) for kind in kinds]
    chosen: list[EventKind] = rng.sample(list(EVENTS), events)
    title = rng.choice(SUBSEQUENT_TITLES)
    for event in chosen:
        sentence = rng.choice(EVENTS[event])
        pieces.append(
            Piece("event", number["subsequent"], title, part(3, 12), 0, sentence, event=event)
        )
    return tuple(pieces)


def _round(amount: int, step: int) -> int:
    return amount // step * step


def _lease(rng: Random, number: int, amount: int, prior: int, *, leaves_out: bool) -> Piece:
    """Its total stands in a table, in a sentence, or in both."""
    sentence = rng.choice((*STATED, "", *(STATED_EXCLUDING if leaves_out else ())))
    title, label = rng.choice(LEASE_TITLES), rng.choice(TOTALS)
    if sentence and rng.random() < 0.2:
        label = ""
    return Piece("lease", number, title, amount, prior, sentence, label)


def _left_out(rng: Random, kind: PieceKind, number: int, part: Callable[[int, int], int]) -> Piece:
    """What the lease note's total leaves out; of the discontinued business often in a table."""
    titles, sentences = LEFT_OUT[kind]
    label, sentence = "", rng.choice(sentences)
    if kind == "discontinued" and rng.random() < 0.2:
        sentence = rng.choice(DISCONTINUED_SPLIT)
    elif kind == "discontinued" and rng.random() < 0.6:
        label, sentence = rng.choice(HELD_LABELS), rng.choice((sentence, sentence, ""))
    return Piece(kind, number, rng.choice(titles), part(5, 45), part(5, 45), sentence, label)


LEFT_OUT: Final[dict[PieceKind, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "discontinued": (DISCONTINUED_TITLES, DISCONTINUED),
    "entity": (ENTITY_TITLES, ENTITY),
    "uncommenced": (UNCOMMENCED_TITLES, UNCOMMENCED),
    "guarantee": (GUARANTEE_TITLES, GUARANTEE),
}

BALANCES: Final[tuple[Balance, ...]] = ("four", "two", "within")


def _wording(rng: Random, kinds: tuple[PieceKind, ...]) -> Wording:
    if kinds == ("discontinued",):
        managements: tuple[str, ...] = (*MANAGEMENT_STATED, *MANAGEMENT_UNSTATED)
    elif kinds:
        managements = (*MANAGEMENT_TOGETHER, *MANAGEMENT_UNSTATED)
    else:
        managements = MANAGEMENT_UNSTATED
    return Wording(
        balance=rng.choice(BALANCES),
        reference=rng.choice(REFERENCES),
        excludes=rng.choice(EXCLUDES),
        things={kind: rng.choice(things) for kind, things in THINGS.items()},
        further=rng.choice(FURTHER),
        heading=rng.choice(HEADINGS),
        management=rng.choice(managements),
        onward=rng.choice(ONWARD),
        all_at_once=rng.random() < 0.6,
        around=rng.choice(AROUND),
        beside=rng.choice(BESIDE),
        capitals=rng.random() < 0.3,
    )
