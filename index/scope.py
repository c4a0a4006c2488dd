"""Which documents may answer a question, how well each fits, and how to say so."""

from dataclasses import dataclass, replace

from index.catalogue import Catalogue
from index.understanding import Understanding

FAR = 2.0
"""A document further than this behind the nearest is left out."""
MISSED = 0.55
"""The nearest document being further than this, a form or period was asked that none has."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that may answer, and how far each is from what was asked."""

    distances: dict[str, float]
    applied: tuple[str, ...]
    everything: bool = False
    """Whether these are all documents, so that an index need not be told."""

    @property
    def ids(self) -> list[str] | None:
        """Ids for an index; None for all."""
        return None if self.everything else list(self.distances)

    def prior(self, document: str) -> float:
        """What a passage's score is multiplied by: 1 for a perfect fit."""
        return 1.0 / (1.0 + self.distances.get(document, 0.0))


def choose(catalogue: Catalogue, asked: Understanding) -> Scope:
    """The documents a question may be answered from; none when its company is not there."""
    if asked.unknown and not asked.companies:
        return Scope({}, (f"company {asked.unknown} is not in the library",))
    fits = catalogue.candidates(asked)
    nearest = fits[0][1] if fits else 0.0
    near = {d.id: distance - nearest for d, distance in fits if distance <= nearest + FAR}
    return Scope(near, tuple(_said(asked, nearest)), len(near) == len(catalogue.documents))


def _said(asked: Understanding, nearest: float) -> list[str]:
    said = []
    if asked.companies:
        said.append(f"company {' or '.join((*asked.companies, *asked.namesakes))}")
    if asked.unknown:
        said.append(f"company {asked.unknown} is not in the library")
    if asked.forms:
        said.append(f"form {' or '.join(asked.forms)}")
    if asked.all_years:
        said.append(f"year {', '.join(map(str, asked.all_years))}")
    if asked.statements:
        said.append(f"statement {' and '.join(asked.statements)}")
    if nearest > MISSED and (asked.forms or not asked.timeless):
        said.append("no document has that form and period: the nearest were searched")
    return said


def told(
    catalogue: Catalogue,
    asked: Understanding,
    company: str | None,
    form: str | None,
    year: int | None,
) -> Understanding:
    """`asked`, with what the caller said beside the query; it overrides what the query says."""
    if company is not None:
        named = catalogue.companies.named(company)
        asked = replace(
            asked,
            companies=tuple(dict.fromkeys(n.company.name for n in named)),
            namesakes=tuple(dict.fromkeys(o.name for n in named for o in n.others)),
            unknown=None if named else company,
        )
    if form is not None:
        asked = replace(asked, forms=(form,))
    if year is not None:
        asked = replace(asked, years=(year,), dates=(), quarters=())
    return asked
