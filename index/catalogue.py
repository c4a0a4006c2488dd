"""The documents of a library, prepared once for many questions."""

import re
from collections.abc import Sequence

from index.companies import Companies, Company
from index.fits import distance, witnesses
from index.forms import take_forms
from index.numbers import printed
from index.periods import times
from index.strangers import proper_names, stranger
from index.understanding import Kind, Sought, Understanding
from index.vocabulary import Term, Vocabulary, Wording, vocabulary
from index.words import Analyser
from store.tables import StoredDocument

NAMESAKE = 0.2
"""How far a document is whose company only begins like the one that was named."""
LATE = 0.15
"""How far a year takes a document from the newest, where no time was asked."""
LONGEST = 4000
"""Characters of a query that are looked for: more is a pasted document, its beginning must do."""
PART = 0.7
"""What a part of a computed measure counts, beside the words that were said."""
LABEL = 16
"""Words of the longest quotation that is taken for a label; a longer one is a sentence."""

_QUOTED = re.compile(r"[\"“]([^\"“”]{3,160})[\"”]|(?<!\w)['‘]([^'’]{3,120})['’](?!\w)")


class Catalogue:
    """The documents of a library, prepared to be asked for by name and period."""

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        self.documents = tuple(documents)
        self.by_id = {document.id: document for document in documents}
        self.words = vocabulary()
        self.companies = Companies(documents, self.words)
        self.analyser = Analyser()
        self._terms_by_word = _by_first_word(self.words)
        self._witnesses = {document.id: witnesses(document) for document in documents}
        self._company = {company.name: company for company in self.companies.all}

    def understand(self, query: str) -> Understanding:
        """Take `query` apart; any text will do, the empty one too."""
        said = times(query)
        labels = [match.span() for match in _QUOTED.finditer(query)]
        named = self.companies.named(_blank(query, labels)) or self.companies.named(query)
        left = _without(query, [*said.spans, *(n.span for n in named)])
        others = _blank(query, [*labels, *(n.span for n in named)])
        forms, left = take_forms(left)
        numbers, left = self._numbers(left[:LONGEST])
        words = self.analyser.words(left)
        statements, words = self._statements(words)
        quoted = [self.analyser.words(query[start:stop]) for start, stop in labels]
        terms = (*self._labels(quoted), *numbers, *self._terms(words))
        if not terms and not statements:  # a name and nothing else: then it is what is looked for
            terms = self._terms(self.analyser.words(query[:LONGEST]))
        content = tuple(w for w in words if w not in self.words.fillers)
        return Understanding(
            text=query,
            words=content,
            companies=tuple(dict.fromkeys(n.company.name for n in named)),
            namesakes=tuple(dict.fromkeys(o.name for n in named for o in n.others)),
            forms=forms,
            years=said.years,
            quarters=said.quarters,
            dates=said.dates,
            kind=self._kind(query, words),
            statements=statements,
            terms=terms,
            months=said.months,
            unknown=stranger(others, self.words),
            ahead=not self.words.prospects.isdisjoint(words),
            names=proper_names(others, self.words, self.analyser),
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
        late = _lateness([document for document, _ in inside.values()]) if asked.timeless else {}
        fits = [
            (document, extra + late.get(document.id, 0.0) + distance(held, asked))
            for document, extra in inside.values()
            for held in (self._witnesses[document.id],)
        ]
        return sorted(fits, key=lambda fit: (fit[1], fit[0].order))

    def _inside(self, asked: Understanding) -> "dict[str, tuple[StoredDocument, float]]":
        """The documents of the companies that were named, by id, and what namesakes pay."""
        if not asked.companies:
            return {document.id: (document, 0.0) for document in self.documents}
        pays = {i: 0.0 for name in asked.companies for i in self._company[name].documents}
        for name in asked.namesakes:
            for document in self._company[name].documents:
                pays.setdefault(document, NAMESAKE)
        return {d.id: (d, pays[d.id]) for d in self.documents if d.id in pays}

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
        near = [pair for word in dict.fromkeys(words) for pair in self._terms_by_word.get(word, ())]
        for _, wording, term in sorted(near, key=lambda pair: pair[0]):
            at = _find(left, wording)
            if at is not None:
                left[at : at + len(wording)] = [None] * len(wording)
                others = tuple(w for w in term.wordings if w != wording)
                all_of_it = (*others, wording) if term.asked else (wording, *others)
                found.append(Sought(all_of_it, on=term.on))
        found += self._parts(words)
        plain = dict.fromkeys(w for w in left if w is not None and w not in self.words.fillers)
        return (*found, *(Sought(((word,),)) for word in plain))

    def _parts(self, words: list[str]) -> list[Sought]:
        """What a computed measure is computed from."""
        found: dict[str, Sought] = {}
        for measure in self.words.measures:
            if any(_find(words, wording) is not None for wording in measure.wordings):
                for part in measure.parts:
                    found.setdefault(part, self._part(part))
        return list(found.values())

    def _part(self, name: str) -> Sought:
        term = self.words.term(name)
        if term is None:
            return Sought((tuple(self.analyser.words(name)),), PART)
        return Sought(term.wordings, PART, term.on)

    def _numbers(self, text: str) -> tuple[list[Sought], str]:
        """The amounts that are asked for, each in every way it may be printed; and what is left."""
        amounts = list(printed(text))
        found = []
        for each in amounts:
            said = self.analyser.words(text[slice(*each.span)])[:1]
            wordings = dict.fromkeys([*said, *each.wordings])
            found.append(Sought(tuple((word,) for word in wordings), numbers=each.sought))
        return found, _blank(text, [each.span for each in amounts])

    def _labels(self, quoted: Sequence[list[str]]) -> tuple[Sought, ...]:
        """What stands in quotation marks is a label to be found as it is."""
        return tuple(Sought((tuple(words),)) for words in quoted if 1 < len(words) <= LABEL)

    def _kind(self, query: str, words: Sequence[str]) -> Kind:
        all_words = {*words, *self.analyser.words(query)}
        metric = bool(all_words & self.words.metric)
        conceptual = bool(all_words & self.words.conceptual)
        if metric == conceptual:
            return "mixed"
        return "metric" if metric else "conceptual"


def _by_first_word(words: Vocabulary) -> dict[str, list[tuple[int, Wording, Term]]]:
    """Wordings under their first words, with the order in which they are looked for: long first."""
    pairs = [(wording, term) for term in words.terms for wording in term.asked or term.wordings]
    found: dict[str, list[tuple[int, Wording, Term]]] = {}
    for order, (wording, term) in enumerate(sorted(pairs, key=lambda pair: -len(pair[0]))):
        found.setdefault(wording[0], []).append((order, wording, term))
    return found


def _lateness(documents: Sequence[StoredDocument]) -> dict[str, float]:
    """What each document pays for its age: a question that names no time asks for the present."""
    ends = {d.id: d.period_end or d.filed for d in documents}
    newest = max((end for end in ends.values() if end), default=None)
    if newest is None:
        return {}
    return {
        each: min(1.0, LATE * (newest - end).days / 365) if end else 0.5
        for each, end in ends.items()
    }


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with spaces for what stands in `spans`: everything else keeps its place."""
    for start, stop in spans:
        text = text[:start] + " " * (stop - start) + text[stop:]
    return text


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, stop in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[stop:]}"
    return text


def _find(words: Sequence[str | None], wording: Wording) -> int | None:
    size = len(wording)
    return next(
        (i for i in range(len(words) - size + 1) if tuple(words[i : i + size]) == wording), None
    )
