"""Direction and cause: the change is computed, and the sentence that says why is quoted."""

from pathlib import Path

import pytest

from agent.answer import Answer
from agent.loop import ask
from agent.offline.model import OfflineModel
from agent.transcript import Question
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.agent.offline.test_followup import annual_report, rows
from tools.desk import Desk

DEBT = {"Term loans": (300, 260), "Senior notes": (500, 400), "Total debt": (800, 660)}
SAID = (
    "<p><b>Item 7. Management’s Discussion and Analysis</b></p>"
    "<p>Our debt may increase because of acquisitions.</p>"
    "<p>Total debt increased to $800 million from $660 million. The increase was mainly caused by "
    "the purchase of a dye works.</p>"
    "<p>Net sales increased in 2023, driven by higher volumes.</p>"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return shelved(tmp_path_factory.mktemp("causes"), SAID)


def shelved(folder: Path, said: str) -> Desk:
    debt = rows(DEBT, 1, ("December 31, 2023", "December 31, 2022"))
    html = annual_report("Wrenfield", 1).replace("</body>", f"{said}{debt}</body>")
    (folder / "wrenfield.htm").write_text(html, "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    (outcome,) = ingest([folder / "wrenfield.htm"], library, settings)
    assert outcome.status == "added"
    return Desk(library)


def answered(desk: Desk, question: str) -> Answer:
    return ask(desk, OfflineModel(), Question(question))


def test_a_rise_is_told_with_its_cause(desk: Desk) -> None:
    answer = answered(desk, "Did debt go up or down, and why?")
    assert (answer.status, answer.value, answer.unit) == ("answered", "21.21", "percent")
    assert "rose" in answer.answer
    assert answer.citations[-1].quote.endswith("caused by the purchase of a dye works.")


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How did net sales change in fiscal 2023?", "8.33"),
        ("How did net sales change?", "8.33"),
        ("Did net income increase or decrease in 2022?", "53.33"),
    ],
)
def test_a_change_needs_no_second_period(desk: Desk, question: str, value: str) -> None:
    answer = answered(desk, question)
    assert (answer.status, answer.value) == ("answered", value), answer.answer


def test_a_figure_without_a_time_is_of_the_last_full_year(desk: Desk) -> None:
    assert answered(desk, "What was gross profit?").value == "390000000"


def test_a_cause_that_no_sentence_tells_is_an_open_thread(tmp_path: Path) -> None:
    answer = answered(shelved(tmp_path, ""), "Why did debt increase in 2023?")
    assert (answer.status, answer.value) == ("partial", "21.21")
    assert any("why" in thread for thread in answer.open_threads)
