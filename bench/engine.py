"""How fast the engine generates, beside transformers on the same weights in the same run.

    python -m bench.engine [--threads 1] [--repeat 5] [--only tiny]
    python -m bench.engine --gpu [--section NAME ...] [--to figures.json]

The first on a CPU; the second is `bench.card`, and its ceilings, kernels and peers are too.

Greedy, prompts of one length, no stop tokens. The runs of both alternate, and a ratio is that of
the medians: of the time on the clock, and of the time on the processor, which counts on a machine
that others use too. First the tokens of both must be the same.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from bench import card
from engine.config import EngineConfig
from engine.engine import Engine
from engine.request import Sampling
from engine.testing import tiny_model

VOCABULARY = 32_000
LARGE: dict[str, Any] = {
    "hidden_size": 640,
    "intermediate_size": 1_920,
    "num_hidden_layers": 12,
    "num_attention_heads": 10,
    "num_key_value_heads": 2,
    "head_dim": 64,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A model and how it is asked."""

    name: str
    vocabulary: int
    prompt: int
    output: int
    changes: dict[str, Any]


SHAPES = (
    Shape("tiny", 512, 128, 64, {}),
    Shape("100M", VOCABULARY, 128, 32, LARGE),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of seconds by the clock and of seconds of the processor, for the engine's runs and
    for the others, and how many tokens a run generates.
    """

    shape: str
    batch: int
    tokens: int
    clock: tuple[float, float]
    processor: tuple[float, float]

    def row(self) -> str:
        """A row of the table; ratios above 1 say that the engine is faster."""
        ours, theirs = (self.tokens / seconds for seconds in self.clock)
        ratios = (their_s / our_s for our_s, their_s in (self.clock, self.processor))
        cells = [self.shape, str(self.batch), f"{ours:.1f}", f"{theirs:.1f}"]
        return f"| {' | '.join([*cells, *(f'{ratio:.2f}' for ratio in ratios)])} |"


def measure(shape: Shape, batches: Sequence[int], repeat: int) -> Iterator[Measured]:
    """Both engines on the same random weights."""
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tiny_model(folder, vocabulary=shape.vocabulary, **shape.changes)
        theirs = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        ours = Engine.load(folder, EngineConfig(pages=256)).model
        for batch in batches:
            yield compare(shape, batch, repeat, ours, theirs)


def compare(shape: Shape, batch: int, repeat: int, ours: Any, theirs: Any) -> Measured:
    """One batch, by turns; an unmeasured round first, whose tokens are compared."""
    random = Random(batch)
    prompts = [
        [random.randrange(shape.vocabulary) for _ in range(shape.prompt)] for _ in range(batch)
    ]
    mine, other = ours_of(ours, prompts, shape.output), theirs_of(theirs, prompts, shape.output)
    if mine() != other():
        sys.exit(f"{shape.name}, batch {batch}: the tokens differ, so the times mean nothing.")
    times = [(timed(mine), timed(other)) for _ in range(repeat)]
    clock, processor = (
        (median(ours[kind] for ours, _ in times), median(theirs[kind] for _, theirs in times))
        for kind in (0, 1)
    )
    return Measured(shape.name, batch, batch * shape.output, clock, processor)


def ours_of(model: Any, prompts: list[list[int]], output: int) -> Callable[[], list[list[int]]]:
    """A run of our engine, without what an earlier run left in the cache."""

    def run() -> list[list[int]]:
        engine = Engine(model, EngineConfig(pages=64, drafts=0))
        return engine.generate(prompts, Sampling(max_tokens=output))

    return run


def theirs_of(model: Any, prompts: list[list[int]], output: int) -> Callable[[], list[list[int]]]:
    """A run of transformers."""
    import torch

    tokens = torch.tensor(prompts)
    mask = torch.ones_like(tokens)

    def run() -> list[list[int]]:
        found = model.generate(
            tokens, attention_mask=mask, max_new_tokens=output, do_sample=False, pad_token_id=0
        )
        return found[:, tokens.shape[1] :].tolist()  # type: ignore[no-any-return]

    return run


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and on the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - processor


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=0, help="0 for as many as torch takes")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", choices=[shape.name for shape in SHAPES])
    parser.add_argument("--gpu", action="store_true", help="what a card does with Qwen3-8B")
    parser.add_argument("--section", action="append", default=[], choices=list(card.sections()))
    parser.add_argument("--to", type=Path, help="where the figures of --gpu go, as JSON")
    parser.add_argument("--ceilings", type=json.loads, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Print a table."""
    chosen = options()
    import torch

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    if chosen.ceilings is not None:  # one section, in a process of its own
        return one_section(chosen.section[0], chosen.ceilings)
    if chosen.gpu:
        if not torch.cuda.is_available():
            sys.exit("No graphics card is here that torch can use.")
        sys.exit(1 if card.report(chosen.section, chosen.to) else 0)
    return compared(chosen.only, chosen.repeat)


def one_section(name: str, ceilings: dict[str, float]) -> None:
    """Its rows, a line of JSON each, for the process that asked."""
    section, _ = card.sections()[name]
    for row in section(replace(card.CARD, ceilings=ceilings)):
        print(json.dumps(asdict(row)), flush=True)


def compared(only: str | None, repeat: int) -> None:
    """Ours beside transformers on the CPU."""
    print("| model | batch | engine tok/s | transformers tok/s | ratio | of processor time |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for shape in SHAPES:
        if only in (None, shape.name):
            for each in measure(shape, (1, 8), repeat):
                print(each.row(), flush=True)


if __name__ == "__main__":
    main()
