"""Down a column: what stands out is said, what is ordinary is not."""

from typing import Any

from agent.batch.columns import column_checks


def column(*values: str, unit: str = "USD") -> list[dict[str, Any]]:
    return [
        {"id": str(at), "column": "revenue", "value": value, "unit": unit}
        for at, value in enumerate(values)
    ]


def said(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {
        id: " ".join(check.sentence for check in checks)
        for id, checks in column_checks(rows, {"a": "Harrow", "b": "Harrow"}).items()
    }


def test_an_ordinary_column_is_left_alone() -> None:
    assert said(column("120", "90", "2500", "400", "75", "1300", "600")) == {}


def test_a_scale_that_stands_out_is_said() -> None:
    rows = column("120000000", "90000000", "250000000", "400000", "75000000", "130000000000000")
    assert said(rows).keys() == {"5"}
    assert "larger than the middle" in said(rows)["5"]


def test_a_sign_and_a_unit_that_stand_out_are_said() -> None:
    rows = column("12", "9", "25", "-40", "75", "13")
    assert said(rows) == {"3": "It is negative; the column is positive as a rule."}
    rows = column("12", "9", "25", "40", "75", "13")
    rows[2]["unit"] = "percent"
    assert said(rows) == {"2": "Its unit is percent; in the column it is USD."}


def test_too_few_cells_say_nothing_about_each_other() -> None:
    assert said(column("1", "1000000", "-5")) == {}


def test_a_figure_that_two_filings_give_differently_is_said_to_be_restated() -> None:
    def figure(document: str, value: str, scope: str | None = None) -> dict[str, Any]:
        place = {"document": document, "source": f"{document}.htm", "text": value, "scope": scope}
        return {**place, "value": value, "fact": "us-gaap:Revenues", "period": "2022"}

    one = {"id": "1", "figures": [figure("a", "100"), figure("a", "7", "segment")]}
    two = {"id": "2", "figures": [figure("b", "98")]}
    assert said([one, two]) == {
        "1": "b.htm gives 98 for the same thing and period: it was restated, or is not the same.",
        "2": "a.htm gives 100 for the same thing and period: it was restated, or is not the same.",
    }
    assert said([one]) == {}
