"""read, outline, glob, follow, search and what they share."""

import pytest

from tests.filing_maker import annual, current, line_with
from tools.desk import Desk
from tools.follow import follow
from tools.glob import glob
from tools.outline import find_section, outline
from tools.read import MAX_LINES, read
from tools.search import search
from tools.tool import ToolError


def test_a_window_begins_where_it_is_asked_to(desk: Desk, filing: str) -> None:
    line = line_with(desk, filing, "Fuel cost")
    window = read(desk, filing, start=line, count=2)
    assert window.lines[0].startswith("Revenue rose")
    assert (window.first, len(window.lines), window.page) == (line, 2, 3)
    assert f"{line:>6}  Revenue rose" in window.show()


def test_a_window_has_a_ceiling(desk: Desk, filing: str) -> None:
    assert len(read(desk, filing, count=10**9).lines) <= MAX_LINES


def test_a_window_says_how_to_read_on(desk: Desk, filing: str) -> None:
    assert "read on from start=4" in read(desk, filing, start=2, count=2).show()
    last = len(desk.library.lines(filing))
    assert "end of the document" in read(desk, filing, start=last).show()


@pytest.mark.parametrize("name", ["item-7", "Item 7", "7", "ITEM 7.", "Discussion and Analysis"])
def test_a_section_is_read_by_any_of_its_names(desk: Desk, filing: str, name: str) -> None:
    window = read(desk, filing, section=name)
    assert window.lines[0].startswith("## Item 7")
    assert window.lines[-1].startswith("Revenue rose")


def test_note_1_is_not_note_12(desk: Desk, filing: str) -> None:
    assert find_section(desk, filing, "Note 2").title == "Note 2. Leases"
    with pytest.raises(ToolError, match="No section 'Note 12'"):
        find_section(desk, filing, "Note 12")


@pytest.mark.parametrize("start", [0, -1, 10_000])
def test_a_line_that_is_not_there_is_told_the_last(desk: Desk, filing: str, start: int) -> None:
    with pytest.raises(ToolError, match=rf"No line {start}: the document has lines 1 to \d+"):
        read(desk, filing, start=start)


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


def test_a_near_name_is_suggested(desk: Desk, filing: str) -> None:
    with pytest.raises(ToolError, match=f"Near: {filing}"):
        read(desk, filing.replace("inc-10-k", "10-k"))


def test_what_is_out_of_scope_is_not_even_suggested(desk: Desk, filing: str) -> None:
    narrow = desk.narrowed([current(desk)])
    with pytest.raises(ToolError) as error:
        read(narrow, filing)
    assert "No such document" in str(error.value)
    assert f"Near: {filing}" not in str(error.value)
    assert [entry.id for entry in glob(narrow).entries] == [current(desk)]
    assert all(hit.document == current(desk) for hit in search(narrow, "Harrow").found.hits)


def test_a_desk_cannot_be_widened(desk: Desk, filing: str) -> None:
    with pytest.raises(ToolError, match="No such document"):
        desk.narrowed([current(desk)]).narrowed([filing])


def test_an_outline_gives_lines_and_pages(desk: Desk, filing: str) -> None:
    shown = outline(desk, filing).show()
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


def test_a_reference_leads_to_its_section(desk: Desk, filing: str) -> None:
    (lead,) = follow(desk, filing, line=line_with(desk, filing, "excluding discontinued")).leads
    assert lead.words == "Note 3"
    assert lead.target is not None
    assert lead.target.title == "Note 3. Discontinued Operations"


def test_the_references_of_a_section_are_followed_together(desk: Desk, filing: str) -> None:
    leads = follow(desk, filing, section="Item 8")
    assert [lead.words for lead in leads.leads] == ["Note 2", "Note 3"]
    assert "→ [" in leads.show()


def test_follow_needs_a_place(desk: Desk, filing: str) -> None:
    with pytest.raises(ToolError, match="needs a line or a section"):
        follow(desk, filing)


def test_search_ranks_passages(desk: Desk, filing: str) -> None:
    found = search(desk, "operating lease liabilities", document=filing).found
    assert found.hits[0].document == filing
    assert "Next: read around" in search(desk, "lease").show()


def test_without_an_index_search_says_what_to_use(desk: Desk) -> None:
    with pytest.raises(ToolError, match="Use grep"):
        search(Desk(desk.library), "lease")
