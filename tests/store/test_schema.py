"""The tables move from version to version, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

import store
from store.database import connect, create, sqlite_url
from store.library import Library
from store.schema import HEAD, bring_up, version
from tests.filing_maker import make_library
from tests.postgres import server

MIGRATIONS = Path(store.__file__).parent / "migrations"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        yield connect(sqlite_url(tmp_path / "a.db"))
        return
    with server() as url:
        engine = connect(url)
        yield engine
        engine.dispose()


def first(name: str) -> ModuleType:
    """One change, as a module."""
    spec = spec_from_file_location(name, MIGRATIONS / "versions" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_old(connection: Connection, mark: str) -> None:
    """The first tables, with a document in them."""
    with Operations.context(MigrationContext.configure(connection)):
        first("v0001_catalogue").upgrade()
    if mark == "user_version":
        connection.exec_driver_sql("PRAGMA user_version=1")
    else:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    row = {
        "id": "d", "source": "d.htm", "order": 1, "content": "0", "reader": "1", "pages": 1,
        "page_lines": "[1]", "lines": 1, "words": 1, "sections": 0, "tables": 0, "facts": 0,
        "references": 0, "health": "green", "warnings": "[]", "added": datetime.now(UTC),
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO document ({names}) VALUES ({values})"), row)


def differences(connection: Connection) -> list[object]:
    """What the tables lack of, or have beyond, those in the code."""
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


def test_new_tables_are_those_in_the_code(engine: Engine) -> None:
    create(engine)
    with engine.connect() as connection:
        assert version(connection) == HEAD
        assert differences(connection) == []


def test_old_tables_become_those_in_the_code_and_keep_their_rows(engine: Engine) -> None:
    mark = "user_version" if engine.dialect.name == "sqlite" else "alembic"
    with engine.execution_options(writing=True).begin() as connection:
        make_old(connection, mark)
    create(engine)
    with engine.connect() as connection:
        assert version(connection) == HEAD
        assert differences(connection) == []
        assert connection.execute(text("SELECT id, health FROM document")).all() == [("d", "green")]


def test_a_change_that_fails_leaves_the_old_tables(engine: Engine) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        make_old(connection, "alembic")

    class Refused(Exception):
        """The transaction is given up."""

    def give_up() -> None:
        with engine.execution_options(writing=True).begin() as connection:
            bring_up(connection)
            raise Refused

    with pytest.raises(Refused):
        give_up()
    with engine.connect() as connection:
        assert version(connection) == "0001"


def test_the_newest_change_is_the_version_of_the_code() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_older_library_is_brought_up_when_it_is_opened(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "tieout.db"))
    with engine.execution_options(writing=True).begin() as connection:
        make_old(connection, "user_version")
    engine.dispose()
    library = Library(tmp_path)
    assert [each.id for each in library.documents()] == ["d"]
    assert library.footnotes("d") == []
    library.close()


@pytest.mark.postgres
def test_a_library_with_its_catalogue_in_postgresql_is_read_like_any(tmp_path: Path) -> None:
    for name in ("plain", "other"):
        (tmp_path / name).mkdir()
    plain = make_library(tmp_path / "plain")
    with server() as url:
        other = make_library(tmp_path / "other", url=url)
        for document in plain.documents():
            for kind in ("sections", "tables", "facts", "references", "passages"):
                ours = [each.model_dump() for each in getattr(plain, kind)(document.id)]
                theirs = [each.model_dump() for each in getattr(other, kind)(document.id)]
                assert ours == theirs
        other.close()
    plain.close()
