"""The owner of a library adds line items and ratios, and is told what is wrong with them."""

from datetime import date
from pathlib import Path

import pytest

from agent.offline.metrics import Metric, Ratio, find_metric, words
from agent.offline.spotting import spot
from agent.offline.vocabulary import BadMetrics, load_vocabulary
from tests.agent.offline.reports import Report, Stand, income, stand

OWN = """
[[metric]]
id = "tonnage_fees"
names = ["tonnage fees", "fees for tonnage"]
statement = "income"
period = "duration"

[[ratio]]
id = "fee_share"
names = ["fee share"]
formula = "tonnage fees / revenue"
unit = "percent"

[[ratio]]
id = "current_ratio"
names = ["current ratio"]
formula = "(total current assets - inventory) / total current liabilities"
unit = "ratio"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "metrics.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def corvane(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    lines = {**income((2000, 1800)), "Tonnage fees": (150, 120)}
    report = Report("Corvane Marine, Inc.", date(2024, 12, 31), lines)
    shelf = stand(tmp_path_factory.mktemp("corvane"), report)
    written(shelf.library.folders.library, OWN)
    return shelf


def test_a_line_item_of_the_owners_own_is_read(corvane: Stand) -> None:
    answer = corvane.ask("What were Corvane's fees for tonnage in 2024?")
    assert (answer.status, answer.value) == ("answered", "150000000")


def test_a_ratio_of_the_owners_own_is_computed_and_its_definition_told(corvane: Stand) -> None:
    answer = corvane.ask("What was Corvane's fee share in 2024?")
    assert (answer.status, answer.value) == ("answered", "7.50")
    assert "tonnage fees / revenue" in answer.answer


def test_an_entry_with_a_known_id_takes_the_place_of_the_reviewed_one(tmp_path: Path) -> None:
    ratios = {each.id: each for each in load_vocabulary(written(tmp_path, OWN)).ratios}
    assert "inventory" in ratios["current_ratio"].formula
    assert len(ratios) == len(load_vocabulary().ratios) + 1


def test_a_name_the_owner_gives_belongs_to_nothing_else(tmp_path: Path) -> None:
    text = """
        [[metric]]
        id = "takings"
        names = ["net sales"]
        period = "duration"
    """
    found = find_metric("net sales", load_vocabulary(written(tmp_path, text)).metrics)
    assert found is not None
    assert found.id == "takings"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[metric", "cannot be read as TOML"),
        ('[[line]]\nid = "x"', "there is no [[line]]"),
        ('[[metric]]\nnames = ["x"]\nperiod = "instant"', "has no id"),
        ('[[metric]]\nid = "x"\nnames = []\nperiod = "instant"', "must be a list of words"),
        ('[[metric]]\nid = "x"\nnames = ["x"]\nperiod = "year"', "instant, duration"),
        (
            '[[metric]]\nid = "x"\nnames = ["x"]\nperiod = "instant"\ncolour = "red"',
            "colour, which is none of",
        ),
        (
            '[[ratio]]\nid = "x"\nnames = ["x"]\nformula = "moonshine / revenue"\nunit = "ratio"',
            "the formula of “x” is not understood",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_entry(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadMetrics) as told:
        load_vocabulary(written(tmp_path, text))
    assert said in str(told.value)
    assert "metrics.toml" in str(told.value)


def test_a_run_with_a_bad_file_fails_with_its_sentence(tmp_path: Path) -> None:
    shelf = stand(tmp_path, Report("Corvane Marine, Inc.", date(2024, 12, 31), income((2000,))))
    written(shelf.library.folders.library, '[[metric]]\nid = "x"')
    answer = shelf.ask("What was revenue in 2024?")
    assert answer.status == "failed"
    assert "has no names" in answer.answer


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("gross proft", "gross_profit"),
        ("inventroy", "inventory"),
        ("operatng income", "operating_income"),
        ("netsales", "revenue"),
        ("grossprofit", "gross_profit"),
    ],
)
def test_a_slip_of_the_fingers_is_put_right(text: str, measure: str) -> None:
    known = load_vocabulary()
    seen = spot(text, (*known.metrics, *known.ratios))
    assert seen is not None
    assert (seen.measure.id, seen.alone) == (measure, True)


def test_no_name_is_a_slip_of_another() -> None:
    """Every name, said as it is, finds a measure that has it."""
    known = load_vocabulary()
    every: tuple[Metric | Ratio, ...] = (*known.metrics, *known.ratios)
    for each in every:
        for name in each.names:
            seen = spot(name, every)
            assert seen is not None
            assert _bare(name) in {_bare(own) for own in seen.measure.names}


def _bare(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in ("the", "a", "an"))
