import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

from store.together import Together

MANY = 48


class Counted:
    """A database with a table of numbers, and how often it was committed to."""

    def __init__(self, folder: Path) -> None:
        self.engine = create_engine(f"sqlite:///{folder / 'numbers.db'}")
        self.lock = threading.Lock()
        self.commits = 0
        self.gate = threading.Event()
        self.gate.set()
        with self.engine.begin() as connection:
            connection.execute(text("create table number (at integer primary key)"))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.lock, self.engine.begin() as connection:
            self.gate.wait()
            yield connection
            self.commits += 1

    def held(self) -> list[int]:
        with self.engine.connect() as connection:
            return sorted(connection.scalars(text("select at from number")))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Counted]:
    made = Counted(tmp_path)
    yield made
    made.engine.dispose()


def put(at: int, connection: Connection) -> int:
    connection.execute(text("insert into number values (:at)"), {"at": at})
    return at


def test_what_waits_is_committed_at_once_and_each_hears_of_its_own(database: Counted) -> None:
    together = Together(database.writing)
    database.gate.clear()  # the first waits inside its transaction, the others behind it
    with ThreadPoolExecutor(MANY) as pool:
        said = [pool.submit(together.change, partial(put, at)) for at in range(MANY)]
        while len(together._waiting) < MANY - 1:
            pass
        database.gate.set()
        assert [each.result() for each in said] == list(range(MANY))
    assert database.held() == list(range(MANY))
    assert database.commits == 2


def test_one_that_fails_is_told_so_and_the_others_are_kept(database: Counted) -> None:
    together = Together(database.writing)
    database.gate.clear()
    with ThreadPoolExecutor(8) as pool:
        said = [pool.submit(together.change, partial(put, at // 2)) for at in range(8)]
        while len(together._waiting) < 7:
            pass
        database.gate.set()
        failed = [each for each in said if isinstance(each.exception(), IntegrityError)]
    assert database.held() == [0, 1, 2, 3]
    assert len(failed) == 4


def test_alone_a_change_is_a_transaction_of_its_own(database: Counted) -> None:
    together = Together(database.writing)
    assert [together.change(partial(put, at)) for at in (1, 2)] == [1, 2]
    with pytest.raises(IntegrityError):
        together.change(partial(put, 1))
    assert together.change(partial(put, 3)) == 3
    assert (database.held(), database.commits) == ([1, 2, 3], 3)


def test_nobody_waits_for_ever_however_they_come(database: Counted) -> None:
    together = Together(database.writing)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda at: together.change(partial(put, at)), range(400)))
    assert said == database.held() == list(range(400))
