"""What goes wrong outside is said before work starts where it can be known; nothing is lost."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.batch import workbook
from agent.batch.answer_files import check_place, write
from agent.batch.grid import Scope, gridded, listed
from agent.batch.ledger import Ledger
from agent.batch.queue import Clock
from agent.batch.rows import found
from agent.batch.run import run_batch
from agent.batch.teams import Processes
from agent.batch.work import OpenWork, Result, Task, Work, unanswered
from agent.models import model_named
from agent.questions import Asked
from store.errors import NoSuchDocument, TieoutError
from store.settings import Settings
from tests.agent.batch.test_answer_files import answered
from tests.agent.batch.working import OpenProvider, planned, quick, run

MINUTE_S = 60.0


def refusing_for_a_minute(clock: Clock) -> Callable[[], Work]:
    """A provider that answers 429, and says nothing of when to come again, for a minute."""
    said = unanswered("not_in_library", "It is not here.", model_named("offline"))

    def work(task: Task) -> Result:
        if clock.now() < MINUTE_S:
            return Result(task, "later", said, "Too many requests.")
        return Result(task, "finished", said)

    return lambda: work


def test_a_provider_that_refuses_for_a_minute_costs_no_cell(ledger: Ledger) -> None:
    batch = ledger.open("one", planned(ledger.library, 5), "priced")
    clock = quick()
    list(run_batch(ledger, batch, Processes(1), refusing_for_a_minute(clock), clock=clock))
    assert [cell.status for cell in ledger.cells(batch)] == ["not_in_library"] * 5
    assert (ledger.batch(batch).state, clock.now() >= MINUTE_S) == ("finished", True)


FULL = """
import resource, sys
from pathlib import Path
from agent.batch.ledger import Ledger
from store.library import Library
from tests.agent.batch.working import OpenProvider, run
folder, batch, bill = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
run(Ledger(Library(folder)), batch, OpenProvider(folder, batch, bill))
"""


def test_a_full_disk_stops_a_batch_with_a_sentence_and_it_goes_on_when_there_is_room(
    ledger: Ledger, bill: Path
) -> None:
    folder, cells = ledger.library.folders.library, 120
    batch = ledger.open("one", planned(ledger.library, cells), "priced")
    room = 200_000 + max(path.stat().st_size for path in folder.glob("tieout.db*"))
    command = [sys.executable, "-c", FULL, str(folder), batch, str(bill), str(room)]
    ran = subprocess.run(command, cwd=Path.cwd(), capture_output=True, text=True, check=False)
    assert "DiskFull: No room is left on the disk" in ran.stderr.splitlines()[-1]
    kept = ledger.counts(batch)
    assert 0 < kept.done < cells
    run(ledger, batch, OpenProvider(folder, batch, bill))
    assert [cell.status for cell in ledger.cells(batch)] == ["not_in_library"] * cells
    assert all(cell.attempts == 1 for cell in ledger.cells(batch))
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("mark", [".~lock.out.xlsx#", "~$out.xlsx"])
def test_a_sheet_that_is_open_in_another_program_is_said_before_work_starts(
    tmp_path: Path, mark: str
) -> None:
    (tmp_path / mark).touch()
    with pytest.raises(TieoutError, match="open in another program"):
        check_place(tmp_path / "out.xlsx")
    check_place(tmp_path / "other.xlsx")


def test_a_folder_in_the_place_of_the_output_is_said_before_work_starts(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(TieoutError, match="it is a folder"):
        check_place(tmp_path / "out.csv")


def test_a_parquet_file_without_its_package_is_said_before_work_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(TieoutError, match=r"tieout\[parquet\]"):
        check_place(tmp_path / "out.parquet")


def test_an_output_whose_folder_goes_away_meanwhile_costs_no_answer(
    ledger: Ledger, bill: Path, tmp_path: Path
) -> None:
    batch = ledger.open("one", planned(ledger.library, 3), "priced")
    out = tmp_path / "there" / "out.jsonl"
    out.parent.mkdir()
    check_place(out)
    out.parent.rmdir()
    run(ledger, batch, OpenProvider(ledger.library.folders.library, batch, bill))
    with pytest.raises(TieoutError, match="The answers are kept in the library"):
        write(out, found(ledger, batch), lambda _stands: "")
    out.parent.mkdir()
    write(out, found(ledger, batch), lambda _stands: "")
    assert len(out.read_text().splitlines()) == 3


def test_a_glob_that_matches_nothing_is_said_of_its_rows_and_its_cell(ledger: Ledger) -> None:
    scope = Scope("filing", ("1999/*",))
    with pytest.raises(NoSuchDocument, match=r"1999/\*"):
        gridded([Asked("1", "Cash?")], ledger.library, "offline", scope)
    one = Asked("1", "Cash?", ("1999/*",))
    batch = ledger.open("one", listed([one], ledger.library, "offline"), "offline")
    settings = Settings(library=ledger.library.folders.library)
    run(ledger, batch, OpenWork(settings, "offline", batch, capped=False))
    (cell,) = ledger.cells(batch)
    assert cell.status == "not_in_library"
    assert "1999/*" in (cell.answer or {})["answer"]


def test_more_sources_than_a_sheet_has_rows_are_said_and_other_files_hold_them(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 8)
    batch = ledger.open("one", planned(ledger.library, 3), "m")
    for cell in ledger.cells(batch):
        ledger.finish(batch, cell.id, answered("7.0", "USD"))
    with pytest.raises(TieoutError, match="holds 8 rows"):
        write(tmp_path / "out.xlsx", found(ledger, batch), lambda _stands: "")
    write(tmp_path / "out.csv", found(ledger, batch), lambda _stands: "")
    assert [path.name for path in tmp_path.glob("out.*")] == ["out.csv"]


@pytest.mark.slow
def test_a_hundred_thousand_cells_are_planned_taken_up_and_written(
    ledger: Ledger, bill: Path, tmp_path: Path
) -> None:
    cells = 100_000
    batch = ledger.open("one", planned(ledger.library, cells), "priced")
    opened = OpenProvider(ledger.library.folders.library, batch, bill)
    list(run_batch(ledger, batch, Processes(1), opened, most=50))
    assert (ledger.counts(batch).total, ledger.counts(batch).done) == (cells, 50)
    ledger.open("one", planned(ledger.library, cells), "priced")
    assert ledger.counts(batch).done == 50, "planned again, it keeps what it has"
    write(tmp_path / "out.xlsx", found(ledger, batch), lambda _stands: "http://localhost/")
    assert (tmp_path / "out.xlsx").stat().st_size > 0
