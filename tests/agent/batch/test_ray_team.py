"""Cells on a Ray cluster, kept in PostgreSQL: each is there once, whatever machine dies."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.batch.ledger import Ledger
from agent.batch.purse import MICRO, Purse
from agent.batch.ray_team import RayTeam
from agent.batch.run import run_batch
from agent.batch.teams import AT_ONCE, team_for
from agent.batch.work import Result, Task, Work
from ingest.cluster import Cluster
from store.errors import TieoutError
from store.settings import Settings
from tests.agent.batch.working import PRICE, WORST, OpenProvider, planned
from tests.filing_maker import make_library
from tests.postgres import server
from tests.ray_cluster import NODE, two_machines

CELLS = 40
ON = "postgresql+psycopg://somewhere/tieout"


@dataclass(frozen=True)
class Noting:
    """Answers as the provider does, and notes on which machine."""

    work: OpenProvider
    places: Path

    def __call__(self) -> Work:
        import ray

        machine, work = ray.get_runtime_context().get_node_id(), self.work()

        def noted(task: Task) -> Result:
            with self.places.open("a") as places:
                places.write(f"{machine}\n")
            return work(task)

        return noted


def tieout(*arguments: str | Path) -> None:
    """The command, in a process of its own."""
    main = "from cli.main import main; main()"
    command = [sys.executable, "-c", main, *map(str, arguments)]
    ran = subprocess.run(command, cwd=Path.cwd(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def machines() -> Iterator[Any]:
    with two_machines() as cluster:
        yield cluster


@pytest.mark.slow
@pytest.mark.ray
@pytest.mark.postgres
def test_a_machine_that_dies_in_the_middle_is_replaced_and_every_cell_is_there_once(
    machines: Any, bill: Path, tmp_path: Path
) -> None:
    (doomed,) = machines.worker_nodes
    places = tmp_path / "places"
    with server() as url:
        library = make_library(tmp_path, url=url)
        ledger = Ledger(library)
        cap = 10 * CELLS * int(WORST * MICRO)
        batch = ledger.open("one", planned(library, CELLS), "priced", cap_micro=cap)
        work = OpenProvider(library.folders.library, batch, bill, url=url, seconds=0.25)
        team = RayTeam(Cluster(machines.address, 2))
        for number, _ in enumerate(run_batch(ledger, batch, team, Noting(work, places))):
            if number == CELLS // 4:
                machines.add_node(**NODE)
                machines.remove_node(doomed, allow_graceful=False)
        cells, spending = ledger.cells(batch), Purse(library, batch).spending()
        library.close()
    billed = bill.read_text().splitlines()
    assert [cell.status for cell in cells] == ["not_in_library"] * CELLS
    assert [cell.attempts for cell in cells] == [1] * CELLS
    assert len({json.dumps(cell.answer) for cell in cells}) == CELLS, "each has its own answer"
    assert doomed.node_id in (machine := set(places.read_text().splitlines()))
    assert len(machine) == 3, "two machines, then the one added"
    assert CELLS <= len(billed) <= CELLS + 1, "at most the cell in flight was asked twice"
    assert len(billed) * PRICE * MICRO <= spending.settled + spending.under_way <= cap


@pytest.mark.slow
@pytest.mark.ray
@pytest.mark.postgres
def test_the_command_line_reads_and_answers_on_a_cluster_as_on_one_machine(
    machines: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = tmp_path / "q.jsonl"
    asked = [{"id": "a", "question": "What were total assets?"}, {"id": "c", "question": "Cash?"}]
    questions.write_text("\n".join(map(json.dumps, asked)))
    local = make_library(tmp_path)  # also makes the filings
    local.close()

    def answers(library: Path, *more: str) -> dict[str, object]:
        out = tmp_path / f"{library.name}.jsonl"
        tieout("batch", questions, "--out", out, "--grid", "filing", "--library", library, *more)
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        return {row["id"]: (row["status"], row["value"], row["citations"]) for row in rows}

    here = answers(local.folders.library, "--workers", "1")
    with server() as url:
        monkeypatch.setenv("TIEOUT_DATABASE", url)
        there = tmp_path / "there"
        tieout("ingest", tmp_path / "filings", "--library", there, "--ray", machines.address)
        assert answers(there, "--ray", machines.address) == here
    assert len(here) == 4


def test_cells_on_a_cluster_need_a_database_that_its_machines_reach() -> None:
    for database in (None, "sqlite:///somewhere.db"):
        with pytest.raises(TieoutError, match="TIEOUT_DATABASE"):
            team_for(Settings(ray="auto", database=database), "offline")


@pytest.mark.parametrize(
    ("model", "at_once", "workers", "each"),
    [
        ("offline", 0, 0, 1),
        ("offline", 6, 6, 1),
        ("openai/any", 0, 0, AT_ONCE),
        ("openai/any", 40, 3, AT_ONCE),
        ("openai/any", 4, 1, 4),
    ],
)
def test_a_model_that_computes_takes_a_processor_a_cell_and_one_that_is_waited_for_shares(
    model: str, at_once: int, workers: int, each: int
) -> None:
    team = team_for(Settings(ray="auto", database=ON), model, at_once)
    assert team == RayTeam(Cluster("auto", workers, each))
