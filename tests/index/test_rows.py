"""Lines packed for scoring say the same as the lines."""

from hypothesis import given
from hypothesis import strategies as st

from index.best_line import Finder, weigh
from index.rows import pack
from index.understanding import Sought
from index.words import Analyser

ANALYSER = Analyser()
LINES = st.lists(st.sampled_from(["net", "income", "tax", "rent", "|", "5", "2023"]), max_size=8)


@given(st.lists(LINES.map(" ".join), min_size=1, max_size=6))
def test_a_line_each_with_its_words(lines: list[str]) -> None:
    packed = pack(lines, ANALYSER).split("\n")
    assert [line[1:].split() for line in packed] == [ANALYSER.words(line) for line in lines]


@given(LINES)
def test_terms_are_found_as_by_looking_at_every_one(words: list[str]) -> None:
    wordings = [(("net", "incom"),), (("tax",), ("rent",)), (("2023",),)]
    terms = weigh([Sought(each) for each in wordings], {}, 10)
    stems = ANALYSER.words(" ".join(words))
    assert Finder(terms).held(stems) == {
        at for at, each in enumerate(wordings) if any(stands(one, stems) for one in each)
    }


def stands(wording: tuple[str, ...], words: list[str]) -> bool:
    """The slow way: every choice of places with at most one word between two."""
    places = [[at for at, word in enumerate(words) if word == one] for one in wording]
    if len(places) == 1:
        return bool(places[0])
    return any(0 < b - a <= 2 for a in places[0] for b in places[1])
