from starlette.testclient import TestClient

from tests.web.test_runs import ended


def make(client: TestClient, **given: object) -> str:
    said = client.post("/v1/chats", json={"model": "test/scripted", **given})
    assert said.status_code == 201, said.text
    return str(said.json()["id"])


def test_a_chat_keeps_its_messages_model_and_prompt(client: TestClient) -> None:
    chat = make(client)
    said = client.post(f"/v1/chats/{chat}/messages", json={"question": "What were total assets?"})
    assert said.status_code == 202
    ended(client, said.json()["id"])
    whole = client.get(f"/v1/chats/{chat}").json()
    assert whole["title"] == "What were total assets?"
    assert [m["answer"]["value"] for m in whole["messages"]] == ["9120000000"]
    assert whole["messages"][0]["model"] == whole["model"] == "test/scripted"
    assert whole["messages"][0]["prompt"] == whole["prompt"]


def test_a_question_asked_again_names_the_message_it_replaces(client: TestClient) -> None:
    chat = make(client)
    path = f"/v1/chats/{chat}/messages"
    first = client.post(path, json={"question": "One?"}).json()["id"]
    second = client.post(path, json={"question": "One, please?", "replaces": first}).json()
    assert second["replaces"] == first
    foreign = make(client)
    wrong = client.post(
        f"/v1/chats/{foreign}/messages", json={"question": "No?", "replaces": first}
    )
    assert wrong.status_code == 422


def test_chats_are_found_by_title_and_by_what_was_asked(client: TestClient) -> None:
    leases = make(client, title="Leases 100%")
    assets = make(client)
    client.post(f"/v1/chats/{assets}/messages", json={"question": "What of goodwill_x?"})

    def found(words: str) -> list[str]:
        page = client.get("/v1/chats", params={"query": words}).json()
        return [chat["id"] for chat in page["items"]]

    assert found("lease") == [leases]
    assert found("GOODWILL") == [assets]
    assert found("100%") == [leases]
    assert found("l_ases") == []


def test_a_chat_is_renamed_moved_to_another_model_and_deleted_whole(client: TestClient) -> None:
    chat = make(client)
    run = client.post(f"/v1/chats/{chat}/messages", json={"question": "One?"}).json()["id"]
    ended(client, run)
    changed = client.patch(f"/v1/chats/{chat}", json={"title": "New", "model": "offline"}).json()
    assert (changed["title"], changed["model"]) == ("New", "offline")
    assert client.delete(f"/v1/chats/{chat}").status_code == 204
    assert client.get(f"/v1/chats/{chat}").status_code == 404
    assert client.get(f"/v1/runs/{run}").status_code == 404


def test_a_scope_that_holds_nothing_is_refused_when_the_chat_begins(client: TestClient) -> None:
    said = client.post("/v1/chats", json={"company": "Nobody Known"})
    assert said.status_code == 422
    assert "scope" in said.json()["detail"]


def test_a_follow_up_is_asked_of_the_turn_before(client: TestClient) -> None:
    """The same two filings as above, and no model but the rules: both years are read."""
    chat = make(client, model="offline")
    values: list[object] = []
    for question in ("What were total assets at the end of 2024?", "And the year before?"):
        said = client.post(f"/v1/chats/{chat}/messages", json={"question": question})
        answer = ended(client, said.json()["id"])["answer"]
        values.append(answer["value"] if isinstance(answer, dict) else None)
    assert values == ["9120000000", "8750000000"]
