"""The server as people start it: a process that says where it is, and ends when it is told to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engine import child
from store.errors import TieoutError
from tests.engine.serving import NAME, write_model

ROOT = Path(__file__).parents[2]
ASK = {"model": NAME, "messages": [{"role": "user", "content": "What?"}], "seed": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / NAME)


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "cli.main", "engine", *map(str, words)]


@contextmanager
def started(folder: Path, *more: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and its base URL."""
    with subprocess.Popen(
        command("serve", folder, "--port", 0, "--device", "cpu", *more),
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            name, _, _, _, url = process.stdout.readline().split()
            assert name == NAME
            yield process, url
        finally:
            process.kill()


def deltas(lines: Iterator[str]) -> Iterator[Any]:
    for line in lines:
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))["choices"][0]


def test_after_sigterm_what_has_begun_is_finished_and_nothing_more_is_taken(folder: Path) -> None:
    with started(folder) as (process, url):
        body = ASK | {"max_tokens": 300, "stream": True, "logprobs": True}
        with httpx.stream("POST", f"{url}/chat/completions", json=body, timeout=60) as reply:
            chunks = deltas(reply.iter_lines())
            next(chunks)
            process.send_signal(signal.SIGTERM)
            finish = [each["finish_reason"] for each in chunks][-1]
        assert finish in ("length", "stop")
        with pytest.raises(httpx.ConnectError):
            httpx.post(f"{url}/chat/completions", json=ASK)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_what_takes_longer_than_it_may_is_cut_off(folder: Path) -> None:
    with started(folder, "--drain", 1) as (process, url):
        body = ASK | {"max_tokens": 4000, "stream": True, "logprobs": True}
        with httpx.stream("POST", f"{url}/chat/completions", json=body, timeout=60) as reply:
            chunks = deltas(reply.iter_lines())
            next(chunks)
            process.send_signal(signal.SIGTERM)
            with pytest.raises(httpx.RemoteProtocolError):
                list(chunks)
        assert process.wait(20) == 0


def test_an_engine_runs_beside_a_process_that_needs_one(folder: Path) -> None:
    with child(folder, "--device", "cpu") as served:
        assert served.name == NAME
        assert httpx.get(f"{served.url}/models").json()["data"][0]["id"] == NAME
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{served.url}/models")


def test_a_folder_that_is_no_model_ends_the_process_that_asked(tmp_path: Path) -> None:
    with pytest.raises(TieoutError, match="did not start"), child(tmp_path):
        pass
