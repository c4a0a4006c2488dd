"""The keys and values of the cache: for each layer [pages, key heads, 64, head width].

A page of one head is one contiguous run, so a kernel finds it with one number. As int8, each
token and head has its own scale beside it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.cache import PAGE
from engine.config import EngineConfig, ModelConfig
from engine.errors import BadRequest, NoRoom

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


@dataclass(frozen=True, slots=True)
class Layer:
    """The cache of one layer. Scales are [pages, key heads, 64], and None unless int8."""

    keys: Tensor
    values: Tensor
    key_scales: Tensor | None = None
    value_scales: Tensor | None = None


class Slots:
    """Where the keys and values of each token of a step go.

    each: [tokens], page * 64 + offset, -1 for a token that is not to be stored.
    """

    def __init__(self, each: Tensor) -> None:
        self.each = each
        self._rows: dict[int, tuple[Tensor | None, Tensor]] = {}

    def rows(self, kv_heads: int) -> tuple[Tensor | None, Tensor]:
        """Which tokens are stored, None for all; and the row of the cache for each of their heads.

        The cache is seen as rows of one head's width. Found once for all layers.
        """
        if kv_heads not in self._rows:
            stored = self.each >= 0
            kept = None if bool(stored.all()) else stored.nonzero().flatten()
            each = self.each if kept is None else self.each[kept]
            first = each // PAGE * (kv_heads * PAGE) + each % PAGE
            head = torch.arange(kv_heads, device=each.device) * PAGE
            self._rows[kv_heads] = kept, (first[:, None] + head).flatten()
        return self._rows[kv_heads]


def bytes_per_token(model: ModelConfig, *, width: int, int8: bool) -> int:
    """What one token takes in all layers; `width` is the bytes of a number that is not int8."""
    per_head = model.head_width + 4 if int8 else model.head_width * width
    return 2 * model.layers * model.kv_heads * per_head


def allocate(
    model: ModelConfig, pages: int, dtype: torch.dtype, *, int8: bool, device: str
) -> tuple[Layer, ...]:
    """Empty pages for every layer."""
    return tuple(layer(model, pages, dtype, int8=int8, device=device) for _ in range(model.layers))


def layer(model: ModelConfig, pages: int, dtype: torch.dtype, *, int8: bool, device: str) -> Layer:
    """Empty pages for one layer."""
    shape = (pages, model.kv_heads, PAGE, model.head_width)
    kind = torch.int8 if int8 else dtype
    keys = torch.zeros(shape, dtype=kind, device=device)
    values = torch.zeros(shape, dtype=kind, device=device)
    if not int8:
        return Layer(keys, values)
    scales = torch.zeros((2, *shape[:3]), dtype=torch.float32, device=device)
    return Layer(keys, values, scales[0], scales[1])


def dtype_of(model: ModelConfig, config: EngineConfig) -> torch.dtype:
    """The number format to compute in."""
    name = model.dtype if config.dtype == "model" else config.dtype
    if name not in DTYPES:
        raise BadRequest(f"The engine does not compute in {name}; it has {', '.join(DTYPES)}.")
    return DTYPES[name]


def page_count(model: ModelConfig, config: EngineConfig, dtype: torch.dtype) -> int:
    """How many pages the cache has; too few for a single one is an error."""
    if config.pages is not None:
        return config.pages
    token = bytes_per_token(model, width=dtype.itemsize, int8=config.kv == "int8")
    pages = config.cache_bytes // (token * PAGE)
    if pages == 0:
        raise NoRoom(f"A page takes {token * PAGE} bytes; the cache has {config.cache_bytes}.")
    return pages
