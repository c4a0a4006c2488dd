"""Which line of a passage answers."""

from collections.abc import Sequence

from index.best_line import Weighed, best_of, line_scores, weigh
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
