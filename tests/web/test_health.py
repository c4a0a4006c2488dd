import re
import sqlite3
from pathlib import Path

from starlette.testclient import TestClient

ASK = {"question": "What were total assets?", "model": "test/scripted"}


def test_figures_count_requests_by_pattern_and_runs_by_status(client: TestClient) -> None:
    run = client.post("/v1/ask", json=ASK).json()["run"]
    for id in (run, "run_0", "run_1"):
        client.get(f"/v1/runs/{id}")
    text = client.get("/metrics").text
    assert 'tieout_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in text
    assert 'tieout_runs_ended{status="answered"} 1.0' in text
    assert "tieout_runs_running 0.0" in text
    assert not re.search(r"run_\d", text)  # one series for all ids


def test_a_library_that_is_gone_makes_it_unready_and_not_unhealthy(
    client: TestClient, folder: Path
) -> None:
    assert client.get("/ready").json() == {"ready": True, "troubles": []}
    folder.rename(folder.with_name("elsewhere"))
    said = client.get("/ready")
    assert said.status_code == 503
    assert said.json()["troubles"]
    assert client.get("/health").status_code == 200
    folder.with_name("elsewhere").rename(folder)


def test_chats_older_than_a_team_chose_are_forgotten(client: TestClient, folder: Path) -> None:
    old = client.post("/v1/chats", json={"model": "test/scripted"}).json()["id"]
    new = client.post("/v1/chats", json={"model": "test/scripted"}).json()["id"]
    with sqlite3.connect(folder / "tieout.db") as database:
        database.execute("update chat set updated = '2001-01-01' where id = ?", (old,))
    database.close()
    assert client.put("/v1/settings", json={"retention_days": 30}).json()["retention_days"] == 30
    assert [chat["id"] for chat in client.get("/v1/chats").json()["items"]] == [new]
