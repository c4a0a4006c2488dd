"""References labelled by hand in real filings: short quotations, and the outline each stands in.

`references/references.jsonl` is read by `tieout eval --only references --references` too, on the
filings themselves. Rules were made while looking at "tune" and then "held"; those of the later
sets, of which no outline is kept here, were measured once before anybody looked into them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from evals.gold import Row
from evals.references import Filing, Verdict, judge
from ingest.document import (
    Block,
    Cell,
    Document,
    Metadata,
    PageBreak,
    Paragraph,
    Place,
    Section,
    Table,
)
from ingest.document import (
    Row as TableRow,
)
from ingest.references import references
from ingest.rows import to_rows
from ingest.sidecar import outline
from ingest.to_markdown import render
from store.tables import StoredReference, StoredSection, StoredTable

FOLDER = Path(__file__).parent / "references"
LEVELS = {"part": 1, "item": 2, "schedule": 2, "exhibit": 2, "note": 3, "heading": 4}
MARKS = ("page", "entry", "table", "text")


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


LABELS = rows("references.jsonl")
OUTLINES = {str(row["filing"]): row for row in rows("filings.jsonl")}


def verdict(label: Row) -> Verdict:
    """The label judged in a filing made of its outline and the quotation alone."""
    made = OUTLINES[str(label["filing"])]
    entries = list(entries_of(made))
    after = int(str(label["after"]))
    quoted: list[list[object]] = [["quote", "", line] for line in str(label["quote"]).split("\n")]
    blocks, sections = built([*entries[:after], *quoted, *entries[after:]])
    end = made["period_end"]
    about = Metadata(
        form=str(made["form"]) if made["form"] else None,
        fiscal_year=int(str(made["fiscal_year"])) if made["fiscal_year"] else None,
        period_end=date.fromisoformat(str(end)) if end else None,
    )
    pages = max(block.page for block in blocks if isinstance(block, PageBreak))
    found = references(blocks, sections, about)
    document = Document(about, tuple(blocks), tuple(sections), (), found, pages, "html")
    return judge(label, opened(document))


def entries_of(made: Row) -> Iterator[list[object]]:
    listed = made["outline"]
    assert isinstance(listed, list)
    yield from listed


def built(entries: list[list[object]]) -> tuple[list[Block], list[Section]]:
    """A block for each entry, and the sections they open."""
    blocks: list[Block] = [PageBreak(1)]
    opening: list[tuple[int, str, str, str]] = []
    for kind, name, text in entries:
        place = Place(blocks[-1].page if isinstance(blocks[-1], PageBreak) else 1)
        if kind == "page":
            blocks.append(PageBreak(max(2, int(str(text))), (str(name),)))
            continue
        if kind in LEVELS:
            opening.append((len(blocks), str(kind), str(name), str(text)))
        blocks.append(block(str(kind), str(text), place))
    return blocks, list(opened_sections(opening, len(blocks)))


def block(kind: str, text: str, place: Place) -> Block:
    if kind != "table":
        return Paragraph(text, place)
    lines = (text, "Year", "Amount")
    return Table(tuple(TableRow((Cell(0, line), Cell(1, "1"))) for line in lines), (), place)


def opened_sections(opening: list[tuple[int, str, str, str]], stop: int) -> Iterator[Section]:
    names: Counter[str] = Counter()
    for at, (start, kind, name, title) in enumerate(opening):
        level = LEVELS[kind]
        ends = (s for s, other, _, _ in opening[at + 1 :] if LEVELS[other] <= level and s > start)
        ident = f"{kind}-{name or start}".lower().replace(".", "-")
        names[ident] += 1
        unique = ident if names[ident] == 1 else f"{ident}-{names[ident]}"
        item = name if kind == "item" else None
        number = name if name and kind not in ("item", "heading") else None
        end = next(ends, stop)
        yield Section(unique, level, kind, item, title, start, end, number)  # type: ignore[arg-type]


def opened(document: Document) -> Filing:
    copy = render(document)
    made = to_rows(document, copy, outline(document, copy))
    return Filing(
        copy.lines,
        copy.page_lines,
        [StoredSection(document="d", **row) for row in made["section"]],
        [StoredReference(document="d", **row) for row in made["reference"]],
        [StoredTable(document="d", **row) for row in made["table_"]],
    )


def test_the_labels_are_of_many_filings_and_short() -> None:
    assert len(LABELS) >= 200
    assert len(OUTLINES) >= 40
    assert max(len(str(label["quote"])) for label in LABELS) < 200
    assert all({"target", "outside", "nowhere"} & set(label) for label in LABELS)


@pytest.mark.parametrize(("half", "right", "wrong"), [("tune", 93, 1), ("held", 92, 3)])
def test_labelled_references_lead_where_they_should(half: str, right: int, wrong: int) -> None:
    verdicts = Counter(verdict(label) for label in LABELS if label["half"] == half)
    total = verdicts.total()
    assert verdicts["not found"] == 0
    assert 100 * verdicts["right"] >= right * total, verdicts
    assert 100 * verdicts["wrong"] <= wrong * total, verdicts
