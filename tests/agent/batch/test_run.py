"""A batch is worked through once, whatever happens on the way."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from agent.batch.grid import Scope, gridded, listed
from agent.batch.hold import Held, held
from agent.batch.ledger import Ledger
from agent.batch.purse import MICRO, Purse
from agent.batch.run import run_batch
from agent.batch.teams import Processes, Team, Threads
from agent.model import ModelError, NotAllowed, RateLimited
from agent.questions import Asked
from store.errors import TieoutError
from tests.agent.batch.working import PRICE, OpenProvider, asked, planned, quick, run


def work(ledger: Ledger, batch: str, bill: Path, *errors: ModelError) -> OpenProvider:
    return OpenProvider(ledger.library.folders.library, batch, bill, errors)


@pytest.mark.parametrize("team", [Processes(1), Processes(2), Threads(3)], ids=repr)
def test_every_cell_is_answered_once_whoever_works(ledger: Ledger, bill: Path, team: Team) -> None:
    batch = ledger.open("one", planned(ledger.library, 7), "priced")
    last = run(ledger, batch, work(ledger, batch, bill), team)[-1]
    assert (last.counts.done, last.counts.waiting, last.counts.failed) == (7, 0, 0)
    assert ledger.batch(batch).state == "finished"
    assert Counter(bill.read_text().splitlines()) == Counter(one.question for one in asked(7))
    assert Purse(ledger.library, batch).spending().settled == 7 * PRICE * MICRO


def test_run_again_it_asks_nothing_twice(ledger: Ledger, bill: Path) -> None:
    batch = ledger.open("one", planned(ledger.library, 3), "priced")
    run(ledger, batch, work(ledger, batch, bill))
    again = ledger.open("one", planned(ledger.library, 3), "priced")
    assert again == batch
    assert run(ledger, batch, work(ledger, batch, bill)) == []
    assert len(bill.read_text().splitlines()) == 3


def test_what_changed_is_asked_again_and_what_went_is_dropped(ledger: Ledger, bill: Path) -> None:
    batch = ledger.open("one", planned(ledger.library, 3), "priced")
    run(ledger, batch, work(ledger, batch, bill))
    bill.write_text("")
    changed = [asked(3)[0], Asked("1", "And what is this?")]
    ledger.open("one", listed(changed, ledger.library, "priced"), "priced")
    run(ledger, batch, work(ledger, batch, bill))
    assert bill.read_text().splitlines() == ["And what is this?"]
    assert [cell.id for cell in ledger.cells(batch)] == ["0", "1"]


def test_another_model_answers_for_itself(ledger: Ledger, bill: Path) -> None:
    batch = ledger.open("one", planned(ledger.library, 2), "priced")
    run(ledger, batch, work(ledger, batch, bill))
    ledger.open("one", listed(asked(2), ledger.library, "another"), "another")
    assert ledger.counts(batch).waiting == 2


def test_a_filing_that_is_replaced_makes_its_row_stale_and_no_other(
    ledger: Ledger, bill: Path
) -> None:
    def plan() -> None:
        ledger.open("grid", gridded(asked(2), ledger.library, "priced", Scope("filing")), "priced")

    plan()
    batch = ledger.batch("grid").id
    run(ledger, batch, work(ledger, batch, bill))
    changed = ledger.library.documents()[0].id
    with ledger.library.writing() as connection:
        connection.exec_driver_sql("update document set content='x' where id=?", (changed,))
    plan()
    waiting = [cell.row for cell in ledger.cells(batch) if cell.status == "waiting"]
    assert waiting == [changed, changed]


def test_a_correction_stays_and_keeps_who_made_it(ledger: Ledger, bill: Path) -> None:
    batch = ledger.open("one", planned(ledger.library, 2), "priced")
    run(ledger, batch, work(ledger, batch, bill))
    ledger.correct(batch, "1", text="It is 5.", author="ann", value="5", unit="USD")
    ledger.correct(batch, "1", text="It is 6.", author="bob", value="6", unit="USD")
    ledger.open("one", listed(asked(1), ledger.library, "priced"), "priced")
    assert [cell.id for cell in ledger.cells(batch)] == ["0", "1"], "a corrected cell is kept"
    assert [(each.author, each.value) for each in ledger.corrections(batch)] == [
        ("ann", "5"),
        ("bob", "6"),
    ]


def test_a_cell_that_a_person_marks_is_asked_again(ledger: Ledger, bill: Path) -> None:
    batch = ledger.open("one", planned(ledger.library, 3), "priced")
    run(ledger, batch, work(ledger, batch, bill))
    ledger.ask_again(batch, ["1"])
    (progress,) = run(ledger, batch, work(ledger, batch, bill))
    assert (progress.cell, ledger.cell(batch, "1").attempts) == ("1", 2)


def test_trouble_that_passes_sends_a_cell_back_and_a_later_run_answers_it(
    ledger: Ledger, bill: Path
) -> None:
    batch = ledger.open("one", planned(ledger.library, 1), "priced")
    busy = RateLimited("Too many requests.")
    busy.retry_after = 40.0  # longer than a call is held for
    opened = work(ledger, batch, bill, busy)
    progress = run_batch(ledger, batch, Processes(1), opened, clock=quick())
    assert [next(progress).status, next(progress).status] == ["waiting", "waiting"]
    progress.close()  # type: ignore[attr-defined]  # what Ctrl-C comes to
    assert (ledger.batch(batch).state, bill.read_text()) == ("paused", "")
    run(ledger, batch, work(ledger, batch, bill))
    assert ledger.counts(batch).done == 1


def test_trouble_that_all_cells_would_meet_stops_the_batch_with_its_reason(
    ledger: Ledger, bill: Path
) -> None:
    batch = ledger.open("one", planned(ledger.library, 5), "priced")
    run(ledger, batch, work(ledger, batch, bill, NotAllowed("The key is wrong.")))
    kept = ledger.batch(batch)
    assert (kept.state, kept.why) == ("stopped", "The key is wrong.")
    assert ledger.counts(batch).waiting == 5
    run(ledger, batch, work(ledger, batch, bill))
    assert ledger.batch(batch).state == "finished"


def test_a_paused_batch_stops_after_the_cells_in_flight_and_goes_on(
    ledger: Ledger, bill: Path
) -> None:
    batch = ledger.open("one", planned(ledger.library, 6), "priced")
    running = run_batch(ledger, batch, Processes(1), work(ledger, batch, bill))
    next(running)
    ledger.set_state(batch, "paused")
    rest = list(running)
    assert len(rest) <= 1
    assert ledger.batch(batch).state == "paused"
    run(ledger, batch, work(ledger, batch, bill))
    assert ledger.counts(batch).done == 6
    assert len(bill.read_text().splitlines()) == 6


def test_a_sample_is_even_and_leaves_the_rest_waiting(ledger: Ledger, bill: Path) -> None:
    batch = ledger.open("one", planned(ledger.library, 9), "priced")
    some = list(run_batch(ledger, batch, Processes(1), work(ledger, batch, bill), most=3))
    assert [each.cell for each in some] == ["0", "3", "6"]
    assert (ledger.batch(batch).state, ledger.counts(batch).waiting) == ("waiting", 6)


def test_one_process_at_a_time_works_on_a_batch(ledger: Ledger) -> None:
    batch = ledger.open("one", planned(ledger.library, 1), "priced")
    with (
        held(ledger.library, batch),
        pytest.raises(Held, match="being worked on by"),
        held(ledger.library, batch),
    ):
        pass
    with held(ledger.library, batch):
        pass


def test_a_process_that_died_holds_nothing(ledger: Ledger) -> None:
    batch = ledger.open("one", planned(ledger.library, 1), "priced")
    script = (
        "import os, sys; from pathlib import Path; from agent.batch.hold import held;"
        "from store.library import Library\n"
        "with held(Library(Path(sys.argv[1])), sys.argv[2]): os.kill(os.getpid(), 9)"
    )
    folder = str(ledger.library.folders.library)
    subprocess.run([sys.executable, "-c", script, folder, batch], cwd=Path.cwd(), check=False)
    assert ledger.batch(batch).holder
    with held(ledger.library, batch):
        pass


def test_a_grid_needs_questions_without_documents_and_filings_to_ask_about(ledger: Ledger) -> None:
    named = [Asked("1", "Revenue?", ("x",))]
    with pytest.raises(TieoutError, match="names documents"):
        gridded(named, ledger.library, "priced", Scope("filing"))


def test_a_grid_by_company_asks_about_all_its_filings(ledger: Ledger) -> None:
    plan = gridded([Asked("r", "Revenue of {row}?")], ledger.library, "m", Scope("company"))
    (cell,) = plan.cells
    assert cell.question == f"Revenue of {cell.row}?"
    assert len(cell.documents) == 2


KILLED = """
import sys
from pathlib import Path
from agent.batch.ledger import Ledger
from agent.batch.teams import Threads
from store.library import Library
from tests.agent.batch.working import OpenProvider, run
folder, batch, bill = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
run(Ledger(Library(folder)), batch, OpenProvider(folder, batch, bill), Threads(4))
"""


def kill_after(process: "subprocess.Popen[bytes]", bill: Path, calls: int) -> None:
    """Kill it, wherever it is, once it has made so many calls more."""
    before = bill.stat().st_size
    while bill.read_text()[before:].count("\n") < calls and process.poll() is None:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)


@pytest.mark.slow
def test_killed_fifty_times_it_answers_two_thousand_cells_once_and_keeps_its_cap(
    ledger: Ledger, bill: Path
) -> None:
    cells, kills = 2_000, 50
    cap = (cells + 4 * kills) * 3 * 10_000  # what is open when it dies counts at its worst
    batch = ledger.open("one", planned(ledger.library, cells), "priced", cap_micro=cap)
    command = [sys.executable, "-c", KILLED, str(ledger.library.folders.library), batch, str(bill)]
    draw, deaths = random.Random(8), 0
    while ledger.counts(batch).waiting:
        process = subprocess.Popen(command, cwd=Path.cwd())
        if deaths < kills:
            kill_after(process, bill, draw.randint(0, 30))  # calls, so that the cells outlast it
            deaths += 1
        process.wait()
        billed = len(bill.read_text().splitlines()) * int(PRICE * MICRO)
        spending = Purse(ledger.library, batch).spending()
        assert spending.settled <= billed
        assert billed <= spending.certain + spending.under_way <= cap
    finished = ledger.cells(batch)
    assert [cell.status for cell in finished] == ["not_in_library"] * cells
    assert all(cell.attempts == 1 for cell in finished), "a finished cell is never done again"
    assert len(bill.read_text().splitlines()) <= cells + 4 * deaths
    assert deaths == kills, "the batch must outlive its kills"
