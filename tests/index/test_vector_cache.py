"""The cache of vectors: what is put in comes out, and it stays within its bound."""

from pathlib import Path

import numpy as np

from index.embedder import Hashing
from index.vector_cache import Cache, key

MAKER = Hashing(32, 16)
TEXTS = ["net revenue rose", "hammer and saw", "cash flow"]
EACH = 2 * MAKER.dimension  # bytes of a vector in half precision


def test_it_gives_back_what_it_was_given_in_half_precision(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.db")
    made = MAKER.embed(TEXTS)
    cache.put({"one": made[:2], "two": made[2:]})
    again = Cache(tmp_path / "cache.db")
    assert again.missing(["one", "two", "three"]) == {"three"}
    held = again.get(["one", "two", "three"], MAKER.dimension)
    np.testing.assert_allclose(held["one"], made[:2], atol=1e-3)
    np.testing.assert_allclose(held["two"], made[2:], atol=1e-3)


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    now = [0.0]
    cache = Cache(tmp_path / "cache.db", limit=2 * EACH, clock=lambda: now[0])
    for name, text in zip("abc", TEXTS, strict=True):
        now[0] += 1
        cache.put({name: MAKER.embed([text])})
    now[0] += 1
    cache.get(["a"], MAKER.dimension)
    assert cache.trim() == 1
    assert cache.missing("abc") == {"b"}
    assert cache.trim() == 0


def test_an_empty_cache_has_nothing_to_let_go_of(tmp_path: Path) -> None:
    assert Cache(tmp_path / "new" / "cache.db", limit=0).trim() == 0


def test_another_model_head_or_text_has_another_key() -> None:
    keys = {
        key(maker, head, text)
        for maker in (MAKER, Hashing(32, 8), Hashing(16, 16))
        for head in ("", "Harbor 10-K")
        for text in ("net debt", "net debt ")
    }
    assert len(keys) == 12
