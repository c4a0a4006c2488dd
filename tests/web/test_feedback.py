import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from agent.messages import messages
from agent.model import Model, Reply
from agent.transcript import Transcript
from store.settings import Settings
from tests.web.models import ANSWER, named
from tools.tool import Tool
from web.app import create_app
from web.config import Config

ASK = {"question": "What were total assets at the end of 2024?", "model": "test/scripted"}


def answered(client: TestClient) -> str:
    return str(client.post("/v1/ask", json=ASK).json()["run"])


def test_a_correction_keeps_its_difference_and_becomes_a_note(client: TestClient) -> None:
    run = answered(client)
    given = {"run": run, "verdict": "down", "corrected": "Total assets were $9.12 billion."}
    said = client.post("/v1/feedback", json=given)
    assert said.status_code == 201, said.text
    made = said.json()
    assert f"-{ANSWER['answer']}" in made["diff"].splitlines()
    assert "+Total assets were $9.12 billion." in made["diff"].splitlines()
    note = client.get("/v1/memory").json()["items"][0]
    assert note["id"] == made["note"]
    assert note["about"] == ASK["question"]
    assert note["source"] == "correction"


def test_the_answer_says_which_notes_it_was_told_and_a_disabled_one_is_told_no_more(
    client: TestClient,
) -> None:
    run = answered(client)
    given = {"run": run, "verdict": "down", "explanation": "Assets are wanted in billions."}
    note = client.post("/v1/feedback", json=given).json()["note"]
    assert client.post("/v1/ask", json=ASK).json()["notes"] == [f"{note}@1"]
    other = {**ASK, "question": "Who audits the company?"}
    assert client.post("/v1/ask", json=other).json()["notes"] == []
    changed = client.patch(f"/v1/memory/{note}", json={"text": "Total assets in millions."}).json()
    assert changed["version"] == 2
    assert client.post("/v1/ask", json=ASK).json()["notes"] == [f"{note}@2"]
    client.patch(f"/v1/memory/{note}", json={"disabled": True})
    assert client.post("/v1/ask", json=ASK).json()["notes"] == []


def test_a_deleted_or_expired_note_is_told_to_nobody(client: TestClient) -> None:
    old = {"text": "Total assets matter.", "about": ASK["question"], "expires": "2001-01-01"}
    client.post("/v1/memory", json=old)
    kept = client.post("/v1/memory", json={"text": "Total assets of 2024 matter."}).json()["id"]
    assert client.post("/v1/ask", json=ASK).json()["notes"] == [f"{kept}@1"]
    assert client.delete(f"/v1/memory/{kept}").status_code == 204
    assert client.post("/v1/ask", json=ASK).json()["notes"] == []


def test_a_note_for_everybody_waits_for_its_review(client: TestClient) -> None:
    new = {"text": "Total assets at the end of the year.", "scope": "all"}
    note = client.post("/v1/memory", json=new).json()
    assert note["state"] == "review"
    assert client.post("/v1/ask", json=ASK).json()["notes"] == []
    client.post(f"/v1/memory/{note['id']}/review")
    assert client.post("/v1/ask", json=ASK).json()["notes"] == [f"{note['id']}@1"]


def test_notes_take_no_more_of_the_prompt_than_their_budget(client: TestClient) -> None:
    for number in range(8):
        text = f"Total assets at the end of 2024, rule {number}. " + "word " * 300
        client.post("/v1/memory", json={"text": text, "about": ASK["question"]})
    told = client.post("/v1/ask", json=ASK).json()["notes"]
    assert len(told) == 2  # of 400 tokens each, in a budget of 800


def test_feedback_is_exported_as_cases_and_as_pairs(client: TestClient) -> None:
    run = answered(client)
    client.post("/v1/feedback", json={"run": run, "verdict": "up"})
    client.post("/v1/feedback", json={"run": run, "verdict": "down", "corrected": "$9.12 billion"})
    cases = [json.loads(line) for line in client.get("/v1/feedback/export").text.splitlines()]
    assert [case["answer"] for case in cases] == [ANSWER["answer"], "$9.12 billion"]
    assert cases[0]["value"] == "9120000000"
    pairs = client.get("/v1/feedback/export", params={"kind": "pairs"}).text.splitlines()
    assert json.loads(pairs[0]) == {
        "prompt": ASK["question"], "chosen": "$9.12 billion", "rejected": ANSWER["answer"],
    }  # fmt: skip


class Listening:
    """Hands its prompt over, and declines."""

    name = "test/listening"

    def __init__(self, heard: list[str]) -> None:
        self.heard = heard

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        self.heard.append(str(messages(transcript)))
        return Reply("I do not know.")


def test_notes_stand_behind_the_stable_prompt_and_before_the_question(
    folder: Path, pytestconfig: pytest.Config
) -> None:
    heard: list[str] = []

    def by_name(name: str) -> Model:
        return Listening(heard) if name == "test/listening" else named(name)

    config = Config(Settings(library=folder), hosts=("testserver",))
    with TestClient(create_app(config, named=by_name)) as client:
        client.post("/v1/memory", json={"text": "CANARY total assets", "about": ASK["question"]})
        client.post("/v1/ask", json={**ASK, "model": "test/listening"})
    prompt = heard[0]
    assert prompt.index("'user'") < prompt.index("CANARY") < prompt.index("Question: What were")
