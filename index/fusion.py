"""Weighted reciprocal rank fusion: several rankings in, one ranking out.

Only ranks count, never scores, so BM25 and cosine mix without sharing a scale
(Cormack, Clarke and Büttcher, SIGIR 2009).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import fsum
from typing import Protocol, TypeVar


class Key(Hashable, Protocol):
    """What is ranked: hashable, and ordered so that ties are settled."""

    def __lt__(self, other: object, /) -> bool: ...


K = TypeVar("K", bound=Hashable)


def fuse(
    rankings: Mapping[str, Sequence[K]], weights: Mapping[str, float], *, k: int = 60
) -> list[tuple[K, float]]:
    """Merge named rankings, best first: each place is worth weight / (k + rank), rank from 1.

    What is listed twice in one ranking counts at its better place. Equal scores keep the order of
    the keys, so runs repeat. `k` flattens the head: at 60, first is worth twice what 62nd is.

    >>> fuse({"bm25": ["a", "b"], "vector": ["b", "c"]}, {"bm25": 0.5, "vector": 0.5})[0][0]
    'b'
    """
    places: defaultdict[K, list[float]] = defaultdict(list)
    for name, ranking in rankings.items():
        for rank, key in enumerate(dict.fromkeys(ranking), start=1):
            places[key].append(weights[name] / (k + rank))
    # fsum, not sum: a tie must stay a tie whichever index answered first.
    fused = [(key, fsum(at)) for key, at in places.items()]
    return sorted(fused, key=lambda one: (-one[1], _order(one[0])))


def _order(key: Hashable) -> tuple[str, ...] | str:
    return tuple(f"{part:>12}" for part in key) if isinstance(key, tuple) else str(key)
