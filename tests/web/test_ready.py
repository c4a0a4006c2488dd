"""What takes seconds is done when the server starts, and /ready says when it is done."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from agent.model import Model
from tests.web.models import named
from web.app import create_app
from web.config import Config

FIRST = """
import gc, sys, time
from pathlib import Path
from starlette.testclient import TestClient
from store.settings import Settings
from web.app import create_app
from web.config import Config

config = Config(Settings(library=Path(sys.argv[1])), hosts=("testserver",))
with TestClient(create_app(config, prepared=sys.argv[2] == "prepared")) as client:
    while client.get("/ready").status_code != 200:
        time.sleep(0.05)
    client.get("/v1/runs/none"), client.get("/v1/documents")
    print(gc.get_freeze_count())
    before = set(sys.modules)
    for _ in range(2):
        answer = client.post("/v1/ask", json={"question": "What were total assets?"}).json()
        client.get("/v1/search", params={"query": "total assets"}).raise_for_status()
        ours = [each for each in set(sys.modules) - before if each.split(".")[0] in OURS]
        print(answer["status"], len(ours))
        before = set(sys.modules)
"""
OURS = "OURS = {'agent', 'tools', 'index', 'ingest', 'store', 'tantivy', 'litellm'}\n"


def loaded_by(library: Path, how: str) -> list[str]:
    """What the first and the second question load, in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-c", OURS + FIRST, str(library), how],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split("\n")[:3]


def test_what_is_loaded_at_the_start_is_not_looked_through_for_garbage_again(
    folder: Path,
) -> None:
    assert int(loaded_by(folder, "prepared")[0]) > 100_000
    assert loaded_by(folder, "not")[0] == "0"


def test_the_first_question_of_a_server_that_is_ready_loads_nothing(folder: Path) -> None:
    assert loaded_by(folder, "prepared")[1:] == ["answered 0", "answered 0"]


def test_without_it_the_first_question_would(folder: Path) -> None:
    _, first, second = loaded_by(folder, "not")
    assert int(first.split()[1]) > 20
    assert second == "answered 0"


def wait_until_ready(client: TestClient, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while client.get("/ready").status_code != 200:
        assert time.monotonic() < until, "never ready"
        time.sleep(0.02)


def test_until_the_library_is_open_the_server_says_that_it_is_not_ready(config: Config) -> None:
    opened = threading.Event()

    def slowly(name: str) -> Model:
        opened.wait(30)
        return named(name)

    with TestClient(create_app(config, named=slowly, prepared=True)) as client:
        said = client.get("/ready")
        assert said.status_code == 503
        assert said.json()["troubles"] == ["The library is being opened."]
        assert client.get("/health").status_code == 200
        opened.set()
        wait_until_ready(client)


@pytest.mark.parametrize("library", ["folder", "tmp_path"])
def test_a_library_without_anything_is_ready_too(
    config: Config, tmp_path: Path, library: str
) -> None:
    empty = config.settings.model_copy(update={"library": tmp_path / "empty"})
    chosen = config if library == "folder" else replace(config, settings=empty)
    with TestClient(create_app(chosen, named=named, prepared=True)) as client:
        wait_until_ready(client)


def test_processes_are_ready_before_the_server_says_so(config: Config) -> None:
    chosen = replace(config, processes=1)
    with TestClient(create_app(chosen, named=named, prepared=True)) as client:
        assert client.get("/ready").status_code == 503
        wait_until_ready(client)
        asked = {"question": "What were total assets?", "model": "test/scripted"}
        assert client.post("/v1/ask", json=asked).json()["status"] == "answered"
