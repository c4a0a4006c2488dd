"""The ledger of batches in the catalogue's database: cells, their answers, corrections, states.

A finished cell is one committed row: whatever dies afterwards, it is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlmodel import col

from agent.batch.grid import Plan, PlannedCell, Scope, planned, replanned
from agent.batch.purse import lose
from agent.batch.work import Task
from agent.questions import Asked
from store.batch_tables import StoredBatch, StoredCell, StoredCorrection
from store.errors import TieoutError
from store.library import Library

WAITING = "waiting"
PARTLY = 500  # rows to a statement

Answer = Mapping[str, Any]
"""An `ask` object."""


class NoBatch(TieoutError):
    """There is no batch of that id or name."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a batch is."""

    total: int
    waiting: int
    failed: int

    @property
    def done(self) -> int:
        """Cells with an answer, whatever it says; failed ones have none."""
        return self.total - self.waiting - self.failed

    def after(self, status: str) -> "Counts":
        """What they are when a cell that waited has got this status."""
        if status == WAITING:
            return self
        return Counts(self.total, self.waiting - 1, self.failed + (status == "failed"))


@dataclass(frozen=True, slots=True)
class Ledger:
    """All batches of a library."""

    library: Library

    def open(self, name: str, plan: Plan, model: str, *, cap_micro: int | None = None) -> str:
        """The id of the batch `name`, made if there is none, with its cells as they are planned.

        Cells whose fingerprint is the same keep their answers; others wait; those that are no
        longer planned are dropped, unless a person corrected them.
        """
        columns = [
            {"id": one.id, "question": one.question, "type": one.type} for one in plan.columns
        ]
        kept = {"model": model, "columns": columns, "scope": plan.scope.to_json()}
        said: dict[str, object] = {**kept, "cap_micro": cap_micro}
        with self.library.writing() as connection:
            found = connection.scalar(
                select(col(StoredBatch.id)).where(col(StoredBatch.name) == name)
            )
            id = found or uuid4().hex[:12]
            if found:
                connection.execute(update(StoredBatch).where(_is(id)).values(**said))
            else:
                made = {"id": id, "name": name, "state": WAITING, "created": _now()}
                connection.execute(insert(StoredBatch).values(**made, **said))
            _replan(connection, id, plan.cells)
        return id

    def batch(self, id: str) -> StoredBatch:
        """The batch of that id or name; raises NoBatch."""
        known = (col(StoredBatch.id) == id) | (col(StoredBatch.name) == id)
        with self.library.session() as session:
            found = session.scalars(select(StoredBatch).where(known)).first()
        if found is None:
            raise NoBatch(f"The library has no batch {id!r}.")
        return found

    def batches(self) -> list[StoredBatch]:
        """All batches, the newest first."""
        with self.library.session() as session:
            order = col(StoredBatch.created).desc()
            return list(session.scalars(select(StoredBatch).order_by(order)))

    def cells(self, id: str) -> list[StoredCell]:
        """Every cell, in order."""
        with self.library.session() as session:
            query = select(StoredCell).where(col(StoredCell.batch) == id)
            return list(session.scalars(query.order_by(col(StoredCell.position))))

    def some_cells(
        self, id: str, *, behind: int = -1, most: int = PARTLY, status: str | None = None,
        changed_after: datetime | None = None,
    ) -> list[StoredCell]:  # fmt: skip
        """Cells in order, `most` of them, from behind a position."""
        query = select(StoredCell).where(
            col(StoredCell.batch) == id, col(StoredCell.position) > behind
        )
        if status is not None:
            query = query.where(col(StoredCell.status) == status)
        if changed_after is not None:
            query = query.where(col(StoredCell.finished) > changed_after)
        with self.library.session() as session:
            return list(session.scalars(query.order_by(col(StoredCell.position)).limit(most)))

    def of_status(self, id: str, status: str) -> list[str]:
        """The ids of the cells with that status, in order."""
        query = select(col(StoredCell.id)).where(
            col(StoredCell.batch) == id, col(StoredCell.status) == status
        )
        with self.library.session() as session:
            return list(session.scalars(query.order_by(col(StoredCell.position))))

    def sample(self, id: str) -> list[Answer]:
        """Answers of cells that went well, some hundred of them: what an estimate is made of."""
        good = col(StoredCell.status).not_in((WAITING, "failed"))
        query = select(col(StoredCell.answer)).where(col(StoredCell.batch) == id, good)
        with self.library.session() as session:
            found = session.scalars(query.order_by(col(StoredCell.position)).limit(PARTLY))
            return [answer for answer in found if answer]

    def statuses(self, id: str) -> dict[str, int]:
        """How many cells have which status."""
        query = select(col(StoredCell.status), func.count()).where(col(StoredCell.batch) == id)
        with self.library.session() as session:
            rows = session.execute(query.group_by(col(StoredCell.status)))
            return dict(rows.all())

    def counts(self, id: str) -> Counts:
        """How far it is."""
        found = self.statuses(id)
        return Counts(sum(found.values()), found.get(WAITING, 0), found.get("failed", 0))

    def renew(self, id: str) -> None:
        """Plan a batch again as it was asked: what changed meanwhile waits, new filings too."""
        kept = self.batch(id)
        plan = self._plan(kept)
        with self.library.writing() as connection:
            _replan(connection, kept.id, plan.cells)

    def _plan(self, kept: StoredBatch) -> Plan:
        if kept.scope:
            asked = [Asked(each["id"], each["question"], (), each["type"]) for each in kept.columns]
            return planned(asked, self.library, kept.model, Scope.of_json(kept.scope))
        return replanned(self.cells(kept.id), self.library, kept.model)

    def start(self, id: str) -> list[Task]:
        """Say that the batch runs; what is to be done, failed cells among it.

        Only its holder may: calls that are not settled now were made by a process that died.
        """
        with self.library.writing() as connection:
            connection.execute(update(StoredBatch).where(_is(id)).values(state="running", why=""))
            failed = (col(StoredCell.batch) == id) & (col(StoredCell.status) == "failed")
            connection.execute(update(StoredCell).where(failed).values(status=WAITING))
            lose(connection, id)
        return [
            Task(cell.id, cell.question, tuple(cell.documents), cell.type)
            for cell in self.cells(id)
            if cell.status == WAITING
        ]

    def is_running(self, id: str) -> bool:
        """Whether nobody has paused, cancelled or stopped it."""
        with self.library.reading() as connection:
            return connection.scalar(_STATE, {"of": id}) == "running"

    def finish(self, id: str, cell: str, answer: Answer) -> None:
        """Keep the answer of a cell."""
        said = {"said": answer["status"], "words": dict(answer), "at": _now()}
        with self.library.writing() as connection:
            connection.execute(_FINISH, {"of": id, "cell": cell, **said})

    def ask_again(self, id: str, cells: Sequence[str]) -> None:
        """Mark cells to be answered once more; raises NoBatch for one that is not there."""
        with self.library.writing() as connection:
            for cell in cells:
                marked = connection.execute(
                    update(StoredCell).where(_at(id, cell)).values(status=WAITING)
                )
                if marked.rowcount == 0:
                    raise NoBatch(f"The batch has no cell {cell!r}.")

    def correct(
        self, id: str, cell: str, *, text: str, author: str, value: str | None, unit: str | None
    ) -> None:
        """Keep what a person puts in place of an answer; it stays whatever is rerun."""
        self.cell(id, cell)
        said = {"value": value, "unit": unit, "text": text, "author": author, "made": _now()}
        with self.library.writing() as connection:
            connection.execute(insert(StoredCorrection).values(batch=id, cell=cell, **said))

    def cell(self, id: str, cell: str) -> StoredCell:
        """One cell; raises NoBatch."""
        with self.library.session() as session:
            found = session.get(StoredCell, (id, cell))
        if found is None:
            raise NoBatch(f"The batch has no cell {cell!r}.")
        return found

    def corrections(self, id: str) -> list[StoredCorrection]:
        """All corrections of a batch, the oldest first."""
        with self.library.session() as session:
            query = select(StoredCorrection).where(col(StoredCorrection.batch) == id)
            return list(session.scalars(query.order_by(col(StoredCorrection.id))))

    def set_state(self, id: str, state: str, why: str = "") -> None:
        """Say where the batch stands; a run looks at it before each cell."""
        with self.library.writing() as connection:
            connection.execute(update(StoredBatch).where(_is(id)).values(state=state, why=why))

    def remove(self, id: str) -> None:
        """Take a batch out, answers, charges and corrections with it."""
        with self.library.writing() as connection:
            connection.execute(delete(StoredBatch).where(_is(id)))


def _replan(connection: Connection, batch: str, planned: Sequence[PlannedCell]) -> None:
    """Bring the cells to the plan: keep, renew, add, drop."""
    names = (StoredCell.id, StoredCell.fingerprint, StoredCell.position)
    rows = connection.execute(select(*map(col, names)).where(col(StoredCell.batch) == batch))
    known = {row.id: row for row in rows}
    gone = known.keys() - {cell.id for cell in planned} - _corrected(connection, batch)
    for some in _parts(sorted(gone)):
        query = col(StoredCell.batch) == batch, col(StoredCell.id).in_(some)
        connection.execute(delete(StoredCell).where(*query))
    fresh = []
    for position, cell in enumerate(planned):
        row = known.get(cell.id)
        if row is None:
            fresh.append(_row(batch, position, cell))
        elif row.fingerprint != cell.fingerprint:
            renewed = _row(batch, position, cell) | {"status": WAITING}
            connection.execute(update(StoredCell).where(_at(batch, cell.id)).values(**renewed))
        elif row.position != position:
            moved = update(StoredCell).where(_at(batch, cell.id))
            connection.execute(moved.values(position=position))
    for part in _parts(fresh):
        connection.execute(insert(StoredCell), part)


def _corrected(connection: Connection, batch: str) -> set[str]:
    query = select(col(StoredCorrection.cell)).where(col(StoredCorrection.batch) == batch)
    return set(connection.scalars(query))


def _row(batch: str, position: int, cell: PlannedCell) -> dict[str, object]:
    return {
        "batch": batch,
        "id": cell.id,
        "position": position,
        "row": cell.row,
        "column": cell.column,
        "question": cell.question,
        "type": cell.type,
        "documents": list(cell.documents),
        "fingerprint": cell.fingerprint,
    }


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + PARTLY] for at in range(0, len(rows), PARTLY))


def _is(id: str) -> Any:
    return col(StoredBatch.id) == id


def _at(batch: str, cell: str) -> Any:
    return (col(StoredCell.batch) == batch) & (col(StoredCell.id) == cell)


def _now() -> datetime:
    return datetime.now(UTC)


# Made once: both are run for every cell.
_STATE = select(col(StoredBatch.state)).where(col(StoredBatch.id) == bindparam("of"))
_FINISH = (
    update(StoredCell)
    .where(col(StoredCell.batch) == bindparam("of"), col(StoredCell.id) == bindparam("cell"))
    .values(
        status=bindparam("said"),
        answer=bindparam("words"),
        finished=bindparam("at"),
        attempts=col(StoredCell.attempts) + 1,
    )
)
