"""What the library holds while an ingest runs: who has which bytes, and which ids are taken."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.names import names
from ingest.reading import READER, Read
from store.library import Library
from store.tables import StoredDocument


class Catalogue:
    """The documents of the library by file. A file is a source, or a submission of several."""

    def __init__(self, library: Library) -> None:
        self._folders = library.folders
        self._files: defaultdict[str, list[StoredDocument]] = defaultdict(list)
        self._contents: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._next = 0
        for document in library.documents():
            self._add(document.source.partition("#")[0], document)

    def of(self, source: str) -> list[StoredDocument]:
        """The documents a file became when it was ingested before, the main one first."""
        return self._files[source]

    def unchanged(self, source: str, content: str) -> list[StoredDocument]:
        """Those documents, if the file and its reader are the same and nothing was lost since."""
        held = self._files[source]
        same = all(
            each.content == content
            and each.reader == READER
            and self._folders.reading_copy(each.id).exists()
            for each in held
        )
        return held if same else []

    def same_bytes(self, content: str, source: str) -> str | None:
        """Another file that holds the same bytes."""
        other = self._contents.get(content)
        return None if other == source else other

    def name(self, source: str, read: Sequence[Read]) -> list[StoredDocument]:
        """Give what was read of one file its ids and its places in the order."""
        orders = [each.order for each in self._files[source]]
        documents: list[StoredDocument] = []
        for position, each in enumerate(read):
            taken = {document.id for document in documents}
            order = orders[position] if position < len(orders) else self._next + position
            documents.append(_document(each, self._free_id(each, source, taken), order))
        return documents

    def replace(self, source: str, documents: Sequence[StoredDocument]) -> None:
        """`documents` are now what `source` became."""
        for gone in self._files.pop(source, []):
            del self._ids[gone.id]
            self._contents.pop(gone.content, None)
        for document in documents:
            self._add(source, document)

    def _add(self, source: str, document: StoredDocument) -> None:
        self._files[source].append(document)
        self._contents[document.content] = source
        self._ids[document.id] = source
        self._next = max(self._next, document.order + 1)

    def _free_id(self, read: Read, source: str, taken: set[str]) -> str:
        wanted = names(read.metadata, read.name, read.own_content)
        return next(
            name for name in wanted if name not in taken and self._ids.get(name, source) == source
        )


def _document(read: Read, name: str, order: int) -> StoredDocument:
    about = read.metadata
    return StoredDocument(
        id=name,
        source=read.source,
        order=order,
        content=read.content,
        reader=READER,
        form=about.form,
        company=about.company,
        cik=about.cik,
        ticker=about.ticker,
        sic=about.sic,
        fiscal_year=about.fiscal_year,
        fiscal_period=about.fiscal_period,
        period_end=about.period_end,
        fiscal_year_end=about.fiscal_year_end,
        filed=about.filed,
        pages=len(read.page_lines),
        page_lines=list(read.page_lines),
        lines=read.lines,
        words=read.words,
        sections=read.sections,
        tables=read.tables,
        facts=read.facts,
        references=read.references,
        health=read.health,
        warnings=list(read.warnings),
        added=datetime.now(UTC),
    )
