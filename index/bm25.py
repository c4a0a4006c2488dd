"""Ranking passages by their words: a tantivy index with one writer and any number of readers.

Queries are built from words, never parsed from what a person typed, so no text can be a syntax
error. Which documents may answer is decided elsewhere (`understand.candidates`) and arrives here
as a list of ids.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from index.words import Analyser, analyzer

WORDS = "filing_words"  # our analyser's name inside tantivy
HEADING_BOOST = 0.6
"""A word in the headings above a passage, beside one in its text."""
PHRASE_BOOST = 1.0
HEAP = 128 << 20  # bytes the writer may fill before it writes a segment
MAX_WORDS = 96  # a query longer than this is a pasted document: its first words must do


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the index takes it and gives it back."""

    document: str
    position: int
    first_line: int
    last_line: int
    first_page: int
    last_page: int
    section: str | None
    path: tuple[str, ...]
    table: str | None
    text: str
    company: str = ""
    form: str = ""
    year: int | None = None
    statements: tuple[str, ...] = ()
    """As `index.statements` names them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage and its score; higher is better."""

    entry: Entry
    score: float


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

    def search(
        self, words: Words, *, documents: Sequence[str] | None = None, limit: int = 200
    ) -> list[Ranked]:
        """The best passages, best first; ties by document and position. None: every document."""
        query = self._query(words, documents)
        if query is None or limit < 1:
            return []
        self._index.reload()
        searcher = self._index.searcher()
        found = searcher.search(query, limit).hits
        ranked = [Ranked(_entry(searcher.doc(at)), float(score)) for score, at in found]
        return sorted(ranked, key=lambda r: (-r.score, r.entry.document, r.entry.position))

    def entries(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        """The passages at those places (document, position), where they are held."""
        of = self._index.schema
        wanted = [
            tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, tantivy.Query.term_query(of, "document", each, "basic")),
                    (tantivy.Occur.Must, tantivy.Query.term_query(of, "position", at, "basic")),
                ]
            )
            for each, at in places
        ]
        if not wanted:
            return {}
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in wanted])
        searcher = self._index.searcher()
        found = (_entry(searcher.doc(at)) for _, at in searcher.search(either, len(wanted)).hits)
        return {(entry.document, entry.position): entry for entry in found}

    def frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        """In how many passages each word (as `analyser` makes it) stands."""
        searcher = self._index.searcher()
        return {word: int(searcher.doc_freq("text", word)) for word in words}

    def _query(self, words: Words, documents: Sequence[str] | None) -> "tantivy.Query | None":
        weights = words.weights or (1.0,) * len(words.terms)
        weighed = list(zip(words.terms, weights, strict=True))[:MAX_WORDS]
        should = [
            tantivy.Query.boost_query(self._term(term), weight) for term, weight in weighed if term
        ]
        if not should and not words.statements:
            return None
        should += [
            tantivy.Query.const_score_query(
                tantivy.Query.term_query(self._index.schema, "statement", name, "basic"), bonus
            )
            for name, bonus in words.statements
        ]
        scored = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in should])
        if documents is None:
            return scored
        inside = tantivy.Query.term_set_query(self._index.schema, "document", list(documents))
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, scored),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
            ]
        )

    def _term(self, wordings: tuple[tuple[str, ...], ...]) -> "tantivy.Query":
        queries = [query for wording in wordings for query in self._wording(wording)]
        return tantivy.Query.disjunction_max_query(queries, 0.1)

    def _wording(self, wording: tuple[str, ...]) -> Iterator["tantivy.Query"]:
        for field, boost in (("text", 1.0), ("path", HEADING_BOOST)):
            yield tantivy.Query.boost_query(self._match(field, wording), boost)

    def _match(self, field: str, wording: tuple[str, ...]) -> "tantivy.Query":
        of = self._index.schema
        if len(wording) == 1:
            return tantivy.Query.term_query(of, field, wording[0], "freq")
        return tantivy.Query.phrase_query(of, field, list(wording), slop=1)


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
    """The fields; change them and `manifest.FORMAT` with them."""
    build = tantivy.SchemaBuilder()
    for name in ("text", "path"):
        build.add_text_field(name, stored=True, tokenizer_name=WORDS, index_option="position")
    build.add_text_field("company", stored=True, tokenizer_name=WORDS, index_option="freq")
    for name in ("document", "form", "section", "table", "statement"):
        build.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("position", "first_line", "last_line", "first_page", "last_page", "year"):
        build.add_integer_field(name, stored=True, indexed=name in ("position", "year"))
    return build.build()


_BREAK = "\n"  # between the titles of a path


def _document(entry: Entry) -> "tantivy.Document":
    made = tantivy.Document()
    for name, words in (
        ("text", entry.text),
        ("path", _BREAK.join(entry.path)),
        ("company", entry.company),
        ("document", entry.document),
        ("form", entry.form),
        ("section", entry.section),
        ("table", entry.table),
    ):
        if words:
            made.add_text(name, words)
    for statement in entry.statements:
        made.add_text("statement", statement)
    for name, number in (
        ("position", entry.position),
        ("first_line", entry.first_line),
        ("last_line", entry.last_line),
        ("first_page", entry.first_page),
        ("last_page", entry.last_page),
        ("year", entry.year),
    ):
        if number is not None:
            made.add_integer(name, number)
    return made


def _entry(stored: "tantivy.Document") -> Entry:
    held = stored.to_dict()

    def text(name: str) -> str:
        return str(held[name][0]) if name in held else ""

    def number(name: str) -> int:
        return int(held[name][0])

    path = text("path")
    return Entry(
        document=text("document"),
        position=number("position"),
        first_line=number("first_line"),
        last_line=number("last_line"),
        first_page=number("first_page"),
        last_page=number("last_page"),
        section=text("section") or None,
        path=tuple(path.split(_BREAK)) if path else (),
        table=text("table") or None,
        text=text("text"),
        company=text("company"),
        form=text("form"),
        year=number("year") if "year" in held else None,
        statements=tuple(map(str, held.get("statement", ()))),
    )
