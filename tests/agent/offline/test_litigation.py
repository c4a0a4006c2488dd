"""What claims may cost in all: five amounts in five places among fifty decoys, each once."""

from decimal import Decimal
from pathlib import Path

import pytest

from agent.answer import Answer
from agent.loop import ask
from agent.offline.model import OfflineModel
from agent.transcript import Question
from examples.claims import claims_report
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tools.desk import Desk

QUESTIONS = (
    "What is the company's litigation exposure?",
    "What is the total exposure to legal claims?",
)


def answered(folder: Path, html: str, question: str) -> Answer:
    (folder / "dunmore.htm").write_text(html, "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    (outcome,) = ingest([folder / "dunmore.htm"], library, settings)
    assert outcome.status == "added"
    return ask(Desk(library), OfflineModel(), Question(question))


@pytest.mark.parametrize("seed", range(8))
def test_every_amount_is_found_and_counted_once(seed: int, tmp_path: Path) -> None:
    truth = claims_report(seed)
    answer = answered(tmp_path, truth.html, QUESTIONS[seed % 2])
    assert answer.status == "answered", answer.answer
    read = {Decimal(f.value or 0) for f in answer.figures if f.expression is None}
    assert read == set(truth.amounts), answer.answer
    assert Decimal(answer.value or 0) == truth.total
    assert len(answer.citations) == 5
    assert not [check for check in answer.checks if check.status == "failed"]


def test_a_filing_that_states_no_amount_gives_none(tmp_path: Path) -> None:
    html = "<p>FORM 10-K</p><p><b>Item 3. Legal Proceedings</b></p><p>None.</p>"
    assert answered(tmp_path, f"<html>{html}</html>", QUESTIONS[0]).value is None
