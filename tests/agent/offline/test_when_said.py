"""A sentence's amounts are taken for the asked period alone."""

from datetime import date, datetime

import pytest

from agent.amounts import amounts
from agent.offline.periods import asked_periods
from agent.offline.when_said import LATE, covers, lateness, of_year
from store.tables import StoredDocument

FILING = StoredDocument(
    id="d", source="d.htm", order=0, content="", reader="", form="10-K", company="Harrow",
    fiscal_year=2023, fiscal_period="FY", period_end=date(2023, 12, 31), pages=1, page_lines=[1],
    lines=1, words=1, sections=0, tables=0, facts=0, references=0, health="green", warnings=[],
    added=datetime(2024, 3, 1),
)  # fmt: skip


def taken(text: str, asked: str) -> list[str]:
    found = [each for each in amounts(text) if each.number.currency]
    period = asked_periods(asked)
    return [each.text for each in of_year(found, text, period[0] if period else None, FILING)]


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("Rent was $5 million and $4 million in 2023 and 2022, respectively.", "in 2022",
         ["$4 million"]),
        ("Rent rose to $5 million in 2023 from $4 million in 2022.", "in 2023", ["$5 million"]),
        ("Rent was $5 million.", "in 2023", ["$5 million"]),
        ("Rent was $5 million.", "in 2022", []),
        ("Rent was $5 million in 2021.", "in 2023", []),
        ("Rent was $5 million, $4 million and $3 million in 2023 and 2022, respectively.",
         "in 2023", []),
    ],
)  # fmt: skip
def test_amounts_are_those_of_the_asked_year(text: str, asked: str, found: list[str]) -> None:
    assert taken(text, asked) == found


@pytest.mark.parametrize(
    ("text", "asked", "late"),
    [
        ("At March 1, 2024 there were 900 holders.", "at March 1, 2024", 0.0),
        ("At March 1, 2024 there were 900 holders.", "at May 1, 2024", None),
        ("At March 1, 2024 there were 900 holders.", "in 2023", LATE),
        ("At December 31, 2023 there were 900 holders.", "in 2023", 0.0),
        ("There were 900 holders.", "at March 1, 2024", 0.0),
    ],
)
def test_the_day_of_the_cover_will_do_where_no_day_is_asked_for(
    text: str, asked: str, late: float | None
) -> None:
    assert lateness(text, asked_periods(asked)[0], FILING) == late


def test_a_cover_is_of_a_day_soon_after_the_year() -> None:
    assert covers(FILING, date(2024, 3, 1))
    assert not covers(FILING, date(2023, 12, 31))
    assert not covers(FILING, date(2024, 9, 30))
