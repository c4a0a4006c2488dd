"""What `python -m bench.engine --gpu` measures: sections, each in a process of its own.

A section that fails or takes too long becomes a row that says so; the others go on. A card that
was brought into disorder by one is in order again for the next.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

WHOLE_S = 520.0  # all sections together


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; or, with `error`, why there is none."""

    section: str
    what: str
    value: float | None = None
    unit: str = ""
    share: float | None = None
    """Of the ceiling that was measured in the same run."""
    required: float | None = None
    goal: float | None = None
    error: str = ""

    def cells(self) -> Sequence[str]:
        """As a row of the table."""
        shown = self.error or f"{shortly(self.value)} {self.unit}".strip()
        share = "" if self.share is None else f"{self.share:.0%}"
        return [self.section, self.what, shown, share, shortly(self.required), shortly(self.goal)]


@dataclass(frozen=True, slots=True)
class Setting:
    """On what is measured, and how large everything is."""

    device: str
    dtype: str
    model: Mapping[str, Any]
    """As config.json has it."""
    decode: Sequence[tuple[int, int]]
    """Batches and contexts."""
    prefill: Sequence[int]
    warm: tuple[int, int]
    """Cached tokens and new ones."""
    readers: tuple[int, int]
    """How many requests have how long a prefix in common."""
    int8: tuple[int, int]
    matrix: int
    """Rows and columns of the product that gives the ceiling."""
    numbers: int
    """How many numbers are copied for the other ceiling."""
    steps: int = 32
    """Steps of decoding that are timed."""
    repeat: int = 5
    ceilings: Mapping[str, float] = field(default_factory=dict)
    """bytes/s read, and FLOP/s, once they are measured."""


QWEN3_8B: dict[str, Any] = {
    "architectures": ["Qwen3ForCausalLM"],
    "vocab_size": 151_936,
    "hidden_size": 4_096,
    "intermediate_size": 12_288,
    "num_hidden_layers": 36,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "max_position_embeddings": 32_768,
    "rope_scaling": {
        "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32_768
    },
    "rope_theta": 1_000_000.0,
    "rms_norm_eps": 1e-6,
    "torch_dtype": "bfloat16",
}  # fmt: skip

CARD = Setting(
    device="cuda",
    dtype="bfloat16",
    model=QWEN3_8B,
    decode=((1, 4_096), (1, 32_768), (64, 4_096)),
    prefill=(8_192, 32_768),
    warm=(100_352, 512),
    readers=(64, 100_352),
    int8=(8, 32_768),
    matrix=8_192,
    numbers=1 << 31,
)

Section = Callable[[Setting], Iterator[Row]]


def sections() -> Mapping[str, tuple[Section, float]]:
    """What is measured, in this order, and the seconds each may take."""
    from bench import card_kernels, card_model, card_peers

    return {
        "ceilings": (card_kernels.ceilings, 30),
        "correct": (card_kernels.correct, 90),
        "tokens": (card_model.tokens, 60),
        "kernels": (card_kernels.kernels, 60),
        "decode": (card_model.decode, 90),
        "warm turn": (card_model.warm, 45),
        "readers": (card_model.readers, 50),
        "int8": (card_model.int8, 50),
        "peers of kernels": (card_peers.kernels, 60),
        "transformers": (card_peers.transformers, 90),
    }


def run_all(chosen: Sequence[str], whole_s: float = WHOLE_S) -> Iterator[Row]:
    """The rows of the sections, each in its process; what was measured first is passed on."""
    until = time.monotonic() + whole_s
    ceilings: dict[str, float] = {}
    for name, (_, limit) in sections().items():
        if chosen and name not in chosen and name != "ceilings":
            continue
        for row in run_apart(name, min(limit, until - time.monotonic()), ceilings):
            if name == "ceilings" and row.value is not None:
                ceilings[row.what] = row.value
            yield row


def run_apart(name: str, limit_s: float, ceilings: Mapping[str, float]) -> Iterator[Row]:
    """The rows of one section from a process of its own."""
    if limit_s < 5:
        yield Row(name, "", error="no time was left")
        return
    command = [sys.executable, "-m", "bench.engine", "--gpu", "--section", name]
    command += ["--ceilings", json.dumps(dict(ceilings))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, wrong = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        out, wrong = process.communicate()
        wrong += f"\nstopped after {limit_s:.0f} s"
    rows = [Row(**json.loads(line)) for line in out.splitlines() if line.startswith("{")]
    yield from rows
    if process.returncode != 0:
        last = (wrong.strip().splitlines() or ["it ended without a word"])[-1]
        yield Row(name, "", error=last[:300])


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The rows in Markdown."""
    yield "| section | what | measured | of the ceiling | required | goal |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row.cells())} |"


def shortly(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def report(chosen: Sequence[str], to: Path | None) -> int:
    """Print the table as it comes, and write the rows as JSON; how many rows are errors."""
    rows: list[Row] = []
    for line in table(noted(run_all(chosen), rows)):
        print(line, flush=True)
    if to is not None:
        to.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    return sum(bool(row.error) for row in rows)


def noted(rows: Iterable[Row], into: list[Row]) -> Iterator[Row]:
    """The same rows, kept as they pass."""
    for row in rows:
        into.append(row)
        yield row


def seconds(run: Callable[[], object], setting: Setting) -> float:
    """The median time of a run: by the device's own clock if it has one."""
    import torch

    run()
    times: list[float] = []
    for _ in range(setting.repeat):
        if setting.device == "cpu":
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
        else:
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in "be")
            begin.record()
            run()
            end.record()
            end.synchronize()
            times.append(begin.elapsed_time(end) / 1_000)
    return sorted(times)[len(times) // 2]


def part(value: float, ceiling: float | None) -> float | None:
    """The share of a ceiling, if that is known."""
    return value / ceiling if ceiling else None
