"""Tasks in several processes: each is done once, and a death costs one task."""

import os
import signal
import time
from collections.abc import Callable

from agent.workers import run_all, threads


def open_double() -> Callable[[int], int]:
    """Work that doubles; 3 kills its process."""
    opened = time.monotonic_ns()

    def double(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number * 2 if opened else 0

    return double


def open_slowly() -> Callable[[int], int]:
    """Work that takes too long to wait for."""

    def sleep(number: int) -> int:
        time.sleep(0 if number == 0 else 60)
        return number

    return sleep


def lost(number: int, exit_code: int | None) -> int:
    return -number if exit_code == -signal.SIGKILL else 10**9


def test_every_task_is_done_and_a_death_costs_one() -> None:
    results = sorted(run_all(range(1, 7), open_double, lost, workers=2))
    assert results == [-3, 2, 4, 8, 10, 12]


def test_one_worker_needs_no_process() -> None:
    assert list(run_all([1, 2], open_double, lost, workers=1)) == [2, 4]


def test_leaving_early_ends_the_processes() -> None:
    began = time.monotonic()
    results = run_all([0, 1, 2], open_slowly, lost, workers=2)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 30


def test_no_tasks_are_no_results() -> None:
    assert list(run_all([], open_double, lost, workers=2)) == []


def test_processes_share_the_cores() -> None:
    assert threads(10_000) == 1
