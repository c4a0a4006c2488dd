"""read, outline, glob, follow, search and what they share."""

import pytest

from tests.filing_maker import annual, current, line_with
from tools.desk import Desk
from tools.follow import follow
from tools.glob import glob
from tools.outline import Outline, find_section, outline
from tools.read import MAX_LINES, read
from tools.search import search
from tools.tool import ToolError


def test_a_window_begins_where_it_is_asked_to(desk: Desk, annual_id: str) -> None:
    line = line_with(desk, annual_id, "Fuel cost")
    window = read(desk, annual_id, start=line, count=2)
    assert window.lines[0].startswith("Revenue rose")
    assert (window.first, len(window.lines), window.page) == (line, 2, 3)
    assert f"{line:>6}  Revenue rose" in window.show()


def test_a_window_has_a_ceiling(desk: Desk, annual_id: str) -> None:
    assert len(read(desk, annual_id, count=10**9).lines) <= MAX_LINES


def test_a_window_says_how_to_read_on(desk: Desk, annual_id: str) -> None:
    assert "read on from start=4" in read(desk, annual_id, start=2, count=2).show()
    last = len(desk.library.lines(annual_id))
    assert "end of the document" in read(desk, annual_id, start=last).show()


@pytest.mark.parametrize("name", ["item-7", "Item 7", "7", "ITEM 7.", "Discussion and Analysis"])
def test_a_section_is_read_by_any_of_its_names(desk: Desk, annual_id: str, name: str) -> None:
    window = read(desk, annual_id, section=name)
    assert window.lines[0].startswith("## Item 7")
    assert window.lines[-1].startswith("Revenue rose")


def test_note_1_is_not_note_12(desk: Desk, annual_id: str) -> None:
    assert find_section(desk, annual_id, "Note 2").title == "Note 2. Leases"
    with pytest.raises(ToolError, match="No section 'Note 12'"):
        find_section(desk, annual_id, "Note 12")


@pytest.mark.parametrize("start", [0, -1, 10_000])
def test_a_line_that_is_not_there_is_told_the_last(desk: Desk, annual_id: str, start: int) -> None:
    with pytest.raises(ToolError, match=rf"No line {start}: the document has lines 1 to \d+"):
        read(desk, annual_id, start=start)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "text.md", "", "annual.htm/../current.htm"]
)
def test_no_path_is_ever_opened(desk: Desk, name: str) -> None:
    with pytest.raises(ToolError, match="No such document"):
        read(desk, name)


@pytest.mark.parametrize("name", ["annual.htm", "annual", "[{id}]", "{ID}", "`{id}`"])
def test_a_document_is_known_by_id_source_and_file_name(desk: Desk, name: str) -> None:
    id = annual(desk)
    assert read(desk, name.format(id=id, ID=id.upper())).document == id


def test_a_near_name_is_suggested(desk: Desk, annual_id: str) -> None:
    with pytest.raises(ToolError, match=f"Near: {annual_id}"):
        read(desk, annual_id.replace("inc-10-k", "10-k"))


def test_what_is_out_of_scope_is_not_even_suggested(desk: Desk, annual_id: str) -> None:
    narrow = desk.narrowed([current(desk)])
    with pytest.raises(ToolError) as error:
        read(narrow, annual_id)
    assert "No such document" in str(error.value)
    assert f"Near: {annual_id}" not in str(error.value)
    assert [entry.id for entry in glob(narrow).entries] == [current(desk)]
    assert all(hit.document == current(desk) for hit in search(narrow, "Harrow").found.hits)


def test_a_desk_cannot_be_widened(desk: Desk, annual_id: str) -> None:
    with pytest.raises(ToolError, match="No such document"):
        desk.narrowed([current(desk)]).narrowed([annual_id])


def test_an_outline_gives_lines_and_pages(desk: Desk, annual_id: str) -> None:
    shown = outline(desk, annual_id).show()
    assert "[item-7] Item 7. Management’s Discussion and Analysis  (lines " in shown


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 2),
        ({"pattern": "*10-k*"}, 1),
        ({"pattern": "harrow"}, 2),
        ({"company": "harrow freight"}, 2),
        ({"company": "unheard of"}, 0),
        ({"form": "10-k"}, 1),
        ({"year": 2024}, 1),
        ({"year": 2025}, 1),
    ],
)
def test_documents_are_listed_by_what_they_are(
    desk: Desk, given: dict[str, str | int], count: int
) -> None:
    found = glob(desk, **given)  # type: ignore[arg-type]
    assert len(found.entries) == count
    assert found.total == 2


def test_a_reference_leads_to_its_section(desk: Desk, annual_id: str) -> None:
    (lead,) = follow(
        desk, annual_id, line=line_with(desk, annual_id, "excluding discontinued")
    ).leads
    assert lead.words == "Note 3"
    assert lead.target is not None
    assert lead.target.title == "Note 3. Discontinued Operations"


def test_the_references_of_a_section_are_followed_together(desk: Desk, annual_id: str) -> None:
    leads = follow(desk, annual_id, section="Item 8")
    assert [lead.words for lead in leads.leads] == ["Note 2", "Note 3"]
    assert "→ [" in leads.show()


def test_follow_needs_a_place(desk: Desk, annual_id: str) -> None:
    with pytest.raises(ToolError, match="needs a line or a section"):
        follow(desk, annual_id)


def test_search_ranks_passages(desk: Desk, annual_id: str) -> None:
    found = search(desk, "operating lease liabilities", document=annual_id).found
    assert found.hits[0].document == annual_id
    assert "Next: read around" in search(desk, "lease").show()


def test_several_queries_are_fused(desk: Desk, annual_id: str) -> None:
    one = search(desk, "operating lease liabilities", ["fuel cost"], annual_id).found
    assert one.query == "operating lease liabilities | fuel cost"
    first = {
        search(desk, each, document=annual_id).found.hits[0].lines
        for each in one.query.split(" | ")
    }
    assert first & {hit.lines for hit in one.hits[:2]}
    with pytest.raises(ToolError, match="needs a query"):
        search(desk, " ", [" "])


def test_search_keeps_to_tags_and_says_when_nothing_bears_them(desk: Desk) -> None:
    found = search(desk, "lease", section="note", k=30).found
    assert found.hits
    assert all(any("Note" in title for title in hit.section) for hit in found.hits)
    assert "section note" in found.applied
    tables = search(desk, "lease", table="any").found
    assert all(hit.table for hit in tables.hits)
    none = search(desk, "lease", section="exhibit 99").found
    assert none.hits
    assert any("not applied" in said for said in none.applied)


def test_without_a_document_the_outline_is_the_library_with_counts(desk: Desk) -> None:
    shown = outline(desk).show()
    assert shown.startswith(f"{len(desk.scope)} documents in scope")
    assert all(document.id in shown for document in desk.scope)


def test_without_an_index_search_says_what_to_use(desk: Desk) -> None:
    with pytest.raises(ToolError, match="Use grep"):
        search(Desk(desk.library), "lease")


def test_an_outline_says_what_is_in_doubt() -> None:
    doubts = tuple(f"page {number} is missing" for number in range(9))
    shown = Outline("a-10-k-2024", (), "amber", doubts).show()
    assert shown.count("In doubt (amber): page") == 5
    assert "In doubt" not in Outline("a-10-k-2024", (), "green", ()).show()
