"""The rows of the catalogue that a document is made of, table by table.

They name no document: its id is not known before all files that came earlier have theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest import chunks, facts
from ingest.document import Document, Table
from ingest.footing import footing
from ingest.passage_links import linked
from ingest.read_facts import read_facts
from ingest.sidecar import Heading, table_to_json
from ingest.to_markdown import ReadingCopy, one_line

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""By the name of the table in `store.tables`."""


def to_rows(document: Document, copy: ReadingCopy, outline: Sequence[Heading]) -> Rows:
    """Sections, tables, facts, references and passages, as `store.tables` has them."""
    rows = {
        "section": [_section(at, each) for at, each in enumerate(outline)],
        "table_": list(_tables(document, copy)),
        "fact": list(_facts(document, copy)),
        "reference": list(_references(document, copy)),
        "footnote": list(_footnotes(document, copy)),
        "passage": list(_passages(document, copy)),
    }
    for passage, links in zip(rows["passage"], linked(rows), strict=True):
        passage["links"] = links
    return rows


def _section(position: int, heading: Heading) -> Row:
    return {
        "id": heading.id,
        "position": position,
        "level": heading.level,
        "kind": heading.kind,
        "item": heading.item,
        "number": heading.number,
        "title": one_line(heading.title),
        "first_line": heading.lines[0],
        "last_line": heading.lines[1],
        "first_page": heading.pages[0],
        "last_page": heading.pages[1],
    }


def _tables(document: Document, copy: ReadingCopy) -> Iterator[Row]:
    holders = chunks.innermost(document.blocks, document.sections)
    tables = [(at, block) for at, block in enumerate(document.blocks) if isinstance(block, Table)]
    for number, (at, table) in enumerate(tables, start=1):
        holder = holders[at]
        first, last = copy.block_lines[at]
        yield {
            "id": f"t{number}",
            "section": None if holder is None else document.sections[holder].id,
            "kind": table.kind,
            "caption": one_line(table.caption),
            "page": copy.page(first),
            "first_line": first,
            "last_line": last,
            "row_lines": list(copy.row_lines[at]),
            "grid": table_to_json(table),
            "unfooted": [
                {
                    "row": each.row,
                    "column": each.column,
                    "printed": f"{each.printed:f}",
                    "computed": f"{each.computed:f}",
                }
                for each in footing(table).unfooted
            ],
        }


def _facts(document: Document, copy: ReadingCopy) -> Iterator[Row]:
    spots = facts.spots(document, copy)
    for name, fact in facts.unique(document.facts).items():
        spot = spots.get(name)
        yield {
            "id": name,
            "concept": fact.concept,
            "label": spot.label if spot else "",
            "value": None if fact.value is None else f"{fact.value:f}",
            "text": one_line(fact.text),
            "unit": fact.unit,
            "start": fact.start,
            "end": fact.end,
            "dimensions": [list(pair) for pair in fact.dimensions],
            "decimals": fact.decimals,
            "line": spot.line if spot else None,
            "page": copy.page(spot.line) if spot else None,
            "table": spot.table if spot else None,
            "row": spot.row if spot else None,
            "column": spot.column if spot else None,
        }
    yield from _read_facts(document, copy)


def _read_facts(document: Document, copy: ReadingCopy) -> Iterator[Row]:
    """Facts of tables where nothing is tagged."""
    tables = {at: f"t{number}" for number, at in enumerate(copy.row_lines, start=1)}
    for fact, block, row, column, label in read_facts(document):
        line = copy.row_lines[block][row]
        yield {
            "id": fact.id,
            "concept": "",
            "label": one_line(label),
            "value": f"{fact.value:f}",
            "text": one_line(fact.text),
            "unit": fact.unit,
            "start": fact.start,
            "end": fact.end,
            "dimensions": [list(pair) for pair in fact.dimensions],
            "decimals": fact.decimals,
            "line": line,
            "page": copy.page(line),
            "table": tables[block],
            "row": row,
            "column": column,
            "tagged": False,
        }


def _references(document: Document, copy: ReadingCopy) -> Iterator[Row]:
    for position, each in enumerate(document.references):
        yield {
            "position": position,
            "line": _line(copy, each.block, each.row),
            "words": one_line(each.words),
            "kind": each.kind,
            "target": each.target,
            "target_line": _line(copy, *each.place) if each.place else None,
            "reason": each.reason,
            "outside": one_line(each.outside),
        }


def _line(copy: ReadingCopy, block: int, row: int | None) -> int:
    """The line of a block, or of a row of a table."""
    if row is not None and block in copy.row_lines:
        return copy.row_lines[block][row]
    return copy.block_lines[block][0]


def _footnotes(document: Document, copy: ReadingCopy) -> Iterator[Row]:
    tables = {at: f"t{number}" for number, at in enumerate(copy.row_lines, start=1)}

    def line(block: int, row: int | None) -> int:
        return copy.block_lines[block][0] if row is None else copy.row_lines[block][row]

    for position, each in enumerate(document.footnotes):
        yield {
            "position": position,
            "mark": each.mark,
            "text": one_line(each.text),
            "line": line(each.block, each.row),
            "table": next((tables[to.block] for to in each.targets if to.block in tables), None),
            "targets": [
                {"line": line(to.block, to.row)}
                | ({} if to.row is None else {"row": to.row, "column": to.column})
                for to in each.targets
            ],
        }


def _passages(document: Document, copy: ReadingCopy) -> Iterator[Row]:
    for position, each in enumerate(chunks.passages(document, copy)):
        yield {
            "position": position,
            "first_line": each.first_line,
            "last_line": each.last_line,
            "first_page": each.first_page,
            "last_page": each.last_page,
            "section": each.section,
            "path": list(each.path),
            "table": each.table,
            "text": each.text,
            "text_hash": each.text_hash,
            "periods": list(each.periods),
        }
