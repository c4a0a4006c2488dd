"""One form for every way to print a number."""

import pytest

from index.numbers import number_words, printed


def forms(text: str) -> set[str]:
    return {form for each in printed(text) for form in each.forms}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("$45.2M", "45200000"),
        ("$45,200,000", "45200000"),
        ("sales of 45.2 million euros", "45200000"),
        ("US$3bn", "3000000000"),
        ("(1,234)", "-1234"),
        ("$ (1,234)", "-1234"),
        ("-$5.2 million", "-5200000"),
        ("(1,234)", "1234"),
        ("rose 10 %", "10%"),
        ("rose by a tenth", "10%"),
        ("1,000 basis points", "10%"),
        ("12.50 percent", "12.5%"),
    ],
)
def test_a_number_has_one_form_however_it_is_printed(text: str, form: str) -> None:
    assert form in forms(text)


@pytest.mark.parametrize(
    "text",
    [
        "Note 12",
        "Item 7",
        "in 2023",
        "10-K",
        "ASC 606",
        "Rule 10b5-1",
        "3/31/2023",
        "a third party",
    ],
)
def test_what_is_no_amount_is_no_number(text: str) -> None:
    assert forms(text) == set()


def test_cells_count_in_full_units_and_their_print_only_for_who_names_no_scale() -> None:
    grid = '{"cells":[{"column":1,"text":"(45.2)","value":"-45200000","unit":"USD"}]}'
    held = number_words("Rent | (45.2)", grid)
    assert {"45200000", "-45200000"} <= held
    assert "45.2" not in held
    (bare,) = printed("45.2")
    assert held.intersection(bare.sought)
    (full,) = printed("$45.2")
    assert not held.intersection(full.sought)
