"""Tallies, and the Markdown tables made of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Tally = Counter[str]
Tallies = dict[str, Tally]
Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report: heads, rows of cells, and the figures of its last row."""

    name: str
    """words, metadata, structure, search given, search shared, answers, seconds."""
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: Figures

    def markdown(self) -> str:
        """The table as docs/evals.md shows it."""
        lines = [self.heads, tuple("---" for _ in self.heads), *self.rows]
        grid = "\n".join(f"| {' | '.join(map(escaped, line))} |" for line in lines)
        return f"### {self.title}\n\n{grid}\n"


def escaped(cell: str) -> str:
    """A cell that cannot end itself."""
    return cell.replace("|", "\\|")


def share(part: float, whole: float) -> str:
    """A percentage for people; a dash where there was nothing to count."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def percent(part: float, whole: float) -> float | None:
    """A percentage for programs."""
    return round(100 * part / whole, 3) if whole else None


def in_order(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    """Sets by name, all of them together last."""
    return sorted(tallies.items(), key=lambda item: (item[0] == "all", item[0]))


def count(tallies: Tallies, names: Iterable[str], **counts: int) -> None:
    """Add to each of the named tallies."""
    for name in names:
        tallies.setdefault(name, Counter()).update(counts)


def shares(tally: Tally, keys: Sequence[str], whole: str) -> tuple[str, ...]:
    """Each key as a share of `whole`."""
    return tuple(share(tally[key], tally[whole]) for key in keys)
