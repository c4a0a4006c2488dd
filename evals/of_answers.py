"""Measures of what is found and answered: search, answers, refusals, verification, grids."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.answering import Row, open_answerer
from agent.batch.ledger import Ledger
from agent.models import model_named
from agent.offline.vocabulary import load_vocabulary
from agent.questions import Asked
from agent.workers import run_all
from evals import (
    answers,
    comparing,
    highlights,
    natural,
    owed,
    refusals,
    searching,
    sheets,
    verification,
)
from evals.baseline import Baseline
from evals.gold import Question
from evals.judge import to_target
from evals.of_reading import DAMAGEABLE
from evals.rewordings import rewordings
from evals.tables import Table, Tallies
from evals.task import Progress, Task, held, in_library, index_rows, questions, some, to_asked
from evals.verification import measure_planted
from index.build import vectors_folder
from index.search import Searcher
from index.vectors import read_manifest

SHEET_ROWS = 60


def measure_search(task: Task, progress: Progress) -> Iterator[Table]:
    """Search with the question's document named, and in the whole library."""
    gold = questions(task)
    if gold and task.stages:
        yield stages_table(task, gold, progress)
    elif gold:
        given, shared = "search, document given", "search, whole library"
        yield search_table(task, gold, "search given", given, progress)
        yield search_table(task, gold, "search shared", shared, progress)


def stages_table(task: Task, gold: Sequence[Question], progress: Progress) -> Table:
    """Every stage of the search for itself and together; those of vectors where there are any."""
    tallies: dict[str, Tallies] = {}
    documents = task.library.documents()
    for stage, plan in searching.STAGES:
        if plan.vectors and read_manifest(vectors_folder(task.library)) is None:
            continue
        searcher = Searcher(task.library, plan=plan)
        counted: Tallies = {}
        for done, question in enumerate(gold, 1):
            named = question.named if task.given else ()
            places = found(task, searcher, question, named)
            searching.score(question, places, counted, documents)
            progress(stage, done, len(gold))
        tallies[stage] = counted
    where = "document given" if task.given else "whole library"
    return searching.stages_table("search stages", f"Stages of the search, {where}", tallies)


def search_table(
    task: Task, gold: Sequence[Question], name: str, title: str, progress: Progress
) -> Table:
    """One way of searching."""
    searcher = Searcher(task.library)
    documents = task.library.documents()
    tallies: Tallies = {}
    began = time.monotonic()
    for done, question in enumerate(gold, 1):
        named = question.named if name == "search given" else ()
        places = found(task, searcher, question, named)
        searching.score(question, places, tallies, documents)
        progress(title, done, len(gold))
    each = 1000 * (time.monotonic() - began) / len(gold)
    return searching.to_table(name, f"{title.capitalize()} ({each:.0f} ms a question)", tallies)


def found(
    task: Task, searcher: Searcher, question: Question, named: Sequence[str]
) -> list[searching.Place]:
    """The places a search finds; none if the library lacks the document."""
    scope = in_library(task.library, named)
    if named and not scope:
        return []
    hits = searcher.search(question.text, k=searching.DEPTH, documents=scope).hits
    return searching.places(hits)


def measure_answers(task: Task, progress: Progress) -> Iterator[Table]:
    """Answers of the model."""
    gold = {question.id: question for question in questions(task)}
    if not gold:
        return
    tallies: Tallies = {}
    seconds: list[float] = []
    asked = [to_asked(question, task) for question in gold.values()]
    for row in answered(task, asked, "answers", progress):
        answers.score(gold[str(row["id"])], row, tallies)
        seconds += taken(row)
    where = "document given" if task.given else "whole library"
    yield answers.to_table(f"Answers of {task.model}, {where}", tallies, seconds)


def answered(task: Task, asked: Sequence[Asked], what: str, progress: Progress) -> Iterator[Row]:
    """The answers of the model, each as soon as it is there."""
    opened = partial(open_answerer, task.settings, task.model)
    for done, row in enumerate(run_all(asked, opened, died, workers=task.workers), 1):
        yield row
        progress(what, done, len(asked))


def taken(row: Row) -> list[float]:
    """The seconds an answer took; none where its process died."""
    usage = row.get("usage")
    return [float(usage["seconds"])] if isinstance(usage, dict) else []


def measure_refusals(task: Task, progress: Progress) -> Iterator[Table]:
    """What is said of companies that are not there: every third is left out of the library."""
    documents = task.library.documents()
    whose = refusals.companies(documents, index_rows(task))
    out = refusals.left_out(whose)
    gold = {q.id: q for q in refusals.about(questions(task), documents, whose, out)}
    inside = tuple(each.id for each in documents if whose[each.id] not in out)
    tallies: Tallies = {}
    asked = [Asked(question.id, question.text, inside) for question in gold.values()]
    for row in answered(task, asked, "refusals", progress) if inside else ():
        refusals.score(gold[str(row["id"])], row, tallies)
    title = f"Refusals of {task.model}, {len(out)} companies left out"
    yield refusals.to_table(title, tallies)


def measure_wordings(task: Task, progress: Progress) -> Iterator[Table]:
    """The same questions in ten other wordings."""
    made = rewordings(questions(task), task.library.documents())
    gold = {question.id: (name, question) for name, question in made}
    tallies: Tallies = {}
    seconds: list[float] = []
    asked = [Asked(question.id, question.text) for _, question in made]
    for row in answered(task, asked, "wordings", progress):
        name, question = gold[str(row["id"])]
        answers.score(question, row, tallies, name)
        seconds += taken(row)
    yield answers.to_table(f"Other wordings, {task.model}", tallies, seconds, "wordings")


def measure_baseline(task: Task, progress: Progress) -> Iterator[Table]:
    """The agent and a naive baseline, on the questions whose answer is a figure."""
    gold = {q.id: q for q in questions(task) if to_target(q) is not None}
    if not gold:
        return
    asked = [to_asked(question, task) for question in gold.values()]
    naive = Baseline(task.library)
    model = None if task.model == "offline" else model_named(task.model)
    ways = {
        "500-token chunks": ({"id": a.id} | naive.answer(model, a) for a in asked),
        f"the agent, {task.model}": answered(task, asked, "baseline", progress),
    }
    compared = []
    for name, rows in ways.items():
        tally, seconds = Counter[str](), list[float]()
        for row in rows:
            tally += comparing.score(gold[str(row["id"])], row, task.library)
            seconds += taken(row)
        compared.append(comparing.Compared(name, tally, seconds))
    yield comparing.to_table(compared)


def measure_verification(task: Task, progress: Progress) -> Iterator[Table]:
    """Planted errors: those that verification lets through, and true answers that it refuses."""
    report = partial(progress, "verification")
    seed = verification.SEED if task.seed is None else task.seed
    yield measure_planted(task.library, task.limit or verification.COUNT, report, seed=seed)


def measure_leases(task: Task, progress: Progress) -> Iterator[Table]:
    """What is owed on leases, of every annual report that tags it."""
    annual = [each for _, each in held(task) if (each.form or "").startswith("10-K")]
    chosen = some([each for each in annual if each.facts], task.limit)

    def report(done: int) -> None:
        progress("leases", done, len(chosen))

    yield owed.measure(
        task.library, chosen, model_named(task.model), task.settings.database, report
    )


def measure_natural(task: Task, progress: Progress) -> Iterator[Table]:
    """Figures that no list of line items names; `limit` counts for each kind of question."""
    known = frozenset(c for m in load_vocabulary().metrics for c in m.concepts)
    every = natural.made(task.library, known)
    every += natural.written(task.library, task.folder / "natural.jsonl")
    kinds = sorted({each.kind for each in every if task.source in each.kind})
    chosen = [q for kind in kinds for q in some([q for q in every if q.kind == kind], task.limit)]

    def report(done: int) -> None:
        progress("natural", done, len(chosen))

    if chosen:
        model = model_named(task.model)
        yield natural.measure(task.library, chosen, model, task.settings.database, report)


def measure_sheets(task: Task, progress: Progress) -> Iterator[Table]:
    """A grid over annual and quarterly reports, 60 unless it is said how many."""
    reports = [document.id for _, document in held(task) if document.form in DAMAGEABLE]
    chosen = some(reports, task.limit or SHEET_ROWS)
    report = partial(progress, "sheets")
    if chosen:
        with TemporaryDirectory(prefix="tieout-sheets-") as scratch:
            yield sheets.measure(
                Ledger(task.library), chosen, task.settings, task.model, task.workers,
                Path(scratch), report,
            )  # fmt: skip


def measure_highlights(task: Task, progress: Progress) -> Iterator[Table]:
    """Sampled lines, opened as they are filed."""
    assert task.look is not None, "highlights need somebody who looks"
    chosen = some(task.library.documents(), task.limit)
    report = partial(progress, "highlights")
    yield highlights.measure(task.library, chosen, task.look, report)


def died(one: Asked, exit_code: int | None) -> Row:
    """A question whose process died has failed."""
    return {"id": one.id, "status": "failed", "answer": f"exit code {exit_code}"}
