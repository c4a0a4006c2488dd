import ctypes
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.workers import Died, Limits, Workers

LIMITS = Limits(seconds=30, memory_mb=1024)


def test_every_task_comes_back_with_its_result() -> None:
    with Workers(math.factorial, 2, LIMITS) as workers:
        assert dict(workers.run(range(1, 9))) == {n: math.factorial(n) for n in range(1, 9)}


def test_a_task_that_hangs_is_given_up_and_the_others_go_on() -> None:
    with Workers(time.sleep, 1, Limits(seconds=1.5, memory_mb=1024)) as workers:
        ends = dict(workers.run([0.0, 60.0, 0.01]))
    assert ends[60.0] == Died("reading it took longer than 1.5 seconds")
    assert ends[0.0] is None
    assert ends[0.01] is None


def test_a_crash_costs_one_task() -> None:
    with Workers(ctypes.string_at, 1, LIMITS) as workers:
        (end,) = dict(workers.run([1])).values()  # address 1 is nobody's
        assert end == Died("the reader crashed on it (SIGSEGV)")


def test_a_fault_of_ours_is_named_with_its_place() -> None:
    with Workers(json.loads, 1, LIMITS) as workers:
        ends = dict(workers.run(["{", "[1]"]))
    assert ends["[1]"] == [1]
    died = ends["{"]
    assert isinstance(died, Died)
    assert "JSONDecodeError" in died.reason
    assert "line" in died.reason


def test_a_task_that_takes_too_much_memory_is_told_so() -> None:
    with Workers[int, bytearray](bytearray, 1, Limits(30, 512)) as workers:
        ends = dict(workers.run([4_000_000_000, 3]))
    assert ends[4_000_000_000] == Died("reading it takes more than 512 MB of memory")
    assert ends[3] == bytearray(3)


def test_an_error_of_the_system_comes_back_as_itself(tmp_path: Path) -> None:
    with Workers(os.listdir, 1, LIMITS) as workers:
        (end,) = dict(workers.run([str(tmp_path / "none")])).values()
    assert isinstance(end, Died)
    assert isinstance(end.error, FileNotFoundError)


def test_no_task_starts_before_a_worker_is_free() -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[float]:
        for number in range(9):
            drawn.append(number)
            yield 0.0

    with Workers(time.sleep, 2, LIMITS) as workers:
        results = workers.run(tasks())
        for ended, _ in enumerate(results, start=1):
            assert len(drawn) <= ended + 3, "two are at work, and one that ended with this is told"


def test_a_worker_has_its_next_task_before_its_last_is_dealt_with(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with Workers(os.mkdir, 1, LIMITS) as workers:
        results = workers.run([str(first), str(second)])
        next(results)
        deadline = time.monotonic() + 10
        while not second.exists():
            assert time.monotonic() < deadline, "nobody asked for the second result yet"
            time.sleep(0.01)
        assert len(list(results)) == 1


def test_workers_end_with_their_parent() -> None:
    script = (
        "import os, time; from ingest.workers import *\n"
        "with Workers(time.sleep, 1, Limits(30, 1024)) as workers:\n"
        "    list(workers.run([0.0]))\n"
        "    print(workers._idle[0].process.pid, flush=True)\n"
        "    os._exit(0)\n"
    )
    path = os.pathsep.join(filter(None, sys.path))
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    ).stdout
    deadline = time.monotonic() + 10
    while _lives(int(said)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A zombie waits for an init that may not collect it.
    status = Path(f"/proc/{process}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_workers_are_used_again() -> None:
    with Workers(eval, 2, LIMITS) as workers:
        processes = {who for _, who in workers.run(["__import__('os').getpid()"] * 12)}
    assert 1 <= len(processes) <= 2


def test_a_worker_that_grew_is_replaced() -> None:
    tasks = ["len(bytes(1000 << 20)) and 1", "__import__('ingest.workers').workers.peak_mb()"]
    with Workers(eval, 1, Limits(seconds=30, memory_mb=2048)) as workers:
        _, after = [end for _, end in workers.run(tasks)]
    assert isinstance(after, int)
    assert after < 500
