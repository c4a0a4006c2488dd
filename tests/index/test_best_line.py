"""Which line of a passage answers."""

from index.best_line import best_line, line_scores, weigh
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


def terms(*wordings: str) -> tuple[Sought, ...]:
    return tuple(Sought((tuple(ANALYSER.words(wording)),)) for wording in wordings)


def test_the_row_that_holds_all_words_is_best() -> None:
    weighed = weigh(terms("purchases of property", "equipment"), {}, 100)
    at, score = best_line(ROWS, weighed, ANALYSER)
    assert at == 4
    assert score > 0


def test_rare_words_count_more() -> None:
    weighed = weigh(terms("sale", "cash"), {"sale": 90, "cash": 2}, 100)
    assert best_line(ROWS, weighed, ANALYSER)[0] == 0


def test_words_in_the_header_count_for_every_row() -> None:
    lines = ["| Segment | Europe | Asia |", "| | Europe | Asia |", "| Sales | 5 | 6 |"]
    scores = line_scores(lines, weigh(terms("asia", "sales"), {}, 100), ANALYSER)
    assert scores[2] > scores[1]


def test_the_words_of_a_wording_stand_together() -> None:
    weighed = weigh(terms("net income"), {}, 100)
    assert line_scores(["net of tax, income fell"], weighed, ANALYSER) == [0]
    assert line_scores(["net (loss) income"], weighed, ANALYSER) != [0]


def test_nothing_found_is_the_first_line() -> None:
    assert best_line(ROWS, (), ANALYSER) == (0, 0)
    assert best_line([], (), ANALYSER) == (0, 0.0)
