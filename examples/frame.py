"""What every part of a filing writes with: the story, its books, its chain, and its calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from examples.blocks import Cell, Figure, Line, Para, Row, Slot, When
from examples.books import Books
from examples.chain import Chain, chain
from examples.keeping import keep
from examples.story import Story, year_earlier
from examples.voice import long_date, tell, voice, words


@dataclass(frozen=True, slots=True)
class Frame:
    """One filing in the making."""

    story: Story
    books: Books
    chain: Chain
    slots: dict[str, Slot]

    def end(self, back: int = 0) -> date:
        """The last day of the fiscal year `back` years ago."""
        day = self.story.year_end
        for _ in range(back):
            day = year_earlier(day)
        return day

    def year(self, back: int = 0, *members: tuple[str, str]) -> When:
        """A fiscal year as a context."""
        start = self.end(back + 1) + timedelta(days=1)
        return When(self.end(back), start, members)

    def at(self, back: int = 0, *members: tuple[str, str]) -> When:
        """A balance sheet date as a context."""
        return When(self.end(back), None, members)

    def money(
        self, value: int, concept: str = "", when: When | None = None, *, negated: bool = False
    ) -> Figure:
        """An amount of the story's unit."""
        return Figure(value, concept, when, scale=self.story.scale, negated=negated)

    def pair(self, label: str, values: Sequence[int], concept: str = "", **look: bool | int) -> Row:
        """A row at both balance sheet dates, newest first."""
        dated = enumerate(values)
        cells = tuple(self.money(value, concept, self.at(back)) for back, value in dated)
        return _row(label, cells, look)

    def three(
        self, label: str, values: Sequence[int], concept: str = "", **look: bool | int
    ) -> Row:
        """A row over three years, newest first."""
        dated = enumerate(values)
        cells = tuple(self.money(value, concept, self.year(back)) for back, value in dated)
        return _row(label, cells, look)

    def prose(self, amount: int, concept: str = "", when: When | None = None) -> Line:
        """An amount in a sentence: "$2.0 billion"."""
        return words(self.story.full(amount), concept, when or self.at())

    def write(self, template: str, **slots: Slot) -> Para:
        """A paragraph from a template in the filer's voice."""
        return Para(tell(template, self.slots | slots))

    def rng(self, part: str) -> Random:
        """Chance for one part, so that parts do not move each other."""
        return Random(f"{self.story.seed}:{part}")

    @property
    def unit(self) -> str:
        """What tables are in: "millions" or "thousands"."""
        return "millions" if self.story.scale == 6 else "thousands"

    @property
    def dates(self) -> tuple[str, str]:
        """Both balance sheet dates as column heads."""
        return long_date(self.end()), long_date(self.end(1))

    @property
    def years(self) -> tuple[str, str, str]:
        """Three fiscal years as column heads."""
        year = self.story.year
        return str(year), str(year - 1), str(year - 2)


def _row(label: str, cells: tuple[Cell, ...], look: dict[str, bool | int]) -> Row:
    return Row(
        label,
        cells,
        money=bool(look.get("money", False)),
        total=bool(look.get("total", False)),
        indent=int(look.get("indent", 0)),
    )


def frame(story: Story) -> Frame:
    """Open the books and word the chain."""
    return Frame(story, keep(story), chain(story), voice(story))


def percent(part: int, whole: int, places: int = 1) -> Figure:
    """A share as a figure in percent, not tagged."""
    value = Decimal(part) * 100 / Decimal(whole)
    return Figure(value, unit="number", scale=-2, places=places)


def ratio(now: int, before: int) -> Decimal:
    """Growth in percent."""
    return (Decimal(now) - Decimal(before)) * 100 / abs(Decimal(before))
