import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from store.errors import NoSuchDocument, TieoutError
from store.library import Arrival, Busy, Library, NoLibrary
from store.tables import StoredDocument


def stored(name: str, source: str, order: int = 0, content: str = "c0") -> StoredDocument:
    return StoredDocument(
        id=name,
        source=source,
        order=order,
        content=content,
        reader="1",
        pages=2,
        page_lines=[1, 3],
        lines=4,
        words=9,
        sections=1,
        tables=0,
        facts=0,
        references=0,
        health="green",
        warnings=[],
        added=datetime.now(UTC),
    )


def arrival(library: Library, document: StoredDocument, text: str = "Kettles") -> Arrival:
    folder = library.folders.incoming / f"new-{document.id}"
    folder.mkdir()
    copy = f"[page 1]\n# Item 1\n[page 2]\n{text}\n"
    (folder / "text.md").write_text(copy, encoding="utf-8")
    (folder / "document.json").write_text(f'{{"content":"{document.content}"}}', encoding="utf-8")
    section = {"id": "item-1", "position": 0, "level": 1, "kind": "item", "title": "Item 1"}
    place = {"first_line": 2, "last_line": 4, "first_page": 1, "last_page": 2}
    return Arrival(document, {"section": [section | place]}, folder)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library")
    library.create()
    return library


@pytest.fixture
def shelf(library: Library) -> Library:
    """A library of three documents."""
    sources = ("b/tidw-10k.htm", "a/sub.txt#main.htm", "a/sub.txt#ex21.htm")
    for order, (name, source) in enumerate(zip(("tidw", "main", "ex21"), sources, strict=True)):
        library.save([arrival(library, stored(name, source, order))])
    return library


def test_a_saved_document_can_be_read_by_line_page_and_section(library: Library) -> None:
    library.save([arrival(library, stored("tidw", "tidw.htm"))])
    assert [each.id for each in library.documents()] == ["tidw"]
    assert list(library.lines("tidw")) == ["[page 1]", "# Item 1", "[page 2]", "Kettles"]
    assert [library.page("tidw", line) for line in (1, 2, 3, 4)] == [1, 1, 2, 2]
    assert [section.title for section in library.sections("tidw")] == ["Item 1"]
    assert library.tables("tidw") == []
    assert library.facts("tidw") == []
    assert library.references("tidw") == []
    assert library.passages("tidw") == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tidw", ["tidw"]),
        ("b/tidw-10k.htm", ["tidw"]),
        ("a/sub.txt#ex21.htm", ["ex21"]),
        ("a/sub.txt", ["main", "ex21"]),
        ("a/*", ["main", "ex21"]),
        ("*.htm", ["tidw", "main", "ex21"]),
        ("*/sub.txt", ["main", "ex21"]),
        ("sub.txt", ["main", "ex21"]),
        ("tidw-10k.htm", ["tidw"]),
    ],
)
def test_documents_are_found_by_id_source_and_glob(
    shelf: Library, name: str, expected: list[str]
) -> None:
    assert [each.id for each in shelf.find([name])] == expected


def test_several_names_give_each_document_once_in_the_order_of_the_library(shelf: Library) -> None:
    assert [each.id for each in shelf.find(["a/*", "ex21", "tidw"])] == ["tidw", "main", "ex21"]


def test_a_name_that_fits_nothing_is_told_what_comes_near(shelf: Library) -> None:
    with pytest.raises(NoSuchDocument, match=r"'tidw-10k'.*b/tidw-10k\.htm"):
        shelf.find(["tidw", "tidw-10k"])


@pytest.mark.parametrize("what", ["lines", "sections", "facts", "document"])
def test_what_is_asked_of_an_unknown_document_says_so(shelf: Library, what: str) -> None:
    with pytest.raises(NoSuchDocument, match="'nobody'"):
        getattr(shelf, what)("nobody")


def test_a_lost_reading_copy_is_named(shelf: Library) -> None:
    shelf.folders.reading_copy("tidw").unlink()
    with pytest.raises(TieoutError, match="is missing"):
        shelf.lines("tidw")


def test_a_folder_without_a_library_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoLibrary, match="tieout ingest"):
        Library(tmp_path).documents()
    assert list(tmp_path.iterdir()) == []


def test_a_replaced_document_is_seen_at_once(library: Library) -> None:
    library.save([arrival(library, stored("tidw", "tidw.htm"))])
    assert library.lines("tidw")[-1] == "Kettles"
    library.save([arrival(library, stored("tidw", "tidw.htm"), "Pots")], replacing=["tidw"])
    assert library.lines("tidw")[-1] == "Pots"
    assert list(library.folders.incoming.iterdir()) == []


def test_a_removed_document_is_gone_with_its_files(shelf: Library) -> None:
    shelf.remove(["tidw"])
    assert [each.id for each in shelf.documents()] == ["main", "ex21"]
    assert not shelf.folders.document("tidw").exists()


def test_a_save_that_fails_leaves_everything_as_it_was(library: Library) -> None:
    library.save([arrival(library, stored("tidw", "tidw.htm"))])
    new = arrival(library, stored("tidw", "tidw.htm"), "Pots")
    rows = new.rows["section"]
    doubled = Arrival(new.document, {"section": [*rows, *rows]}, new.folder)
    with pytest.raises(IntegrityError):
        library.save([doubled], replacing=["tidw"])
    assert library.lines("tidw")[-1] == "Kettles"
    assert [section.id for section in library.sections("tidw")] == ["item-1"]


def test_filings_that_the_catalogue_lost_are_kept_aside_until_they_are_there_again(
    shelf: Library,
) -> None:
    lost = shelf.folders.library / "lost" / "pots"
    new = arrival(shelf, stored("pots", "pots.htm", 9, content="c9"))
    new.folder.rename(shelf.folders.document("pots"))
    shelf.sweep()
    assert sorted(each.name for each in shelf.folders.filings.iterdir()) == ["ex21", "main", "tidw"]
    assert (lost / "text.md").exists()
    shelf.save([arrival(shelf, new.document)])
    shelf.sweep()
    assert not lost.exists()


def test_sweeping_clears_half_made_documents(shelf: Library) -> None:
    (shelf.folders.incoming / "7").mkdir()
    shelf.sweep()
    assert list(shelf.folders.incoming.iterdir()) == []


def test_after_a_crash_before_the_commit_the_old_version_is_back(library: Library) -> None:
    library.save([arrival(library, stored("tidw", "tidw.htm"))])
    new = arrival(library, stored("tidw", "tidw.htm", content="c1"), "Pots")
    library.folders.document("tidw").rename(library.folders.incoming / "tidw.aside")
    new.folder.rename(library.folders.document("tidw"))
    library.sweep()
    assert library.lines("tidw")[-1] == "Kettles"


def test_after_a_crash_behind_the_commit_the_new_version_stays(library: Library) -> None:
    library.save([arrival(library, stored("tidw", "tidw.htm", content="c1"), "Pots")])
    shutil.copytree(library.folders.document("tidw"), library.folders.incoming / "tidw.aside")
    (library.folders.incoming / "tidw.aside" / "document.json").write_text('{"content":"c0"}')
    library.sweep()
    assert library.lines("tidw")[-1] == "Pots"


def test_two_ingests_at_once_are_one_too_many(library: Library) -> None:
    with (
        library.changing(),
        pytest.raises(Busy, match="is busy: process"),
        Library(library.folders.library).changing(),
    ):
        pass


def test_a_library_can_be_read_while_it_changes(shelf: Library) -> None:
    with shelf.changing():
        assert len(Library(shelf.folders.library).documents()) == 3


def test_a_catalogue_can_lie_elsewhere(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", url=f"sqlite:///{tmp_path / 'elsewhere.db'}")
    library.create()
    library.save([arrival(library, stored("tidw", "tidw.htm"))])
    assert len(library.documents()) == 1
    assert not library.folders.database.exists()
