"""Questions in the words of rows are read as computations over those rows."""

import pytest

from agent.offline.formula import Across, Binary, Item
from agent.offline.periods import asked_periods
from agent.offline.phrased import phrased, row
from agent.offline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def test_a_share_is_a_part_over_its_whole() -> None:
    asked = asked_periods("2014")
    (way, *_) = phrased("percentage of leased square feet is office space", asked, VOCABULARY)
    assert isinstance(way.formula, Binary)
    part, whole = way.formula.left, way.formula.right
    assert isinstance(part, Item)
    assert isinstance(whole, Item)
    assert (part.metric.names, whole.metric.names) == (("office space",), ("leased square feet",))
    assert way.unit == "percent"


def test_a_growth_rate_has_the_later_year_first() -> None:
    (way, *_) = phrased("growth rate of removal costs", asked_periods("2014 and 2015"), VOCABULARY)
    assert (way.years, way.growth, way.unit) == ((2015, 2014), True, "percent")


def test_a_change_in_one_year_starts_from_the_year_before() -> None:
    (way, *_) = phrased("change in loan loss reserve", asked_periods("during 2013"), VOCABULARY)
    assert isinstance(way.formula, Across)
    assert way.formula.years == (2012, 2013)


@pytest.mark.parametrize(
    "label", ["the", "", "many more words than the label of any row of a table has"]
)
def test_idle_words_and_sentences_are_no_rows(label: str) -> None:
    assert row(label, VOCABULARY) is None


def test_without_a_year_nothing_is_computed() -> None:
    assert phrased("growth rate of removal costs", (), VOCABULARY) == []


def test_a_percentage_of_a_whole_is_no_growth_of_it() -> None:
    asked = asked_periods("2018")
    assert not any(w.growth for w in phrased("percent of total capital outlays", asked, VOCABULARY))
