import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from store.settings import Settings
from tests.web.models import named
from web.app import create_app
from web.config import Config

SLOW = {"question": "How long?", "model": "test/slow"}
SCRIPTED = {"question": "What were total assets?", "model": "test/scripted"}


def ended(client: TestClient, run: str, *, within: float = 10.0) -> dict[str, object]:
    """The run once it has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        view: dict[str, object] = client.get(f"/v1/runs/{run}").json()
        if view["state"] in ("ended", "stopped"):
            return view
        time.sleep(0.05)
    raise AssertionError(f"{run} did not end within {within} s")


def ids(said: httpx.Response) -> list[int]:
    return [int(line[4:]) for line in said.text.splitlines() if line.startswith("id: ")]


def test_a_run_is_taken_up_at_once_and_found_again(client: TestClient) -> None:
    begun = client.post("/v1/runs", json=SCRIPTED)
    assert begun.status_code == 202
    assert begun.headers["location"] == f"/v1/runs/{begun.json()['id']}"
    view = ended(client, begun.json()["id"])
    assert view["state"] == "ended"
    assert view["html"] == (
        '<p>Total assets were <a class="figure" href="#figure-1">$9,120</a> million '
        "at December 31, 2024.</p>\n"
    )


def test_a_stream_resumes_behind_every_event_with_nothing_lost_or_doubled(
    client: TestClient,
) -> None:
    run = client.post("/v1/runs", json=SCRIPTED).json()["id"]
    whole = client.get(f"/v1/runs/{run}/events").text
    frames = whole.split("\n\n")[:-1]
    assert len(frames) > 5
    for seen in range(len(frames) + 1):
        rest = client.get(f"/v1/runs/{run}/events", headers={"last-event-id": str(seen)}).text
        assert rest == "".join(frame + "\n\n" for frame in frames[seen:])


def test_a_run_stops_within_a_second_and_says_so_in_its_last_event(client: TestClient) -> None:
    run = client.post("/v1/runs", json=SLOW).json()["id"]
    time.sleep(0.3)
    before = time.monotonic()
    assert client.post(f"/v1/runs/{run}/stop").status_code == 202
    view = ended(client, run)
    assert time.monotonic() - before < 1.0
    assert view["state"] == "stopped"
    assert "event: run_ended" in client.get(f"/v1/runs/{run}/events").text


def test_a_model_that_cannot_be_reached_ends_the_run_with_the_reason(client: TestClient) -> None:
    said = client.post("/v1/ask", json={"question": "Anything?", "model": "test/down"}).json()
    assert said["status"] == "failed"
    assert "cannot be reached" in said["answer"]
    assert client.get(f"/v1/runs/{said['run']}").json()["question"] == "Anything?"


def test_runs_are_listed_in_pages_newest_first(client: TestClient) -> None:
    made = [client.post("/v1/runs", json=SCRIPTED).json()["id"] for _ in range(5)]
    seen, cursor = [], None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/runs", params=params).json()
        seen += [run["id"] for run in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == sorted(made, reverse=True)


def test_a_cursor_that_was_tampered_with_is_refused(client: TestClient) -> None:
    for cursor in ("x", "WzFd", "WyJhIiwgImIiXQ", "é"):
        said = client.get("/v1/runs", params={"cursor": cursor})
        assert said.status_code == 400
        assert said.headers["content-type"] == "application/problem+json"


def test_the_same_key_makes_one_run_and_another_body_is_refused(client: TestClient) -> None:
    key = {"idempotency-key": "k1"}
    first = client.post("/v1/runs", json=SCRIPTED, headers=key).json()["id"]
    again = client.post("/v1/runs", json=SCRIPTED, headers=key).json()["id"]
    assert first == again
    other = client.post("/v1/runs", json=SLOW, headers=key)
    assert other.status_code == 422
    assert len(client.get("/v1/runs").json()["items"]) == 1


@pytest.fixture
def processes(folder: Path) -> Iterator[TestClient]:
    config = Config(Settings(library=folder), hosts=("testserver",), processes=1)
    with TestClient(create_app(config, named=named)) as client:
        yield client


def test_runs_go_to_processes_and_stop_there_too(processes: TestClient) -> None:
    slow = processes.post("/v1/runs", json=SLOW).json()["id"]
    assert processes.post("/v1/ask", json=SCRIPTED).json()["value"] == "9120000000"
    before = time.monotonic()
    processes.post(f"/v1/runs/{slow}/stop")
    assert ended(processes, slow)["state"] == "stopped"
    assert time.monotonic() - before < 1.0
