"""How fast a search is in a large library, beside plain tantivy and plain faiss in the same run.

    python -m bench.retrieval LIBRARY [--passages 100000] [--queries 200] [--only search|embedding]

The passages of LIBRARY are repeated, as filings of other companies, until there are so many, and
get vectors of their words (hashed): what a vector means does not matter for how long a search
takes. Questions name a company, a year and a line, so filters are part of every search. Times are
on the clock and of the processor, which counts on a machine that others use too. The embedding of
questions and passages is measured apart, beside bare sentence-transformers in fp32.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index import manifest
from index.bm25 import Bm25, Words
from index.build import FORMAT, bm25_folder, stamp, vectors_folder
from index.embedder import Embedder, Hashing, Matrix, best_precision, load, normalised
from index.entry import Entry
from index.manifest import Manifest
from index.search import Searcher
from index.vectors import FORMAT as VECTORS
from index.vectors import VectorManifest, Vectors
from index.vectors import load as load_vectors
from index.vocabulary import vocabulary
from store.library import Arrival, Library
from store.tables import StoredDocument

MAKER = Hashing(384, 256)
K = 10
CANDIDATES = 200


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--embedded", type=int, default=128, help="Passages for the embedding.")
    parser.add_argument("--only", choices=["search", "embedding"])
    chosen = parser.parse_args()
    base = Library(chosen.library)
    if chosen.only != "embedding":
        with tempfile.TemporaryDirectory() as scratch:
            large = Library(Path(scratch, "library"))
            held = enlarge(base, large, chosen.passages)
            print(f"{held} passages, {chosen.queries} questions, k={K}\n", flush=True)
            print("\n".join(search_rows(large, questions(large, chosen.queries))), flush=True)
    if chosen.only != "search":
        print("\n" + "\n".join(embedding_rows(base, chosen.embedded)), flush=True)


def enlarge(base: Library, large: Library, wanted: int) -> int:
    """Fill `large` with copies of the passages of `base`; how many there are then."""
    large.create()
    reader = Bm25(bm25_folder(base)).reader()
    documents = base.documents()
    entries = {
        document.id: list(reader.entries(reader.at([(document.id, at) for at in range(5_000)])))
        for document in documents
    }
    bm25, held, places, stamps = Bm25(bm25_folder(large)), 0, [], {}
    with bm25.writing() as writer:
        for copy, document in _copies(documents, entries, wanted):
            folder = large.folders.incoming / copy.id
            folder.mkdir()
            (folder / "text.md").touch()
            shutil.copy(base.folders.sidecar(document.id), folder / "document.json")
            large.save([Arrival(copy, {}, folder)])
            mine = [replace(entry, document=copy.id) for entry in entries[document.id]]
            held += writer.add(mine)
            places += [(copy.id, entry.position) for entry in mine]
            stamps[copy.id] = stamp(copy)
    words = bm25_folder(large)
    manifest.write(words, Manifest(FORMAT, stamps, held, manifest.described(words)))
    noise = np.random.default_rng(1).standard_normal((held, MAKER.dimension), np.float32)
    said = VectorManifest(VECTORS, MAKER.name, MAKER.dimension, stamps, held)
    Vectors.of(places, normalised(noise)).save(vectors_folder(large), said)
    return held


def _copies(
    documents: Sequence[StoredDocument], entries: dict[str, list[Entry]], wanted: int
) -> Iterator[tuple[StoredDocument, StoredDocument]]:
    """Each document under a new name, again and again, until there are enough passages."""
    made, turn = 0, 0
    while made < wanted and any(entries.values()):
        turn += 1
        for at, each in enumerate(documents):
            if made < wanted and entries[each.id]:
                made += len(entries[each.id])
                about = each.model_dump() | {
                    "id": f"{each.id}-{turn}",
                    "order": turn * len(documents) + at,
                    "source": f"{turn}/{each.source}",
                }
                if turn > 1:
                    name = f"Copy{turn} {each.company or 'of nobody'}"
                    about |= {"company": name, "cik": None, "ticker": None}
                yield StoredDocument(**about), each


def questions(library: Library, count: int) -> list[str]:
    """Lines of statements, asked of companies and years that are there."""
    chance = random.Random(1)
    named = [each for each in library.documents() if each.company and each.fiscal_year]
    lines = [" ".join(term.wordings[0]) for term in vocabulary().terms]
    return [
        f"What was {chance.choice(lines)} of {each.company} in FY{each.fiscal_year}?"
        for each in chance.choices(named, k=count)
    ]


def search_rows(library: Library, asked: Sequence[str]) -> Iterator[str]:
    """A row for ours and for each plain index, on the same questions."""
    searcher = Searcher(library, embedder=MAKER)
    bm25 = Bm25(bm25_folder(library))
    reader, words = bm25.reader(), bm25.analyser.words
    vectors, at = _plain_faiss(library)
    embedded = dict(zip(asked, MAKER.embed(asked), strict=True))

    def plain(query: str) -> object:
        found = reader.search(Words(tuple(((word,),) for word in words(query))), limit=CANDIDATES)
        return list(reader.entries(found[:K]))

    yield "| search | p50 ms | p95 ms | p50 ms of processor | p95 ms of processor |"
    yield "| --- | --- | --- | --- | --- |"
    yield row("hybrid, filters, second look", asked, lambda query: searcher.search(query, k=K))
    yield row("plain tantivy, no filter", asked, plain)
    yield row("plain faiss, flat, no filter", asked, lambda query: vectors(embedded[query], at))


def _plain_faiss(library: Library) -> tuple[Callable[[Matrix, int], object], int]:
    """The same vectors in an index that is neither quantised nor asked for chosen rows."""
    import faiss

    made = faiss.IndexFlatIP(MAKER.dimension)
    if found := load_vectors(vectors_folder(library)):
        held = found[0].index
        if isinstance(held, faiss.IndexIVF):
            held.make_direct_map()
        made.add(held.reconstruct_n(0, held.ntotal))
    return (lambda query, limit: made.search(query.reshape(1, -1), limit)), CANDIDATES


def row(name: str, asked: Sequence[str], run: Callable[[str], object]) -> str:
    """A row of the table; the first tenth of the questions only warms up."""
    for query in asked[: max(1, len(asked) // 10)]:
        run(query)
    clock, processor = [], []
    for query in asked:
        began, used = time.perf_counter(), time.process_time()
        run(query)
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - used))
    cells = [f"{np.percentile(ms, at):.1f}" for ms in (clock, processor) for at in (50, 95)]
    return f"| {name} | {' | '.join(cells)} |"


def embedding_rows(library: Library, count: int) -> Iterator[str]:
    """Passages a second of the product's way, as a ratio to the bare library's; and agreement."""
    texts = _texts(library, count)
    bare, ours = load(precision="fp32"), load()
    asked = questions(library, 40)
    pieces = [piece for text in texts for piece in bare.windows(text)]
    theirs_s, ours_s, theirs, mine = _race(bare, ours, pieces)
    queries = bare.embed(asked), ours.embed(asked)
    same = _same_top(queries[0] @ theirs.T, queries[1] @ mine.T, 20)
    yield f"{len(texts)} passages, {len(pieces)} windows; precision here: {best_precision()}\n"
    yield "| embedding | windows a second | ratio | same among the first 20 |"
    yield "| --- | --- | --- | --- |"
    yield f"| sentence-transformers, fp32, as they come | {len(pieces) / theirs_s:.1f} | 1.00 | |"
    ratio = f"{theirs_s / ours_s:.2f} | {100 * same:.1f} %"
    yield f"| {ours.name} | {len(pieces) / ours_s:.1f} | {ratio} |"
    yield "\n| a question's embedding | p50 ms | p95 ms | p50 of processor | p95 of processor |"
    yield "| --- | --- | --- | --- | --- |"
    yield row(ours.name, asked, lambda query: ours.embed([query]))


def _race(
    bare: Embedder, ours: Embedder, pieces: Sequence[str]
) -> tuple[float, float, Matrix, Matrix]:
    """Processor seconds of both, by turns so that neither has the quieter half of the time."""
    from sentence_transformers import SentenceTransformer

    model: SentenceTransformer = bare.bare  # type: ignore[attr-defined]
    seconds = [0.0, 0.0]
    made: tuple[list[Matrix], list[Matrix]] = ([], [])
    size = 64
    ours.embed(pieces[:2])
    bare.embed(pieces[:2])
    for at in range(0, len(pieces), size):
        some = list(pieces[at : at + size])
        for turn, run in enumerate((model.encode, ours.embed)):
            began = time.process_time()
            made[turn].append(np.asarray(run(some)))
            seconds[turn] += time.process_time() - began
    theirs, mine = normalised(np.concatenate(made[0])), np.concatenate(made[1])
    return seconds[0], seconds[1], theirs, mine


def _same_top(one: Matrix, other: Matrix, count: int) -> float:
    """The share of each row's highest `count` that both have."""
    pairs = zip(np.argsort(-one)[:, :count], np.argsort(-other)[:, :count], strict=True)
    return float(np.mean([len(set(a) & set(b)) / len(a) for a, b in pairs]))


def _texts(library: Library, count: int) -> list[str]:
    """An even sample of passages."""
    every = [p.text for document in library.documents()[::7] for p in library.passages(document.id)]
    return every[:: max(1, len(every) // count)][:count]


if __name__ == "__main__":
    main()
