"""The words of the index: what stays whole, and that remembering changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import Analyser, analyzer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,234.5 and (1,577) or 12%", ["1,234.5", "and", "1,577", "or", "12%"]),
        ("ASC 606, Rule 10b5-1", ["asc", "606", "rule", "10b5", "1"]),
        ("AT&T's R&D", ["at&t", "s", "r&d"]),
        ("Inventories; inventory", ["inventori", "inventori"]),
        ("Café FY2018 3M", ["cafe", "fy2018", "3m"]),
    ],
)
def test_numbers_and_names_stay_whole(text: str, words: list[str]) -> None:
    assert Analyser().words(text) == words


@given(text=st.text(max_size=80) | st.text("ab&%.,'’-1 2/|", max_size=40))
def test_remembered_words_are_those_the_index_makes(text: str) -> None:
    assert Analyser().words(text) == analyzer().analyze(text)
