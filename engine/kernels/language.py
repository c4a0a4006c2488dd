"""Triton where it is installed; where it is not, kernels can be read and not run."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from torch import Tensor

HAVE_TRITON = importlib.util.find_spec("triton") is not None
INTERPRETED = ContextVar("INTERPRETED", default=False)

tl: Any = (
    importlib.import_module("triton.language")
    if HAVE_TRITON
    else SimpleNamespace(constexpr=int)  # all that is looked at before a kernel runs
)


def jit(kernel: Any) -> Any:
    """Have Triton compile `kernel` when it is called first; without Triton, leave it as it is."""
    return jit_plain()(kernel)


def jit_plain(*plain: str) -> Callable[[Any], Any]:
    """The same; `plain` are whole numbers it is not to be compiled anew for.

    Triton makes a constant of a 1, which then has no type that could be widened.
    """
    if not HAVE_TRITON:
        return lambda kernel: kernel
    made: Callable[[Any], Any] = importlib.import_module("triton").jit(
        do_not_specialize=list(plain)
    )
    return made


def compiled(tensor: Tensor) -> bool:
    """Whether the kernel works on this tensor, and not the reference."""
    return HAVE_TRITON and (bool(tensor.is_cuda) or INTERPRETED.get())


@contextmanager
def interpreted() -> Iterator[None]:
    """Within it, kernels work on a CPU too, in Triton's interpreter: slowly, to be tested.

    Triton must have been imported with TRITON_INTERPRET=1.
    """
    before = INTERPRETED.set(True)
    try:
        yield
    finally:
        INTERPRETED.reset(before)
