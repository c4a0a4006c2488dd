"""Files of questions: what is read, and what is said of those that cannot be."""

import json
from pathlib import Path

import pytest

from agent.questions import Asked, BadQuestions, read_questions


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_json_lines_and_csv_say_the_same(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": "What was revenue?", "documents": ["x-10-k", "*.pdf"]},
        {"id": 7, "question": " And cash? ", "answer": "left alone"},
    ]
    jsonl = written(tmp_path, "q.jsonl", "\n\n".join(map(json.dumps, lines)))
    sheet = "\ufeffid,question,documents\na,What was revenue?,x-10-k; *.pdf\n7,And cash?,\n"
    expected = [
        Asked("a", "What was revenue?", ("x-10-k", "*.pdf")),
        Asked("7", "And cash?"),
    ]
    assert read_questions(jsonl) == expected
    assert read_questions(written(tmp_path, "q.csv", sheet)) == expected


def test_a_question_without_an_id_goes_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "q.jsonl", '{"question": "One?"}\n\n{"question": "Two?"}\n')
    assert [one.id for one in read_questions(path)] == ["1", "3"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("q.xlsx", "", ".jsonl and .csv"),
        ("q.jsonl", '{"id": 1', "line 1 is not JSON"),
        ("q.jsonl", "[1, 2]", "line 1 should be an object"),
        ("q.jsonl", '{"id": "1"}', 'line 1 has no "question"'),
        ("q.jsonl", '{"id": "1", "question": "x", "documents": 5}', "list of names"),
        ("q.jsonl", '{"id": 1, "question": "x"}\n{"id": "1", "question": "y"}', "more than one"),
        ("q.csv", "id,frage\n1,Wie viel?\n", 'line 2 has no "question"'),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(BadQuestions) as raised:
        read_questions(written(tmp_path, name, text))
    assert name in str(raised.value)
    assert said in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQuestions, match=r"nowhere\.jsonl cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")
