"""Passages embedded a batch at a time: by this process, or by the workers of a cluster."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from index.embedder import Embedder, Matrix, by_name
from ingest.cluster import Cluster
from ingest.workers import Died
from store.errors import TieoutError

Batch = tuple[tuple[str, str, str], ...]
"""Of each passage its key, its head and its text."""
Crew = Callable[[Iterable[Batch]], Iterator[tuple[Batch, list[Matrix]]]]
"""From batches to the vectors of each passage, a row a window, as batches end."""


def crew_for(embedder: Embedder, ray: str = "") -> Crew:
    """Who embeds: the workers of the cluster at the address `ray`, or this process."""
    return partial(on_cluster, Cluster(ray), embedder.name) if ray else partial(here, embedder)


def here(embedder: Embedder, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list[Matrix]]]:
    """One batch after the other."""
    return ((batch, embedded(embedder, batch)) for batch in batches)


def on_cluster(
    cluster: Cluster, name: str, batches: Iterable[Batch]
) -> Iterator[tuple[Batch, list[Matrix]]]:
    """As many at once as the cluster has processors; raises TieoutError where workers die of it."""
    for batch, made in cluster.run(batches, OpenEmbedder(name)):
        if isinstance(made, Died):
            raise TieoutError(
                f"Passages could not be embedded: {made.reason}. What was embedded is kept."
            )
        yield batch, made


@dataclass(frozen=True, slots=True)
class OpenEmbedder:
    """Loads a model in whatever process it is to work in. Pickles."""

    name: str
    """As vectors' manifests have it, so that every machine computes in the same precision."""

    def __call__(self) -> Callable[[Batch], list[Matrix]]:
        """What embeds a batch."""
        return partial(embedded, by_name(self.name))


def embedded(embedder: Embedder, batch: Batch) -> list[Matrix]:
    """The vectors of each passage."""
    windows = [embedder.windows(text, head) for _, head, text in batch]
    made = embedder.embed([window for each in windows for window in each])
    return np.split(made, np.cumsum([len(each) for each in windows])[:-1])
