"""A cross-encoder as the last stage: a model reads question and passage together.

Off unless a model is named. It is given pieces that it can read whole, within a budget of
tokens; when it fails, the ranking before it stays, and the search says so.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.embedder import NoEmbedder
from index.rerank import Candidate

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

DEPTH = 30
"""Passages that the model reads."""
BUDGET = 40_000
"""Tokens that one search may cost; passages beyond keep their order."""
TOKEN = 4  # characters, the usual estimate
BATCH = 8


class Reranker(Protocol):
    """Orders candidates anew."""

    def rerank(
        self, query: str, candidates: Sequence[Candidate]
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        """All of `candidates`, best first, and what failed, in words."""


class SentenceTransformersReranker:
    """Any cross-encoder that sentence-transformers can load, by name or folder."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._model = _load(name)
        limit = self._model.max_seq_length or 512
        self._piece = max(TOKEN * 16, TOKEN * int(limit) // 2)

    def rerank(
        self, query: str, candidates: Sequence[Candidate]
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        """The best piece of a passage counts. Only the order changes: scores stay comparable."""
        pieces, owners = self._pieces(query, candidates[:DEPTH])
        try:
            scores = self._model.predict(pieces, batch_size=BATCH, show_progress_bar=False)
        except (RuntimeError, ValueError, IndexError) as error:
            return list(candidates), (f"without the reranker, which failed: {error}",)
        best: dict[int, float] = {}
        for owner, score in zip(owners, scores, strict=True):
            best[owner] = max(best.get(owner, float("-inf")), float(score))
        order = sorted(best, key=lambda at: -best[at])
        top = [
            _placed(candidates[at], candidates[rank].score, best[at])
            for rank, at in enumerate(order)
        ]
        return [*top, *candidates[len(top) :]], ()

    def _pieces(
        self, query: str, candidates: Sequence[Candidate]
    ) -> tuple[list[tuple[str, str]], list[int]]:
        """Question and piece, for as many passages, from the first on, as the budget allows."""
        pieces: list[tuple[str, str]] = []
        owners: list[int] = []
        room = BUDGET * TOKEN
        for at, one in enumerate(candidates):
            text = " > ".join(one.entry.path) + "\n" + one.entry.text
            cuts = [text[i : i + self._piece] for i in range(0, len(text), self._piece)]
            room -= len(text) + len(query) * len(cuts)
            if room < 0 and pieces:
                break
            pieces += [(query, cut) for cut in cuts]
            owners += [at] * len(cuts)
        return pieces, owners


class OnDemand:
    """A cross-encoder that is loaded by the first search that needs it.

    One that cannot be loaded is done without from then on, and every search says so.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._loaded: Reranker | None = None
        self._why = ""
        self._lock = threading.Lock()

    def rerank(
        self, query: str, candidates: Sequence[Candidate]
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        """As the cross-encoder does, or everything as it was."""
        with self._lock:
            if self._loaded is None and not self._why:
                try:
                    self._loaded = SentenceTransformersReranker(self._name)
                except NoEmbedder as error:
                    self._why = f"without the reranker: {error}"
        if self._loaded is None:
            return list(candidates), (self._why,)
        return self._loaded.rerank(query, candidates)


def named(name: str | None) -> Reranker | None:
    """The cross-encoder of that setting; none where nothing is set."""
    return OnDemand(name) if name else None


def _placed(one: Candidate, score: float, read: float) -> Candidate:
    return replace(one, score=score, stages={**one.stages, "cross_encoder": round(read, 4)})


def _load(name: str) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(name, local_files_only=Path(name).is_dir())
    except (OSError, ValueError) as error:
        raise NoEmbedder(
            f"The reranking model {name!r} cannot be loaded: {error}. "
            "Name a cross-encoder or a folder with one."
        ) from error
