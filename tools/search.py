"""search: ranked passages, for when the wording is not known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.to_markdown import one_line
from tools.desk import Desk
from tools.sizes import clip, fit
from tools.tool import ToolError

if TYPE_CHECKING:
    from index.search import Found

QUERIES = 8  # searched at once; each costs a search


class NoIndex(ToolError):
    """There is nothing to search with."""

    def __init__(self) -> None:
        super().__init__(
            "There is no index yet, so search cannot rank. Use grep with the words you expect, "
            "or outline and read."
        )


@dataclass(frozen=True, slots=True)
class Hits:
    """Passages, best first."""

    found: "Found"

    def show(self) -> str:
        """Each passage under where it stands."""
        if not self.found.hits:
            return "Nothing found. Next: other words, no filter, or grep for an exact phrase."
        fitted = fit(self._lines())
        applied = f" Understood: {', '.join(self.found.applied)}." if self.found.applied else ""
        more = " Later passages were cut: lower k, or name a document." if fitted.left else ""
        head = f"{len(self.found.hits)} passages, best first.{applied}"
        return "\n".join((head, *fitted.lines, f"Next: read around the best lines.{more}"))

    def _lines(self) -> Iterator[str]:
        for hit in self.found.hits:
            path = " › ".join(hit.section)
            where = f"lines {hit.lines[0]}-{hit.lines[1]}, page {hit.page}"
            table = f", table {hit.table}" if hit.table else ""
            yield f"{hit.rank}. [{hit.document}] {where}{table} {path}"
            yield "   " + clip(hit.text, 1200).replace("\n", "\n   ")
            for each in hit.linked:
                where = f"lines {each.lines[0]}-{each.lines[1]}, page {each.page}"
                yield f"   {each.kind} at {where}: {clip(one_line(each.text), 240)}"
            if hit.also:
                yield "   The same in: " + ", ".join(
                    f"[{each.document}] lines {each.lines[0]}-{each.lines[1]}" for each in hit.also
                )


def search(
    desk: Desk,
    query: str,
    also: list[str] | None = None,
    document: str | None = None,
    company: str | None = None,
    form: str | None = None,
    year: int | None = None,
    section: str | None = None,
    table: str | None = None,
    statement: str | None = None,
    k: int = 10,
) -> Hits:
    """Rank passages by meaning and words; best for discovery, when you do not know the wording.

    `query` is a question or key words.

    `also` are up to 7 more queries, searched at once, whose rankings are fused: other wordings of
    the same thing, or the parts of a computed figure.

    `document` is an id; without it every document in scope is searched.

    `company` is a company's name or ticker.

    `form` is a form such as "10-K".

    `year` is a fiscal year.

    `section` keeps to sections of a kind (note, item, exhibit, schedule) or to one ("note 12",
    "item 7A").

    `table` keeps to tables: "any", or a kind such as "income".

    `statement` keeps to a financial statement: "balance sheet", "income statement", "cash flow
    statement", "statement of equity", "comprehensive income".

    `k` is the number of passages, up to 30.
    """
    if desk.searcher is None:
        raise NoIndex
    queries = [each for each in (query, *(also or ()))[:QUERIES] if each.strip()]
    if not queries:
        raise ToolError("search needs a query: a question or key words.")
    from index.search import Tags

    documents = (desk.document(document).id,) if document else desk.documents
    return Hits(
        desk.searcher.search(
            queries,
            k=max(1, min(k, 30)),
            documents=documents,
            company=company,
            form=form,
            year=year,
            tags=Tags(section, table, statement),
        )
    )
