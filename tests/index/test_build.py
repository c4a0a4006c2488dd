"""Keeping both indexes in step with the catalogue, and mending them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.build import bm25_folder, update_bm25, update_vectors, vectors_folder
from index.embedder import Hashing, Matrix
from index.search import Searcher
from index.vector_cache import Cache
from store.library import Library
from store.tables import StoredDocument

AddFiling = Callable[..., StoredDocument]
HAMMERS = [["Item 1 > Business", "We make hammers and sell them to carpenters."]]
SAWS = [["Item 1 > Business", "We make saws."], ["Item 7 > Results", "Sales of saws rose."]]


@pytest.fixture
def two(library: Library, add: AddFiling) -> Library:
    add("one", [HAMMERS], form="10-K", fiscal_year=2023)
    add("two", [SAWS], form="10-K", fiscal_year=2023)
    return library


def documents(library: Library, query: str) -> set[str]:
    return {hit.document for hit in Searcher(library).search(query).hits}


def test_only_what_is_new_replaced_or_gone_is_touched(two: Library, add: AddFiling) -> None:
    assert update_bm25(two).added == 2
    assert update_bm25(two).added == 0
    add("three", [SAWS], form="10-K", fiscal_year=2023)
    add("one", [[["Item 1 > Business", "We make anvils."]]], form="10-K", fiscal_year=2022)
    two.remove(["two"])
    done = update_bm25(two)
    assert (done.added, done.removed, done.passages, done.rebuilt) == (2, 1, 3, False)
    assert documents(two, "hammers") == set()
    assert documents(two, "anvils") == {"one"}
    assert documents(two, "saws") == {"three"}


def test_an_open_searcher_sees_what_was_added(two: Library, add: AddFiling) -> None:
    update_bm25(two)
    searcher = Searcher(two)
    assert not searcher.search("anvils").hits
    add("three", [[["Item 1 > Business", "We make anvils."]]], form="10-K")
    update_bm25(two)
    assert [hit.document for hit in searcher.search("anvils").hits] == ["three"]


@pytest.mark.parametrize("damage", ["truncate", "delete one", "delete all", "manifest"])
def test_a_damaged_index_is_made_again_while_it_serves(two: Library, damage: str) -> None:
    update_bm25(two)
    searcher = Searcher(two)
    hurt(bm25_folder(two), damage)
    assert documents(two, "hammers") == {"one"}
    assert {hit.document for hit in searcher.search("hammers").hits} == {"one"}


DAMAGE = """
import os, random, sys
from pathlib import Path
from index.build import bm25_folder
from index.search import Searcher
from store.library import Library

library = Library(Path(sys.argv[1]))
searcher, chance = Searcher(library), random.Random(1)
for _ in range(12):
    files = [each for each in bm25_folder(library).iterdir() if not each.name.startswith(".")]
    path = chance.choice(sorted(files))
    held = bytearray(path.read_bytes())
    match chance.choice(["cut", "remove", "flip"]):
        case "cut":
            os.truncate(path, chance.randrange(len(held)))
        case "remove":
            path.unlink()
        case _:
            held[len(held) // 2] ^= 255
            path.write_bytes(held)
    assert [hit.document for hit in searcher.search("hammers").hits] == ["one"]
"""


def test_whatever_is_done_to_its_files_a_process_that_serves_lives_and_is_right(
    two: Library,
) -> None:
    update_bm25(two)
    command = [sys.executable, "-X", "faulthandler", "-c", DAMAGE, str(two.folders.library)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_copied_index_is_trusted_and_one_changed_in_place_is_not(two: Library) -> None:
    update_bm25(two)
    for path in bm25_folder(two).iterdir():
        os.utime(path, (1, 1))
    assert not update_bm25(two).rebuilt
    path = next(bm25_folder(two).glob("*.store"))
    held = bytearray(path.read_bytes())
    held[3] ^= 255
    path.write_bytes(held)
    assert update_bm25(two).rebuilt
    assert documents(two, "hammers") == {"one"}


def test_an_index_that_only_noted_sizes_is_still_trusted(two: Library) -> None:
    update_bm25(two)
    path = bm25_folder(two) / "manifest.json"
    said = json.loads(path.read_text())
    said["files"] = {name: size for name, (size, *_) in said["files"].items()}
    path.write_text(json.dumps(said))
    assert not update_bm25(two).rebuilt
    hurt(bm25_folder(two), "truncate")
    assert update_bm25(two).rebuilt


def test_the_index_of_an_earlier_version_is_cleared_away(two: Library) -> None:
    old = two.folders.index / "bm25"
    old.mkdir(parents=True)
    (old / "meta.json").write_text("{}")
    update_bm25(two)
    assert not old.exists()
    assert documents(two, "hammers") == {"one"}


def hurt(folder: Path, damage: str) -> None:
    files = sorted(folder.glob("*.store"))
    if damage == "truncate":
        files[0].write_bytes(files[0].read_bytes()[:10])
    elif damage == "delete one":
        files[0].unlink()
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{")
    else:
        for path in folder.iterdir():
            path.unlink()


@dataclass(frozen=True, slots=True)
class Counting(Hashing):
    """Keeps what it was asked to embed, and is interrupted after so many texts."""

    seen: list[str] = field(default_factory=list)
    stop_after: list[int] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> Matrix:
        if self.stop_after and len(self.seen) >= self.stop_after[0]:
            raise KeyboardInterrupt
        self.seen.extend(texts)
        return Hashing.embed(self, texts)


@pytest.fixture
def counting() -> Counting:
    return Counting(64, 16)


def test_texts_are_embedded_once(two: Library, add: AddFiling, counting: Counting) -> None:
    assert update_vectors(two, counting).passages == 3
    assert len(counting.seen) == 3
    assert update_vectors(two, counting).added == 0
    add("three", [[["Item 1 > Business", "We make anvils."]]], form="10-K")
    assert update_vectors(two, counting).added == 1
    assert len(counting.seen) == 4
    next(vectors_folder(two).glob("*vectors.faiss")).unlink()
    assert update_vectors(two, counting).rebuilt
    assert len(counting.seen) == 4


def test_a_cache_serves_every_library(two: Library, counting: Counting, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.db")
    update_vectors(two, counting, cache=cache)
    seen = len(counting.seen)
    other = shutil.copytree(two.folders.library, tmp_path / "other")
    shutil.rmtree(other / "index")
    assert update_vectors(Library(other), counting, cache=cache).passages == 3
    assert len(counting.seen) == seen


def test_an_interrupted_run_keeps_what_it_embedded(
    two: Library, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build.EMBED_AT_ONCE", 1)
    counting.stop_after.append(2)
    with pytest.raises(KeyboardInterrupt):
        update_vectors(two, counting)
    counting.stop_after.clear()
    update_vectors(two, counting)
    assert len(counting.seen) == 3


def test_vectors_and_words_are_fused_and_explained(two: Library, counting: Counting) -> None:
    update_bm25(two)
    update_vectors(two, counting)
    found = Searcher(two, embedder=counting).search("Why did sales of saws rise?")
    assert found.weights == {"bm25": 0.4, "vector": 0.6} or found.kind != "conceptual"
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.hits[0].document == "two"
    assert {"bm25", "bm25_rank", "vector", "vector_rank"} <= set(found.hits[0].explain)


def test_vectors_find_what_words_do_not(two: Library) -> None:
    update_bm25(two)
    update_vectors(two, Hashing(64, 16))
    found = Searcher(two).search("them them them")  # a filler to BM25
    assert found.hits[0].document == "one"


def test_vectors_of_a_replaced_filing_are_not_used(two: Library, add: AddFiling) -> None:
    update_bm25(two)
    update_vectors(two, Hashing(64, 16))
    add("one", [[["Item 1 > Business", "We make anvils."]]], form="10-K", fiscal_year=2021)
    update_bm25(two)
    found = Searcher(two).search("anvils")
    assert found.hits[0].document == "one"
    assert "1 documents have no vectors yet" in found.applied


def test_damaged_vectors_are_done_without(two: Library) -> None:
    update_bm25(two)
    update_vectors(two, Hashing(64, 16))
    next(vectors_folder(two).glob("*vectors.faiss")).write_bytes(b"no index")
    found = Searcher(two).search("hammers")
    assert found.weights == {"bm25": 1.0, "vector": 0.0}
    assert any("damaged" in said for said in found.applied)
    assert found.hits[0].document == "one"
