"""A server that is killed in the middle of everything, and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

ROOT = str(Path(__file__).parents[2])
SERVE = """
import sys
from pathlib import Path
from store.settings import Settings
from tests.web.models import named
from web.config import Config
from web.server import Place, serve
if __name__ == "__main__":
    config = Config(Settings(library=Path(sys.argv[1])), processes=int(sys.argv[2]))
    serve(config, Place(port=0), ready=lambda url: print(url, flush=True), named=named)
"""
SLOW = {"question": "How long?", "model": "test/slow"}
pytestmark = pytest.mark.slow  # each starts servers in processes of their own
QUICK = {"question": "What were total assets?", "model": "test/scripted"}


@contextmanager
def running(folder: Path, *, processes: int = 0) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server in a process of its own; killed at the end, if it lives."""
    script = folder.parent / "serve_it.py"
    script.write_text(SERVE)
    environment = {**os.environ, "PYTHONPATH": ROOT}
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(processes)],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_run_that_a_kill_broke_off_goes_on_once(folder: Path) -> None:
    with running(folder) as (url, process):
        run = httpx2.post(f"{url}/v1/runs", json=SLOW).json()["id"]
        done = httpx2.post(f"{url}/v1/ask", json=QUICK, timeout=30).json()["run"]
        time.sleep(0.5)
        process.kill()
    with running(folder) as (url, process):
        kept = httpx2.get(f"{url}/v1/runs/{done}").json()
        wait_for(url, run, "run_resumed")
        assert httpx2.get(f"{url}/v1/runs/{run}").json()["state"] == "running"
        process.kill()
    with running(folder) as (url, _):
        whole = httpx2.get(f"{url}/v1/runs/{run}/events", timeout=10).text
        view = httpx2.get(f"{url}/v1/runs/{run}").json()
    numbers = [int(line[4:]) for line in whole.splitlines() if line.startswith("id: ")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert whole.count("event: run_resumed") == whole.count("event: run_ended") == 1
    assert view["state"] == "ended"
    assert "restarted twice" in view["answer"]["answer"]
    assert view["question"] == "How long?"
    assert kept["answer"]["value"] == "9120000000"


def wait_for(url: str, run: str, kind: str) -> None:
    """Until an event of that kind is written."""
    with httpx2.stream("GET", f"{url}/v1/runs/{run}/events", timeout=20) as stream:
        assert any(line == f"event: {kind}" for line in stream.iter_lines())


def test_a_server_that_is_told_to_end_ends_soon_with_streams_open(folder: Path) -> None:
    with running(folder, processes=1) as (url, process):
        headers = {"accept": "text/event-stream"}
        asking = httpx2.stream("POST", f"{url}/v1/ask", json=SLOW, headers=headers, timeout=20)
        with asking as stream:
            run = stream.headers["x-tieout-run"]
            assert any(line == "event: text" for line in stream.iter_lines())
            before = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) is not None
            assert time.monotonic() - before < 8
    with running(folder) as (url, _):
        wait_for(url, run, "run_resumed")
        assert httpx2.post(f"{url}/v1/runs/{run}/stop").is_success
        wait_for(url, run, "run_ended")
        assert httpx2.get(f"{url}/v1/runs/{run}").json()["state"] == "stopped"


def test_a_second_server_on_the_same_library_is_refused(folder: Path) -> None:
    with running(folder) as (_, process), running(folder) as (url, second):
        assert url == ""
        assert second.wait(timeout=10) == 1
        assert process.poll() is None
