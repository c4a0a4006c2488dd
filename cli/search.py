"""`tieout search`: the passages that speak of a question, best first; one, or a file of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import (
    AsJson,
    Company,
    Documents,
    Form,
    LibraryFolder,
    Year,
    open_library,
    settings,
)
from cli.output import console, emit, note, printable, progress

if TYPE_CHECKING:
    from agent.questions import Asked
    from index.search import Found, Hit, Searcher
    from store.library import Library

SNIPPET = 300  # characters of a passage that people see


def search(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="What to look for.")] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Search for every question of a .jsonl or .csv file."
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, metavar="N", help="Distinct pages to find.")] = 10,
    document: Documents = None,
    company: Company = None,
    form: Form = None,
    year: Year = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section", metavar="S", help='Only such sections: "note", "note 12", "item 7A".'
        ),
    ] = None,
    table: Annotated[
        str | None, typer.Option("--table", metavar="T", help='Only tables: "any", or a kind.')
    ] = None,
    statement: Annotated[
        str | None,
        typer.Option("--statement", metavar="S", help='Only a statement: "balance sheet".'),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each hit's rank and score at every stage.")
    ] = False,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find passages by their words and their meaning."""
    from index.cross_encoder import named
    from index.search import Searcher, Tags

    if (query is None) == (questions is None):
        raise typer.BadParameter("Give one QUERY, or a file of questions with --from.")
    held = open_library(library)
    searcher = Searcher(held, reranker=named(settings(library).reranker))
    if questions is not None:
        search_all(held, searcher, questions, k, as_json=as_json, explain=explain)
        return
    scope = ids(held, document or ())
    found = searcher.search(
        query or "",
        k=k,
        documents=scope,
        company=company,
        form=form,
        year=year,
        tags=Tags(section, table, statement),
    )
    emit(found_json(found, "1")) if as_json else print_found(found, explain=explain)


def search_all(
    held: "Library", searcher: "Searcher", questions: Path, k: int, *, as_json: bool, explain: bool
) -> None:
    """Search for every question of a file; a line each, in the order of the file."""
    from agent.questions import read_questions
    from index.search import Found

    asked = read_questions(questions)
    with progress() as bar:
        for one in bar.track(asked, description="searching"):
            scope = held_ids(held, one)
            if one.documents and not scope:
                found = Found(query=one.question, kind="mixed", weights={}, applied=(), hits=())
            else:
                found = searcher.search(one.question, k=k, documents=scope)
            emit(found_json(found, one.id)) if as_json else print_found(found, explain=explain)


def held_ids(held: "Library", one: "Asked") -> tuple[str, ...]:
    """The documents a question names, as far as they are there; the others are noted."""
    from store.errors import NoSuchDocument

    found: list[str] = []
    for name in one.documents:
        try:
            found += ids(held, [name])
        except NoSuchDocument as error:
            note(f"{one.id}: {error}")
    return tuple(dict.fromkeys(found))


def ids(held: "Library", names: Sequence[str]) -> tuple[str, ...]:
    """The ids of the documents that were named; () when none was, which means all."""
    return tuple(document.id for document in held.find(names)) if names else ()


def found_json(found: "Found", id: str) -> dict[str, object]:
    """A line of `tieout search --json`."""
    return {
        "id": id,
        "query": found.query,
        "kind": found.kind,
        "weights": found.weights,
        "applied": list(found.applied),
        "hits": list(found.hits),
    }


def print_found(found: "Found", *, explain: bool = False) -> None:
    """Hits as people read them; to `explain`, with what each stage made of them."""
    from rich.text import Text

    out = console()
    for why in found.applied:
        note(why)
    for hit in found.hits:
        out.print(Text(printable(heading(hit)), style="bold"))
        out.print(Text(printable(snippet(hit.text))))
        if explain:
            stages = ", ".join(f"{name} {value}" for name, value in hit.explain.items())
            out.print(Text(f"{stages}, score {hit.score}", style="dim"))
        for other in hit.also:
            out.print(Text(printable(f"also: {other.source}, p. {other.page}"), style="dim"))
        out.print()
    if not found.hits:
        note("Nothing found. `tieout list` shows what the library holds.")


def heading(hit: "Hit") -> str:
    """Where a hit stands: "1. acme.htm, p. 33, lines 410-418: Item 8 > Note 12 Leases"."""
    path = " > ".join(hit.section)
    where = f"{hit.rank}. {hit.source}, p. {hit.page}, lines {hit.lines[0]}-{hit.lines[1]}"
    return f"{where}: {path}" if path else where


def snippet(text: str) -> str:
    """The beginning of a passage, on one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= SNIPPET else line[:SNIPPET].rsplit(" ", 1)[0] + " ..."
