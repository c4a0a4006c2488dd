import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from store.database import connect, create, is_full, sqlite_url, writing
from store.schema import OtherSchema


def test_an_error_rolls_everything_back(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "a.db"))
    create(engine)

    def add_one_twice() -> None:
        with writing(engine, tmp_path / "lock") as connection:
            connection.exec_driver_sql("create table t (n integer primary key)")
            connection.exec_driver_sql("insert into t values (1)")
            connection.exec_driver_sql("insert into t values (1)")

    with pytest.raises(IntegrityError):
        add_one_twice()
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("select name from sqlite_master where name = 't'")
        assert tables.all() == []


def test_writers_wait_for_each_other_and_lose_nothing(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "a.db"))
    create(engine)
    with writing(engine, tmp_path / "lock") as connection:
        connection.exec_driver_sql("create table t (n integer)")
        connection.exec_driver_sql("insert into t values (0)")

    def add() -> None:
        for _ in range(25):
            with writing(engine, tmp_path / "lock") as connection:
                n = connection.exec_driver_sql("select n from t").scalar_one()
                connection.exec_driver_sql(f"update t set n = {n + 1}")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select n from t").scalar_one() == 100


def test_a_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "a.db"))
    create(engine)
    with writing(engine, tmp_path / "lock") as writer:
        writer.exec_driver_sql("create table t (n integer)")
        with engine.connect() as reader:
            assert reader.exec_driver_sql("select count(*) from document").scalar_one() == 0


def test_a_catalogue_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version=999")
    connection.close()
    with pytest.raises(OtherSchema, match="newer version"):
        create(connect(sqlite_url(path)))


def test_a_failed_constraint_is_no_full_disk(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "a.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("create table t (n integer not null)")
    with engine.begin() as connection, pytest.raises(IntegrityError) as error:
        connection.exec_driver_sql("insert into t values (null)")
    assert not is_full(error.value)
