"""Decoding without launching each kernel anew: steps captured once and replayed, by their size.

A captured step computes on buffers of its own, always as many rows and items as it was captured
with. A step that decodes is padded to the next size there is: rows that are stored nowhere and
belong to nobody, items without rows. So what it draws is what it would draw by itself.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import pad

from engine.batch import Step
from engine.config import ModelConfig
from engine.storage import Layer, Slots
from engine.work import FEW, Item, Launch, Work, block_of, to_tensor

MOST = 64  # captured sizes that are kept: each has its own logits and partial results

Replay = Callable[[], None]
Capture = Callable[[Callable[[], Tensor]], tuple[Tensor, Replay]]
"""Runs a function once, and gives what it returned and a way to compute that again, in place."""


@dataclass(frozen=True, slots=True)
class WorkSize:
    """How many items of few rows and of many, how large the latter, how many partial results."""

    few: int
    many: int
    block: int
    slots: int


@dataclass(frozen=True, slots=True)
class Size:
    """What a captured step has room for."""

    rows: int
    works: tuple[tuple[int, WorkSize], ...]
    """By width of window."""


def size_of(step: Step, group: int) -> Size:
    """The size a step is padded to: powers of two, so that there are few."""
    sizes = (
        (window, work_size(work, group))
        for window, work in sorted(lists(step), key=lambda each: each[0])
    )
    return Size(rounded(len(step.tokens)), tuple(sizes))


def lists(step: Step) -> Iterator[tuple[int, Work]]:
    """The step's lists of items by width of window; it must not itself be a replay's."""
    for window, work in step.works.items():
        if not isinstance(work, Work):
            raise TypeError("A step that stands in buffers already cannot be put there again.")
        yield window, work


def work_size(work: Work, group: int) -> WorkSize:
    """The size of one list of items."""
    few, many = work.divided(group)
    block = block_of(many, group) if many else 0
    return WorkSize(rounded(len(few)), rounded(len(many)), block, rounded(work.slots))


def rounded(count: int) -> int:
    """The next power of two; 0 stays."""
    return 1 << (count - 1).bit_length() if count else 0


class StaticWork:
    """A list of items in buffers that stay where they are (`engine.work.Listed`)."""

    def __init__(self, rows: int, window: int, size: WorkSize, device: torch.device) -> None:
        self.rows, self.window, self.slots, self.size = rows, window, size.slots, size

        def empty(*shape: int) -> Tensor:
            return torch.zeros(shape, dtype=torch.int32, device=device)

        self.few, self.many = empty(size.few, 6), empty(size.many, 6)
        self.order, self.ends = empty(size.slots), empty(rows + 1)

    def launches(self, _group: int, _device: torch.device, /) -> Sequence[Launch]:
        """The items, padded with some that have no rows."""
        found = [Launch(self.few, FEW), Launch(self.many, self.size.block)]
        return [each for each in found if len(each.items)]

    def parts_of(self, _device: torch.device, /) -> tuple[Tensor, Tensor]:
        """Which slots belong to a row."""
        return self.order, self.ends

    def fill(self, work: Work, group: int) -> None:
        """Take over the items of a step."""
        for buffer, items in zip((self.few, self.many), work.divided(group), strict=True):
            put(buffer, padded_items(items, len(buffer)))
        order, ends = work.parts_of(torch.device("cpu"))
        put(self.order, pad(order, (0, len(self.order) - len(order))))
        put(self.ends, pad(ends, (0, len(self.ends) - len(ends)), value=int(ends[-1])))


def padded_items(items: Sequence[Item], count: int) -> Tensor:
    """[count, 6]: the items, then some without rows."""
    return pad(to_tensor(items), (0, 0, 0, count - len(items)))


class Computes(Protocol):
    """What is captured: a runner's model with its pages."""

    @property
    def model(self) -> "Logits":
        """The model."""

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its pages."""

    @property
    def rope(self) -> Tensor:
        """[2, length, head width]"""

    @property
    def turn(self) -> Tensor | None:
        """The Hadamard matrix, if there is one."""


class Logits(Protocol):
    """A model, as far as it is captured."""

    @property
    def config(self) -> ModelConfig:
        """Its shape."""

    def hidden(self, step: Step) -> Tensor:
        """The last hidden state of each wanted row."""

    def logits(self, hidden: Tensor) -> Tensor:
        """[rows, vocabulary]"""


class Captured:
    """One captured size: its buffers, and the logits that a replay computes."""

    def __init__(self, size: Size, runner: Computes, capture: Capture) -> None:
        self.size = size
        self.runner = runner
        rows, device = size.rows, runner.rope.device
        self.works = {window: StaticWork(rows, window, each, device) for window, each in size.works}
        numbers = torch.zeros((3, rows), dtype=torch.int64, device=device)
        self.tokens, self.positions, self.slots = numbers
        self.slots.fill_(-1)
        width = -(-runner.rope.shape[1] // 64)
        self.tables = torch.zeros((rows, width), dtype=torch.int32, device=device)
        self.wanted = torch.arange(rows, device=device)
        self.logits, self.replay = capture(self._compute)

    def run(self, step: Step) -> Tensor:
        """The logits of a step that fits: [its rows, vocabulary]; they hold until the next run."""
        rows = len(step.tokens)
        group = self.runner.model.config.group
        for window, work in lists(step):
            self.works[window].fill(work, group)
        put(self.tokens[:rows], step.tokens)
        put(self.positions[:rows], step.positions)
        put(self.slots[:rows], step.slots.each)
        self.slots[rows:] = -1
        tables = step.tables
        put(self.tables[: len(tables), : tables.shape[1]], tables)
        self.replay()
        return self.logits[:rows]

    def _compute(self) -> Tensor:
        runner = self.runner
        step = Step(
            tokens=self.tokens,
            positions=self.positions,
            slots=Slots(self.slots),
            tables=self.tables,
            wanted=self.wanted,
            rope=runner.rope[:, self.positions],
            works=self.works,
            layers=runner.layers,
            turn=runner.turn,
        )
        return runner.model.logits(runner.model.hidden(step))


class Graphs:
    """The captured sizes of one runner; a new one is captured when it is first met."""

    def __init__(self, runner: Computes, capture: Capture) -> None:
        self.runner = runner
        self.capture = capture
        self.captured: dict[Size, Captured] = {}

    def logits(self, step: Step) -> Tensor:
        """The logits of a step whose chunks all decode: [rows, vocabulary]."""
        size = size_of(step, self.runner.model.config.group)
        found = self.captured.pop(size, None)
        if found is None:
            while len(self.captured) >= MOST:
                del self.captured[next(iter(self.captured))]  # the one not used for longest
            found = Captured(size, self.runner, self.capture)
        self.captured[size] = found
        return found.run(step)


def put(buffer: Tensor, values: Tensor) -> None:
    """Write into a buffer, without waiting for what the device has yet to do."""
    buffer.copy_(values, non_blocking=True)


class CudaCapture:
    """CUDA graphs, which share one pool of memory: they are never replayed at the same time."""

    def __init__(self) -> None:
        self.pool = torch.cuda.graph_pool_handle()

    def __call__(self, compute: Callable[[], Tensor]) -> tuple[Tensor, Replay]:
        """Computed outside of the graph first, so that every kernel is compiled and loaded."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                compute()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self.pool, capture_error_mode="thread_local"):
            found = compute()
        return found, graph.replay


def repeat(compute: Callable[[], Tensor]) -> tuple[Tensor, Replay]:
    """The same without a GPU, to be tested: computed anew into the same place."""
    found = compute()

    def replay() -> None:
        found.copy_(compute())

    return found, replay
