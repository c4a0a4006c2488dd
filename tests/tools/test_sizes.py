import re

from hypothesis import given
from hypothesis import strategies as st

from tools.sizes import around, clip, fit, tokens

lines = st.lists(st.integers(0, 10**9).map("{:,}".format), min_size=1, max_size=60).map(" ".join)


@given(lines, st.integers(1, 200))
def test_a_number_is_never_cut(line: str, width: int) -> None:
    whole = set(line.split())
    kept = clip(line, width).split(" … ")[0]
    assert {word for word in kept.split() if re.match(r"\d", word)} <= whole | {"…"}
    assert set(around(line, width, width, width).split()) <= whole | {"…"}


def test_what_was_cut_is_said() -> None:
    assert clip("12,345 67,890", 8) == "12,345 … (6 more characters)"


def test_whole_lines_are_kept_while_they_fit() -> None:
    fitted = fit(["aaaa", "bbbb", "cccc"], most=4)
    assert fitted.lines == ("aaaa", "bbbb")
    assert fitted.left == 1


def test_at_least_one_line_is_shown() -> None:
    assert fit(["word " * 100], most=20).left == 0


def test_tokens_are_counted_rather_high() -> None:
    assert tokens("Total assets were $9,120 million") == 9
    assert tokens("1,234,567.89 " * 10) == 70
    assert tokens("") == 0
