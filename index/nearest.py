"""The nearest of many vectors: a faiss index in half precision, or a GPU that compares with all.

Flat below `MANY` vectors. Beyond, an IVF index, whose lists to probe are chosen when it is made:
the fewest that find `RECALL` of what comparing with all finds. Vectors without clusters need so
many lists that nothing is won; they stay flat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.embedder import Matrix

if TYPE_CHECKING:
    import faiss
    import torch

Rows = npt.NDArray[np.int64]

MANY = 200_000
"""Vectors from which on comparing with all of them takes too long, about 20 ms on one core."""
RECALL = 0.98
"""Of the `TOP` nearest that a flat index finds."""
TOP = 20
SAMPLE = 200
"""Vectors that are searched for, to choose how many lists are probed."""
WORTHWHILE = 4
"""An IVF index that must probe more than one list in so many is none."""


class Nearest(Protocol):
    """Compares a vector with many."""

    def search(
        self, query: Matrix, rows: Rows | None, count: int
    ) -> tuple[Sequence[float], Sequence[int]]:
        """Inner products and numbers of the `count` nearest of `rows` (None: of all), best first.

        `query` is [dimension]. A number below 0 stands where there are no more.
        """


@dataclass(frozen=True, slots=True)
class ByFaiss:
    """A faiss index, flat or IVF."""

    index: "faiss.Index"

    def search(
        self, query: Matrix, rows: Rows | None, count: int
    ) -> tuple[Sequence[float], Sequence[int]]:
        """Among chosen rows every one is compared, whatever the index."""
        asked = np.ascontiguousarray(query.reshape(1, -1), np.float32)
        if rows is None:
            scores, found = self.index.search(asked, count)
        else:
            chosen = _among(self.index, rows)
            scores, found = self.index.search(asked, count, params=chosen)
        return scores[0].tolist(), found[0].tolist()


@dataclass(frozen=True, slots=True)
class ByTorch:
    """All vectors in the memory of a device: one product and the highest of it."""

    matrix: "torch.Tensor"

    def search(
        self, query: Matrix, rows: Rows | None, count: int
    ) -> tuple[Sequence[float], Sequence[int]]:
        """Equal to `ByFaiss` but for rounding."""
        import torch

        asked = torch.from_numpy(np.ascontiguousarray(query)).to(self.matrix)
        if rows is None:
            best = torch.topk(self.matrix @ asked, min(count, len(self.matrix)))
            return best.values.float().tolist(), best.indices.tolist()
        chosen = torch.from_numpy(rows).to(self.matrix.device)
        best = torch.topk(self.matrix[chosen] @ asked, min(count, len(chosen)))
        return best.values.float().tolist(), chosen[best.indices].tolist()


def build(vectors: Matrix, many: int = MANY) -> "faiss.Index":
    """An index of `vectors` [count, dimension], which have length one; IVF from `many` on."""
    import faiss

    half = faiss.ScalarQuantizer.QT_fp16
    flat = faiss.IndexScalarQuantizer(vectors.shape[1], half, faiss.METRIC_INNER_PRODUCT)
    if len(vectors):
        flat.add(np.ascontiguousarray(vectors))
    return (_ivf(vectors, flat) if len(vectors) >= many else None) or flat


def opened(index: "faiss.Index") -> Nearest:
    """The way to search `index` on this machine: on a GPU where torch sees one."""
    import torch

    return by_torch(index, "cuda") if torch.cuda.is_available() else ByFaiss(index)


def by_torch(index: "faiss.Index", device: str) -> ByTorch:
    """The vectors of `index` on a device; in half precision unless that is the processor."""
    import faiss
    import torch

    if isinstance(index, faiss.IndexIVF):
        index.make_direct_map()
    vectors = torch.from_numpy(index.reconstruct_n(0, index.ntotal))
    return ByTorch(vectors.to(device, torch.float32 if device == "cpu" else torch.float16))


def _among(index: "faiss.Index", rows: Rows) -> "faiss.SearchParameters":
    import faiss

    held = np.zeros(index.ntotal, np.bool_)
    held[rows] = True
    bits = np.packbits(held, bitorder="little")
    if isinstance(index, faiss.IndexIVF):
        probed = faiss.SearchParametersIVF()
        probed.nprobe = index.nlist
    chosen = probed if isinstance(index, faiss.IndexIVF) else faiss.SearchParameters()
    chosen.sel = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]  # wrapped later
    return chosen


def _ivf(vectors: Matrix, flat: "faiss.Index") -> "faiss.Index | None":
    """An IVF index that finds nearly what `flat` finds; None where that takes too many lists."""
    import faiss

    lists = max(1, int(4 * len(vectors) ** 0.5))
    coarse = faiss.IndexFlatIP(vectors.shape[1])
    half = faiss.ScalarQuantizer.QT_fp16
    inner = faiss.METRIC_INNER_PRODUCT
    made = faiss.IndexIVFScalarQuantizer(coarse, vectors.shape[1], lists, half, inner)
    made.cp.max_points_per_centroid = 64
    made.cp.min_points_per_centroid = 1
    made.train(vectors)
    made.add(vectors)
    made.nprobe = _probes(vectors, flat, made)
    return made if made.nprobe * WORTHWHILE <= lists else None


def _probes(vectors: Matrix, flat: "faiss.Index", ivf: "faiss.IndexIVF") -> int:
    """The fewest lists, doubled until enough is found for vectors between those that are held."""
    chance = np.random.default_rng(0)
    some = vectors[chance.choice(len(vectors), (2, SAMPLE))]
    asked = some[0] + 0.5 * some[1]  # near what is held, and not the same
    asked = (asked / np.linalg.norm(asked, axis=1, keepdims=True)).astype(np.float32)
    expected = flat.search(asked, TOP)[1]
    ivf.nprobe = 1
    while ivf.nprobe < ivf.nlist and recall(ivf.search(asked, TOP)[1], expected) < RECALL:
        ivf.nprobe = min(2 * ivf.nprobe, ivf.nlist)
    return int(ivf.nprobe)


def recall(found: Rows, expected: Rows) -> float:
    """The share of each row of `expected` that stands in that row of `found`, on average."""
    pairs = zip(found, expected, strict=True)
    return float(np.mean([len(np.intersect1d(mine, right)) / len(right) for mine, right in pairs]))
