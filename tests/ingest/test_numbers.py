from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numbers import is_nil, parse_number, parse_printed, scale_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1234"),
        ("(1,234)", "-1234"),
        ("$ (1,234)", "-1234"),
        ("($1,234)", "-1234"),
        ("(12", "-12"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("–3.5", "-3.5"),
        ("-$5", "-5"),
        (".25", "0.25"),
        ("$ 5.2 million", "5200000"),
        ("(5.2) million", "-5200000"),
        ("$1.5B", "1500000000"),
        ("12.5%", "12.5"),
        ("(1.2)%", "-1.2"),
        ("3.2 percent", "3.2"),
        ("1,234\u00a0", "1234"),
        ("2.5x", "2.5"),
    ],
)
def test_a_printed_number_is_read_with_its_sign(text: str, value: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize("text", ["1,234(1)", "1,234 (a)", "1,234*", "1,234 ¹", "1,234 (1)(2)"])
def test_a_footnote_mark_is_no_part_of_the_number(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == 1234


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "7A",
        "10-K",
        "June 30, 2023",
        "1,2345",
        "12,34",
        "1-2",
        "Level 1",
        "5 to 10",
        "9" * 99,
    ],
)
def test_what_is_not_wholly_a_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["—", "$ —", "-", "– %", "(—)", "--", "— ¹", "nil"])
def test_a_dash_is_nil_and_no_number(text: str) -> None:
    assert is_nil(text)
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["", "0", "-3", "none of them", "$"])
def test_other_texts_are_not_nil(text: str) -> None:
    assert not is_nil(text)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("$5", "USD"), ("US$ 5", "USD"), ("€5", "EUR"), ("5 EUR", "EUR"), ("C$5", "CAD"), ("5", None)],
)
def test_the_currency_beside_the_digits_is_told(text: str, currency: str | None) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.currency == currency


def test_the_step_is_what_the_last_digit_stands_for() -> None:
    number = parse_number("$94.9 billion")
    assert number is not None
    assert (number.scale, number.decimals, number.step) == (10**9, 1, Decimal(100_000_000))


def test_scale_words_are_known_in_the_singular_and_the_plural() -> None:
    assert [scale_of(word) for word in ("thousand", "Millions", "billion", "apples")] == [
        1_000,
        1_000_000,
        1_000_000_000,
        1,
    ]


def printed(value: Decimal, *, parentheses: bool, dollar: bool, percent: bool) -> str:
    """A number as a filing prints it: the other direction of `parse_number`."""
    digits = f"{'$' * dollar}{abs(value):,}"
    signed = f"({digits})" if parentheses else f"-{digits}"
    return (signed if value < 0 else digits) + "%" * percent


@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=2),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_what_is_printed_is_read_back_exactly(
    value: Decimal, parentheses: bool, dollar: bool, percent: bool
) -> None:
    number = parse_number(printed(value, parentheses=parentheses, dollar=dollar, percent=percent))
    assert number is not None
    assert (number.value, number.percent, number.decimals) == (value, percent, 2)
    assert number.currency == ("USD" if dollar else None)


@given(st.integers(min_value=-(10**12), max_value=10**12), st.sampled_from(["thousand", "million"]))
def test_a_scale_word_multiplies_exactly(whole: int, word: str) -> None:
    number = parse_number(f"{whole:,} {word}")
    assert number is not None
    assert number.value == whole * scale_of(word)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    assert not (is_nil(text) and parse_number(text) is not None)


@given(st.from_regex(r"[($-]{0,3}\d{1,4}(,\d{3}){0,3}(\.\d{1,3})?[)%]{0,2}", fullmatch=True))
def test_the_quick_look_at_plain_numbers_says_what_the_whole_reading_says(text: str) -> None:
    assert parse_number(text) == parse_printed(text)
