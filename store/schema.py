"""Which version the tables are of, and the way from an older one to this.

A new database gets its tables as they are now; an older one is moved step by step, by Alembic, in
the transaction of the caller. A test sees to it that both ways lead to the same tables.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from store.errors import TieoutError

HEAD = "0004"
"""The newest change in store/migrations/versions."""
OLD_MARKS = {1: "0001", 2: "0002"}
"""Versions that were once marked in another way, by SQLite's user_version."""


class OtherSchema(TieoutError):
    """The database was made by another version, from which there is no way here."""


def bring_up(connection: Connection) -> None:
    """Make the tables, or move them to this version; raises `OtherSchema` from a newer one."""
    found = version(connection)
    if found == HEAD:
        return
    if found is None:
        SQLModel.metadata.create_all(connection)
        _mark(connection, HEAD)
    else:
        _upgrade(connection, found)


def version(connection: Connection) -> str | None:
    """The version of the tables; None where there are none. Raises `OtherSchema`."""
    names = set(inspect(connection).get_table_names())
    if "alembic_version" in names:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if found is not None:
            return _known(str(found))
    if connection.dialect.name == "sqlite":
        mark = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if mark and mark not in OLD_MARKS:
            raise _other(str(mark))
        return OLD_MARKS.get(mark)
    return None


def _known(found: str) -> str:
    if found > HEAD:
        raise _other(found)
    return found


def _other(found: str) -> OtherSchema:
    return OtherSchema(
        f"The library was made by a newer version of Tieout (tables {found}, this one knows "
        f"{HEAD}). Use that version, or ingest the filings into a new library with --library."
    )


def _mark(connection: Connection, version: str) -> None:
    """Write down the version, as Alembic does."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("DELETE FROM alembic_version")
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{version}')")


def _upgrade(connection: Connection, found: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    _mark(connection, found)
    command.upgrade(config, HEAD)
