"""The service with PostgreSQL in place of SQLite."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from agent.batch.grid import listed
from agent.batch.ledger import Ledger
from agent.batch.purse import Purse
from agent.model import OutOfMoney
from agent.questions import Asked
from store.library import Library
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


def test_a_batch_is_worked_through_under_its_cap_and_corrected(on_postgres: TestClient) -> None:
    client = on_postgres
    questions = [{"id": "a", "question": "Total assets?", "type": "amount"}]
    asked = {"rows": "filing", "form": "10-K", "model": "test/scripted", "questions": questions}
    batch = client.post("/v1/batches", json=asked).json()["id"]
    while client.get(f"/v1/batches/{batch}").json()["state"] in ("queued", "running"):
        pass
    view = client.get(f"/v1/batches/{batch}").json()
    assert (view["state"], view["counts"]["statuses"]) == ("finished", {"answered": 1})
    (first,) = client.get(f"/v1/batches/{batch}/cells").json()["items"]
    right = {"text": "It is 3.", "value": "3", "unit": "USD"}
    said = client.put(f"/v1/batches/{batch}/cells/{first['cell']}", json=right)
    assert said.json()["value"] == "3"
    assert len(client.get(f"/v1/batches/{batch}/export?format=csv").text.splitlines()) == 2
    assert client.delete(f"/v1/batches/{batch}").status_code == 204
    assert client.get(f"/v1/batches/{batch}").status_code == 404


def test_many_who_reserve_at_once_stay_under_the_cap(on_postgres: TestClient) -> None:
    library: Library = on_postgres.app.state.services.root  # type: ignore[attr-defined]
    plan = listed([Asked("1", "Assets?")], library, "priced")
    id = Ledger(library).open("capped", plan, "priced", cap_micro=500_000)
    purse = Purse(library, id)

    def spend(_: int) -> int:
        try:
            charge = purse.reserve("1", Decimal("0.03"), sleep=time.sleep)
        except OutOfMoney:
            return 0
        purse.settle(charge, Decimal("0.03"))
        return 30_000

    with ThreadPoolExecutor(8) as pool:
        spent = sum(pool.map(spend, range(40)))
    assert spent == purse.spending().settled == 480_000
