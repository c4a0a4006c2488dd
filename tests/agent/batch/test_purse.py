"""Money: nothing is spent above the cap, whoever spends at the same time."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from agent.batch.ledger import Ledger
from agent.batch.purse import MICRO, Purse, micro_dollars
from agent.batch.teams import Threads
from agent.model import OutOfMoney, TooSlow
from tests.agent.batch.working import PRICE, WORST, OpenProvider, planned, run


def no_sleep(_seconds: float) -> None:
    pass


def test_the_cap_is_never_passed_and_the_batch_stops_with_a_sentence(
    ledger: Ledger, bill: Path
) -> None:
    cap = Decimal("0.055")  # five cells at a cent; the sixth could cost three
    batch = ledger.open("one", planned(ledger.library, 9), "priced", cap_micro=micro_dollars(cap))
    folder = ledger.library.folders.library
    run(ledger, batch, OpenProvider(folder, batch, bill), Threads(4))
    spent = Purse(ledger.library, batch).spending()
    assert (spent.under_way, spent.lost) == (0, 0)
    assert 3 * PRICE * MICRO <= spent.settled <= cap * MICRO
    assert len(bill.read_text().splitlines()) * PRICE * MICRO == spent.settled
    kept = ledger.batch(batch)
    assert kept.state == "stopped"
    assert "The cap of $0.06 has no room" in kept.why
    ledger.open("one", planned(ledger.library, 9), "priced", cap_micro=MICRO)
    run(ledger, batch, OpenProvider(folder, batch, bill))
    assert ledger.batch(batch).state == "finished"


@pytest.mark.parametrize("seed", range(3))
def test_many_at_once_stay_under_the_cap(ledger: Ledger, seed: int) -> None:
    batch = ledger.open("one", planned(ledger.library, 1), "priced", cap_micro=500_000)
    purse, draw = Purse(ledger.library, batch), random.Random(seed)
    calls = [(Decimal(draw.randint(1, 60)) / 1000, draw.random()) for _ in range(40)]

    def spend(call: tuple[Decimal, float]) -> int:
        worst, share = call
        try:
            charge = purse.reserve("1", worst, sleep=no_sleep)
        except OutOfMoney:
            return 0
        cost = worst * Decimal(str(round(share, 3)))
        purse.settle(charge, cost)
        return micro_dollars(cost)

    with ThreadPoolExecutor(8) as pool:
        spent = sum(pool.map(spend, calls))
    assert purse.spending().settled == spent <= 500_000


def test_what_a_call_that_broke_off_may_have_cost_counts_at_its_worst(
    ledger: Ledger, bill: Path
) -> None:
    batch = ledger.open("one", planned(ledger.library, 1), "priced")
    folder = ledger.library.folders.library
    run(ledger, batch, OpenProvider(folder, batch, bill, (TooSlow("Nothing came."),)))
    assert Purse(ledger.library, batch).spending().settled == (WORST + PRICE) * MICRO
    assert ledger.counts(batch).done == 1


def test_a_call_in_which_a_process_died_counts_at_its_worst(ledger: Ledger) -> None:
    batch = ledger.open("one", planned(ledger.library, 1), "priced", cap_micro=40_000)
    purse = Purse(ledger.library, batch)
    purse.reserve("1", WORST, sleep=no_sleep)
    ledger.start(batch)
    assert purse.spending().lost == WORST * MICRO
    with pytest.raises(OutOfMoney, match=r"up to \$0.03 by calls that were cut off"):
        purse.reserve("1", WORST, sleep=no_sleep)


def test_dollars_round_up_to_whole_micro_dollars() -> None:
    assert micro_dollars(Decimal("0.0000001")) == 1
    assert micro_dollars(Decimal("1.5")) == 1_500_000
