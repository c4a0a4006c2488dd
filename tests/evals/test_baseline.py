"""A naive baseline beside the agent: what 500-token chunks make of claims in five places."""

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from agent.model import Reply
from agent.questions import Asked
from agent.scripted_model import ScriptedModel
from evals.baseline import Baseline, chunks
from evals.comparing import gold_figures, score
from evals.gold import Question, to_question
from evals.passages import NAIVE
from evals.report import measure
from evals.task import Task
from examples.claims import claims_report
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings

EXPOSURE = "What is the company's litigation exposure?"


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """A fictional filing with a question about all its claims."""
    folder = tmp_path_factory.mktemp("baseline")
    truth = claims_report(3)
    (folder / "dunmore.htm").write_text(truth.html, "utf-8")
    row = {
        "id": "1",
        "question": EXPOSURE,
        "answer": str(truth.total),
        "answer_num": str(truth.total),
        "figures": [str(each) for each in truth.amounts],
        "unit": "USD",
        "doc": "dunmore.htm",
    }
    (folder / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    settings = Settings(library=folder / "library", workers=1)
    library = Library(settings.library)
    assert [each.status for each in ingest([folder / "dunmore.htm"], library, settings)] == [
        "added"
    ]
    return Task(folder, library, settings, only=("baseline",))


def gold(task: Task) -> Question:
    return to_question(json.loads((task.folder / "questions.jsonl").read_text("utf-8")))


def test_the_baseline_finds_one_claim_where_the_agent_adds_up_all_five(task: Task) -> None:
    (table,) = measure(task)
    sys.stdout.write(table.markdown())  # docs/evals.md shows it
    naive, agent = (dict(zip(table.heads, row, strict=True)) for row in table.rows)
    assert (agent["correct"], agent["complete"]) == ("100.0 %", "100.0 %")
    assert agent["unsupported"] == "0 of 5"
    assert naive["correct"] == "0.0 %"
    assert float(naive["complete"].removesuffix(" %")) <= 17  # one of five amounts and their sum
    assert table.figures["complete"] == 100.0


def test_chunks_hold_every_word_once_and_know_their_page(task: Task) -> None:
    cut = chunks(task.library)
    (document,) = task.library.documents()
    assert "".join(chunk.text for chunk in cut) == "\n".join(task.library.lines(document.id))
    assert {len(chunk.text) for chunk in cut[:-1]} <= {NAIVE}
    assert [chunk.page for chunk in cut] == sorted(chunk.page for chunk in cut)


def test_a_model_is_given_five_chunks_and_its_first_figure_counts(task: Task) -> None:
    model = ScriptedModel([Reply("In 2024 the claims came to $500 million, or 12%.")])
    said = Baseline(task.library).answer(model, Asked("1", EXPOSURE))
    assert said["value"] == str(500_000_000)
    assert said["status"] == "answered"


def test_a_question_after_a_percentage_takes_none_of_the_amounts(task: Task) -> None:
    said = Baseline(task.library).answer(None, Asked("1", "What percent was the gross margin?"))
    assert said["value"] is None or Decimal(str(said["value"])) <= 100


def test_a_figure_on_no_cited_page_is_unsupported(task: Task) -> None:
    (document,) = task.library.documents()
    held = claims_report(3).amounts[0]
    citation = {"document": document.id, "source": document.source, "page": 1}
    page = "\n".join(task.library.lines(document.id))
    printed = next(w for w in page.split() if w.startswith("$"))
    figures = [{"text": printed, "value": str(held)}, {"text": "$987,654", "value": "987654"}]
    computed = {"text": "$1", "value": "1", "expression": "f1 / f1"}
    row: dict[str, object] = {
        "status": "answered",
        "value": str(held),
        "citations": [citation],
        "figures": [*figures, computed],
    }
    tally = score(gold(task), row, task.library)
    assert (tally["claims"], tally["unsupported"]) == (2, 1)
    assert (tally["stated"], tally["gold"]) == (1, len(gold_figures(gold(task))))


def test_a_question_of_prose_is_not_compared(task: Task, tmp_path: Path) -> None:
    prose = {"id": "1", "question": "Who audits?", "answer": "A firm.", "doc": "dunmore.htm"}
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(prose) + "\n", "utf-8")
    task = Task(task.folder, task.library, task.settings, only=("baseline",), questions=file)
    assert list(measure(task)) == []
