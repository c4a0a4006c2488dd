"""Words of the calendar."""

import calendar

import pytest

from ingest.calendar import MONTHS, month_number


def test_every_month_goes_by_its_name_and_its_short_forms() -> None:
    for number, name in enumerate(MONTHS, 1):
        assert name == calendar.month_name[number].lower()
        for said in (name, name.upper(), name[:3], f"{name[:3]}.", name[:4].title()):
            assert month_number(said) == number


@pytest.mark.parametrize("said", ["", "ma", "mon", "quarter", "13"])
def test_what_is_no_month_has_no_number(said: str) -> None:
    assert month_number(said) is None
