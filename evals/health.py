"""Health: are damaged filings noticed, and are intact ones left in peace?

Annual and quarterly reports of the library are taken evenly, an item, a table, half of the text or
a statement is cut out of each in turn, and what is left is read again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.damage import KINDS, Damaged, Kind, NoCut, damage
from evals.tables import Table, Tallies, count, percent, share
from ingest.detect import Unreadable, detect
from ingest.document import Document
from ingest.health import examine, words
from ingest.reading import read_source, to_document
from ingest.to_markdown import render

DAMAGED = 100  # filings


@dataclass(frozen=True, slots=True)
class Patient:
    """What became of a damaged filing."""

    source: str
    kind: Kind
    what: str
    level: str
    """green, amber or red; "unread" where nothing was left to read."""


@dataclass(frozen=True, slots=True)
class Intact:
    """A report of the library, and what it was told."""

    source: str
    level: str
    doubts: tuple[str, ...] = ()


def patients(
    folder: Path,
    paths: Sequence[str],
    wanted: int = DAMAGED,
    report: Callable[[int], None] = print,
    *,
    seed: int = 0,
) -> Iterator[Patient]:
    """Damage one filing after the other until `wanted` are damaged; the kinds take turns.

    `seed` decides which kind comes first and what is cut.
    """
    done = 0
    for number, source in enumerate(paths):
        path = folder / source
        document = _read(path, path.read_bytes())
        kind = KINDS[(done + seed) % len(KINDS)]
        try:
            damaged = damage(path, document, kind, seed=number + seed * len(paths))
        except NoCut:
            continue
        yield Patient(source, kind, damaged.what, _level(path, damaged))
        done += 1
        report(done)
        if done == wanted:
            return


def to_table(found: Sequence[Patient], intact: Sequence[Intact]) -> Table:
    """How many were noticed of each kind, and of the `intact` reports those told to lack something.

    What was not noticed, and what intact ones are told, are rows of their own.
    """
    tallies: Tallies = {}
    for each in found:
        count(tallies, (each.kind, "damaged"), n=1, noticed=int(each.level != "green"))
    told = [each for each in intact if each.level != "green"]
    rows = [(name, str(t["n"]), share(t["noticed"], t["n"])) for name, t in tallies.items()]
    rows.append(("intact", str(len(intact)), share(len(told), len(intact))))
    missed = [f"{each.source}: {each.what}" for each in found if each.level == "green"]
    rows += [(f"not noticed: {each}", "", "") for each in missed]
    rows += [(f"intact, {each.source}: {'; '.join(each.doubts)}", "", "") for each in told]
    every = tallies.get("damaged", Counter())
    figures = {
        "damaged": every["n"],
        "noticed": percent(every["noticed"], every["n"]),
        "intact_not_green": percent(len(told), len(intact)),
    }
    return Table("health", "Health", ("filings", "n", "not green"), tuple(rows), figures)


def _read(path: Path, raw: bytes) -> Document:
    kind = detect(path.name, raw)
    if kind not in ("html", "pdf", "text"):
        raise Unreadable("it is no filing by itself")
    return to_document(read_source(kind, raw), path.name)


def _level(path: Path, damaged: Damaged) -> str:
    try:
        document = _read(path, damaged.raw)
    except Unreadable:
        return "unread"
    return examine(document, words(render(document))).level
