"""Which line of a passage answers."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.best_line import (
    HEADER_SHARE,
    NOTHING,
    YEAR_SHARE,
    Finder,
    Weighed,
    best_of,
    line_scores,
    weigh,
)
from index.rows import pack
from index.understanding import Sought
from index.words import Analyser

ANALYSER = Analyser()
ROWS = [
    "The table shows our cash flows.",
    "| (in millions) | 2023 | 2022 |",
    "|---|---|---|",
    "| Net income | 412 | 390 |",
    "| Purchases of property, plant and equipment | (157) | (148) |",
    "| Proceeds from sale of equipment | 12 | 8 |",
]


def scores(lines: Sequence[str], weighed: Sequence[Weighed]) -> list[float]:
    return line_scores(pack(lines, ANALYSER), weighed)


def terms(*wordings: str) -> tuple[Sought, ...]:
    return tuple(Sought((tuple(ANALYSER.words(wording)),)) for wording in wordings)


def test_the_row_that_holds_all_words_is_best() -> None:
    weighed = weigh(terms("purchases of property", "equipment"), {}, 100)
    found = scores(ROWS, weighed)
    assert best_of(found) == 4
    assert found[4] > 0


def test_rare_words_count_more() -> None:
    weighed = weigh(terms("sale", "cash"), {"sale": 90, "cash": 2}, 100)
    assert best_of(scores(ROWS, weighed)) == 0


def test_words_in_the_header_count_for_every_row() -> None:
    lines = ["| Segment | Europe | Asia |", "| | Europe | Asia |", "| Sales | 5 | 6 |"]
    found = scores(lines, weigh(terms("asia", "sales"), {}, 100))
    assert found[2] > found[1]


def test_the_words_of_a_wording_stand_together() -> None:
    weighed = weigh(terms("net income"), {}, 100)
    assert scores(["net of tax, income fell"], weighed) == [0]
    assert scores(["net (loss) income"], weighed) != [0]


def test_nothing_found_is_the_first_line() -> None:
    assert best_of(scores(ROWS, ())) == 0
    assert best_of([]) == 0


def test_the_rule_under_headers_answers_nothing() -> None:
    assert scores(ROWS, weigh(terms("2023"), {}, 100))[2] == 0


def plain_scores(packed: str, finder: Finder, years: Sequence[int]) -> list[float]:
    """Every line taken apart, whatever it holds: what `Finder.line_scores` must come to."""
    above, scores = NOTHING, []
    for line in packed.split("\n"):
        words = line[1:].split()
        held = finder.held(words)
        worth = finder.worth(held)
        if line[0] == ".":
            above = held
        elif line[0] != "|":
            above |= held
            worth *= HEADER_SHARE
        else:
            worth += HEADER_SHARE * finder.worth(above - held)
        dated = {str(year) for year in years} & set(words)
        scores.append(worth * (1 + YEAR_SHARE) if dated else worth)
    return scores


WORDS = st.sampled_from(["net", "income", "internet", "incomes", "2023", "12023", "tax", "of"])
LINES = st.lists(st.tuples(st.sampled_from(".|#-"), st.lists(WORDS, max_size=6)), min_size=1)


@given(LINES)
def test_lines_that_are_not_taken_apart_come_to_the_same(
    lines: list[tuple[str, list[str]]],
) -> None:
    packed = "\n".join(mark + " ".join(words) for mark, words in lines)
    weighed = weigh(terms("net income", "tax", "2023"), {"tax": 3}, 100)
    finder = Finder(weighed, (2023,))
    assert finder.line_scores(packed) == plain_scores(packed, finder, (2023,))
