"""Chunks in, tokens out: the model on its device, its pages, and the draw at the end."""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from engine.batch import Chunk, Step, arrange, build
from engine.config import EngineConfig, ModelConfig
from engine.errors import BadConfig
from engine.layers.rope import rope_table
from engine.sampler import Drawn, NoToken, draw
from engine.storage import allocate


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

    def run(self, chunks: Sequence[Chunk]) -> list[Drawn | NoToken | None]:
        """For each chunk the token it draws, why there is none, or None if it draws none yet."""


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

    def run(self, chunks: Sequence[Chunk]) -> list[Drawn | NoToken | None]:
        """Compute the chunks and draw. A chunk with a number that is none gets a NoToken."""
        ordered = arrange(chunks)
        with torch.inference_mode():
            hidden = self.model.hidden(self.step(ordered))
            finite = torch.isfinite(hidden).all(-1).tolist()
            found = dict(zip(map(id, ordered), finite, strict=True))
            drawing = [n for n, chunk in enumerate(ordered) if chunk.draws and finite[n]]
            drawn = self.draw(hidden[drawing], [ordered[n] for n in drawing]) if drawing else []
        tokens = dict(zip((id(ordered[n]) for n in drawing), drawn, strict=True))
        broken = NoToken("The model computed something that is no number.")
        return [tokens.get(id(c)) if found[id(c)] else broken for c in chunks]

    def step(self, chunks: Sequence[Chunk]) -> Step:
        """The tensors of the step."""
        return build(
            chunks,
            windows=self.windows,
            layers=self.layers,
            rope=self.rope,
            turn=self.turn,
            shares=self.shares,
        )

    def draw(self, hidden: Tensor, chunks: Sequence[Chunk]) -> list[Drawn | NoToken]:
        """The next token of each chunk, or why there is none."""
        logits = self.model.logits(hidden)
        good = torch.isfinite(logits).all(-1).tolist()
        if all(good):
            return draw(logits, [chunk.request for chunk in chunks])
        kept = [n for n, each in enumerate(good) if each]
        found: list[Drawn | NoToken] = [NoToken("The logits hold something that is no number.")]
        found *= len(chunks)
        for n, each in zip(
            kept, draw(logits[kept], [chunks[n].request for n in kept]), strict=True
        ):
            found[n] = each
        return found


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
