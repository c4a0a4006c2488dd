"""Kernels run in Triton's interpreter; without Triton their tests are not collected."""

import importlib.util
import os

TRITON = ["test_triton.py", "test_triton_model.py"]
collect_ignore = [] if importlib.util.find_spec("triton") else TRITON

# Triton looks at this when it is first imported: kernels run in Python then, and need no GPU.
os.environ.setdefault("TRITON_INTERPRET", "1")
