"""Weighted reciprocal rank fusion: several rankings in, one ranking out.

Only ranks count, never scores, so BM25 and cosine mix without sharing a scale
(Cormack, Clarke and Büttcher, SIGIR 2009).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import fsum
from statistics import fmean, pstdev
from typing import Literal, Protocol, TypeVar


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


LED = 0.3
"""What the first place of a ranking that is added to another counts at most, beside the best of
the other: enough to settle who is close, too little to lift what the words do not hold."""


def led(
    scores: Mapping[K, float], ranking: Sequence[K], weight: float, *, k: int = 60
) -> list[tuple[K, float]]:
    """Merge a ranking into one that leads with its scores, of which the best counts 1.

    Where one index is much the better, plain fusion by ranks drags it down to the other's; here
    the other only adds, by its ranks, up to `LED` times `weight`.

    >>> led({"a": 2.0, "b": 1.96}, ["b", "c"], 0.5)[0][0]
    'b'
    """
    best = max(scores.values(), default=0.0) or 1.0
    total = {key: score / best for key, score in scores.items()}
    for rank, key in enumerate(dict.fromkeys(ranking), start=1):
        total[key] = total.get(key, 0.0) + LED * weight * (k + 1) / (k + rank)
    return sorted(total.items(), key=lambda one: (-one[1], _order(one[0])))


Blend = Literal["min-max", "z-score", "cosine"]
"""How scores are made comparable before they are added; "cosine" takes those of vectors as they
are and brings the others into 0 to 1."""


def blend(
    scores: Mapping[str, Mapping[K, float]], weights: Mapping[str, float], how: Blend
) -> list[tuple[K, float]]:
    """Merge by weighted scores instead of ranks: the alternative to `fuse`, for comparing.

    What a ranking does not list counts as its lowest. Where all scores of a ranking are equal,
    each counts 1 by min-max and 0 by z-score.

    >>> blend({"bm25": {"a": 9.0, "b": 3.0}, "vector": {"b": 0.8}}, {"bm25": 0.6, "vector": 0.4}, "min-max")
    [('a', 0.6), ('b', 0.4)]
    """  # noqa: E501
    totals: defaultdict[K, list[float]] = defaultdict(list)
    for name, held in scores.items():
        made = _comparable(held, "z-score" if how == "z-score" else _kind(name, how))
        lowest = min(made.values(), default=0.0) if how == "z-score" else 0.0
        for key in {key for each in scores.values() for key in each}:
            totals[key].append(weights[name] * made.get(key, lowest))
    blended = [(key, fsum(each)) for key, each in totals.items()]
    return sorted(blended, key=lambda one: (-one[1], _order(one[0])))


def _kind(name: str, how: Blend) -> Blend:
    return "cosine" if how == "cosine" and name == "vector" else "min-max"


def _comparable(held: Mapping[K, float], how: Blend) -> dict[K, float]:
    if not held or how == "cosine":
        return dict(held)
    least, most = min(held.values()), max(held.values())
    if how == "min-max":
        span = most - least
        return {key: (score - least) / span if span else 1.0 for key, score in held.items()}
    mean, spread = fmean(held.values()), pstdev(held.values())
    return {key: (score - mean) / spread if spread else 0.0 for key, score in held.items()}


def _order(key: Hashable) -> tuple[str, ...] | str:
    return tuple(f"{part:>12}" for part in key) if isinstance(key, tuple) else str(key)
