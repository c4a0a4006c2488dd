"""Ranking passages by their words: a tantivy index with one writer and any number of readers.

Queries are built from words, never parsed from what a person typed, so no text can be a syntax
error. Which documents may answer is decided elsewhere (`understand.candidates`) and arrives here
as a list of ids.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from index.entry import Entry, from_stored, to_stored
from index.settling import settle
from index.words import Analyser, analyzer

Place = tuple[str, int]
"""A passage: its document and its position there."""

WORDS = "filing_words"  # our analyser's name inside tantivy
HEADING_BOOST = 0.6
"""A word in the headings above a passage, beside one in its text."""
HEAP = 128 << 20  # bytes the writer may fill before it writes a segment
MAX_WORDS = 96  # a query longer than this is a pasted document: its first words must do


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage and its score; higher is better."""

    place: Place
    score: float
    address: "tantivy.DocAddress"
    """Where `Reader.entries` finds the rest; good for the reader it came from."""


@dataclass(frozen=True, slots=True)
class Words:
    """What to look for: each term is a group of equal wordings, each wording a few words.

    A wording of several words is a phrase (within `slop` words); the best wording of a term
    counts, not their sum, so a term with many synonyms is no heavier than one with none.
    """

    terms: tuple[tuple[tuple[str, ...], ...], ...]
    weights: tuple[float, ...] = ()
    statements: tuple[tuple[str, float], ...] = ()
    """Statements, and what is added to the score of a passage that is one."""
    numbers: tuple[tuple[str, ...], ...] = ()
    """For each term the forms (`index.numbers`) that are as good as its wordings; or ()."""
    tags: tuple[tuple[str, ...], ...] = ()
    """A passage must bear one tag of each group."""


class Bm25:
    """An index in a folder, or in memory when the folder is None."""

    def __init__(self, folder: Path | None) -> None:
        if folder is None:
            self._index = tantivy.Index(schema())
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema(), path=str(folder), reuse=True)
        self._index.register_tokenizer(WORDS, analyzer())
        # No watching thread: it would map files at moments of its own, and die with them.
        self._index.config_reader("manual")
        if folder is not None:
            settle()  # what watched until now may still be reading
        self._documents: dict[int, str] = {}
        self.analyser = Analyser()

    def __len__(self) -> int:
        """Passages of the last commit."""
        self._index.reload()
        return int(self._index.searcher().num_docs)

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """All that is added and removed inside becomes visible at once, or not at all."""
        writer = self._index.writer(HEAP)
        try:
            yield Writer(writer)
            writer.commit()
            writer.wait_merging_threads()  # consumes the writer and its lock
        except BaseException:
            writer.rollback()
            raise
        finally:
            del writer
        self._index.reload()

    def reader(self) -> "Reader":
        """The last commit, which stays as it is while others write."""
        self._index.reload()
        return Reader(self._index, self._documents)


class Reader:
    """One commit of an index."""

    def __init__(self, index: "tantivy.Index", documents: dict[int, str]) -> None:
        """`documents` are those already known by their `number_of`; more are learned."""
        self._schema = index.schema
        self._searcher = index.searcher()
        self._documents = documents

    def __len__(self) -> int:
        """Passages."""
        return int(self._searcher.num_docs)

    def search(
        self, words: Words, *, documents: Sequence[str] | None = None, limit: int = 200
    ) -> list[Ranked]:
        """The best passages, best first; ties by document and position. None: every document."""
        query = self._query(words, documents)
        if query is None or limit < 1:
            return []
        found = self._searcher.search(query, limit, count=False).hits
        ranked = self._placed([(float(score), at) for score, at in found])
        return sorted(ranked, key=lambda one: (-one.score, one.place))

    def entries(self, ranked: Iterable[Ranked]) -> Iterator[Entry]:
        """What is held of each, in order."""
        for one in ranked:
            yield from_stored(self._searcher.doc(one.address).get_first("stored"))

    def at(self, places: Sequence[Place]) -> list[Ranked]:
        """Those of `places` that are held, with a score of 0, in no order."""
        if not places:
            return []
        names = [name_of(place) for place in places]
        query = tantivy.Query.term_set_query(self._schema, "place", names)
        found = self._searcher.search(query, len(names), count=False).hits
        return self._placed([(0.0, at) for _, at in found])

    def bearing(self, places: Sequence[Place], tags: Sequence[Sequence[str]]) -> set[Place]:
        """Those of `places` that bear one tag of each group."""
        names = tantivy.Query.term_set_query(self._schema, "place", list(map(name_of, places)))
        query = tantivy.Query.boolean_query([self._must(names), *self._tagged(tags)])
        found = self._searcher.search(query, max(1, len(places)), count=False).hits
        return {one.place for one in self._placed([(0.0, at) for _, at in found])}

    def frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        """In how many passages each word (as the analyser makes it) stands."""
        return {word: int(self._searcher.doc_freq("text", word)) for word in words}

    def _placed(self, found: Sequence[tuple[float, "tantivy.DocAddress"]]) -> list[Ranked]:
        """Where each passage stands, read from columns: quicker than from stored documents."""
        addresses = [at for _, at in found]
        numbers = self._searcher.fast_field_values("document_number", addresses)
        positions = self._searcher.fast_field_values("position", addresses)
        return [
            Ranked((self._document(number, at), int(position)), score, at)
            for (score, at), number, position in zip(found, numbers, positions, strict=True)
        ]

    def _document(self, number: int, at: "tantivy.DocAddress") -> str:
        name = self._documents.get(number)
        if name is None:
            name = from_stored(self._searcher.doc(at).get_first("stored")).document
            self._documents[number] = name
        return name

    def _query(self, words: Words, documents: Sequence[str] | None) -> "tantivy.Query | None":
        weights = words.weights or (1.0,) * len(words.terms)
        numbers = words.numbers or ((),) * len(words.terms)
        weighed = list(zip(words.terms, numbers, weights, strict=True))[:MAX_WORDS]
        should = [
            tantivy.Query.boost_query(self._term(term, forms), weight)
            for term, forms, weight in weighed
            if term or forms
        ]
        if not should and not words.statements:
            return None
        should += [
            tantivy.Query.const_score_query(self._is("statement", name), bonus)
            for name, bonus in words.statements
        ]
        scored = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in should])
        if documents is None and not words.tags:
            return scored
        limits = self._tagged(words.tags)
        if documents is not None:
            inside = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            limits.append(self._must(inside))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, scored), *limits])

    def _tagged(self, tags: Sequence[Sequence[str]]) -> "list[tuple[tantivy.Occur, tantivy.Query]]":
        return [
            self._must(tantivy.Query.term_set_query(self._schema, "tag", list(group)))
            for group in tags
        ]

    def _must(self, query: "tantivy.Query") -> "tuple[tantivy.Occur, tantivy.Query]":
        return (tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0))

    def _term(
        self, wordings: tuple[tuple[str, ...], ...], forms: tuple[str, ...]
    ) -> "tantivy.Query":
        queries = [query for wording in wordings for query in self._wording(wording)]
        queries += [self._is("number", form) for form in forms]
        return tantivy.Query.disjunction_max_query(queries, 0.1)

    def _wording(self, wording: tuple[str, ...]) -> Iterator["tantivy.Query"]:
        for field, boost in (("text", 1.0), ("path", HEADING_BOOST)):
            yield tantivy.Query.boost_query(self._match(field, wording), boost)

    def _match(self, field: str, wording: tuple[str, ...]) -> "tantivy.Query":
        if len(wording) == 1:
            return tantivy.Query.term_query(self._schema, field, wording[0], "freq")
        return tantivy.Query.phrase_query(self._schema, field, list(wording), slop=1)

    def _is(self, field: str, value: str) -> "tantivy.Query":
        return tantivy.Query.term_query(self._schema, field, value, "basic")


class Writer:
    """What may be changed while an index is being written."""

    def __init__(self, writer: "tantivy.IndexWriter") -> None:
        self._writer = writer

    def add(self, entries: Iterable[Entry]) -> int:
        """Add passages; how many."""
        return sum(self._writer.add_document(_document(entry)) is not None for entry in entries)

    def remove(self, document: str) -> None:
        """Take out every passage of a document that was there before."""
        self._writer.delete_documents_by_term("document", document)

    def clear(self) -> None:
        """Take out everything."""
        self._writer.delete_all_documents()


def schema() -> "tantivy.Schema":
    """The fields; change them and `build.FORMAT` with them."""
    build = tantivy.SchemaBuilder()
    for name in ("text", "path"):
        build.add_text_field(name, tokenizer_name=WORDS, index_option="position")
    for name in ("document", "place", "statement", "number", "tag"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("document_number", "position"):
        build.add_integer_field(name, fast=True)
    build.add_bytes_field("stored", stored=True)
    return build.build()


def name_of(place: Place) -> str:
    """A passage as one word."""
    return f"{place[0]} {place[1]}"


def number_of(document: str) -> int:
    """A document's number in the columns: 63 bits of a hash, so that no list has to be kept."""
    return int.from_bytes(hashlib.blake2b(document.encode(), digest_size=8).digest()) >> 1


def _document(entry: Entry) -> "tantivy.Document":
    made = tantivy.Document()
    made.add_text("text", entry.text)
    made.add_text("path", "\n".join(entry.path))
    made.add_text("document", entry.document)
    made.add_text("place", name_of((entry.document, entry.position)))
    for name, values in (
        ("statement", entry.statements),
        ("number", entry.numbers),
        ("tag", entry.tags),
    ):
        for value in values:
            made.add_text(name, value)
    made.add_integer("document_number", number_of(entry.document))
    made.add_integer("position", entry.position)
    made.add_bytes("stored", to_stored(entry))
    return made
