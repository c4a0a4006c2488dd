import json

from starlette.testclient import TestClient

QUESTION = {"question": "What were total assets at the end of 2024?", "model": "test/scripted"}


def test_a_question_is_answered_in_one_call_with_figures_as_decimal_strings(
    client: TestClient,
) -> None:
    said = client.post("/v1/ask", json=QUESTION)
    assert said.status_code == 200, said.text
    answer = said.json()
    assert answer["status"] == "answered"
    assert answer["value"] == "9120000000"
    assert answer["figures"][0]["value"] == "9120000000"
    assert answer["figures"][0]["page"] >= 1
    assert answer["run"] == said.headers["x-tieout-run"]


def test_the_events_of_a_run_are_streamed_with_their_numbers_and_the_answer_is_in_the_last(
    client: TestClient,
) -> None:
    said = client.post("/v1/ask", json=QUESTION, headers={"accept": "text/event-stream"})
    assert said.headers["content-type"].startswith("text/event-stream")
    frames = [dict(line.split(": ", 1) for line in frame.split("\n"))
              for frame in said.text.strip().split("\n\n")]  # fmt: skip
    assert [int(frame["id"]) for frame in frames] == list(range(1, len(frames) + 1))
    assert frames[0]["event"] == "run_started"
    assert frames[-1]["event"] == "run_ended"
    assert json.loads(frames[-1]["data"])["answer"]["value"] == "9120000000"
    steps = [json.loads(f["data"]) for f in frames if f["event"] == "step_started"]
    assert steps[0]["say"] == "searching for “total assets”"
