"""The offline model on real documents: it answers, computes, or declines, and never guesses."""

from decimal import Decimal

import pytest

from agent.answer import Answer
from agent.loop import ask
from agent.offline.model import OfflineModel
from agent.transcript import Question
from store.library import Library
from tests.agent.offline.conftest import Shelf
from tools.desk import Desk


def asked(library: Library, question: str) -> Answer:
    return ask(Desk(library), OfflineModel(), Question(question))


def test_a_tagged_figure_is_read_with_its_line(shelf: Shelf) -> None:
    story = shelf.truth[0].story
    answer = shelf.ask(
        f"According to {story.company.name}'s 10-K for the period ended {story.year_end}, "
        f"what was total assets as of {story.year_end:%B} {story.year_end.day}, "
        f"{story.year_end.year}?"
    )
    assert answer.status == "answered"
    (figure,) = answer.figures
    assert figure.value == answer.value
    assert figure.fact == "us-gaap:Assets"
    assert figure.page is not None


def test_a_change_is_computed_from_two_figures(shelf: Shelf) -> None:
    story = shelf.truth[0].story
    end, before = story.year_end, story.prior_end
    answer = shelf.ask(
        f"According to {story.company.name}'s 10-K for the period ended {end}, by what percentage "
        f"did total assets change as of {end:%B} {end.day}, {end.year} compared with as of "
        f"{before:%B} {before.day}, {before.year}?"
    )
    new, old, moved, change = answer.figures
    assert (answer.status, answer.unit) == ("answered", "percent")
    difference = Decimal(new.value or 0) - Decimal(old.value or 0)
    assert Decimal(moved.value or 0) == difference
    expected = 100 * difference / Decimal(old.value or 1)
    assert Decimal(change.value or 0) == round(expected, 2)


def test_a_ratio_shows_its_definition_and_both_operands(shelf: Shelf) -> None:
    story = shelf.truth[0].story
    answer = shelf.ask(
        f"What is {story.company.name}'s FY{story.year} current ratio?", [shelf.ids[0]]
    )
    assert answer.status == "answered", answer.answer
    assert "total current assets / total current liabilities" in answer.answer
    above, below, ratio = answer.figures
    quotient = Decimal(above.value or 0) / Decimal(below.value or 1)
    assert Decimal(ratio.value or 0) == round(quotient, 4)


def test_a_company_that_is_not_there_is_said_to_be_missing(shelf: Shelf) -> None:
    answer = shelf.ask("According to Ossify Dynamics Inc.'s 10-K, what was goodwill in FY2020?")
    assert (answer.status, answer.value) == ("not_in_library", None)


def test_a_period_that_no_filing_covers_is_said_to_be_missing(shelf: Shelf) -> None:
    company = shelf.truth[0].story.company.name
    answer = shelf.ask(
        f"According to {company}'s 10-K for the period ended 1997-06-30, what was goodwill?"
    )
    assert (answer.status, answer.value) == ("not_in_library", None)


def test_a_line_that_is_not_there_is_not_guessed(shelf: Shelf) -> None:
    story = shelf.truth[0].story
    answer = shelf.ask(
        f"In {story.company.name}'s 10-K for the period ended {story.year_end}, what amount is "
        'reported on the line "Zeppelin hangar reserves"?'
    )
    assert (answer.status, answer.value) == ("not_disclosed", None)


@pytest.mark.parametrize("question", ["", "?", "Why?", "(((", "what " * 2000, "\x00\x07 €"])
def test_no_question_breaks_it(built_library: Library, question: str) -> None:
    assert asked(built_library, question).status in ("partial", "not_disclosed", "not_in_library")


def test_an_empty_library_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    library = Library(tmp_path_factory.mktemp("empty") / "library")
    library.create()
    assert asked(library, "What was revenue in FY2020?").status == "not_in_library"


def test_words_are_quoted_when_no_rule_answers(shelf: Shelf) -> None:
    answer = shelf.ask("How are lease liabilities measured?", [shelf.ids[0]], index=True)
    assert (answer.status, answer.value) == ("partial", None)
    assert 1 < len(answer.citations) <= 5
    assert all("lease" in cited.quote.lower() for cited in answer.citations[:1])


@pytest.mark.parametrize(
    "question",
    [
        "What is FY2020 capex for Ossify?",
        "Did Ossify Dynamics pay dividends in FY2020?",
        "What drove Ossify's margins in FY2020?",
    ],
)
def test_another_companys_figure_is_never_given(shelf: Shelf, question: str) -> None:
    answer = shelf.ask(question)
    assert (answer.status, answer.value) == ("not_in_library", None)


def test_a_quoted_row_of_a_flow_is_not_taken_from_the_balance_sheet(shelf: Shelf) -> None:
    story = shelf.truth[0].story
    end = f"{story.year_end:%B} {story.year_end.day}, {story.year_end.year}"
    answer = shelf.ask(
        f"In {story.company.name}'s 10-K for the period ended {story.year_end}, what amount is "
        f'reported on the line "Inventories" for the fiscal year ended {end}?',
        [shelf.ids[0]],
    )
    assert "ChangeInInventories" in (answer.figures[0].fact or "")
