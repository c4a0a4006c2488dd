"""What a batch may spend, kept in its ledger: reserved at its worst before a call, settled after.

The sum of what is spent and what is reserved never passes the cap, whoever calls at the same time
and whoever dies in between; a charge that a dead process left open counts at its worst.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, Connection, Row, bindparam, func, insert, select, update
from sqlmodel import col

from agent.model import Model, ModelError, OutOfMoney, Priced, Reply
from agent.transcript import Transcript
from store.batch_tables import StoredBatch, StoredCharge
from store.library import Library
from tools.tool import Tool

MICRO = 1_000_000
POLL_S = 0.2
PATIENCE_S = 900.0  # a call lasts no longer
PAUSES_S = (1.0, 2.0, 4.0)  # before the second, third and fourth attempt of a call
LONGEST_PAUSE_S = 30.0  # for longer the cell goes back to the queue


class NoPrice(ModelError):
    """A cap cannot be kept with a model whose price is not known."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Money of a batch in micro-dollars."""

    settled: int
    under_way: int
    """Reserved for calls that are being made."""
    lost: int
    """Reserved for calls in which a process died: they may have cost it."""

    @property
    def certain(self) -> int:
        """What no patience brings back."""
        return self.settled + self.lost


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one batch."""

    library: Library
    batch: str

    def spending(self) -> Spending:
        """What is spent and what is reserved."""
        with self.library.session() as session:
            return _spending(session.connection().execute(_SUMS, {"of": self.batch}).one())

    def reserve(self, cell: str, worst: Decimal, *, sleep: Callable[[float], None]) -> str:
        """Room for a call, by the id of its charge.

        Waits for calls under way where the cap has room once they are settled; raises OutOfMoney
        where it has none.
        """
        micro, patience = micro_dollars(worst), PATIENCE_S
        while (charge := self._reserved(cell, micro, last=patience <= 0)) is None:
            sleep(POLL_S)
            patience -= POLL_S
        return charge

    def _reserved(self, cell: str, micro: int, *, last: bool) -> str | None:
        """One attempt; None when only calls under way are in its way."""
        charge, row = self.library.together(partial(self._take, cell, micro))
        if row is None:
            return charge
        now = _spending(row)
        if now.certain + micro <= row.cap_micro and not last:
            return None
        raise OutOfMoney(no_room(row.cap_micro, now))

    def _take(
        self, cell: str, micro: int, connection: Connection
    ) -> tuple[str, Row[*tuple[Any, ...]] | None]:
        """The id of a charge; with the sums of the batch where there is no room for it."""
        id = uuid4().hex
        # One statement that looks and takes: two at once cannot both take the last room.
        if not connection.execute(_RESERVE, {"of": self.batch, "micro": micro}).rowcount:
            return id, connection.execute(_SUMS, {"of": self.batch}).one()
        charge = {"id": id, "batch": self.batch, "cell": cell, "reserved_micro": micro}
        connection.execute(_CHARGE, charge)
        return id, None

    def settle(self, charge: str, cost: Decimal) -> None:
        """What the call has cost. One that was taken for lost, and came back, is lost no more."""
        self.library.together(partial(self._give, charge, micro_dollars(cost)))

    def _give(self, charge: str, micro: int, connection: Connection) -> None:
        row = connection.execute(_SETTLE, {"charge": charge, "micro": micro}).one()
        freed = {"lost": row.reserved_micro if row.lost else 0}
        freed["reserved"] = row.reserved_micro - freed["lost"]
        connection.execute(_SETTLED, {"of": self.batch, "micro": micro, **freed})


def lose(connection: Connection, batch: str) -> None:
    """Calls of a batch that are not settled were made by a process that died: count their worst."""
    unsettled = (
        (col(StoredCharge.batch) == batch)
        & col(StoredCharge.spent_micro).is_(None)
        & col(StoredCharge.lost).is_(False)
    )
    total = connection.scalar(select(func.sum(col(StoredCharge.reserved_micro))).where(unsettled))
    connection.execute(update(StoredCharge).where(unsettled).values(lost=True))
    more = {"micro": 0, "reserved": int(total or 0), "lost": -int(total or 0)}
    connection.execute(_SETTLED, {"of": batch, **more})


@dataclass(slots=True)
class MeteredModel:
    """A model that pays for each reply out of a purse, for one cell."""

    model: Model
    purse: Purse
    cell: str
    capped: bool
    """Whether there is a cap, which only a model with a price can keep."""
    pace: "Pace"
    sleep: Callable[[float], None] = time.sleep
    trouble: ModelError | None = field(default=None, init=False)
    """The last error, for whoever must tell a cell that failed from a batch that cannot go on."""

    @property
    def name(self) -> str:
        """The model's own."""
        return self.model.name

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """The model's reply, each attempt paid for.

        Raises OutOfMoney before a call that could pass the cap.
        """
        for pause in (*PAUSES_S, None):
            try:
                return self._paid(transcript, tools, on_text)
            except ModelError as error:
                self.trouble = error
                wait = pause if error.retry_after is None else error.retry_after
                if pause is None or not error.retryable or (wait or 0) > LONGEST_PAUSE_S:
                    raise
                self.sleep(wait or 0.0)
        raise AssertionError("the last attempt returns or raises")

    def _paid(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        worst = self._worst(transcript, tools)
        self.pace.wait()
        if worst is None:
            return self.model.reply(transcript, tools, on_text)
        charge = self.purse.reserve(self.cell, worst, sleep=self.sleep)
        try:
            reply = self.model.reply(transcript, tools, on_text)
        except ModelError as error:
            self.purse.settle(charge, Decimal(0) if error.free else worst)
            raise
        self.purse.settle(charge, worst if reply.usage.cost_usd is None else reply.usage.cost_usd)
        return reply

    def _worst(self, transcript: Transcript, tools: Sequence[Tool]) -> Decimal | None:
        worst = self.model.worst_cost(transcript, tools) if isinstance(self.model, Priced) else None
        if worst is None and self.capped:
            raise NoPrice(
                f"The price of {self.name} is not known, so the cap on money cannot be kept. "
                "Leave out --cap, or name a model whose price is known."
            )
        return worst


@dataclass(slots=True)
class Pace:
    """Calls a minute at most, over all threads; 0 is as many as come."""

    per_minute: float = 0.0
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        """Wait for this call's turn."""
        if not self.per_minute:
            return
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + 60.0 / self.per_minute
        time.sleep(max(0.0, turn - time.monotonic()))


def no_room(cap: int, now: Spending) -> str:
    """What to tell a person when the cap is reached."""
    said = f"The cap of ${cap / MICRO:,.2f} has no room for the next call at its worst"
    more = f", and up to ${now.lost / MICRO:,.2f} by calls that were cut off" if now.lost else ""
    return f"{said}: ${now.settled / MICRO:,.2f} are spent{more}. Raise --cap to go on."


def micro_dollars(dollars: Decimal) -> int:
    """Dollars as whole micro-dollars, rounded up."""
    return int((dollars * MICRO).to_integral_value(ROUND_CEILING))


def _spending(row: Row[*tuple[Any, ...]]) -> Spending:
    return Spending(row.settled_micro, row.reserved_micro, row.lost_micro)


# Made once: a cell runs each of these a few times, and making them takes longer than they do.
_OF = col(StoredBatch.id) == bindparam("of")
_SPENT = (
    col(StoredBatch.settled_micro) + col(StoredBatch.reserved_micro) + col(StoredBatch.lost_micro)
)
_SUMS = select(
    col(StoredBatch.cap_micro),
    col(StoredBatch.settled_micro),
    col(StoredBatch.reserved_micro),
    col(StoredBatch.lost_micro),
).where(_OF)
_RESERVE = (
    update(StoredBatch)
    .where(
        _OF,
        col(StoredBatch.cap_micro).is_(None)
        | (_SPENT + bindparam("micro", type_=BigInteger) <= col(StoredBatch.cap_micro)),
    )
    .values(reserved_micro=col(StoredBatch.reserved_micro) + bindparam("micro"))
)
_CHARGE = insert(StoredCharge)
_SETTLE = (
    update(StoredCharge)
    .where(col(StoredCharge.id) == bindparam("charge"), col(StoredCharge.spent_micro).is_(None))
    .values(spent_micro=bindparam("micro"))
    .returning(col(StoredCharge.reserved_micro), col(StoredCharge.lost))
)
_SETTLED = (
    update(StoredBatch)
    .where(_OF)
    .values(
        settled_micro=col(StoredBatch.settled_micro) + bindparam("micro"),
        reserved_micro=col(StoredBatch.reserved_micro) - bindparam("reserved"),
        lost_micro=col(StoredBatch.lost_micro) - bindparam("lost"),
    )
)
