"""`tieout serve` with an engine of its own beside it: one command, one end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.engine.serving import NAME, write_model

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # loads a model in a process of its own


def test_an_engine_is_served_beside_it_asked_and_ended_with_it(tmp_path: Path) -> None:
    folder = write_model(tmp_path / NAME)
    words = ("--engine", folder, "--port", "0", "--processes", "0", "--library", tmp_path / "lib")
    with subprocess.Popen(
        [sys.executable, "-m", "cli.main", "serve", *map(str, words)],
        cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            models = httpx.get(f"{url}/v1/models", timeout=30).json()
            assert models["default"] == f"engine/{NAME}"
            (held,) = [each for each in models["data"] if each["id"] == f"engine/{NAME}"]
            assert held["available"]
            tested = httpx.post(f"{url}/v1/models/test", json={"model": held["id"]}, timeout=120)
            # A model so small holds no prompt of ours: that it says so shows that it was asked.
            assert "maximum context length is 4096" in tested.json()["sentence"]
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert children
    assert not any(alive(int(each)) for each in children)


def alive(pid: int) -> bool:
    """Whether a process still runs, given a moment to end."""
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    return Path(f"/proc/{pid}").exists()


def test_a_folder_that_is_no_model_is_said_and_nothing_is_served(tmp_path: Path) -> None:
    words = ("--engine", tmp_path, "--port", "0", "--library", tmp_path / "lib")
    ran = subprocess.run(
        [sys.executable, "-m", "cli.main", "serve", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "did not start" in ran.stderr
    assert "served" not in ran.stdout
