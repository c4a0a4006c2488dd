"""What the name of a file says: "HARBOR_2023Q4_EARNINGS.pdf" names a company, a period, a form.

People name files by what they are. A name is a witness beside what was read inside, never
instead of it; one that names no year and no form is taken to say nothing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from index.forms import take_forms
from index.periods import Quarter, times

KEPT = 1 << 15
"""Names that are not taken apart again when a library is opened anew after a commit."""


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of a file's name."""

    words: tuple[str, ...] = ()
    """What is left when form and period are gone: as a rule the company, lower case."""
    form: str | None = None
    years: tuple[int, ...] = ()
    quarters: tuple[Quarter, ...] = ()


@lru_cache(maxsize=KEPT)
def read_name(source: str) -> FileName:
    """Take the name of a source apart.

    >>> read_name("in/HARBOR_TOOLS_2023Q4_EARNINGS.pdf")
    FileName(words=('harbor', 'tools'), form='EARNINGS', years=(), quarters=(Quarter(number=4, year=2023),))
    """  # noqa: E501
    stem = PurePosixPath(source.partition("#")[0]).stem
    plain = re.sub(r"[_\-.+ ]+", " ", stem)
    said = times(plain)
    left = "".join(
        " " if any(a <= i < b for a, b in said.spans) else c for i, c in enumerate(plain)
    )
    forms, left = take_forms(re.sub(r"\bearnings\b", "earnings release", left, flags=re.I))
    years = said.years or tuple(day.year for day in said.dates)
    if not (forms or years or said.quarters):
        return FileName()
    words = [w.lower() for w in left.split() if re.fullmatch(r"\d?[A-Za-z&']+", w)]
    return FileName(
        tuple(w for w in words if w not in _PLAIN), next(iter(forms), None), years, said.quarters
    )


_PLAIN = frozenset(
    (
        "dated",
        "filing",
        "report",
        "final",
        "main",
        "document",
        "form",
        "annual",
        "quarterly",
        "full",
    )
)
