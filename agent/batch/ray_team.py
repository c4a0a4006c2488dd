"""Cells answered on a Ray cluster, into the same ledger.

A cell whose worker dies is answered by another; only this process writes answers, so that each is
there once. Workers pay for their calls in the ledger themselves: it must be a database that all
machines reach.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.batch.work import Result, Task, Work, died
from ingest.cluster import Cluster
from ingest.workers import Died
from store.errors import TieoutError
from store.settings import Settings


def ray_team(settings: Settings, *, each: int, at_once: int = 0) -> "RayTeam":
    """Workers of the cluster that the settings name, `each` cells in one of them at a time.

    Raises TieoutError unless the ledger is in a database that other machines reach.
    """
    if settings.database is None or settings.database.startswith("sqlite"):
        raise TieoutError(
            "Cells on a cluster are kept in PostgreSQL, which all of its machines reach: name it "
            "with TIEOUT_DATABASE and ingest into it, as docs/scale.md says. Or leave out --ray."
        )
    workers = -(-at_once // each)
    return RayTeam(Cluster(settings.ray, workers, min(each, at_once or each)))


@dataclass(frozen=True, slots=True)
class RayTeam:
    """See `agent.batch.teams.Team`."""

    cluster: Cluster

    @property
    def at_once(self) -> int:
        """See the protocol."""
        return self.cluster.at_once

    def run(self, tasks: Iterable[Task], open_work: Callable[[], Work]) -> Iterator[Result]:
        """See the protocol. A cell that cost several workers becomes `died`."""
        for task, said in self.cluster.run(tasks, open_work):
            yield died(task, None) if isinstance(said, Died) else said
