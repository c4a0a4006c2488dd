"""When a figure is right."""

import pytest

from evals.gold import Question, to_question
from evals.judge import Verdict, judge, number


def asked(**known: object) -> Question:
    row = {"id": "1", "question": "How much?", "answer": "", "doc": "a.htm", "kind": "k"}
    return to_question({**row, **known})


EXACT = asked(answer_num=1_577_000_000, unit="USD")
PRINTED = asked(answer="$1,577 million")
BARE = asked(answer="1,577")
STATED = asked(answer="24.26", justification="revenue over assets")
SHARE = asked(answer="14.7%")
CHANGE = asked(answer_num=-4.2, unit="percent", kind="tag_change")
COMPUTED = asked(answer="14.7%", answer_exe="0.14711")


@pytest.mark.parametrize(
    ("question", "value", "verdict"),
    [
        (EXACT, "1577000000", "correct"),
        (EXACT, "-1577000000", "correct"),
        (EXACT, "1577800000", "wrong"),
        (EXACT, "1577", "scale"),
        (EXACT, "1600000000", "wrong"),
        (PRINTED, "1577000000", "correct"),
        (PRINTED, "1580000000", "correct"),
        (PRINTED, "1577", "scale"),
        (BARE, "1577000000", "correct"),
        (BARE, "1,577", "correct"),
        (BARE, "1500", "wrong"),
        (STATED, "24.26", "correct"),
        (STATED, "24260", "scale"),
        (SHARE, "14.70", "correct"),
        (SHARE, "0.147", "correct"),
        (SHARE, "15.1", "wrong"),
        (CHANGE, "-4.15", "correct"),
        (CHANGE, "4.2", "wrong"),
        (COMPUTED, "14.71", "correct"),
        (COMPUTED, "0.147", "correct"),
        (EXACT, "about five", "no figure"),
        (EXACT, None, "no figure"),
    ],
)
def test_a_figure_is_right_when_it_is_equal_as_printed(
    question: Question, value: str | None, verdict: Verdict
) -> None:
    assert judge(question, {"status": "answered", "value": value}) == verdict


def test_refusing_and_failing_are_not_wrong() -> None:
    assert judge(EXACT, {"status": "not_disclosed", "value": None}) == "refused"
    assert judge(EXACT, {"status": "not_in_library", "value": None}) == "refused"
    assert judge(EXACT, {"status": "failed", "value": "1"}) == "failed"


def test_prose_is_not_judged() -> None:
    assert judge(asked(answer="Yes, because margins rose 3%."), {"value": "3"}) is None
    assert judge(asked(answer="?", answer_exe="yes"), {"value": "3"}) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("(1,234)", -1234), ("-$5.2", -5.2), ("−3", -3), ("$ .5", 0.5), ("none", None), ("(.)", None)],
)
def test_numbers_are_read_with_their_sign(text: str, value: float | None) -> None:
    assert number(text) == value
