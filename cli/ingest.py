"""`tieout ingest`: filings in. Each file gets a line, and none is dropped without a sentence."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, LibraryFolder, RayAddress, settings
from cli.output import emit, note, progress

if TYPE_CHECKING:
    from ingest.pipeline import Outcome


STATUSES = ("added", "replaced", "unchanged", "skipped", "failed")


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Filings, or folders of them.")
    ],
    library: LibraryFolder = None,
    ray: RayAddress = "",
    as_json: AsJson = False,
) -> None:
    """Read filings into the library. What is there already and unchanged is left alone."""
    from index.build import update_bm25
    from ingest.pipeline import Progress
    from ingest.pipeline import ingest as run
    from store.library import Library

    chosen = settings(library, ray)
    held = Library(chosen.library, url=chosen.database)
    counts: Counter[str] = Counter()
    with progress() as bar:
        reading = bar.add_task("reading", total=None)

        def report(so_far: Progress) -> None:
            bar.update(reading, completed=so_far.done, total=so_far.total)

        def make_searchable() -> None:
            indexing = bar.add_task("indexing", total=None)
            update_bm25(held, lambda done, of: bar.update(indexing, completed=done, total=of))

        for outcome in run(paths, held, chosen, report, index=make_searchable):
            counts[outcome.status] += 1
            if as_json:
                emit(outcome.to_json())
            elif sentence := told(outcome):
                bar.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if not as_json:
        print(summary(counts, chosen.library))
    if counts["failed"]:
        raise typer.Exit(1)
    if not counts:
        note("There are no files there. Name a filing, or a folder of filings.")


def told(outcome: "Outcome") -> str:
    """What a person is told about a file; "" where there is nothing to tell."""
    if outcome.status == "failed":
        return f"failed    {outcome.error}"
    if outcome.status == "skipped" and outcome.warnings and "same bytes" in outcome.warnings[0]:
        return f"skipped   {outcome.warnings[0]}"
    if outcome.status not in ("added", "replaced"):
        return ""
    who = ", ".join(filter(None, (outcome.company, outcome.form, outcome.period_end)))
    size = f"{outcome.pages} pages, {outcome.tables} tables, {outcome.facts} facts"
    health = "" if outcome.health == "green" else f"; {outcome.health}: {first_warning(outcome)}"
    return f"{outcome.status:9} {outcome.source}: {who or 'unknown filer'}; {size}{health}"


def first_warning(outcome: "Outcome") -> str:
    """Why the reading was not green."""
    return outcome.warnings[0] if outcome.warnings else "see `tieout doctor`"


def summary(counts: Counter[str], library: Path) -> str:
    """One line on all files."""
    said = [f"{counts[status]} {status}" for status in STATUSES if counts[status]]
    return f"{', '.join(said) or 'nothing to read'}. The library is {library}."
