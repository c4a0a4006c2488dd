"""ask and batch: answers for people, as JSON, and into files."""

import csv
import json
from pathlib import Path

import pytest

from cli.told import in_words
from tests.cli.ran import Ran, Tieout

QUESTION = "What was goodwill at December 31, 2023?"
ASK = {
    "status",
    "answer",
    "value",
    "unit",
    "figures",
    "citations",
    "chain",
    "checks",
    "open_threads",
    "steps",
    "usage",
}


def test_an_answer_is_one_object_with_its_figure_tied_to_a_line(
    tieout: Tieout, library: Path
) -> None:
    ran = tieout("ask", QUESTION, "--library", library, "--json")
    (answer,) = ran.rows
    assert ran.status == 0
    assert set(answer) == ASK
    assert (answer["status"], answer["value"], answer["unit"]) == ("answered", "318000000", "USD")
    figure = answer["figures"][0]
    shown = tieout("show", "2023/tidw.htm", "--library", library, "--json").rows
    assert figure["text"] in shown[figure["lines"][0] - 1]["text"]
    assert {check["status"] for check in answer["checks"]} == {"passed"}
    assert answer["usage"]["model"] == "offline"


def test_people_read_steps_on_stderr_and_the_answer_on_stdout(
    tieout: Tieout, library: Path
) -> None:
    ran = tieout("ask", QUESTION, "--library", library)
    assert "· " in ran.err
    assert "318" in ran.out
    assert "2023/tidw.htm" in ran.out
    assert "passed" in ran.out
    assert "Answered (offline" in ran.out


def test_a_document_that_is_not_there_is_an_error_before_anything_is_asked(
    tieout: Tieout, library: Path
) -> None:
    ran = tieout("ask", QUESTION, "--document", "1999/none.htm", "--library", library)
    assert (ran.status, ran.out) == (1, "")
    assert "1999/none.htm" in ran.err


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"query": "lease cost"}, 'searches for "lease cost"'),
        ("read", {"document": "acme", "start": 12}, "reads from line 12 (acme)"),
        ("read", {"document": "acme", "section": "note-2"}, "reads, note-2 (acme)"),
        ("follow", {"document": "acme", "line": 3}, "follows the references on line 3 (acme)"),
        ("table", {"document": "acme", "id": "t4", "label": None}, "opens a table (acme)"),
        ("unheard_of", {}, "unheard_of"),
    ],
)
def test_steps_are_told_in_plain_words(tool: str, arguments: dict[str, object], said: str) -> None:
    assert in_words(tool, arguments) == said


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_a_batch_answers_every_question_and_keeps_answers(
    tieout: Tieout, library: Path, tmp_path: Path, ending: str
) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / f"answers{ending}"
    asked = [
        {"id": "goodwill", "question": QUESTION},
        {"id": "total", "question": "What were total assets at December 31, 2023?"},
    ]
    questions.write_text("\n".join(map(json.dumps, asked)))

    def batch() -> Ran:
        return tieout(
            "batch", questions, "--out", out, "--workers", "1", "--library", library, "--json"
        )

    first = batch()
    expected = {"out": str(out), "questions": 2, "kept": 0, "failed": 0, "state": "finished"}
    assert first.rows[0].items() >= expected.items()
    written = out.read_text()
    assert batch().rows[0]["kept"] == 2
    assert out.read_text() == written


def test_a_batch_row_is_the_ask_object_with_its_id(
    tieout: Tieout, library: Path, tmp_path: Path
) -> None:
    questions, out = tmp_path / "q.csv", tmp_path / "answers.jsonl"
    questions.write_text(f'id,question,documents\n7,"{QUESTION}",2023/*\n')
    tieout("batch", questions, "--out", out, "--workers", "1", "--library", library)
    (row,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert row["id"] == "7"
    assert row.keys() >= ASK
    assert row["value"] == "318000000"


def test_a_spreadsheet_gets_the_figure_and_where_it_stands(
    tieout: Tieout, library: Path, tmp_path: Path
) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "answers.csv"
    questions.write_text(json.dumps({"id": "1", "question": QUESTION}))
    tieout("batch", questions, "--out", out, "--workers", "1", "--library", library)
    with out.open(newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["value"], row["source"], row["checks"]) == ("318000000", "2023/tidw.htm", "passed")


def test_a_kind_of_file_that_cannot_be_written_is_said_before_anything_is_asked(
    tieout: Tieout, library: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": QUESTION}))
    ran = tieout("batch", questions, "--out", tmp_path / "a.docx", "--library", library)
    assert ran.status == 1
    assert ".jsonl, .csv, .md, .parquet, .xlsx" in ran.err


def test_documents_for_a_plain_list_are_refused_and_not_ignored(
    tieout: Tieout, library: Path, tmp_path: Path
) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": QUESTION}))
    ran = tieout("batch", questions, "--out", out, "--document", "2023/*", "--library", library)
    assert ran.status == 2
    assert "--grid" in ran.err
