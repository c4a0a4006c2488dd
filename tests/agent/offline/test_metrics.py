"""Line items are found by the names people use, and by nothing else."""

import pytest

from agent.offline.metrics import find_metric, words
from agent.offline.vocabulary import load_vocabulary

METRICS = load_vocabulary().metrics


@pytest.mark.parametrize(
    ("label", "metric"),
    [
        ("cash and cash equivalents", "cash"),
        ("Net PP&E", "property"),
        ("the total amount of inventories", "inventory"),
        ("SG&A", "selling_general_and_administrative"),
        ("capital expenditures", "capital_expenditure"),
        ("Total stockholders’ equity", "stockholders_equity"),
        ("net cash provided by (used in) operating activities", "operating_cash_flow"),
    ],
)
def test_a_line_item_answers_to_its_names(label: str, metric: str) -> None:
    found = find_metric(label, METRICS)
    assert found is not None
    assert found.id == metric


@pytest.mark.parametrize(
    "label", ["", "cash burn rate", "goodwill impairment", "segment revenue mix"]
)
def test_words_of_substance_left_over_are_no_match(label: str) -> None:
    assert find_metric(label, METRICS) is None


def test_ids_are_unique_and_every_name_has_words() -> None:
    assert len({metric.id for metric in METRICS}) == len(METRICS)
    assert all(words(name) for metric in METRICS for name in metric.names)


def test_plurals_and_signs_do_not_matter() -> None:
    assert words("Purchases of property & equipment") == words("purchase of property and equipment")
