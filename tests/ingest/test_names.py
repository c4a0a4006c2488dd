from datetime import date
from itertools import islice

import pytest

from ingest.document import Metadata
from ingest.names import names, slug

HASH = "0123456789abcdef"
KNOWN = Metadata("10-K/A", "Marlow & Co.", ticker="MRLW", period_end=date(2024, 9, 28))


def test_an_id_says_who_what_and_when() -> None:
    assert next(names(KNOWN, "any.htm", HASH)) == "mrlw-10-k-a-2024-09-28"


def test_the_company_stands_in_for_a_ticker() -> None:
    about = Metadata("8-K", "Marlow & Co.", period_end=date(2024, 9, 28))
    assert next(names(about, "any.htm", HASH)) == "marlow-co-8-k-2024-09-28"


@pytest.mark.parametrize(
    "about",
    [
        Metadata(),
        Metadata("10-K", "Marlow"),
        Metadata("10-K", period_end=date(2024, 9, 28)),
        Metadata(company="Marlow", period_end=date(2024, 9, 28)),
    ],
)
def test_what_is_not_known_is_not_made_up(about: Metadata) -> None:
    assert (
        next(names(about, "folder/Annual Report 2024.pdf", HASH)) == "annual-report-2024-01234567"
    )


def test_there_is_always_another_name() -> None:
    assert list(islice(names(KNOWN, "a.htm", HASH), 4)) == [
        "mrlw-10-k-a-2024-09-28",
        "a-01234567",
        "a-01234567-2",
        "a-01234567-3",
    ]


@pytest.mark.parametrize(
    ("text", "expected"), [("Marlow & Co.", "marlow-co"), ("10-K405", "10-k405"), ("日本", "")]
)
def test_a_slug_is_lower_case_letters_digits_and_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_file_without_a_latin_name_still_has_an_id() -> None:
    assert next(names(Metadata(), "年報.pdf", HASH)) == "document-01234567"


def test_an_id_is_never_longer_than_a_file_name_may_be() -> None:
    about = Metadata("10-K " * 40, "Marlow " * 40, period_end=date(2024, 9, 28))
    assert all(len(name) < 150 for name in islice(names(about, "x" * 300, HASH), 3))
