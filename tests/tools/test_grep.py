import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from store.library import Library
from tests.filing_maker import annual, current, line_with, make_desk, make_library
from tools.desk import Desk
from tools.grep import Matches, every, grep
from tools.ripgrep import is_quick, matching_lines
from tools.tool import ToolError


def texts(found: Matches) -> list[str]:
    return [match.text for match in found.matches]


def test_a_match_says_where_it_stands(desk: Desk, annual_id: str) -> None:
    (match,) = grep(desk, "Fuel cost").matches
    assert match.line == line_with(desk, annual_id, "Fuel cost")
    assert (match.document, match.source, match.page) == (annual_id, "annual.htm", 3)


def test_matches_come_in_the_order_of_documents_and_lines(desk: Desk) -> None:
    found = grep(desk, "Harrow").matches
    places = [(match.document, match.line) for match in found]
    assert places == sorted(places, key=lambda at: ([e.id for e in desk.scope].index(at[0]), at[1]))
    assert {match.document for match in found} == {annual(desk), current(desk)}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("$45.2 million", "Fuel cost"),
        ("$45.2", "Fuel cost"),
        ("cost $45", "Fuel cost"),
        ("(577)", "Purchases of property"),
        ("(unclosed|Fuel", ""),
        ("lender's fees", "12.5%"),
        ('"less-than-truckload"', "goods"),
        ("less—than—truckload goods", ""),
        ("Operating\u00a0lease", "Operating lease"),
        ("-Truckload", "truckload"),
        ("revenue ROSE", "Revenue rose"),
        ("lease liabilit(y|ies) were", "$5.0 billion"),
        ("^## Item 1A", "Risk"),
        ("a{0,3}ssets", "Total assets"),
    ],
)
def test_words_and_amounts_are_found_as_they_are_written(
    desk: Desk, pattern: str, words: str
) -> None:
    found = texts(grep(desk, pattern))
    assert bool(found) == bool(words)
    assert not words or any(words in text for text in found)


def test_the_minus_of_parentheses_is_not_lost(desk: Desk) -> None:
    assert texts(grep(desk, "(212.0)")) == []
    assert texts(grep(desk, "212.0")) != []


def test_plain_text_is_taken_literally_on_request(desk: Desk) -> None:
    assert texts(grep(desk, "Revenue.rose", literal=True)) == []
    assert len(texts(grep(desk, "Revenue.rose"))) == 1


def test_a_table_row_is_shown_under_its_columns(desk: Desk) -> None:
    shown = grep(desk, "Total assets").show()
    assert "December 31, 2024 | December 31, 2023" in shown
    assert "| Total assets | $9,120 | $8,750 |  (page 3)" in shown


def test_lines_around_are_shown_once(desk: Desk) -> None:
    shown = grep(desk, "lease", context=2).show()
    assert shown.count("Leases of discontinued operations") == 1
    assert shown.count("Note 2. Leases") == 1


def test_what_is_not_shown_is_counted(desk: Desk) -> None:
    found = grep(desk, "e", limit=1)
    assert len(found.matches) == 1
    assert found.total > 10
    assert f"{found.total - 1} not shown" in found.show()


@pytest.mark.parametrize("pattern", ["lease", "Total assets", "(212.0)", "[", "no such words"])
def test_every_match_can_be_had_one_after_the_other(desk: Desk, pattern: str) -> None:
    found = grep(desk, pattern, limit=200)
    streamed = [(match.document, match.line, match.text) for match in every(desk, pattern)]
    assert streamed == [(match.document, match.line, match.text) for match in found.matches]
    assert len(streamed) == found.total


def test_a_file_written_a_moment_ago_is_searched(library: Library, desk: Desk) -> None:
    path = library.folders.reading_copy(current(desk))
    before = path.read_text("utf-8")
    path.write_text(before + "Zeppelins were bought.\n", "utf-8")
    try:
        assert [match.text for match in every(desk, "zeppelins")] == ["Zeppelins were bought."]
    finally:
        path.write_text(before, "utf-8")


def test_nothing_found_is_said(desk: Desk) -> None:
    assert grep(desk, "no such words").show().startswith("No line matches.")


@pytest.mark.parametrize("pattern", ["", "   "])
def test_a_pattern_is_needed(desk: Desk, pattern: str) -> None:
    with pytest.raises(ToolError, match="needs a pattern"):
        grep(desk, pattern)


def test_one_document_alone_is_searched_like_many(desk: Desk) -> None:
    only = grep(desk, "Harrow", document=current(desk))
    assert {match.document for match in only.matches} == {current(desk)}
    assert texts(only) == [
        m.text for m in grep(desk, "Harrow").matches if m.document != annual(desk)
    ]


def test_a_document_out_of_scope_is_not_searched(desk: Desk) -> None:
    narrow = desk.narrowed([current(desk)])
    assert texts(grep(narrow, "Fuel cost")) == []
    with pytest.raises(ToolError, match="No such document"):
        grep(narrow, "Fuel", document=annual(desk))


@pytest.mark.parametrize("folder", [".hidden/library", "build/library"])
def test_a_hidden_or_ignored_library_is_searched(tmp_path: Path, folder: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("build/\n*.md\n")
    (tmp_path / ".ignore").write_text("*\n")
    desk = make_desk(make_library(tmp_path, at=tmp_path / folder))
    assert len(grep(desk, "Fuel cost").matches) == 1
    assert len(grep(desk, "Fu{1,2}el cost").matches) == 1


@pytest.mark.parametrize("expression", ["Note", "No{1,1}te"])
def test_odd_characters_cut_no_line_and_lose_no_file(tmp_path: Path, expression: str) -> None:
    odd = tmp_path / "odd.md"
    odd.write_text("a\x0bb Note\x85 c\u2028 d\r\n\x1f Note\n", "utf-8")
    found = matching_lines(expression, [str(odd)], each=9)
    assert [number for number, _ in found[str(odd)]] == [1, 2]


def test_a_pattern_that_takes_long_is_stopped(tmp_path: Path) -> None:
    large = tmp_path / "large.md"
    letters = random.Random(1)
    large.write_text("".join(letters.choices("xy", k=2_000_000)), "utf-8")
    started = time.monotonic()
    with pytest.raises(ToolError, match="took longer than"):
        matching_lines("x.{100}[^xy]", [str(large)], each=9, seconds=0.5)
    assert time.monotonic() - started < 5


def test_counted_and_many_repetitions_are_not_run_in_process() -> None:
    assert is_quick("Note 12.*Leases")
    assert not is_quick("x.{50}y")
    assert not is_quick("a*b*c*d*e*")
    assert not is_quick("x" * 300)
    assert not is_quick("[xy]*x" + "[xy]" * 30)
    assert is_quick(r"\(1,508\)")


def test_ripgrep_lies_where_it_is_looked_for() -> None:
    assert shutil.which("git")  # the tests above need it
    assert matching_lines("x{1}", [__file__], each=1)
