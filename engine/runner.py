"""Chunks in, tokens out: the model on its device, its pages, and the draw at the end."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from engine.batch import Chunk, Step, arrange, build
from engine.config import EngineConfig, ModelConfig
from engine.errors import BadConfig
from engine.flight import Flight, Launched
from engine.graphs import CudaCapture, Graphs
from engine.layers.rope import rope_table
from engine.request import PENDING
from engine.sampler import draw, rows_of
from engine.storage import allocate
from engine.work import plan

PROGRAMS = 264  # of attention at once keep a large GPU busy: two for each of its processors


class Model(Protocol):
    """What a family of models offers."""

    @property
    def config(self) -> ModelConfig:
        """Its shape."""

    def hidden(self, step: Step) -> Tensor:
        """The last hidden state of each wanted row: [wanted, width]."""

    def logits(self, hidden: Tensor) -> Tensor:
        """[rows, vocabulary]."""


class Runner(Protocol):
    """Computes chunks. The engine has the one below; a test may have another."""

    def launch(self, chunks: Sequence[Chunk], before: Flight | None) -> Flight:
        """Begin to compute the chunks.

        `before` was launched just before and may be under way still: a chunk whose last token is
        PENDING goes on with what that draws.
        """


class ModelRunner:
    """Runs a model over its own pages."""

    def __init__(self, model: Model, config: EngineConfig, pages: int, dtype: torch.dtype) -> None:
        self.model = model
        self.shares = config.share
        shape = model.config
        int8 = config.kv == "int8"
        self.layers = allocate(shape, pages, dtype, int8=int8, device=config.device)
        length = min(config.context, shape.longest)
        self.rope = rope_table(shape, length, config.device)
        turn = hadamard(shape.head_width) if int8 and config.rotate else None
        self.turn = None if turn is None else turn.to(config.device)
        self.windows = tuple(shape.window(layer) for layer in range(shape.layers))
        fast = config.device != "cpu"
        fill = -(-PROGRAMS // shape.kv_heads) if fast else None
        self.plan = partial(plan, tile=tile_of(shape) if fast else 64, fill=fill)
        self.graphs = Graphs(self, CudaCapture()) if fast and config.graphs else None

    def launch(self, chunks: Sequence[Chunk], before: Flight | None) -> Launched:
        """Begin to compute the chunks."""
        ordered = arrange(chunks)
        with torch.inference_mode():
            step = self.step(ordered)
            follow(step, ordered, before)
            rows = rows_of([chunk for chunk in ordered if chunk.draws])
            if self.graphs is not None and all(chunk.decodes for chunk in ordered):
                return Launched(ordered, rows, draw(self.graphs.logits(step), rows), NONE_BROKEN)
            hidden = self.model.hidden(step)
            drawing, others = divided(ordered)
            broken = ~torch.isfinite(pick(hidden, others)).all(-1)
            logits = self.model.logits(pick(hidden, drawing)) if drawing else None
            return Launched(ordered, rows, None if logits is None else draw(logits, rows), broken)

    def step(self, chunks: Sequence[Chunk]) -> Step:
        """The tensors of the step."""
        return build(
            chunks,
            windows=self.windows,
            layers=self.layers,
            rope=self.rope,
            plan=self.plan,
            turn=self.turn,
            shares=self.shares,
        )


NONE_BROKEN = torch.zeros(0, dtype=torch.bool)


def tile_of(shape: ModelConfig) -> int:
    """How many query rows an item of attention has at most on a GPU: with all heads 128."""
    return max(1, 128 // shape.group)


def follow(step: Step, chunks: Sequence[Chunk], before: Flight | None) -> None:
    """Put the tokens that `before` draws where they are still PENDING."""
    if not isinstance(before, Launched) or before.draws is None:
        return
    rows, places, row = [], [], 0
    for chunk in chunks:
        if chunk.request.tokens[chunk.stop - 1] == PENDING:
            rows.append(row + chunk.stop - chunk.start - 1)
            places.append(before.place(chunk.request.id))
        row += chunk.count
    if rows:
        device = step.tokens.device
        to, come = (torch.tensor(each).to(device, non_blocking=True) for each in (rows, places))
        step.tokens[to] = before.draws.ids[come]


def divided(chunks: Sequence[Chunk]) -> tuple[list[int], list[int]]:
    """Of the wanted rows those that are drawn from, and the others."""
    drawing, others, row = list[int](), list[int](), 0
    for chunk in chunks:
        (drawing if chunk.draws else others).extend(range(row, row + chunk.wanted))
        row += chunk.wanted
    return drawing, others


def pick(hidden: Tensor, rows: Sequence[int]) -> Tensor:
    """Some rows; no copy if it is all of them."""
    if len(rows) == len(hidden):
        return hidden
    return hidden[torch.tensor(rows, dtype=torch.int64).to(hidden.device, non_blocking=True)]


def hadamard(width: int) -> Tensor:
    """An orthogonal matrix of plus and minus: [width, width]; width is a power of two."""
    if width & (width - 1):
        raise BadConfig(
            f"Keys of {width} columns cannot be turned by a Hadamard matrix: no power of "
            "two. Keep int8 without turning (rotate=False), or the model's own format."
        )
    matrix = torch.ones(1, 1)
    while len(matrix) < width:
        top = torch.cat([matrix, matrix], 1)
        matrix = torch.cat([top, torch.cat([matrix, -matrix], 1)])
    return matrix * width**-0.5
