"""Tasks on a Ray cluster: each is done once, whoever dies of it."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedder import Hashing
from index.embedding import OpenEmbedder, crew_for, embedded
from ingest.cluster import Cluster, NoCluster, must_see
from ingest.pipeline import ingest
from ingest.workers import Died
from store.errors import TieoutError
from store.library import Library
from store.settings import Settings
from tests.ray_cluster import two_machines

DEADLY = -1
PATIENCE_S = 120.0
on_ray = [pytest.mark.ray, pytest.mark.slow]


@dataclass(frozen=True)
class Squares:
    """Squares numbers, dies of a negative one, and says which process it was."""

    pause: float = 0.0

    def __call__(self) -> Callable[[int], tuple[int, int]]:
        def job(number: int) -> tuple[int, int]:
            time.sleep(self.pause)
            if number == DEADLY:
                os.kill(os.getpid(), signal.SIGKILL)
            return number * number, os.getpid()

        return job


@dataclass(frozen=True)
class Blind:
    """Begins on a machine that has no such folder."""

    folder: Path

    def __call__(self) -> Callable[[int], int]:
        must_see(self.folder)
        return lambda number: number


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with two_machines() as made:
        yield made


class TestOnACluster:
    """They share one, since it takes seconds to start."""

    pytestmark = on_ray

    @pytest.mark.parametrize("each", [1, 4])
    def test_every_task_is_done_once(self, cluster: Any, each: int) -> None:
        done = list(Cluster(cluster.address, each=each).run(range(40), Squares(0.02)))
        assert sorted(task for task, _ in done) == list(range(40))
        assert all(not isinstance(said, Died) and said[0] == task**2 for task, said in done)

    def test_a_task_that_kills_its_workers_is_given_up_and_the_others_are_done(
        self, cluster: Any
    ) -> None:
        done = dict(Cluster(cluster.address).run([1, 2, DEADLY, 3, 4], Squares()))
        lost = done.pop(DEADLY)
        assert isinstance(lost, Died)
        assert "3 workers of the cluster died at it" in lost.reason
        assert {task: said[0] for task, said in done.items() if not isinstance(said, Died)} == {
            1: 1,
            2: 4,
            3: 9,
            4: 16,
        }

    def test_a_worker_that_is_killed_is_replaced_and_its_task_done_by_another(
        self, cluster: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seen: dict[int, int] = {}
        killed, until = 0, time.monotonic() + PATIENCE_S

        def goes_on(_: int) -> bool:
            return len(set(seen.values())) < 3 and time.monotonic() < until

        tasks = takewhile(goes_on, count())
        for task, said in Cluster(cluster.address).run(tasks, Squares(0.1)):
            assert not isinstance(said, Died)
            seen[task] = said[1]
            if not killed and len(set(seen.values())) == 2:
                killed = said[1]
                os.kill(killed, signal.SIGKILL)
        assert sorted(seen) == list(range(len(seen)))
        assert len(set(seen.values())) == 3, "two at the beginning, and one in place of the killed"
        assert capsys.readouterr().out == "", "stdout is for results"

    def test_a_machine_without_the_library_is_named(self, cluster: Any, tmp_path: Path) -> None:
        with pytest.raises(TieoutError, match=r"has no folder .*/missing"):
            list(Cluster(cluster.address).run([1], Blind(tmp_path / "missing")))

    def test_nothing_to_do_takes_no_worker(self, cluster: Any) -> None:
        assert list(Cluster(cluster.address).run([], Squares())) == []

    def test_filings_are_read_as_on_one_machine(
        self, cluster: Any, filing: str, tmp_path: Path
    ) -> None:
        folder = tmp_path / "filings"
        folder.mkdir()
        for number in range(3):
            text = filing.replace("Tidewater", f"Tidewater{'abc'[number]}")
            (folder / f"{number}.htm").write_text(text, encoding="utf-8")
        (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")

        def read(place: str, ray: str) -> tuple[list[dict[str, Any]], list[str]]:
            library = Library(tmp_path / place)
            settings = Settings(library=library.folders.library, workers=1, ray=ray)
            outcomes = [each.to_json() for each in ingest([folder], library, settings)]
            copies = [
                library.folders.reading_copy(each.id).read_text() for each in library.documents()
            ]
            library.close()
            return outcomes, copies

        assert read("there", cluster.address) == read("here", "")

    def test_passages_are_embedded_as_in_this_process(self, cluster: Any) -> None:
        model = Hashing(64, 16)
        batches = [
            tuple((f"{at}", "Acme 10-K", f"words of passage {at} " * 9) for at in (n, n + 1))
            for n in range(0, 8, 2)
        ]
        there = dict(crew_for(model, cluster.address)(batches))
        assert sorted(there) == batches
        for batch, made in there.items():
            for one, other in zip(made, embedded(model, batch), strict=True):
                np.testing.assert_array_equal(one, other)


@pytest.mark.ray
def test_an_address_at_which_nobody_listens_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(NoCluster, match=f"no Ray cluster at {address}"):
            Cluster(address).run([1], Squares())


def test_where_ray_is_not_installed_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(NoCluster, match=r"tieout\[ray\]"):
        Cluster("auto").run([1], Squares())


def test_what_opens_a_model_on_a_worker_takes_the_one_that_is_named() -> None:
    batch = (("k", "head", "some words"),)
    (made,) = OpenEmbedder("hashing 64 16")()(batch)
    np.testing.assert_array_equal(made, embedded(Hashing(64, 16), batch)[0])
