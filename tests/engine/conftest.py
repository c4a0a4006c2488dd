"""Kernels run in Triton's interpreter; without Triton their tests are not collected."""

import importlib.util

TRITON = ["test_triton.py", "test_triton_model.py"]
collect_ignore = [] if importlib.util.find_spec("triton") else TRITON
