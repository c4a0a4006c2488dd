"""What a question asks for, without a model: companies, forms, periods, and the words that are left.

The words of the trade stand in vocabulary.toml, names come from the catalogue. `candidates` turns
an understanding into the documents that fit, best first; the text of the question is not needed
for that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.companies import Companies, Company
from index.periods import Quarter, Times, times
from index.vocabulary import Term, Vocabulary, Wording, vocabulary
from index.words import Analyser
from store.tables import StoredDocument

Kind = Literal["metric", "conceptual", "mixed"]


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for: wordings that mean the same, and how much it counts."""

    wordings: tuple[Wording, ...]
    weight: float = 1.0


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
    months: int | None = None
    """Length of the period asked for."""
    unknown: str | None = None
    """A company that is surely named and is not in the library."""

    @property
    def all_years(self) -> tuple[int, ...]:
        """Every year that is named, in whatever way, latest first."""
        named = {*self.years, *(d.year for d in self.dates)}
        named |= {q.year for q in self.quarters if q.year is not None}
        return tuple(sorted(named, reverse=True))


class Catalogue:
    """The documents of a library, prepared to be asked for by name and period."""

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        self.documents = tuple(documents)
        self.words = vocabulary()
        self.companies = Companies(documents, self.words)
        self.analyser = Analyser()
        self._by_id = {document.id: document for document in documents}
        self._company = {company.name: company for company in self.companies.all}

    def understand(self, query: str) -> Understanding:
        """Take `query` apart; any text will do, the empty one too."""
        said = times(query)
        named = self.companies.named(query)
        left = _without(query, [*said.spans, *(n.span for n in named)])
        forms, left = self._forms(left)
        words = self.analyser.words(left)
        statements, words = self._statements(words)
        terms = self._terms(words)
        content = tuple(w for w in words if w not in self.words.fillers)
        return Understanding(
            text=query,
            words=content,
            companies=tuple(dict.fromkeys(n.company.name for n in named)),
            forms=forms,
            years=said.years,
            quarters=said.quarters,
            dates=said.dates,
            kind=self._kind(query, words),
            statements=statements,
            terms=terms,
            months=said.months,
        )

    def company(self, name: str) -> Company | None:
        """The company the catalogue prints so."""
        return self._company.get(name)

    def candidates(self, asked: Understanding) -> list[tuple[StoredDocument, float]]:
        """The documents that can answer, best first, with how far each is from what was asked.

        0 is a perfect fit. Without a company, every document is one; a form or a period that no
        document has does not empty the list, it only makes all of them fit less.
        """
        inside = self._inside(asked)
        fits = [(document, _distance(document, asked)) for document in inside]
        return sorted(fits, key=lambda fit: (fit[1], fit[0].order))

    def _inside(self, asked: Understanding) -> Sequence[StoredDocument]:
        ids = {i for name in asked.companies for i in self._company[name].documents}
        return [d for d in self.documents if d.id in ids] if asked.companies else self.documents

    def _forms(self, text: str) -> tuple[tuple[str, ...], str]:
        found = []
        for form, pattern in _FORMS:
            if pattern.search(text):
                found.append(form)
                text = pattern.sub(" ", text)
        return tuple(found), text

    def _statements(self, words: list[str]) -> tuple[tuple[str, ...], list[str]]:
        """The statements named, and the words without them."""
        found = []
        for statement in self.words.statements:
            for wording in sorted(statement.wordings, key=len, reverse=True):
                while (at := _find(words, wording)) is not None:
                    found.append(statement.name)
                    words = [*words[:at], *words[at + len(wording) :]]
        return tuple(dict.fromkeys(found)), words

    def _terms(self, words: list[str]) -> tuple[Sought, ...]:
        """Known terms by their longest wording, then every other word for itself."""
        left: list[str | None] = list(words)
        found: list[Sought] = []
        wordings = sorted(
            ((wording, term) for term in self.words.terms for wording in term.wordings),
            key=lambda pair: -len(pair[0]),
        )
        for wording, term in wordings:
            at = _find(left, wording)
            if at is not None:
                left[at : at + len(wording)] = [None] * len(wording)
                found.append(Sought((wording, *(w for w in term.wordings if w != wording))))
        found += self._parts(words)
        plain = dict.fromkeys(w for w in left if w is not None and w not in self.words.fillers)
        return (*found, *(Sought(((word,),)) for word in plain))

    def _parts(self, words: list[str]) -> list[Sought]:
        """What a computed measure is computed from."""
        found: dict[str, Sought] = {}
        for measure in self.words.measures:
            if any(_find(words, wording) is not None for wording in measure.wordings):
                for part in measure.parts:
                    found.setdefault(part, Sought(self._part(part), 0.7))
        return list(found.values())

    def _part(self, name: str) -> tuple[Wording, ...]:
        term: Term | None = self.words.term(name)
        return term.wordings if term else (tuple(self.analyser.words(name)),)

    def _kind(self, query: str, words: Sequence[str]) -> Kind:
        all_words = {*words, *self.analyser.words(query)}
        metric = bool(all_words & self.words.metric)
        conceptual = bool(all_words & self.words.conceptual)
        if metric == conceptual:
            return "mixed"
        return "metric" if metric else "conceptual"


def understand(query: str, catalogue: Sequence[StoredDocument]) -> Understanding:
    """Take `query` apart against the documents of a library; see `Catalogue` for many questions."""
    return Catalogue(catalogue).understand(query)


def candidates(
    understanding: Understanding, catalogue: Sequence[StoredDocument]
) -> list[StoredDocument]:
    """The documents that can answer, best first."""
    return [document for document, _ in Catalogue(catalogue).candidates(understanding)]


_FORMS = (
    ("10-K", re.compile(r"\b(?:form\s+)?10-?\s?-?Ks?\b(?:\s+filings?|\s+reports?)?|\bannual\s+(?:report|filing)s?\b", re.I)),
    ("10-Q", re.compile(r"\b(?:form\s+)?10-?\s?-?Qs?\b(?:\s+filings?|\s+reports?)?|\bquarterly\s+(?:report|filing)s?\b", re.I)),
    ("8-K", re.compile(r"\b(?:form\s+)?8-?\s?-?Ks?\b(?:\s+filings?|\s+reports?)?|\bcurrent\s+reports?\b", re.I)),
    ("EARNINGS", re.compile(r"\bearnings\s+(?:release|report|call|announcement)s?\b|\bpress\s+releases?\b", re.I)),
    ("20-F", re.compile(r"\b(?:form\s+)?20-?F\b", re.I)),
    ("6-K", re.compile(r"\b(?:form\s+)?6-K\b", re.I)),
    ("DEF 14A", re.compile(r"\bDEF\s?14A\b|\bproxy\s+statements?\b", re.I)),
)  # fmt: skip

OTHER_FORM = 2.0
"""How far a document of another form is."""


def _distance(document: StoredDocument, asked: Understanding) -> float:
    return _form_distance(document, asked) + _period_distance(document, asked)


def same_form(form: str | None, asked: str) -> bool:
    """Whether `form` is the asked one or a variant of it: 10-K405, 10-KSB and 10-K/A are 10-Ks.

    >>> same_form("10-K405", "10-K"), same_form("8-K", "EARNINGS"), same_form("10-Q", "10-K")
    (True, True, False)
    """
    held = (form or "").upper()
    if asked == "EARNINGS":
        return held.startswith(("EARNINGS", "8-K"))
    if asked == "10-K" and held.startswith("ANNUAL REPORT"):
        return True
    return held.startswith(asked.upper())


def _form_distance(document: StoredDocument, asked: Understanding) -> float:
    if asked.forms:
        fits = any(same_form(document.form, form) for form in asked.forms)
        amended = (document.form or "").upper().endswith("/A")
        return (0.25 if amended else 0.0) if fits else OTHER_FORM
    if asked.quarters or asked.months not in (None, 12):
        return 0.0
    # A question that says nothing of a form or quarter is as a rule about the year.
    return 0.0 if same_form(document.form, "10-K") else 0.5


def _period_distance(document: StoredDocument, asked: Understanding) -> float:
    """0 for the period asked, less than 2 for a later document that shows it as a prior column.

    Where several times are named, the document of the latest shows the others beside it; dates
    are in the order in which they name a document.
    """
    wanted = [_to_date(document, day) for day in asked.dates]
    if not wanted:
        times = [(q.year or 0, q.number, _to_quarter(document, q)) for q in asked.quarters]
        times += [(year, 5, _to_year(document, year)) for year in asked.years]
        wanted = [distance for *_, distance in sorted(times, reverse=True)]
    return min((0.3 * place + distance for place, distance in enumerate(wanted)), default=0.0)


def _to_date(document: StoredDocument, day: date) -> float:
    end = document.period_end
    if end is None:
        return _to_year(document, day.year) + 0.5
    days = (end - day).days
    if abs(days) <= 7:  # a 52-week year ends on another day than the month
        return 0.0 if days == 0 else 0.2
    if 0 < days <= 800:
        return 1.0 + days / 800
    return 3.0


def _to_quarter(document: StoredDocument, quarter: Quarter) -> float:
    if quarter.year is None:
        return 0.0 if document.fiscal_period == f"Q{quarter.number}" else 0.5
    year = _to_year(document, quarter.year)
    held = document.fiscal_period or ""
    if held == f"Q{quarter.number}" or (quarter.number == 4 and held == "FY"):
        return year
    return year + (0.5 if held.startswith("Q") else 0.4)


def _to_year(document: StoredDocument, year: int) -> float:
    """A fiscal year is named by where it begins or ends, by different filers: both fit."""
    years = {document.fiscal_year, document.period_end.year if document.period_end else None}
    years -= {None}
    if not years:
        return 1.5
    if year in years:
        return 0.0 if document.fiscal_year in (year, None) else 0.1
    after = min((held - year for held in years if held is not None and held > year), default=None)
    if after is None:
        return 3.0
    return 0.6 + 0.4 * after if after <= 2 else 3.0


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, stop in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[stop:]}"
    return text


def _find(words: Sequence[str | None], wording: Wording) -> int | None:
    size = len(wording)
    return next(
        (i for i in range(len(words) - size + 1) if tuple(words[i : i + size]) == wording), None
    )


__all__ = ["Catalogue", "Sought", "Times", "Understanding", "candidates", "understand"]
