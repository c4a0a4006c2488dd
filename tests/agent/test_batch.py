"""Batches: every question once, rows as they come, and going on where it stopped."""

import json
from pathlib import Path

import pytest

from agent.batch import Answerer, answer_all, to_row
from agent.questions import Asked
from agent.sheets import Row, cell, sheet

QUESTIONS = [Asked("b", "Second letter?"), Asked("a", "=1+1?", ("x", "y")), Asked("c", "-3?")]


class Counting:
    """Answers with the question's length, and remembers what it was asked."""

    def __init__(self, failing: str = "") -> None:
        self.asked: list[str] = []
        self.failing = failing

    def __call__(self) -> Answerer:
        return self.answer

    def answer(self, one: Asked) -> Row:
        self.asked.append(one.id)
        status = "failed" if one.id == self.failing else "answered"
        given = {"status": status, "value": str(len(one.question)), "citations": [], "checks": []}
        return to_row(one, "counting", {**given, "answer": f"{one.question}\u2028done"})


def run(out: Path, questions: list[Asked], answering: Counting, model: str = "counting") -> int:
    """Run a batch to its end; how many rows were there before."""
    first, *_ = answer_all(questions, out, answering, model=model, workers=1)
    return first.done


@pytest.fixture(params=[".jsonl", ".csv"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"answers{request.param}"


def test_answers_are_kept_and_the_file_stays_as_it_was(out: Path) -> None:
    run(out, QUESTIONS, Counting())
    before = out.read_bytes()
    again = Counting()
    assert run(out, QUESTIONS, again) == 3
    assert again.asked == []
    assert out.read_bytes() == before


def test_rows_are_in_the_order_of_the_questions(out: Path) -> None:
    run(out, QUESTIONS[1:], Counting())
    run(out, QUESTIONS, Counting())
    assert [row["id"] for row in sheet(out).load()] == ["b", "a", "c"]


def test_a_question_that_changed_is_asked_again_and_one_that_went_is_dropped(out: Path) -> None:
    run(out, QUESTIONS, Counting())
    again = Counting()
    run(out, [QUESTIONS[0], Asked("a", "=1+2?", ("x", "y"))], again)
    assert again.asked == ["a"]
    assert [row["id"] for row in sheet(out).load()] == ["b", "a"]


def test_another_model_answers_for_itself(out: Path) -> None:
    run(out, QUESTIONS, Counting())
    assert run(out, QUESTIONS, Counting(), model="another") == 0


def test_what_failed_is_asked_again(out: Path) -> None:
    run(out, QUESTIONS, Counting(failing="a"))
    again = Counting()
    assert run(out, QUESTIONS, again) == 2
    assert again.asked == ["a"]


def test_a_batch_that_is_left_early_keeps_its_rows(out: Path) -> None:
    rows = answer_all(QUESTIONS, out, Counting(), model="counting", workers=1)
    next(rows)
    next(rows)
    rows.close()  # type: ignore[attr-defined]  # what Ctrl-C comes to
    again = Counting()
    assert run(out, QUESTIONS, again) == 1
    assert again.asked == ["a", "c"]


@pytest.mark.parametrize("cut", [1, 20, 40])
def test_a_last_row_that_was_cut_off_is_asked_again(out: Path, cut: int) -> None:
    run(out, QUESTIONS, Counting())
    out.write_bytes(out.read_bytes()[: -1 - cut])
    again = Counting()
    run(out, QUESTIONS, again)
    assert again.asked in ([], ["c"])  # CSV: a cut in the last cell, the seconds
    assert [row["id"] for row in sheet(out).load()] == ["b", "a", "c"]


def test_a_row_is_written_as_soon_as_it_is_there(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    for so_far in answer_all(QUESTIONS, out, Counting(), model="counting", workers=1):
        assert len(out.read_text(encoding="utf-8").split("\n")) - 1 == so_far.done


def test_a_spreadsheet_takes_no_cell_for_a_formula() -> None:
    assert cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert cell("@sum") == "'@sum"
    assert cell("-12.5") == "-12.5"
    assert cell([12, 14]) == "12-14"
    assert cell(["a", "b"]) == "a;b"
    assert cell(None) == ""


def test_json_rows_are_what_was_answered(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    run(out, QUESTIONS[:1], Counting())
    (row,) = map(json.loads, out.read_text(encoding="utf-8").split("\n")[:-1])
    assert (row["id"], row["value"], row["documents"]) == ("b", "14", [])
