"""The notes of Item 8 in the story's order, each under its heading."""

from collections.abc import Callable

from examples.blocks import Block, Heading, Para, say
from examples.chain_notes import (
    discontinued_note,
    entity_note,
    guarantee_note,
    subsequent_note,
    uncommenced_note,
)
from examples.frame import Frame
from examples.lease_note import lease_note
from examples.note_text import note_body
from examples.plain_notes import SHORT, TITLES

ON_THE_WAY: dict[str, Callable[..., list[Block]]] = {
    "lease": lease_note,
    "discontinued": discontinued_note,
    "entity": entity_note,
    "uncommenced": uncommenced_note,
    "guarantee": guarantee_note,
    "subsequent": subsequent_note,
}


def notes(frame: Frame, *, small: bool = False) -> list[Block]:
    """All notes; a small filing's say only what the chain needs."""
    company = frame.story.company
    blocks: list[Block] = [
        Para(say(company.name), "strong-center"),
        Heading("NOTES TO CONSOLIDATED FINANCIAL STATEMENTS", 3, "notes"),
    ]
    for number, key in enumerate(frame.story.notes, 1):
        heading = note_heading(frame, number)
        blocks.append(Heading(heading, 3, f"note-{number}"))
        blocks += _body(frame, key, small=small)
    return blocks


def note_heading(frame: Frame, number: int) -> str:
    """The heading of a note as this filer writes it."""
    named = title(frame, frame.story.notes[number - 1])
    return frame.story.wording.heading.format(n=number, title=named, capitals=named.upper())


def title(frame: Frame, key: str) -> str:
    """A note's title: the story's where it is on the way."""
    kind = "event" if key == "subsequent" else key
    own = (piece.title for piece in frame.story.pieces if piece.kind == kind)
    return next(own, TITLES.get(key, ""))


def _body(frame: Frame, key: str, *, small: bool) -> list[Block]:
    if key in ON_THE_WAY:
        return ON_THE_WAY[key](frame, small=small)
    if not small:
        return list(note_body(frame, key))
    one, two = frame.story.company.segments
    return [frame.write(SHORT[key], operates=frame.story.company.business, one=one, two=two)]
