"""The vector index against the obvious way, on disk and off."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bm25 import Place
from index.embedder import Hashing, Matrix
from index.vectors import FORMAT, VectorManifest, Vectors, load

MAKER = Hashing(32, 16)
TEXTS = ["net revenue rose", "hammer and saw", "cash flow", "net debt", "revenue of saws"]
PLACES: list[Place] = [("a", 0), ("a", 1), ("b", 0), ("b", 0), ("c", 4)]


@pytest.fixture
def vectors() -> Vectors:
    return Vectors.of(PLACES, MAKER.embed(TEXTS))


def manifest() -> VectorManifest:
    return VectorManifest(FORMAT, MAKER.name, MAKER.dimension, {"a": "1", "b": "1", "c": "1"}, 4)


def obvious(query: Matrix, documents: set[str]) -> dict[Place, float]:
    best: dict[Place, float] = {}
    for place, score in zip(PLACES, MAKER.embed(TEXTS) @ query, strict=True):
        if place[0] in documents:
            best[place] = max(best.get(place, -1.0), float(score))
    return best


@given(
    query=st.sampled_from(["revenue", "saw", "net", "cash debt"]),
    documents=st.sets(st.sampled_from("abcx")),
)
def test_it_finds_what_comparing_with_all_finds(query: str, documents: set[str]) -> None:
    asked = MAKER.embed([query])[0]
    found = Vectors.of(PLACES, MAKER.embed(TEXTS)).search(asked, documents=documents)
    expected = obvious(asked, documents)
    assert {place for place, _ in found} == set(expected)
    np.testing.assert_allclose(
        [score for _, score in found], sorted(expected.values(), reverse=True), atol=1e-3
    )


def test_saved_is_loaded_the_same(vectors: Vectors, tmp_path: Path) -> None:
    vectors.save(tmp_path, manifest())
    found = load(tmp_path)
    assert found is not None
    asked = MAKER.embed(["revenue"])[0]
    assert found[0].search(asked) == vectors.search(asked)
    assert found[1].model == MAKER.name


@pytest.mark.parametrize("name", ["*vectors.faiss", "*places.json", "manifest.json"])
def test_a_damaged_file_is_no_index(vectors: Vectors, tmp_path: Path, name: str) -> None:
    vectors.save(tmp_path, manifest())
    (path,) = tmp_path.glob(name)
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    assert load(tmp_path) is None
    path.unlink()
    assert load(tmp_path) is None


@pytest.mark.parametrize("renamed", range(3))
def test_a_save_that_is_interrupted_leaves_the_old_index(
    vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    vectors.save(tmp_path, manifest())
    asked = MAKER.embed(["revenue"])[0]
    before = vectors.search(asked)
    done = Path.replace
    left = [renamed]

    def dies(path: Path, target: Path) -> Path:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return done(path, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        Vectors.of(PLACES[:2], MAKER.embed(TEXTS[:2])).save(tmp_path, manifest())
    monkeypatch.undo()
    found = load(tmp_path)
    assert found is not None
    assert found[0].search(asked) == before


def test_a_save_leaves_no_file_of_the_index_before(vectors: Vectors, tmp_path: Path) -> None:
    vectors.save(tmp_path, manifest())
    Vectors.of(PLACES[:2], MAKER.embed(TEXTS[:2])).save(tmp_path, manifest())
    found = load(tmp_path)
    assert found is not None
    assert len(found[0]) == 2
    assert len(list(tmp_path.iterdir())) == 3
