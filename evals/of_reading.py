"""Measures of how filings are read: words, metadata, structure, references, facts, tables."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from evals import (
    facts,
    footing,
    health,
    kinds,
    metadata,
    references,
    structure,
    words,
)
from evals.gold import among, read_rows
from evals.tables import Table, Tallies
from evals.task import (
    Progress,
    Task,
    beside,
    held,
    index_rows,
    some,
)
from store.library import Library
from store.tables import StoredDocument

DAMAGEABLE = ("10-K", "10-Q")


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


def outlines(task: Task) -> Iterator[dict[str, object]]:
    """The outline of every document, the main part of a submission first."""
    for path, document in held(task):
        sections = task.library.sections(document.id)
        named = [{"kind": section.kind, "item": section.item} for section in sections]
        yield {"source": path, "sections": named}


def measure_references(task: Task, progress: Progress) -> Iterator[Table]:
    """References against labels."""
    del progress  # some seconds
    labels = beside(task, task.references, "references.jsonl")
    if labels:
        tallies: Tallies = {}
        references.score(read_rows(labels), task.library, tallies)
        yield references.to_table(tallies)


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

    found = list(health.patients(task.folder, chosen, wanted, report, seed=task.seed or 0))
    if not found:
        return
    yield health.to_table(found, intact)


def measure_footing(task: Task, progress: Progress) -> Iterator[Table]:
    """Totals of the library's tables, and errors planted in them."""
    progress("footing", 0, 1)
    yield footing.measure_footing(task.library, task.limit)


def measure_kinds(task: Task, progress: Progress) -> Iterator[Table]:
    """Tables that were labelled by hand, and what the reader calls them."""
    labels = kinds.read_kinds(task.folder / "kinds.jsonl")
    progress("kinds of tables", 0, 1)
    if found := list(kinds.called(task.library, labels)):
        yield kinds.to_table(found)
