"""What a question asks for, as values: the result of `understand`."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.periods import Quarter
from index.vocabulary import Wording

Kind = Literal["metric", "conceptual", "mixed"]


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for: wordings that mean the same, and how much it counts."""

    wordings: tuple[Wording, ...]
    weight: float = 1.0
    on: str | None = None
    """The statement on whose face such a line stands."""
    numbers: tuple[str, ...] = ()
    """Forms of a number (`index.numbers`) that are as good as the wordings."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question taken apart."""

    text: str
    words: tuple[str, ...]
    """What it is about, as the index holds words: no fillers, companies, forms or dates."""
    companies: tuple[str, ...]
    """As the catalogue prints them."""
    forms: tuple[str, ...]
    years: tuple[int, ...]
    quarters: tuple[Quarter, ...]
    dates: tuple[date, ...]
    """Those that name a document ("the period ended ...") first."""
    kind: Kind
    statements: tuple[str, ...] = ()
    terms: tuple[Sought, ...] = ()
    """`words` again, grouped into terms with their synonyms."""
    namesakes: tuple[str, ...] = ()
    """Companies whose name begins like one that was named: meant less surely."""
    months: int | None = None
    """Length of the period asked for."""
    unknown: str | None = None
    """A company that is surely named and is not in the library."""
    ahead: bool = False
    """Whether it asks what is expected of the time it names."""
    names: tuple[str, ...] = ()
    """Words written as names that are no company of the library: people, products, strangers."""

    @property
    def timeless(self) -> bool:
        """Whether no time is named at all."""
        return not (self.dates or self.years or self.quarters)

    @property
    def all_years(self) -> tuple[int, ...]:
        """Every year that is named, in whatever way, latest first."""
        named = {*self.years, *(d.year for d in self.dates)}
        named |= {q.year for q in self.quarters if q.year is not None}
        return tuple(sorted(named, reverse=True))
