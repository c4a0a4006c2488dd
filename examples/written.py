"""Stock text into blocks: side heads, bullets, tables, essays and paragraphs, in order.

"# words" is a side head, "* words" a bullet, "@name" a table, "%name" essays on all topics of a
stock file, anything else a paragraph.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from examples.blocks import Block, Grid, Heading, Para, Slot, plain
from examples.frame import Frame
from examples.prose import STOCK, Decks, essay, frames, topics
from examples.voice import tell

Tables = Mapping[str, Callable[[Frame], Grid]]


def written(
    frame: Frame, name: str, key: str, amounts: Mapping[str, Slot], tables: Tables
) -> Iterator[Block]:
    """The entries under `key` of a stock file as blocks."""
    slots = frame.slots | dict(amounts)
    for entry in stock(name)[key]:
        match entry[0], entry[1:].strip():
            case "#", text:
                yield Heading(plain(tell(text, slots)), 4)
            case "*", text:
                yield Para(tell(text, slots), "bullet")
            case "@", text:
                yield tables[text](frame)
            case "%", text:
                yield from essays(frame, text)
            case _:
                yield Para(tell(entry, slots))


def stock(name: str) -> Mapping[str, Sequence[str]]:
    """A stock file of entries by key."""
    raw = tomllib.loads((STOCK / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: tuple(entries) for key, entries in raw.items()}


PLANS: Final = {
    "risks": ("risk", ("ofce", "eceq", "fca", "qeceq", "ocea")),
    "business": ("business", ("ofc", "cefa", "qec", "ocee")),
    "governance": ("business", ("ofc", "cefa", "qec", "oecq")),
    "markets": ("business", ("ofc", "cefa", "qece", "oceq")),
    "trends": ("trend", ("ofc", "cefa", "qec", "efcq")),
    "estimates": ("estimate", ("ofc", "eaq", "fce")),
}
"""By stock file: its frames, and the plan of an essay."""


def essays(frame: Frame, name: str) -> Iterator[Block]:
    """All topics of a stock file, each under its title."""
    which, plan = PLANS[name]
    decks = Decks(frames(which), frame.rng(name))
    for group, members in topics(name):
        yield Heading(group, 3)
        for topic in members:
            yield Heading(plain(tell(topic.title, frame.slots)), 4)
            yield from (frame.write(text) for text in essay(topic, decks, plan))
