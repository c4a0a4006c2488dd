"""A small library of made-up filings, put into the catalogue as rows: no reader is involved."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from store.library import Arrival, Library
from store.tables import StoredDocument

AddFiling = Callable[..., StoredDocument]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "library")
    made.create()
    return made


@pytest.fixture
def stored() -> Callable[..., StoredDocument]:
    return describe


@pytest.fixture
def add(library: Library, tmp_path: Path) -> AddFiling:
    """Put a filing into the library: `pages`, each a list of passages, each a list of lines."""

    def add_filing(
        document: str, pages: Sequence[Sequence[Sequence[str]]], **about: Any
    ) -> StoredDocument:
        replacing = [document] if document in {d.id for d in library.documents()} else []
        folder = library.folders.incoming / f"{document}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir(parents=True)
        lines, marks, passages = lay_out(pages)
        (folder / "text.md").write_text("\n".join(lines) + "\n", "utf-8")
        row = describe(document, page_lines=marks, lines=len(lines), pages=len(pages), **about)
        library.save([Arrival(row, {"passage": passages}, folder)], replacing=replacing)
        return library.document(document)

    return add_filing


def describe(document: str, **about: Any) -> StoredDocument:
    known: dict[str, Any] = {
        "id": document,
        "source": f"{document}.htm",
        "order": 0,
        "content": hashlib.sha256(repr(sorted(about.items())).encode()).hexdigest(),
        "reader": "1",
        "pages": 1,
        "page_lines": [1],
        "lines": 1,
        "words": 1,
        "sections": 0,
        "tables": 0,
        "facts": 0,
        "references": 0,
        "health": "green",
        "warnings": [],
        "added": datetime(2026, 1, 1, tzinfo=UTC),
    }
    if isinstance(about.get("period_end"), str):
        about["period_end"] = date.fromisoformat(about["period_end"])
    return StoredDocument(**(known | about))


def lay_out(
    pages: Sequence[Sequence[Sequence[str]]],
) -> tuple[list[str], list[int], list[dict[str, Any]]]:
    """Lines of a reading copy, the line of each page's mark, and the rows of the passages."""
    lines: list[str] = []
    marks: list[int] = []
    passages: list[dict[str, Any]] = []
    for page, held in enumerate(pages, start=1):
        lines.append(f"[page {page}]")
        marks.append(len(lines))
        for heading, *words in held:
            first = len(lines) + 1
            lines += words
            text = "\n".join([heading, *words])
            passages.append(
                {
                    "position": len(passages),
                    "first_line": first,
                    "last_line": len(lines),
                    "first_page": page,
                    "last_page": page,
                    "section": None,
                    "path": heading.split(" > "),
                    "table": "t1" if words[0].startswith("|") else None,
                    "text": text,
                    "text_hash": hashlib.blake2b(text.encode()).hexdigest(),
                }
            )
    return lines, marks, passages
