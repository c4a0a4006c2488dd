"""list, outline, show and grep: what the library holds, as JSON and for people."""

from pathlib import Path

import pytest

from cli.output import printable
from tests.cli.ran import Ran, Tieout


def test_list_says_who_what_and_when(tieout: Tieout, library: Path) -> None:
    (row,) = tieout("list", "--library", library, "--json").rows
    assert row["source"] == "2023/tidw.htm"
    assert (row["form"], row["company"], row["cik"]) == (
        "10-K",
        "Tidewater Kettle Corp",
        "0001999991",
    )
    assert (row["fiscal_year"], row["period_end"]) == (2023, "2023-12-31")
    assert {"document", "ticker", "sic", "pages", "sections", "tables", "health"} <= row.keys()


def test_list_is_a_table_for_people(tieout: Tieout, library: Path) -> None:
    out = tieout("list", "--library", library).out
    assert "Tidewater Kettle Corp" in out
    assert "2023-12-31" in out
    assert "\x1b" not in out


def test_outline_has_items_and_notes_with_lines_and_pages(tieout: Tieout, library: Path) -> None:
    (row,) = tieout("outline", "2023/tidw.htm", "--library", library, "--json").rows
    sections = row["sections"]
    assert {"id", "level", "kind", "item", "title", "lines", "pages"} == sections[0].keys()
    assert [s["item"] for s in sections if s["kind"] == "item"] == [
        "1",
        "1A",
        "2",
        "3",
        "5",
        "7",
        "8",
    ]
    assert [s["title"] for s in sections if s["kind"] == "note"][1] == "Note 2. Leases"


def test_outline_all_gives_every_document(tieout: Tieout, library: Path) -> None:
    assert len(tieout("outline", "--all", "--library", library, "--json").rows) == 1
    assert "Item 1A. Risk Factors" in tieout("outline", "--all", "--library", library).out


def test_show_prints_the_reading_copy_whole(tieout: Tieout, library: Path) -> None:
    listed = tieout("list", "--library", library, "--json").rows[0]
    shown = tieout("show", listed["document"], "--library", library).out
    copy = library / "filings" / listed["document"] / "text.md"
    assert shown.rstrip("\n") == copy.read_text(encoding="utf-8").rstrip("\n")


def test_show_takes_lines_a_page_or_a_section(tieout: Tieout, library: Path) -> None:
    def show(*options: str) -> Ran:
        return tieout("show", "2023/tidw.htm", "--library", library, *options)

    whole = show().out.splitlines()
    assert show("--lines", "2-3").out.splitlines() == whole[1:3]
    assert show("--page", "2").out.startswith("[page 2]")
    assert show("--section", "Note 2").out.splitlines()[0].endswith("Note 2. Leases")
    assert show("--section", "1A").out == show("--section", "Item 1A").out
    assert show("--lines", "2", "--numbers").out.startswith("     2  ")
    assert show("--lines", "2", "--json").rows[0].keys() == {"line", "page", "text"}


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--lines", "9000"], 1, "there is no line 9000"),
        (["--page", "77"], 1, "there is no page 77"),
        (["--section", "Note 99"], 1, "no section Note 99"),
        (["--lines", "5-2"], 2, "5-2"),
        (["--lines", "1", "--page", "1"], 2, "Give one of"),
    ],
)
def test_show_says_what_is_not_there(
    tieout: Tieout, library: Path, options: list[str], status: int, said: str
) -> None:
    ran = tieout("show", "2023/tidw.htm", "--library", library, *options)
    assert ran.status == status
    assert said in ran.err


def test_a_name_that_is_nearly_right_is_hinted_at(tieout: Tieout, library: Path) -> None:
    ran = tieout("show", "2023/tidv.htm", "--library", library)
    assert ran.status == 1
    assert "2023/tidw.htm" in ran.err


def test_grep_finds_lines_with_their_page(tieout: Tieout, library: Path) -> None:
    rows = tieout("grep", "copper|foundry", "--library", library, "--json").rows
    assert {"document", "source", "page", "line", "text"} == rows[0].keys()
    assert any("Copper prices move" in row["text"] for row in rows)


def test_grep_without_a_match_is_no_failure(tieout: Tieout, library: Path) -> None:
    ran = tieout("grep", "zeppelin", "--library", library)
    assert (ran.status, ran.out) == (0, "")
    assert "Nothing matches" in ran.err


def test_a_filing_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\tc") == "a\ufffd[2Jb\tc"
