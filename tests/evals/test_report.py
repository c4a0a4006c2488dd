"""`tieout eval` on a folder of filings with questions."""

import json
from pathlib import Path

import pytest

from evals.task import some
from tests.cli.ran import Tieout

QUESTIONS: list[dict[str, object]] = [
    {
        "id": "1",
        "question": "What was goodwill of Tidewater Kettle Corp at December 31, 2023?",
        "answer": "$318 million",
        "answer_num": 318_000_000,
        "unit": "USD",
        "doc": "tidw.htm",
        "evidence": [{"doc": "tidw.htm", "page": 3}],
        "kind": "headline",
        "source": "made up",
    },
    {
        "id": "2",
        "question": "Which risks does it name?",
        "answer": "Copper prices and strikes.",
        "doc": ["tidw.htm"],
        "evidence": [],
        "kind": "prose",
        "source": "made up",
    },
]
LABELS = {
    "doc": "tidw.htm",
    "form": "10-K",
    "source": "by hand",
    "checks": [{"type": "expected_set_complete", "items": ["1", "1A", "2", "3", "5", "7", "8"]}],
}
INDEX = """path,company,ticker,cik,form,period,same_filing_group
tidw.htm,Tidewater Kettle Corp.,TIDW,0001999991,10-K,2023-12-31,
"""


@pytest.fixture
def folder(filing: str, tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "tidw.htm").write_text(filing, encoding="utf-8")
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    (folder / "structure.jsonl").write_text(json.dumps(LABELS))
    (folder / "index.csv").write_text(INDEX)
    return folder


def test_everything_is_measured_from_a_folder_alone(tieout: Tieout, folder: Path) -> None:
    ran = tieout("eval", folder, "--nameless", "--workers", "1", "--limit", "20", "--json")
    by_name = {row["measure"]: row for row in ran.rows}
    assert ran.status == 0, ran.err
    assert list(by_name) == [
        "ingest",
        "metadata",
        "words",
        "structure",
        "facts tied",
        "facts printed",
        "facts read",
        "search given",
        "search shared",
        "answers",
        "verification",
    ]
    assert by_name["ingest"]["documents"] == 1
    assert by_name["words"]["kept"] == 100.0
    assert by_name["metadata"]["cik"] == by_name["metadata"]["period_end"] == 100.0
    assert by_name["structure"]["exact"] == 100.0
    assert by_name["search given"]["page@5"] == 100.0
    assert by_name["answers"]["correct"] == 100.0
    assert by_name["answers"]["rows"][-1]["set"] == "all"


def test_tables_are_markdown_for_people(tieout: Tieout, folder: Path) -> None:
    out = tieout("eval", folder, "--only", "structure,words").out
    assert "### Items of the outline\n\n| set | filings |" in out
    assert "### Words kept" in out


def test_what_is_not_there_is_not_measured(tieout: Tieout, folder: Path) -> None:
    for name in ("questions.jsonl", "structure.jsonl", "index.csv"):
        (folder / name).unlink()
    ran = tieout("eval", folder, "--limit", "20", "--json")
    assert [row["measure"] for row in ran.rows] == [
        "ingest",
        "words",
        "facts tied",
        "facts printed",
        "facts read",
        "verification",
    ]


def test_a_measure_that_is_none_is_wrong_usage(tieout: Tieout, folder: Path) -> None:
    ran = tieout("eval", folder, "--only", "beauty")
    assert ran.status == 2
    assert "structure" in ran.err


def test_a_sample_is_taken_evenly() -> None:
    assert some(range(10), 5) == [0, 2, 4, 6, 8]
    assert some(range(3), 0) == some(range(3), 9) == [0, 1, 2]


def test_of_a_company_that_is_left_out_nothing_may_be_said(
    tieout: Tieout, folder: Path, filing: str
) -> None:
    other = filing.replace("Tidewater Kettle", "Zephyr Anvil").replace("0001999991", "0001999992")
    (folder / "zeph.htm").write_text(other.replace("TIDW", "ZEPH"), encoding="utf-8")
    ran = tieout("eval", folder, "--only", "refusals", "--workers", "1", "--json")
    table = ran.rows[-1]
    assert (table["measure"], table["n"]) == ("refusals", 2)
    assert table["declined"] is not None
    assert table["gave_figure"] == 0.0


def test_a_question_is_asked_in_seventeen_other_wordings(tieout: Tieout, folder: Path) -> None:
    text = "In the annual report, what was goodwill as of December 31, 2023?"
    (folder / "questions.jsonl").write_text(json.dumps({**QUESTIONS[0], "question": text}))
    ran = tieout("eval", folder, "--only", "wordings", "--workers", "1", "--json")
    table = ran.rows[-1]
    assert (table["measure"], table["n"], table["correct"]) == ("wordings", 17, 100.0)
    assert {row["set"] for row in table["rows"]} >= {"ticker", "slip", "small letters", "all"}
    assert 0 < table["seconds_p50"] <= table["seconds_p95"]


def test_stages_of_the_search_are_rows(tieout: Tieout, folder: Path) -> None:
    ran = tieout("eval", folder, "--only", "search", "--stages", "--workers", "1", "--json")
    table = next(row for row in ran.rows if row["measure"] == "search stages")
    assert [row["stages"] for row in table["rows"]] == ["words alone", "words, second look"]
