"""The service with PostgreSQL in place of SQLite."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from store.settings import Settings
from tests.filing_maker import make_library
from tests.postgres import server
from tests.web.models import named
from web.app import create_app
from web.config import Config

pytestmark = pytest.mark.postgres
ASK = {"question": "What were total assets?", "model": "test/scripted"}


@pytest.fixture
def on_postgres(tmp_path: Path) -> Iterator[TestClient]:
    with server() as url:
        library = make_library(tmp_path, url=url)
        library.close()
        settings = Settings(library=library.folders.library, database=url, workers=1)
        config = Config(settings, hosts=("testserver",))
        with TestClient(create_app(config, named=named)) as client:
            yield client


def test_runs_chats_and_keys_work_the_same(on_postgres: TestClient) -> None:
    client = on_postgres
    assert client.post("/v1/ask", json=ASK).json()["value"] == "9120000000"
    chat = client.post("/v1/chats", json={"model": "test/scripted"}).json()["id"]
    headers = {"accept": "text/event-stream"}
    path = f"/v1/chats/{chat}/messages"
    said = client.post(path, json={"question": "What of Assets?"}, headers=headers).text
    run = client.get(f"/v1/chats/{chat}").json()["messages"][0]["id"]
    assert client.get(f"/v1/runs/{run}/events").text == said
    assert client.get("/v1/chats", params={"query": "ASSETS"}).json()["items"][0]["id"] == chat

    def begin(_: int) -> str:
        said = client.post("/v1/runs", json=ASK, headers={"idempotency-key": "same"})
        return str(said.json()["id"])

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(begin, range(20)))) == 1
    client.post("/v1/feedback", json={"run": run, "verdict": "up"})
    assert client.delete(f"/v1/chats/{chat}").status_code == 204
    assert client.get(f"/v1/runs/{run}").status_code == 404
