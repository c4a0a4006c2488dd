"""All measures of a folder: filings and questions in, tables out.

    FOLDER/...            filings, of any kinds and in any folders
    FOLDER/questions.jsonl    see `evals.gold`; measures search and answers
    FOLDER/structure.jsonl    see `evals.structure`
    FOLDER/references.jsonl   see `evals.references`
    FOLDER/index.csv          path, form, company, cik, period, same_filing_group

What is not there is not measured.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeVar, get_args

from agent.answering import Row, open_answerer
from agent.batch.ledger import Ledger
from agent.models import model_named
from agent.questions import Asked
from agent.workers import run_all
from evals import (
    answers,
    comparing,
    facts,
    footing,
    health,
    highlights,
    kinds,
    metadata,
    owed,
    references,
    refusals,
    searching,
    sheets,
    structure,
    verification,
    words,
)
from evals.baseline import Baseline
from evals.gold import Question, among, read_gold, read_index, read_rows, with_twins
from evals.judge import to_target
from evals.rewordings import rewordings
from evals.tables import Table, Tallies
from evals.verification import measure_planted
from index.build import vectors_folder
from index.search import Searcher
from index.vectors import read_manifest
from store.errors import NoSuchDocument
from store.library import Library
from store.settings import Settings
from store.tables import StoredDocument

Measure = Literal[
    "words",
    "metadata",
    "structure",
    "facts",
    "references",
    "search",
    "answers",
    "verification",
    "refusals",
    "wordings",
    "health",
    "highlights",
    "baseline",
    "footing",
    "sheets",
    "kinds",
    "leases",
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
USUAL: tuple[Measure, ...] = MEASURES[:8]
"""What is measured unless it is said otherwise; the others ask many more questions."""

SHEET_ROWS = 60
DAMAGEABLE = ("10-K", "10-Q")
Thing = TypeVar("Thing")
Progress = Callable[[str, int, int], None]
"""Called with what is being measured, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure, and on what."""

    folder: Path
    library: Library
    settings: Settings
    model: str = "offline"
    only: tuple[Measure, ...] = USUAL
    questions: Path | None = None
    """Where it is not FOLDER/questions.jsonl, as for the next."""
    structure: Path | None = None
    references: Path | None = None
    source: str = ""
    """Only questions whose source or kind holds this."""
    limit: int = 0
    """At most so many filings and questions, taken evenly; 0 is all."""
    seed: int | None = None
    """By which verification draws its answers; None is its own."""
    given: bool = False
    """Ask with the question's own documents named."""
    stages: bool = False
    """Measure every stage of the search for itself."""
    workers: int = 1
    look: highlights.Look | None = None
    """Opens lines as the page of the service does; for highlights."""
    names: Mapping[str, str] | None = None
    """Path in the folder by source in the library, where filings went in under other names."""


def silent(what: str, done: int, of: int) -> None:
    """Report to nobody."""
    del what, done, of


def measure(task: Task, progress: Progress = silent) -> Iterator[Table]:
    """The tables asked for, each as soon as it is measured."""
    measures: dict[Measure, Callable[[Task, Progress], Iterator[Table]]] = {
        "words": measure_words,
        "metadata": measure_metadata,
        "structure": measure_structure,
        "references": measure_references,
        "facts": measure_facts,
        "health": measure_health,
        "footing": measure_footing,
        "kinds": measure_kinds,
        "search": measure_search,
        "answers": measure_answers,
        "verification": measure_verification,
        "refusals": measure_refusals,
        "wordings": measure_wordings,
        "highlights": measure_highlights,
        "baseline": measure_baseline,
        "sheets": measure_sheets,
        "leases": measure_leases,
    }
    for name in task.only:
        yield from measures[name](task, progress)


def held(task: Task) -> list[tuple[str, StoredDocument]]:
    """The documents by their path in the folder; the main part stands for a submission."""
    found: dict[str, StoredDocument] = {}
    for document in task.library.documents():
        source = document.source.split("#")[0]
        path = task.names.get(source) if task.names else source
        if path:
            found.setdefault(path, document)
    return list(found.items())


def measure_words(task: Task, progress: Progress) -> Iterator[Table]:
    """Words of the originals that the reading copies lack; all parts of a submission as one."""
    copies: dict[str, list[str]] = {}
    for document in task.library.documents():
        source = document.source.partition("#")[0]
        path = task.names.get(source, "") if task.names else source
        if (task.folder / path).is_file():
            copies.setdefault(path, []).append(document.id)
    kept = []
    chosen = some(list(copies.items()), task.limit)
    for done, (path, documents) in enumerate(chosen, 1):
        kept.append(words.compare(path, task.folder / path, copy_of(task.library, documents)))
        progress("words", done, len(chosen))
    yield words.to_table(kept)


def copy_of(library: Library, documents: Sequence[str]) -> str:
    """The reading copies of a file's documents, one below the other."""
    return "\n".join(line for document in documents for line in library.lines(document))


def measure_metadata(task: Task, progress: Progress) -> Iterator[Table]:
    """Agreement with index.csv."""
    del progress  # a second
    rows = index_rows(task)
    if rows:
        by_path = [
            (row["path"], document)
            for source, document in held(task)
            for row in rows
            if among(source, (row["path"],))
        ]
        yield metadata.to_table(metadata.score(rows, by_path, partial(states, task)))


def states(task: Task, path: str, document: StoredDocument, text: str) -> bool:
    """Whether a filing says that number or name: in its bytes, or, where these are packed, in
    what was read.
    """
    said = "\n".join(task.library.lines(document.id))
    if not path.lower().endswith(".pdf"):
        said += (task.folder / path).read_text(encoding="utf-8", errors="replace")
    return re.search(rf"\b{re.escape(text)}(?!\w)", said) is not None


def measure_structure(task: Task, progress: Progress) -> Iterator[Table]:
    """Outlines against labels."""
    del progress  # some seconds
    labels = beside(task, task.structure, "structure.jsonl")
    if labels:
        tallies: Tallies = {}
        structure.score(read_rows(labels), list(outlines(task)), tallies)
        yield structure.to_table(tallies)


def measure_references(task: Task, progress: Progress) -> Iterator[Table]:
    """References against labels."""
    del progress  # some seconds
    labels = beside(task, task.references, "references.jsonl")
    if labels:
        tallies: Tallies = {}
        references.score(read_rows(labels), task.library, tallies)
        yield references.to_table(tallies)


def outlines(task: Task) -> Iterator[dict[str, object]]:
    """The outline of every document, the main part of a submission first."""
    for path, document in held(task):
        sections = task.library.sections(document.id)
        named = [{"kind": section.kind, "item": section.item} for section in sections]
        yield {"source": path, "sections": named}


def measure_facts(task: Task, progress: Progress) -> Iterator[Table]:
    """What tables say without their tags, and facts against the cells that display them."""
    tagged = [
        (path, task.folder / path)
        for path, document in held(task)
        if "#" not in document.source and facts.is_tagged(task.folder / path)
    ]
    chosen = some(tagged, task.limit)
    tied: list[facts.Tied] = []
    cells: list[facts.Bare] = []
    for done, (source, path) in enumerate(chosen, 1):
        tied.append(facts.tied(path, source))
        cells += facts.bare_cells(path, source)
        progress("facts", done, len(chosen))
    if chosen:
        yield from facts.to_tables(tied, cells)


def measure_highlights(task: Task, progress: Progress) -> Iterator[Table]:
    """Sampled lines, opened as they are filed."""
    assert task.look is not None, "highlights need somebody who looks"
    chosen = some(task.library.documents(), task.limit)
    report = partial(progress, "highlights")
    yield highlights.measure(task.library, chosen, task.look, report)


def measure_health(task: Task, progress: Progress) -> Iterator[Table]:
    """Damaged filings, and how many of the library's annual and quarterly reports are not green."""
    intact = [
        health.Intact(path, document.health, tuple(document.warnings))
        for path, document in held(task)
        if document.form in DAMAGEABLE
    ]
    reports = [
        path
        for path, document in held(task)
        if document.form in DAMAGEABLE and "#" not in document.source
        if (task.folder / path).is_file()
    ]
    wanted = min(task.limit or health.DAMAGED, len(reports))
    first = some(reports, wanted)
    reserve = [path for path in reports if path not in set(first)]
    chosen = [*first, *reserve]  # not each has a part of the kind whose turn it is

    def report(done: int) -> None:
        progress("damaged filings", done, wanted)

    found = list(health.patients(task.folder, chosen, wanted, report))
    if not found:
        return
    yield health.to_table(found, intact)


def measure_footing(task: Task, progress: Progress) -> Iterator[Table]:
    """Totals of the library's tables, and errors planted in them."""
    progress("footing", 0, 1)
    yield footing.measure_footing(task.library, task.limit)


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


def measure_kinds(task: Task, progress: Progress) -> Iterator[Table]:
    """Tables that were labelled by hand, and what the reader calls them."""
    labels = kinds.read_kinds(task.folder / "kinds.jsonl")
    progress("kinds of tables", 0, 1)
    if found := list(kinds.called(task.library, labels)):
        yield kinds.to_table(found)


def measure_leases(task: Task, progress: Progress) -> Iterator[Table]:
    """What is owed on leases, of every annual report that tags it."""
    annual = [each for _, each in held(task) if (each.form or "").startswith("10-K")]
    chosen = some([each for each in annual if each.facts], task.limit)

    def report(done: int) -> None:
        progress("leases", done, len(chosen))

    yield owed.measure(
        task.library, chosen, model_named(task.model), task.settings.database, report
    )


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


def in_library(library: Library, names: Sequence[str]) -> tuple[str, ...]:
    """The ids of those documents that the library holds."""
    ids: list[str] = []
    for name in names:
        try:
            ids += [document.id for document in library.find([name])]
        except NoSuchDocument:
            continue  # another format of the filing may be there
    return tuple(dict.fromkeys(ids))


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


def to_asked(question: Question, task: Task) -> Asked:
    """A question as it is put; what is known of its answer stays here."""
    named = in_library(task.library, question.named) if task.given else ()
    return Asked(question.id, question.text, named)


def died(one: Asked, exit_code: int | None) -> Row:
    """A question whose process died has failed."""
    return {"id": one.id, "status": "failed", "answer": f"exit code {exit_code}"}


def questions(task: Task) -> list[Question]:
    """The questions to ask, each with all formats of its filing."""
    path = beside(task, task.questions, "questions.jsonl")
    wanted = [
        question
        for question in (read_gold(path) if path else [])
        if task.source in question.source or task.source in question.kind
    ]
    return with_twins(some(wanted, task.limit), index_rows(task))


def index_rows(task: Task) -> list[dict[str, str]]:
    """What index.csv knows; nothing where there is none."""
    path = index_file(task)
    return read_index(path) if path else []


def index_file(task: Task) -> Path | None:
    """Where index.csv is."""
    return beside(task, None, "index.csv")


def beside(task: Task, named: Path | None, name: str) -> Path | None:
    """The file that was named, else the one in the folder, else None."""
    path = named or task.folder / name
    return path if named or path.is_file() else None


def some(things: Sequence[Thing], limit: int) -> list[Thing]:
    """At most `limit` of them, evenly taken, so that no kind is left out."""
    if not limit or limit >= len(things):
        return list(things)
    return [things[at * len(things) // limit] for at in range(limit)]
