"""Weighted reciprocal rank fusion, by property and by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import LED, Blend, blend, fuse, led

RANKING = st.lists(st.integers(0, 12), unique=True, max_size=8)
EVEN = {"bm25": 0.5, "vector": 0.5}


def test_second_in_both_beats_first_in_one() -> None:
    fused = fuse({"bm25": ["a", "both"], "vector": ["b", "both"]}, EVEN)
    assert fused[0][0] == "both"


def test_scores_are_weight_over_k_plus_rank() -> None:
    fused = dict(fuse({"bm25": ["a", "b"], "vector": ["b"]}, {"bm25": 0.7, "vector": 0.3}))
    assert fused["a"] == pytest.approx(0.7 / 61)
    assert fused["b"] == pytest.approx(0.7 / 62 + 0.3 / 61)


def test_the_weights_decide_between_two_firsts() -> None:
    rankings = {"bm25": ["lexical"], "vector": ["meaning"]}
    assert fuse(rankings, {"bm25": 0.7, "vector": 0.3})[0][0] == "lexical"
    assert fuse(rankings, {"bm25": 0.4, "vector": 0.6})[0][0] == "meaning"


@given(one=RANKING, two=RANKING, three=RANKING)
def test_everything_ranked_comes_out_once_best_first(
    one: list[int], two: list[int], three: list[int]
) -> None:
    fused = fuse({"a": one, "b": two, "c": three}, {"a": 1, "b": 1, "c": 1})
    assert sorted(key for key, _ in fused) == sorted({*one, *two, *three})
    assert [score for _, score in fused] == sorted((s for _, s in fused), reverse=True)


@given(one=RANKING, two=RANKING, three=RANKING)
def test_the_order_in_which_indexes_answer_does_not_matter(
    one: list[int], two: list[int], three: list[int]
) -> None:
    weights = {"a": 1.0, "b": 1.0, "c": 1.0}
    first = fuse({"a": one, "b": two, "c": three}, weights)
    assert first == fuse({"c": three, "a": one, "b": two}, weights)


@given(ranking=RANKING)
def test_one_ranking_keeps_its_order(ranking: list[int]) -> None:
    assert [key for key, _ in fuse({"bm25": ranking}, {"bm25": 0.5})] == ranking


def test_where_words_lead_vectors_settle_who_is_close_and_add_the_rest() -> None:
    scores = {"best": 10.0, "close": 9.9, "far": 5.0}
    merged = led(scores, ["new", "close", "far"], 0.6)
    assert [key for key, _ in merged] == ["close", "best", "far", "new"]
    assert dict(merged)["new"] == pytest.approx(LED * 0.6)


def test_led_by_nothing_is_the_ranking() -> None:
    assert [key for key, _ in led({}, ["b", "a"], 0.5)] == ["b", "a"]
    assert led({"a": 0.0}, [], 0.5) == [("a", 0.0)]


@pytest.mark.parametrize("how", ["min-max", "z-score", "cosine"])
def test_scores_are_made_comparable(how: Blend) -> None:
    scores = {"bm25": {"a": 30.0, "b": 10.0, "c": 1.0}, "vector": {"b": 0.9, "d": 0.2}}
    blended = blend(scores, {"bm25": 0.5, "vector": 0.5}, how)
    assert {key for key, _ in blended} == {"a", "b", "c", "d"}
    assert blended[0][0] in "ab"
    assert blend({"bm25": {"a": 5.0}, "vector": {}}, {"bm25": 1.0, "vector": 0.0}, how)[0][0] == "a"
    equal = blend({"bm25": {"a": 2.0, "b": 2.0}}, {"bm25": 1.0}, how)
    assert equal[0][1] == equal[1][1]
