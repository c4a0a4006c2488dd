"""What a company owes in all is found hop by hop, in filings worded in many ways."""

from decimal import Decimal
from pathlib import Path

import pytest

from agent.answer import Answer
from agent.offline.exposure import topic_of
from examples.story import Variant
from tests.agent.offline.conftest import Shelf, shelve

QUESTION = "What does this company really owe on leases?"


def told_lines(answer: Answer) -> str:
    """Every line that the answer shows: figures as printed, quotations, words of references."""
    figures = [figure.text for figure in answer.figures]
    quotes = [citation.quote for citation in answer.citations]
    return "\n".join((*figures, *quotes, *(hop.words for hop in answer.chain)))


def assert_found(answer: Answer, truth: Variant) -> None:
    """The total is right, each amount is shown with its line, and every check passed."""
    assert answer.status == "answered", (truth.name, answer.answer)
    assert Decimal(answer.value or "0") == truth.total, (truth.name, answer.answer)
    assert not [check for check in answer.checks if check.status == "failed"]
    read = {Decimal(f.value) for f in answer.figures if f.value and f.expression is None}
    stated = {amount for hop in truth.hops if hop.sign for amount in hop.amounts}
    assert read == stated, truth.name


def test_every_amount_is_read_followed_and_added_once(shelf: Shelf) -> None:
    for document, truth in zip(shelf.ids, shelf.truth, strict=True):
        assert_found(shelf.ask(QUESTION, [document]), truth)


def test_every_amount_is_told_as_it_is_printed(shelf: Shelf) -> None:
    """So that a reader, and the page, find it in the filing: "$5.0 billion", not "$5 billion"."""
    for document in shelf.ids:
        answer = shelf.ask(QUESTION, [document])
        read = [figure.text for figure in answer.figures if figure.expression is None]
        assert read
        assert all(text in answer.answer for text in read), answer.answer


def test_each_note_on_the_way_is_a_hop_of_the_chain(shelf: Shelf) -> None:
    for document, truth in zip(shelf.ids, shelf.truth, strict=True):
        answer = shelf.ask(QUESTION, [document])
        shown = told_lines(answer)
        for hop in truth.hops:
            if hop.sign > 0 and hop.kind == "note":
                assert any(digits in shown for digits in hop.printed), (truth.name, hop)


def test_the_question_is_answered_for_a_company_by_name(shelf: Shelf) -> None:
    company = shelf.truth[0].story.company
    alone = [t for t in shelf.truth if t.story.company.name == company.name]
    if len(alone) == 1:
        answer = shelf.ask(f"What does {company.short} really owe on leases?", index=True)
        assert_found(answer, alone[0])


def test_nobody_named_among_several_companies_is_asked_back(shelf: Shelf) -> None:
    answer = shelf.ask(QUESTION)
    assert (answer.status, answer.value) == ("not_disclosed", None)


def test_the_topic_is_what_is_left_of_the_question() -> None:
    assert topic_of("this company really owe on leases") == frozenset({"lease"})


@pytest.mark.slow
@pytest.mark.parametrize("index", [False, True], ids=["without an index", "with an index"])
def test_fifty_filings_are_answered(tmp_path: Path, index: bool) -> None:
    fifty = shelve(50, tmp_path)
    for document, truth in zip(fifty.ids, fifty.truth, strict=True):
        assert_found(fifty.ask(QUESTION, [document], index=index), truth)
