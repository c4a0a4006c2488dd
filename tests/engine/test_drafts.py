"""A draft is what followed the last three tokens when they stood there before."""

from array import array
from random import Random

from engine.drafts import GRAM, Drafter


def slowly(tokens: list[int], most: int) -> list[int]:
    """The same by looking through the whole text."""
    for start in range(len(tokens) - GRAM - 1, -1, -1):
        if tokens[start : start + GRAM] == tokens[-GRAM:]:
            found = tokens[start + GRAM :]
            return (found * most)[:most]
    return []


def test_a_draft_is_the_continuation_of_the_last_place_that_is_alike() -> None:
    random = Random(0)
    tokens = array("i", [random.randrange(4) for _ in range(5)])
    drafter = Drafter(6)
    for _ in range(300):
        drafter.worth = 6
        assert drafter.draft(tokens, 6).tolist() == slowly(tokens.tolist(), 6)
        tokens.extend(random.randrange(4) for _ in range(random.randrange(1, 5)))


def test_what_was_never_said_before_is_not_guessed() -> None:
    assert not Drafter(8).draft(array("i", range(50)), 8)
    assert not Drafter(8).draft(array("i", [1]), 8)
    assert not Drafter(8).draft(array("i", [1, 2, 3] * 4), 0)


def test_drafts_grow_while_they_are_right_and_shrink_when_they_are_not() -> None:
    drafter, tokens, sizes = Drafter(8), array("i", [1, 2, 3] * 9), []
    for right in (2, 5, 8, 0, 1):
        sizes.append(len(drafter.draft(tokens, 99)))
        drafter.learn(sizes[-1], min(right, sizes[-1]))
    assert sizes == [2, 5, 8, 8, 1]
