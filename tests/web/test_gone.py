"""The database goes away while the service serves: it is said, and nothing is lost."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from store.settings import Settings
from tests.filing_maker import make_library
from tests.postgres import gone, server
from tests.web.models import named
from web.app import create_app
from web.config import Config

Away = Callable[[], AbstractContextManager[None]]
PATIENCE_S = 20.0


@contextmanager
def moved(folder: Path) -> Iterator[None]:
    """The library's folder is not there: a disk that was taken away."""
    there = folder.with_name("elsewhere")
    folder.rename(there)
    try:
        yield
    finally:
        there.rename(folder)


def serves(folder: Path, away: Away, url: str | None = None) -> None:
    """Questions are refused in a sentence while it is away; the run that goes on loses nothing."""
    settings = Settings(library=folder, database=url, workers=1)
    config = Config(settings, hosts=("testserver",), processes=0)
    with TestClient(create_app(config, named=named)) as client:
        asked = {"question": "What is there?", "model": "test/slow"}
        run = client.post("/v1/runs", json=asked).json()["id"]
        until(lambda: count(client, run) > 3)
        with away():
            said = client.post("/v1/ask", json=asked)
            assert said.status_code == 503, said.text
            assert said.json()["detail"].endswith("Try again; nothing was lost.")
            assert int(said.headers["retry-after"]) >= 1
            assert client.get("/health").status_code == 200
            until(lambda: client.get("/ready").status_code == 503)
        before = until(lambda: count(client, run))
        until(lambda: count(client, run) > before)
        until(lambda: client.post(f"/v1/runs/{run}/stop").status_code == 202)
        until(lambda: client.get(f"/v1/runs/{run}").json().get("state") == "stopped")
        text = client.get(f"/v1/runs/{run}/events").text
        seen = [int(line[4:]) for line in text.splitlines() if line.startswith("id: ")]
        assert seen == list(range(1, len(seen) + 1)), "no event is lost, none is there twice"
        again = client.post("/v1/ask", json={**asked, "model": "test/scripted"})
        assert again.json()["status"] == "answered"


def count(client: TestClient, run: str) -> int:
    """How many events of a run are written; 0 while nobody can say."""
    said = client.app.state.services.runs  # type: ignore[attr-defined]
    live = said.live.get(run)
    return len(live.frames) if live and client.get("/v1/runs").status_code == 200 else 0


def until(there: Callable[[], int]) -> int:
    """Wait for it."""
    end = time.monotonic() + PATIENCE_S
    while not (found := there()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def test_a_folder_that_goes_away_and_comes_back(folder: Path) -> None:
    serves(folder, partial(moved, folder))


@pytest.mark.postgres
def test_a_database_server_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    with server() as url:
        library = make_library(tmp_path, url=url)
        library.close()
        serves(library.folders.library, partial(gone, url), url)
