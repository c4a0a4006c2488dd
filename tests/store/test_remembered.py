import threading
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col, select

from store.library import Library
from store.tables import StoredDocument
from tests.filing_maker import make_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return make_library(tmp_path_factory.mktemp("remembered"))


def afresh(library: Library) -> list[dict[str, object]]:
    """The documents as they stand in the catalogue, without any memory."""
    with Session(library.engine) as session:
        rows = session.exec(select(StoredDocument).order_by(col(StoredDocument.order))).all()
        return [row.model_dump() for row in rows]


def told(library: Library) -> list[dict[str, object]]:
    return [each.model_dump() for each in library.documents()]


def test_documents_are_those_of_the_catalogue_after_every_change(library: Library) -> None:
    other = Library(library.folders.library)
    assert told(library) == afresh(library)
    first = library.documents()[0].id
    for row in ({"cik": "77"}, {"content": "x"}, {"reader": "0"}):
        with other.writing() as connection:
            connection.execute(
                update(StoredDocument).where(col(StoredDocument.id) == first).values(row)
            )
        assert told(library) == afresh(library)
    other.remove([first])
    assert told(library) == afresh(library)
    assert first not in [each.id for each in library.documents()]
    other.close()


def test_as_long_as_nothing_changes_no_document_is_read_twice(library: Library) -> None:
    library.documents()
    said: list[str] = []
    event.listen(library.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    threads = [threading.Thread(target=library.documents) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(said) == 8, "one look each"
    assert not [each for each in said if "page_lines" in each]


def test_the_list_is_the_askers_own(library: Library) -> None:
    library.documents().clear()
    assert library.documents()


def test_a_name_without_signs_of_a_glob_is_no_pattern(library: Library, tmp_path: Path) -> None:
    source = library.documents()[0].source
    assert [each.source for each in library.find([f"*{source[1:]}"])] == [source]
    assert [each.source for each in library.find([source])] == [source]
