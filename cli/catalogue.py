"""`tieout list` and `tieout outline`: what the library holds, and how each document is built."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, LibraryFolder, open_library
from cli.output import emit, note, table

if TYPE_CHECKING:
    from store.library import Library
    from store.tables import StoredDocument, StoredSection


def documents(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """List the documents of the library."""
    held = open_library(library).documents()
    if as_json:
        for document in held:
            emit(document_json(document))
    elif held:
        heads = ("document", "form", "company", "period end", "pages", "health", "source")
        table(heads, map(document_row, held), right=("pages",))
    else:
        note("The library is empty. Fill it with `tieout ingest FOLDER`.")


def document_json(document: "StoredDocument") -> dict[str, object]:
    """A line of `tieout list --json`."""
    return {"document": document.id, **catalogue_fields(document), "health": document.health}


def catalogue_fields(document: "StoredDocument") -> dict[str, object]:
    """Who, what and when, and how much of it: the fields `list` and `ingest` share."""
    return {
        "source": document.source,
        "form": document.form,
        "company": document.company,
        "cik": document.cik,
        "ticker": document.ticker,
        "sic": document.sic,
        "fiscal_year": document.fiscal_year,
        "fiscal_period": document.fiscal_period,
        "period_end": document.period_end,
        "filed": document.filed,
        "pages": document.pages,
        "lines": document.lines,
        "words": document.words,
        "sections": document.sections,
        "tables": document.tables,
        "facts": document.facts,
        "references": document.references,
        "warnings": document.warnings,
    }


def document_row(document: "StoredDocument") -> tuple[str, ...]:
    """A row of the table people see."""
    return (
        document.id,
        document.form or "",
        document.company or "",
        document.period_end.isoformat() if document.period_end else "",
        str(document.pages),
        document.health,
        document.source,
    )


def outline(
    document: Annotated[
        str | None, typer.Argument(metavar="DOCUMENT", help="Id, source, or a glob over sources.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Outline every document.")] = False,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show the sections of a document: parts, items, notes, with their lines and pages."""
    if (document is None) != everything:
        raise typer.BadParameter("Name one DOCUMENT, or give --all.")
    held = open_library(library)
    for found in held.find([document]) if document else held.documents():
        sections = held.sections(found.id)
        if as_json:
            emit(outline_json(found, sections))
        else:
            print_outline(found, sections)


def outline_json(document: "StoredDocument", sections: list["StoredSection"]) -> dict[str, object]:
    """A line of `tieout outline --json`."""
    return {
        "document": document.id,
        "source": document.source,
        "health": document.health,
        "warnings": list(document.warnings),
        "sections": [
            {
                "id": section.id,
                "level": section.level,
                "kind": section.kind,
                "item": section.item,
                "title": section.title,
                "lines": [section.first_line, section.last_line],
                "pages": [section.first_page, section.last_page],
            }
            for section in sections
        ],
    }


def print_outline(document: "StoredDocument", sections: list["StoredSection"]) -> None:
    """The outline as people read it: indented titles with page and lines."""
    note(f"{document.id}  {document.source}")
    for section in sections:
        indent = "  " * (section.level - 1)
        where = f"p. {section.first_page}, lines {section.first_line}-{section.last_line}"
        print(f"{indent}{section.title}  [{section.id}; {where}]")


def only(library: "Library", name: str) -> "StoredDocument":
    """The one document of that name."""
    from store.errors import TieoutError

    found = library.find([name])
    if len(found) > 1:
        some = ", ".join(document.source for document in found[:5])
        raise TieoutError(f"{name} names {len(found)} documents ({some}, ...). Name one of them.")
    return found[0]
