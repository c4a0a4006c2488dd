from evals.reference_spans import spans

TEXT = (
    "See Part II, Item 1A. Part II of this report has Item 1 and, in Notes 3 and 5, more on Item 1."
)


def texts(*words: str) -> list[list[str]]:
    """What stands before each place, so that places can be told apart."""
    return [[TEXT[:start][-4:] for start, _ in places] for places in spans(TEXT, words)]


def test_longer_words_are_placed_first() -> None:
    assert texts("Part II, Item 1A", "Part II") == [["See "], ["1A. "]]


def test_the_order_tells_the_same_words_apart() -> None:
    assert texts("Item 1", "Item 1") == [["has "], [" on "]]


def test_several_things_said_at_once_stand_at_one_place() -> None:
    assert texts("Notes 3 and 5", "Notes 3 and 5") == [[" in "], [" in "]]


def test_words_said_less_often_than_they_stand_may_be_at_any_place() -> None:
    assert texts("Item 1") == [["has ", " on "]]


def test_words_that_do_not_stand_there_have_no_place() -> None:
    assert texts("Note 9") == [[]]
