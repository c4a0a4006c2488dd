import json
from datetime import date
from pathlib import Path

import pytest

from ingest.edgar_companies import ASSIGNED, assigned, companies, lines, listed_cik, plain_name


@pytest.mark.parametrize(
    "spelling",
    [
        "Marlow & Co., Inc.",
        "MARLOW & COMPANY INC /DE/",
        "The Marlow and Co. Inc",
        "M ARLOW & CO INC",
    ],
)
def test_a_registrant_has_one_name_in_every_spelling(spelling: str) -> None:
    assert plain_name(spelling) == "marlow&companyincorporated"


def test_another_legal_form_is_another_registrant() -> None:
    assert plain_name("Marlow Corp.") != plain_name("Marlow Co.")


def test_every_listed_company_is_found_by_its_name_today() -> None:
    found = [listed_cik(name, date(2025, 12, 31)) for name in companies()]
    assert len(found) > 7_000
    assert all(cik is not None and len(cik) == 10 for cik in found)


def test_a_registrant_is_not_found_before_its_cik_was_given_out() -> None:
    young = {name: cik for name, cik in companies().items() if int(cik) > 1_500_000}
    assert len(young) > 1_000
    assert not any(listed_cik(name, date(2005, 12, 31)) for name in young)


def test_a_name_that_nobody_bears_gives_nothing() -> None:
    assert listed_cik("Northfield Imaginary Pumps Inc.", date(2024, 12, 31)) is None


def test_ciks_were_given_out_in_order_of_the_years() -> None:
    assert [assigned(first) for _, first in ASSIGNED] == [year for year, _ in ASSIGNED]
    assert 2000 < assigned(1_200_000) < 2005
    assert assigned(1_750) == 1994
    assert assigned(2_900_000) == 2025


def test_the_list_is_renewed_from_what_edgar_publishes(tmp_path: Path) -> None:
    published = tmp_path / "company_tickers_exchange.json"
    rows = [[1234567, "Marlow  & Co", "MRL", "NYSE"], [1234567, "Marlow  & Co", "MRL-A", "NYSE"]]
    published.write_text(
        json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": rows})
    )
    assert list(lines(json.loads(published.read_text()))) == ["0001234567\tMarlow & Co"]
    with pytest.raises(TypeError, match="company_tickers_exchange"):
        list(lines({"fields": "cik", "data": None}))
