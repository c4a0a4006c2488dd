"""With --auth: who is let in, and that nothing crosses from one team to another."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from store.settings import Settings
from tests.web.models import ANNUAL, named
from web.accounts import first_administrator
from web.app import create_app
from web.config import Config

PASSWORD = "a long password"
ASK = {"question": "What were total assets?", "model": "test/scripted"}


class People:
    """An app with a first administrator and a person in each of two teams, and their keys."""

    def __init__(self, client: TestClient, root: Path) -> None:
        self.client = client
        self.root = root
        services = client.app.state.services  # type: ignore[attr-defined]
        password = first_administrator(services.records)
        assert password is not None
        assert first_administrator(services.records) is None
        self.admin = self.signed_in("admin", password)
        self.keys = {team: self.person(team) for team in ("north", "south")}

    def signed_in(self, name: str, password: str) -> dict[str, str]:
        said = self.client.post("/v1/session", json={"name": name, "password": password})
        assert said.status_code == 200, said.text
        secret = said.cookies["tieout_session"]
        self.client.cookies.clear()
        return {"cookie": f"tieout_session={secret}"}

    def person(self, team: str) -> dict[str, str]:
        new = {"name": team, "password": PASSWORD, "team": team, "admin": True}
        assert self.client.post("/v1/users", json=new, headers=self.admin).status_code == 201
        left_out = shutil.ignore_patterns("teams", "*.lock", "tieout.db-*")
        place = self.root / "teams" / team
        shutil.copytree(self.root, place, dirs_exist_ok=True, ignore=left_out)
        cookie = self.signed_in(team, PASSWORD)
        new_key = {"name": "k", "scopes": ["read", "ask", "write", "admin"]}
        made = self.client.post("/v1/keys", json=new_key, headers=cookie)
        assert made.status_code == 201, made.text
        return {"authorization": f"Bearer {made.json()['secret']}"}


@pytest.fixture
def people(folder: Path) -> Iterator[People]:
    config = Config(Settings(library=folder, workers=1), hosts=("testserver",), auth=True)
    with TestClient(create_app(config, named=named)) as client:
        yield People(client, folder)


def things(people: People, key: dict[str, str]) -> dict[str, str]:
    """One of everything that has an id, by the name of its path parameter."""
    client = people.client
    chat = client.post("/v1/chats", json={"model": "test/scripted"}, headers=key).json()["id"]
    run = client.post("/v1/ask", json=ASK, headers=key).json()["run"]
    note = client.post("/v1/memory", json={"text": "CANARY total assets"}, headers=key).json()
    files = {"file": ("a.zip", b"PK\x03\x04")}
    job = client.post("/v1/documents", files=files, headers=key).json()["id"]
    api_key = client.post("/v1/keys", json={"name": "x"}, headers=key).json()["id"]
    user = client.get("/v1/users", headers=key).json()[0]["id"]
    return {"chat": chat, "run": run, "note": note["id"], "job": job, "key": api_key, "user": user}


BODIES: dict[str, object] = {
    "PATCH /v1/chats/{chat}": {"title": "mine"},
    "POST /v1/chats/{chat}/messages": {"question": "What?"},
    "PATCH /v1/memory/{note}": {"text": "changed"},
}


def operations(client: TestClient) -> list[tuple[str, str]]:
    """Every method and path of the description."""
    paths = client.get("/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, said in paths.items() for method in said]


def test_every_route_with_an_id_is_closed_to_other_teams_and_to_guesses(people: People) -> None:
    client, north, south = people.client, people.keys["north"], people.keys["south"]
    own = things(people, north)
    tried = 0
    for method, path in operations(client):
        names = [name for name in re.findall(r"\{(\w+)\}", path) if name in own]
        if not names:
            continue
        body = BODIES.get(f"{method} {path}")
        for ids, key in ((own, south), (dict.fromkeys(own, "run_0"), north)):
            target = re.sub(r"\{(\w+)\}", lambda match, ids=ids: ids[match[1]], path)  # type: ignore[misc]
            said = client.request(method, target, json=body, headers=key)
            assert said.status_code == 404, (method, target, said.text)
            tried += 1
        assert client.request(method, target, json=body).status_code == 401
    assert tried >= 30
    for kind, path in (("run", "runs"), ("chat", "chats"), ("job", "jobs")):
        assert client.get(f"/v1/{path}/{own[kind]}", headers=north).status_code == 200


def test_without_a_key_nothing_is_served_but_health_and_the_door(people: People) -> None:
    open_to_all = {"/health", "/ready", "/v1/session"}
    for method, path in operations(people.client):
        target = re.sub(r"\{(\w+)\}", "1", path)
        said = people.client.request(method, target)
        if path not in open_to_all:
            assert said.status_code == 401, (method, path)
            assert said.headers["content-type"] == "application/problem+json"
    assert people.client.post("/mcp", json={}).status_code == 401


def test_lists_search_memory_and_documents_show_only_the_own_team(people: People) -> None:
    client, north, south = people.client, people.keys["north"], people.keys["south"]
    things(people, north)
    for path in ("runs", "chats", "jobs", "memory", "feedback"):
        assert client.get(f"/v1/{path}", headers=south).json()["items"] == [], path
    assert client.delete(f"/v1/documents/{ANNUAL}", headers=north).status_code == 204
    assert client.get(f"/v1/documents/{ANNUAL}", headers=north).status_code == 404
    assert client.get(f"/v1/documents/{ANNUAL}", headers=south).status_code == 200
    hits = client.get("/v1/search", params={"query": "total assets"}, headers=north).json()["hits"]
    assert ANNUAL not in [hit["document"] for hit in hits]


def test_a_note_of_a_person_or_team_is_told_to_no_run_of_another(people: People) -> None:
    client = people.client
    for scope in ("person", "team"):
        note = {"text": f"CANARY {scope}: total assets", "scope": scope}
        client.post("/v1/memory", json=note, headers=people.keys["north"])
    assert len(client.post("/v1/ask", json=ASK, headers=people.keys["north"]).json()["notes"]) == 2
    assert client.post("/v1/ask", json=ASK, headers=people.keys["south"]).json()["notes"] == []
    new = {"name": "north2", "password": PASSWORD, "team": "north"}
    client.post("/v1/users", json=new, headers=people.admin)
    mate = people.signed_in("north2", PASSWORD)
    assert len(client.post("/v1/ask", json=ASK, headers=mate).json()["notes"]) == 1


def test_the_database_holds_no_usable_secret(people: People) -> None:
    secrets = [key["authorization"].removeprefix("Bearer ") for key in people.keys.values()]
    secrets += [PASSWORD, people.admin["cookie"].partition("=")[2]]
    with sqlite3.connect(people.root / "tieout.db") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert "$argon2id$" in dump
    assert not [secret for secret in secrets if secret in dump]


def test_a_key_does_what_its_scopes_allow_and_nothing_when_revoked_or_expired(
    people: People,
) -> None:
    client, north = people.client, people.keys["north"]
    made = client.post("/v1/keys", json={"name": "r", "scopes": ["read"]}, headers=north).json()
    key = {"authorization": f"Bearer {made['secret']}"}
    assert client.get("/v1/runs", headers=key).status_code == 200
    assert client.post("/v1/ask", json=ASK, headers=key).status_code == 403
    client.delete(f"/v1/keys/{made['id']}", headers=north)
    assert client.get("/v1/runs", headers=key).status_code == 401
    old = {"name": "o", "scopes": ["read"], "expires": "2001-01-01"}
    gone = client.post("/v1/keys", json=old, headers=north).json()["secret"]
    assert client.get("/v1/runs", headers={"authorization": f"Bearer {gone}"}).status_code == 401


def test_wrong_passwords_have_to_wait(people: People) -> None:
    wrong = {"name": "north", "password": "wrong password"}
    said = [people.client.post("/v1/session", json=wrong).status_code for _ in range(6)]
    assert said == [401] * 5 + [429]
    right = people.client.post("/v1/session", json={"name": "north", "password": PASSWORD})
    assert right.status_code == 429
    assert 0 < int(right.headers["retry-after"]) <= 31


def test_a_batch_is_its_owners_and_asks_the_library_of_its_team(people: People) -> None:
    client, (north, south) = people.client, people.keys.values()
    asked = {
        "rows": "filing",
        "form": "10-K",
        "model": "test/scripted",
        "questions": [{"id": "a", "question": "Total assets?"}],
    }
    batch = client.post("/v1/batches", json=asked, headers=north).json()["id"]
    place = f"/v1/batches/{batch}"
    while client.get(place, headers=north).json()["state"] in ("queued", "running"):
        pass
    assert client.get(place, headers=north).json()["counts"]["statuses"] == {"answered": 1}
    assert client.get("/v1/batches", headers=south).json()["items"] == []
    for method, path in (
        *(("GET", each) for each in ("", "/cells", "/checks", "/export", "/cells/a")),
        *(("POST", each) for each in ("/pause", "/cancel", "/resume")),
        ("DELETE", ""),
    ):
        assert client.request(method, place + path, headers=south).status_code == 404, path
    assert client.get(f"{place}/cells").status_code == 401
