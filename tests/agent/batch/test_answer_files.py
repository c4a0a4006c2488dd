"""Sheets: what was found reads back equal, cells are inert, files are whole or untouched."""

import csv
import json
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pytest

from agent.batch.answer_files import check_place, write
from agent.batch.grid import Plan, Scope, gridded, listed
from agent.batch.ledger import Ledger
from agent.batch.rows import Found, file_link, found
from agent.questions import Asked
from store.errors import TieoutError

HOSTILE = ["=1+1", "+CMD", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(0)", "\x01\x02", "| a |", "<b>"]


def answered(value: str | None, unit: str | None, said: str = "It is so.") -> dict[str, Any]:
    """An `ask` object with two read figures and one that is their sum."""
    place = {"document": "harrow", "source": "annual.htm", "page": 3, "lines": [40, 40]}
    read = {"period": "2024", "scope": None, "table": "t1", "cell": None, "fact": None, **place}
    nowhere = dict.fromkeys(read)
    figures = [
        {**read, "text": "5.0", "value": "5.0", "unit": "USD", "expression": None},
        {**read, "text": "2.0", "value": "2.0", "unit": "USD", "expression": None},
        {**nowhere, "text": "7.0", "value": "7.0", "unit": "USD", "expression": "(f1 + f2) * 1"},
    ]
    return {
        "status": "answered",
        "answer": said,
        "value": value,
        "unit": unit,
        "figures": figures if value == "7.0" else [],
        "citations": [{**place, "quote": "leases of $5.0"}],
        "chain": [],
        "checks": [{"name": "figures", "status": "passed", "sentence": "Fine."}],
        "open_threads": [],
        "steps": [],
        "usage": {"model": "m", "cost_usd": 0.25, "seconds": 1.5},
    }


def filled(ledger: Ledger, plan: Plan, answers: list[dict[str, Any]]) -> Found:
    batch = ledger.open("one", plan, "m")
    for cell, answer in zip(plan.cells, answers, strict=True):
        ledger.finish(batch, cell.id, answer)
    return found(ledger, batch)


@pytest.fixture
def plain(ledger: Ledger) -> Found:
    texts = [*HOSTILE, "What are leases?"]
    plan = listed([Asked(str(at), text) for at, text in enumerate(texts)], ledger.library, "m")
    return filled(ledger, plan, [answered("7.0", "USD", text) for text in texts])


@pytest.fixture
def grid(ledger: Ledger) -> Found:
    columns = [Asked("leases", "Leases?", type="amount"), Asked("who", "Who?", type="text")]
    plan = gridded(columns, ledger.library, "m", Scope("filing"))
    answers = [answered("7.0", "USD"), answered(None, None, "Nobody.")] * 2
    return filled(ledger, plan, answers)


def test_a_grid_reads_back_equal_and_every_value_leads_to_its_source(
    grid: Found, tmp_path: Path
) -> None:
    out = tmp_path / "grid.xlsx"
    write(out, grid, partial(file_link, tmp_path))
    read = pandas.read_excel(out, sheet_name="Values")
    assert list(read.columns) == ["row", "leases", "who"]
    assert list(read["leases"]) == [7.0, 7.0]
    assert list(read["who"]) == ["Nobody.", "Nobody."]
    book = openpyxl.load_workbook(out)
    values, sources = book["Values"], book["Sources"]
    assert "USD" in values["B2"].number_format
    place = int(values["B2"].hyperlink.location.removeprefix("Sources!A"))
    assert (sources.cell(place, 10).value, sources.cell(place, 11).value) == ("harrow", 3)
    assert sources.cell(place, 10).hyperlink.target.startswith("file://")


def test_a_computed_figure_is_a_live_formula_over_the_rows_of_its_parts(
    grid: Found, tmp_path: Path
) -> None:
    out = tmp_path / "grid.xlsx"
    write(out, grid, partial(file_link, tmp_path))
    sources = openpyxl.load_workbook(out)["Sources"]
    formulas = [cell.value for cell in sources["H"][1:] if cell.value]
    assert formulas[0] == "=(F2 + F3) * 1"


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_no_cell_is_run_by_a_spreadsheet(plain: Found, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"plain{ending}"
    write(out, plain, partial(file_link, tmp_path))
    if ending == ".csv":
        with out.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "-")]
        return
    for sheet in openpyxl.load_workbook(out):
        formulas = [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"]
        assert all(where.startswith("H") and sheet.title == "Sources" for where in formulas)


def test_json_parquet_and_markdown_hold_the_same_rows(plain: Found, tmp_path: Path) -> None:
    for ending in (".jsonl", ".parquet", ".md"):
        write(tmp_path / f"out{ending}", plain, partial(file_link, tmp_path))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().split("\n")[:-1]]
    table = pandas.read_parquet(tmp_path / "out.parquet")
    assert (
        [row["answer"] for row in rows] == list(table["answer"]) == [*HOSTILE, "What are leases?"]
    )
    assert set(table["value"]) == {"7.0"}
    assert list(table["page"]) == [3] * len(rows)
    assert len((tmp_path / "out.md").read_text().splitlines()) == 2 + len(rows)


def test_a_correction_takes_the_place_of_the_answer_and_says_whose_it_is(
    ledger: Ledger, tmp_path: Path
) -> None:
    plan = listed([Asked("1", "Leases?")], ledger.library, "m")
    batch = filled(ledger, plan, [answered("7.0", "USD")]).batch.id
    ledger.correct(batch, "1", text="It is 8.", author="ann", value="8.0", unit="USD")
    (row,) = found(ledger, batch).rows
    assert (row["value"], row["answer"], row["corrected"]["author"]) == ("8.0", "It is 8.", "ann")
    assert row["found"] == {"value": "7.0", "unit": "USD", "answer": "It is so."}


def test_a_file_that_cannot_be_written_is_said_before_work_starts(tmp_path: Path) -> None:
    with pytest.raises(TieoutError, match="cannot be written"):
        check_place(tmp_path / "not there" / "out.xlsx")
    with pytest.raises(TieoutError, match=r"\.parquet"):
        check_place(tmp_path / "out.docx")
    check_place(tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []
