"""Every way of finding the nearest vectors, against comparing with all of them."""

import numpy as np
import pytest

from index.embedder import Matrix, normalised
from index.nearest import ByFaiss, Nearest, Rows, build, by_torch, recall

COUNT, DIMENSION = 6_000, 32


def clustered() -> Matrix:
    chance = np.random.default_rng(1)
    middles = chance.standard_normal((60, DIMENSION))
    near = middles[chance.integers(60, size=COUNT)]
    return normalised((near + 0.3 * chance.standard_normal((COUNT, DIMENSION))).astype(np.float32))


def scattered() -> Matrix:
    return normalised(np.random.default_rng(2).standard_normal((COUNT, DIMENSION), np.float32))


def exact(vectors: Matrix, query: Matrix, rows: Rows, count: int) -> Rows:
    best: Rows = rows[np.argsort(-(vectors[rows] @ query), kind="stable")[:count]]
    return best


def ways(vectors: Matrix) -> dict[str, Nearest]:
    ivf = build(vectors, many=COUNT)
    flat = build(vectors)
    return {
        "flat": ByFaiss(flat),
        "from many on": ByFaiss(ivf),
        "torch, of flat": by_torch(flat, "cpu"),
        "torch, of many": by_torch(ivf, "cpu"),
    }


@pytest.mark.parametrize("vectors", [clustered(), scattered()], ids=["clustered", "scattered"])
def test_every_way_finds_what_comparing_with_all_finds(vectors: Matrix) -> None:
    every = np.arange(COUNT)
    asked = normalised(vectors[:50] + 0.4 * vectors[-50:])
    expected = np.stack([exact(vectors, one, every, 20) for one in asked])
    for name, way in ways(vectors).items():
        found = np.stack([np.array(way.search(one, None, 20)[1]) for one in asked])
        assert recall(found, expected) >= (0.97 if name == "from many on" else 0.995), name


@pytest.mark.parametrize("rows", [[3], list(range(0, COUNT, 7)), list(range(COUNT - 9, COUNT))])
def test_among_chosen_rows_every_way_is_exact(rows: list[int]) -> None:
    vectors = clustered()
    query, chosen = vectors[11], np.array(rows, np.int64)
    count = min(5, len(rows))
    expected = np.sort(vectors[chosen] @ query)[::-1][:count]
    for name, way in ways(vectors).items():
        scores, found = way.search(query, chosen, count)
        assert set(found) <= set(rows), name
        np.testing.assert_allclose(scores, expected, atol=2e-3, err_msg=name)


def test_torch_and_faiss_agree_within_rounding() -> None:
    vectors = scattered()
    flat = build(vectors)
    for query in vectors[:20]:
        ours, theirs = (
            way.search(query, None, 20) for way in (by_torch(flat, "cpu"), ByFaiss(flat))
        )
        np.testing.assert_allclose(ours[0], theirs[0], atol=1e-5)
        assert ours[1] == theirs[1]


def test_vectors_with_clusters_get_lists_and_those_without_stay_flat() -> None:
    import faiss

    lists = build(clustered(), many=COUNT)
    assert isinstance(lists, faiss.IndexIVF)
    assert lists.nprobe < lists.nlist / 4
    assert not isinstance(build(scattered(), many=COUNT), faiss.IndexIVF)
    assert not isinstance(build(clustered()), faiss.IndexIVF)


def test_no_vectors_are_an_index_too() -> None:
    assert build(np.zeros((0, DIMENSION), np.float32)).ntotal == 0
