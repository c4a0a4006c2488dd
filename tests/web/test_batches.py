"""Batches over HTTP: begun, watched, put right, asked again, saved; each person's own."""

import io
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pandas
import pytest
from starlette.testclient import TestClient

from agent.model import Call, Model, NotAllowed, Reply
from agent.transcript import Transcript
from tests.web.models import ANNUAL, ANSWER, named
from tools.tool import Tool
from web.app import create_app
from web.config import Config

QUESTIONS = [
    {"id": "assets", "question": "What were total assets?", "type": "amount"},
    {"id": "who", "question": "Who audits {row}?"},
    {"id": "more", "question": "And total assets?"},
    {"id": "most", "question": "What of assets?"},
]
GRID: dict[str, Any] = {
    "rows": "filing",
    "form": "10-K",
    "model": "test/scripted",
    "questions": QUESTIONS,
}


class Waiting:
    """Answers after a moment, so that a batch can be caught at work."""

    name = "test/waiting"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        time.sleep(0.3)
        return Reply("", (Call("c", "answer", dict(ANSWER)),))


class Refused:
    """A provider that knows no such key."""

    name = "test/refused"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        raise NotAllowed("The key is wrong.")


def models(name: str) -> Model:
    own: dict[str, Model] = {"test/waiting": Waiting(), "test/refused": Refused()}
    return own.get(name) or named(name)


@pytest.fixture
def app(config: Config) -> Callable[[], TestClient]:
    return lambda: TestClient(create_app(config, named=models))


def ended(client: TestClient, batch: str) -> dict[str, Any]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        view: dict[str, Any] = client.get(f"/v1/batches/{batch}").json()
        if view["state"] not in ("queued", "running"):
            return view
        time.sleep(0.03)
    raise AssertionError(f"the batch did not end: {view}")


def begun(client: TestClient, asked: dict[str, Any] = GRID) -> str:
    said = client.post("/v1/batches", json=asked)
    assert said.status_code == 202, said.text
    return str(said.json()["id"])


def cells(client: TestClient, batch: str, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = client.get(f"/v1/batches/{batch}/cells", params={**query, **more, "limit": "3"})
        found += page.json()["items"]
        if (cursor := page.json()["next"]) is None:
            return found


def test_a_grid_is_answered_and_every_value_has_its_place(client: TestClient) -> None:
    batch = begun(client)
    view = ended(client, batch)
    assert (view["state"], view["counts"]["total"], view["counts"]["waiting"]) == ("finished", 4, 0)
    found = cells(client, batch)
    assert [each["column"] for each in found] == ["assets", "who", "more", "most"]
    assert found[1]["question"] == f"Who audits {ANNUAL}?"
    first = next(each for each in found if each["row"] == ANNUAL)
    assert (first["value"], first["unit"], first["status"]) == ("9120000000", "USD", "answered")
    assert first["places"][0]["document"] == ANNUAL
    assert first["typed"] == {"type": "amount", "value": "9120000000"}
    listed = client.get("/v1/batches").json()["items"]
    assert [each["id"] for each in listed] == [batch]
    assert client.get("/v1/jobs", params={"kind": "batch"}).json()["items"][0]["id"] == batch


def test_the_same_key_begins_one_batch(client: TestClient) -> None:
    headers = {"idempotency-key": "k"}
    first, second = (client.post("/v1/batches", json=GRID, headers=headers) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert len(client.get("/v1/batches").json()["items"]) == 1
    other = client.post("/v1/batches", json={**GRID, "title": "x"}, headers=headers)
    assert other.status_code == 422
    ended(client, first.json()["id"])


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["id", "question", "type"], ["assets", "What were total assets?", "amount"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


FILES = {
    "q.xlsx": workbook(),
    "q.csv": b"id,question,type\nassets,What were total assets?,amount\n",
    "q.jsonl": b'{"id": "assets", "question": "What were total assets?", "type": "amount"}\n',
    "q.yaml": b"- id: assets\n  question: What were total assets?\n  type: amount\n",
}


@pytest.mark.parametrize("name", FILES)
def test_questions_come_in_a_file_of_each_kind(client: TestClient, name: str) -> None:
    query = {"rows": "filing", "form": "10-K", "model": "test/scripted"}
    sent = client.post("/v1/batches/upload", params=query, files={"file": (name, FILES[name])})
    assert sent.status_code == 202, sent.text
    assert sent.json()["title"] == name
    ended(client, sent.json()["id"])
    (cell,) = cells(client, sent.json()["id"])
    assert (cell["row"], cell["column"], cell["value"]) == (ANNUAL, "assets", "9120000000")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({**GRID, "documents": ["nothing*"]}, "No document of the library"),
        ({**GRID, "company": "Nobody"}, "No filing"),
        ({**GRID, "questions": []}, "questions"),
        ({**GRID, "questions": QUESTIONS[:1] * 2}, "more than one question"),
        ({**GRID, "model": "scripted:/etc/passwd"}, "no model of this service"),
        ({**GRID, "questions": [{"id": "a", "question": "A?", "documents": ["x"]}]}, "rows say"),
    ],
)
def test_what_cannot_be_done_is_said_before_it_begins(
    client: TestClient, asked: dict[str, Any], says: str
) -> None:
    said = client.post("/v1/batches", json=asked)
    assert said.status_code in (404, 422)
    assert says in said.json()["detail"]
    assert client.get("/v1/batches").json()["items"] == []


def test_a_correction_stays_with_its_author_and_its_history(client: TestClient) -> None:
    batch = begun(client)
    ended(client, batch)
    cell = cells(client, batch)[0]["cell"]
    for value in ("1.5", "2"):
        right = {"text": f"It is {value}.", "value": value, "unit": "USD"}
        said = client.put(f"/v1/batches/{batch}/cells/{cell}", json=right)
        assert said.status_code == 200, said.text
    client.post(f"/v1/batches/{batch}/again", json={"cells": [cell]})
    ended(client, batch)
    whole = client.get(f"/v1/batches/{batch}/cells/{cell}").json()
    assert (whole["value"], whole["corrected"], whole["attempts"]) == ("2", "you", 2)
    assert [each["value"] for each in whole["corrections"]] == ["1.5", "2"]
    assert whole["result"]["value"] == "9120000000"


def test_a_batch_is_paused_goes_on_and_is_cancelled(app: Callable[[], TestClient]) -> None:
    asked = {**GRID, "model": "test/waiting", "at_once": 1}
    with app() as client:
        batch = begun(client, asked)
        paused = client.post(f"/v1/batches/{batch}/pause")
        assert paused.status_code == 202
        view = ended(client, batch)
        assert (view["state"], view["counts"]["waiting"] >= 3) == ("paused", True)
        until = time.monotonic() + 10
        while client.post(f"/v1/batches/{batch}/resume").status_code == 409:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert ended(client, batch)["state"] == "finished"
        assert [each["attempts"] for each in cells(client, batch)] == [1, 1, 1, 1]
        other = begun(client, asked)
        client.post(f"/v1/batches/{other}/cancel")
        assert ended(client, other)["state"] == "cancelled"
        assert client.post(f"/v1/batches/{other}/resume").status_code == 409


def test_a_batch_that_a_restart_broke_off_goes_on(app: Callable[[], TestClient]) -> None:
    with app() as client:
        batch = begun(client, {**GRID, "model": "test/waiting", "at_once": 1})
        while not client.get(f"/v1/batches/{batch}").json()["counts"]["statuses"]:
            time.sleep(0.02)
    with app() as client:
        assert ended(client, batch)["state"] == "finished"
        assert [each["attempts"] for each in cells(client, batch)] == [1, 1, 1, 1]


def test_trouble_that_all_cells_would_meet_stops_it_with_its_reason(
    app: Callable[[], TestClient],
) -> None:
    with app() as client:
        batch = begun(client, {**GRID, "model": "test/refused"})
        view = ended(client, batch)
        assert (view["state"], view["why"]) == ("stopped", "The key is wrong.")
        assert view["counts"]["waiting"] == 4


def test_what_was_found_is_saved_in_every_kind_of_file(client: TestClient) -> None:
    batch = begun(client)
    ended(client, batch)
    got = {
        kind: client.get(f"/v1/batches/{batch}/export", params={"format": kind}).content
        for kind in ("xlsx", "csv", "jsonl", "md", "parquet")
    }
    sheet = pandas.read_excel(io.BytesIO(got["xlsx"]), sheet_name="Values")
    assert list(sheet["assets"]) == [9120000000]
    links = openpyxl.load_workbook(io.BytesIO(got["xlsx"]))["Sources"]["J"]
    targets = [each.hyperlink.target for each in links if each.hyperlink]
    assert all(each.startswith("http://testserver/v1/documents/") for each in targets)
    assert client.get(targets[0]).status_code == 200
    assert json.loads(got["jsonl"].splitlines()[0])["column"] == "assets"
    assert len(pandas.read_csv(io.BytesIO(got["csv"]))) == 4
    assert len(pandas.read_parquet(io.BytesIO(got["parquet"]))) == 4
    assert got["md"].startswith(b"| row |")


def test_a_filing_that_was_taken_out_leaves_the_grid_when_it_goes_on(client: TestClient) -> None:
    batch = begun(client, {**GRID, "form": None})
    assert ended(client, batch)["counts"]["total"] == 8
    assert client.delete(f"/v1/documents/{ANNUAL}").status_code == 204
    client.post(f"/v1/batches/{batch}/resume")
    assert ended(client, batch)["counts"]["total"] == 4
    assert ANNUAL not in {each["row"] for each in cells(client, batch)}


def test_a_moment_that_never_was_is_refused(client: TestClient) -> None:
    batch = begun(client)
    ended(client, batch)
    said = client.get(f"/v1/batches/{batch}/cells", params={"changed_after": "2024-02-31"})
    assert said.status_code == 422
    later = client.get(f"/v1/batches/{batch}/cells", params={"changed_after": "2100-01-01"})
    assert later.json()["items"] == []


def test_a_sample_is_answered_first_and_says_what_the_rest_will_take(
    app: Callable[[], TestClient],
) -> None:
    with app() as client:
        begun = client.post("/v1/batches", json={**GRID, "sample": 2}).json()
        view = ended(client, begun["id"])
        assert view["state"] == "waiting"
        assert view["counts"] == {"total": 4, "waiting": 2, "statuses": {"answered": 2}}
        assert (view["estimate"]["cells"], view["estimate"]["sample"]) == (2, 2)
        assert "for the 2 cells that are left" in view["estimate"]["sentence"]
        client.post(f"/v1/batches/{begun['id']}/resume").raise_for_status()
        view = ended(client, begun["id"])
        assert (view["state"], view["counts"]["waiting"]) == ("finished", 0)
