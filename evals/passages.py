"""Passages: is a table split, a sentence broken, a figure cut off from its label or its header?

The places where passages meet are looked at in the text itself, by rules that share nothing with
those that made them, and beside them the cuts of a naive chunker: every 500 tokens.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from store.tables import StoredPassage, StoredTable

NAIVE = 500 * 4  # characters, a token being about four
LARGEST = 1000 * 4

MARK = re.compile(r"\[page \d+\]|\|(?:-+\|)+$")
ROW = re.compile(r"\|")
HEADING = re.compile(r"#{1,6} ")
# A sentence ends behind a word of three letters, a figure or a bracket; "Inc. The" is doubtful
# and may be one sentence.
END = re.compile(r"(?:[a-z]{3}|\d|[)\]%])[.!?][\"”’')]*\s+(?=[\"“(]?[A-Z])")
OPEN_END = re.compile(r"[.:;!?][\"”’')\]]*\s*$")
ABBREVIATED = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Nos|Mrs|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.)\s+$"
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Parted:
    """What cuts do to a text; sums of several texts add up."""

    tables: int = 0
    tables_split: int = 0
    sentences: int = 0
    sentences_broken: int = 0
    figures: int = 0
    """Rows of tables that hold a figure."""
    figures_parted: int = 0
    """Those that are cut, or cut off from the first row of their table."""

    def __add__(self, other: "Parted") -> "Parted":
        names = [field.name for field in fields(Parted)]
        return Parted(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Text:
    """A reading copy without page marks and table bars, and what must not be cut in it."""

    starts: tuple[int, ...]
    """Where each line begins; of a line that is left out, where the next one does."""
    lines: tuple[str, ...]
    tables: tuple[Span, ...]
    rows: tuple[tuple[Span, int], ...]
    """Rows with figures, and the start of their table."""
    sentences: tuple[Span, ...]

    @property
    def length(self) -> int:
        """Characters of the text."""
        return self.starts[-1] if self.starts else 0


def to_text(lines: Sequence[str], tables: Iterable[Sequence[int]]) -> Text:
    """Prepare a reading copy; `tables` are the lines of the rows of each table."""
    kept = ["" if MARK.match(line) else f"{line}\n" for line in lines]
    starts = [0]
    for line in kept:
        starts.append(starts[-1] + len(line))
    spans, rows = [], []
    for table in tables:
        top, bottom = starts[min(table) - 1], starts[max(table)]
        spans.append((top, bottom))
        rows += [
            ((starts[row - 1], starts[row]), top)
            for row in table
            if any(map(str.isdecimal, lines[row - 1]))
        ]
    return Text(
        tuple(starts), tuple(kept), tuple(spans), tuple(rows), tuple(_sentences(kept, starts))
    )


def cuts_of(passages: Sequence[StoredPassage], text: Text) -> list[int]:
    """Where one passage ends and the next begins."""
    cuts: list[int] = []
    for before, after in pairwise(passages):
        at = text.starts[after.first_line - 1]
        if before.last_line == after.first_line:  # parts of one paragraph
            body = after.text.removeprefix(" > ".join(after.path) + "\n")
            at += text.lines[after.first_line - 1].index(body.split("\n")[0])
        cuts.append(at)
    return sorted(cuts)


def naive_cuts(text: Text) -> list[int]:
    """A cut every 500 tokens, whatever stands there."""
    return list(range(NAIVE, text.length, NAIVE))


def parted(text: Text, cuts: Sequence[int]) -> Parted:
    """Count what `cuts`, sorted, go through."""
    split = [span for span in text.tables if _is_cut(span, cuts)]
    off = [row for row, top in text.rows if _is_cut((top, row[1]), cuts)]
    return Parted(
        len(text.tables),
        len(split),
        len(text.sentences),
        sum(_is_cut(span, cuts) for span in text.sentences),
        len(text.rows),
        len(off),
    )


def uncovered(passages: Iterable[StoredPassage], text: Text) -> int:
    """Lines with words that are in no passage."""
    held: set[int] = set()
    for passage in passages:
        held.update(range(passage.first_line, passage.last_line + 1))
    lines = enumerate(text.lines, start=1)
    return sum(any(map(str.isalnum, line)) and number not in held for number, line in lines)


def rows_of(tables: Iterable[StoredTable]) -> list[list[int]]:
    """The lines of the rows of each table that has any."""
    return [table.row_lines for table in tables if table.row_lines]


def _is_cut(span: Span, cuts: Sequence[int]) -> bool:
    return bisect_right(cuts, span[0]) < bisect_left(cuts, span[1])


def _sentences(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Span]:
    """Sentences of the prose; one goes on in the next line if that begins in lower case."""
    begun: int | None = None
    for number, line in enumerate(lines):
        prose = bool(line.strip()) and not ROW.match(line) and not HEADING.match(line)
        if begun is not None and line and not (prose and line[:1].islower()):
            yield begun, starts[number]
            begun = None
        if not prose:
            continue
        at = starts[number] if begun is None else begun
        for match in END.finditer(line):
            if not ABBREVIATED.search(line[: match.end()]):
                yield at, starts[number] + match.end()
                at = starts[number] + match.end()
        if OPEN_END.search(line):
            yield at, starts[number] + len(line)
            begun = None
        else:
            begun = at
    if begun is not None:
        yield begun, starts[-1]
