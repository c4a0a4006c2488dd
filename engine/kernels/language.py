"""Triton where it is installed; where it is not, kernels can be read and not run."""

import importlib
import importlib.util
from types import SimpleNamespace
from typing import Any

from torch import Tensor

HAVE_TRITON = importlib.util.find_spec("triton") is not None

tl: Any = (
    importlib.import_module("triton.language")
    if HAVE_TRITON
    else SimpleNamespace(constexpr=int)  # all that is looked at before a kernel runs
)


def jit(kernel: Any) -> Any:
    """Have Triton compile `kernel` when it is called first; without Triton, leave it as it is."""
    return importlib.import_module("triton").jit(kernel) if HAVE_TRITON else kernel


def compiled(tensor: Tensor) -> bool:
    """Whether the kernel works on this tensor, and not the reference."""
    return HAVE_TRITON and bool(tensor.is_cuda)
