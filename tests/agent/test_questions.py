"""Files of questions: what is read, and what is said of those that cannot be."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

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
        ("q.docx", "", ".jsonl, .csv, .xlsx"),
        ("q.xlsx", "no workbook", "not an Excel workbook"),
        ("q.yaml", "id: 1", "a list of questions"),
        ("q.jsonl", '{"id": 1, "question": "x", "type": "colour"}', "no type of answer"),
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


def test_a_workbook_and_yaml_say_the_same_as_json_lines(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["ID", "Question", "Type"], [1, "Revenue?", "amount"], [None], [2.0, "Who?", None]):
        sheet.append(row)
    book.save(tmp_path / "q.xlsx")
    yaml = written(
        tmp_path,
        "q.yaml",
        "- {id: 1, question: 'Revenue?', type: amount}\n- {id: 2, question: 'Who?'}\n",
    )
    expected = [Asked("1", "Revenue?", type="amount"), Asked("2", "Who?")]
    assert read_questions(tmp_path / "q.xlsx") == expected
    assert read_questions(yaml) == expected


def test_merged_cells_are_refused_with_their_place(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["id", "question"], ["1", "Revenue?"], ["2", "Who?"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "q.xlsx")
    with pytest.raises(BadQuestions, match="A2:A3 are merged"):
        read_questions(tmp_path / "q.xlsx")


def test_a_hundred_thousand_questions_are_read(tmp_path: Path) -> None:
    lines = "".join(f'{{"id": {n}, "question": "Q{n}?"}}\n' for n in range(100_000))
    assert len(read_questions(written(tmp_path, "q.jsonl", lines))) == 100_000
