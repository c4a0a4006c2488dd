from decimal import Decimal

import pytest

from agent.amounts import agree, amounts, last_digit, stands_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("| Total assets | $29,943 | (1,508) | 12.5% | — |", ["29943", "-1508", "12.5"]),
        ("were $45.2, $40.1 and $38 million", ["45200000", "40100000", "38000000"]),
        ("$2.0 billion and 5.0%", ["2000000000", "5.0"]),
        ("fell 3.5 percent to $(1,234)", ["3.5", "-1234"]),
        ("US$ 5 million; C$5.2", ["5000000", "5.2"]),
        ("$1,577,000,000.", ["1577000000"]),
        ("$.01 par, 1.5x", ["0.01", "1.5"]),
        ("5% and 6 million", ["5", "6000000"]),
        ("no number", []),
    ],
)
def test_amounts_are_read_out_of_text(text: str, values: list[str]) -> None:
    assert [amount.number.value for amount in amounts(text)] == [Decimal(v) for v in values]


@pytest.mark.parametrize(
    ("text", "line", "stands"),
    [
        ("2.0", "12.0", False),
        ("2.0", "2.05", False),
        ("2", "2.0", False),
        ("508", "1,508", False),
        ("1", "1,508", False),
        ("billion", "billions", False),
        ("2.0", "2.0 billion", True),
        ("$2.0 billion", "of $2.0 billion.", True),
        ("(1,508)", "| (1,508) |", True),
        ("1,508", "(1,508)", True),
        ("Total assets $29,943", "| Total assets | $29,943 |", True),
        ("Lender's", "Lender’s", True),
        ("", "anything", False),
    ],
)
def test_only_whole_tokens_stand_in_a_line(text: str, line: str, stands: bool) -> None:
    assert stands_in(text, line) is stands


@pytest.mark.parametrize(
    ("written", "step"), [("30.83", "0.01"), ("1577000000", "1"), ("1.5E9", "1"), ("0.10", "0.01")]
)
def test_the_last_digit_is_what_is_written(written: str, step: str) -> None:
    assert last_digit(Decimal(written)) == Decimal(step)


def test_half_a_digit_either_side_agrees() -> None:
    step = Decimal(100_000_000)
    assert agree(Decimal("94.9e9"), Decimal("94.93e9"), step)
    assert not agree(Decimal("94.8e9"), Decimal("94.93e9"), step)
