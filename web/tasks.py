"""A run as a task: what it needs, and the events it makes. The same in a thread or a process."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agent.budget import Limits
from agent.events import StepStarted, from_json
from agent.litellm_model import LitellmModel
from agent.loop import run
from agent.model import Model
from agent.resume import resume
from agent.transcript import Question
from index.cross_encoder import named
from index.search import NoIndex, Searcher
from store.library import Library
from tools.desk import Desk
from web.words import in_words

ENDED = "run_ended"
Event = dict[str, Any]
Naming = Callable[[str], Model]
"""From a model's name to the model. Must pickle where runs go to processes."""


@dataclass(frozen=True, slots=True)
class Task:
    """A run to be done."""

    run: str
    library: Path
    url: str | None
    question: str
    documents: tuple[str, ...]
    model: str
    limits: Limits = field(default_factory=Limits)
    notes: tuple[str, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()
    reranker: str | None = None
    before: tuple[Event, ...] = ()
    """What it had said when a server before this one was cut off: it goes on from there."""
    key: str | None = field(default=None, repr=False)
    """The provider's key, where one is kept here; else the environment's."""


@dataclass(frozen=True, slots=True)
class Said:
    """A run said something: one event, as it is kept and sent.

    Its text is made where the run is, so that the server, which has all of them, need not.
    """

    run: str
    seq: int
    type: str
    body: str
    """The event as JSON."""
    answer: Event | None = None
    """Of the last event."""

    @classmethod
    def of(cls, run: str, event: Event) -> "Said":
        """What the event says."""
        body = json.dumps(event, ensure_ascii=False, default=str)
        answer = event["answer"] if event["type"] == ENDED else None
        return cls(run, int(event["seq"]), str(event["type"]), body, answer)

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.type == ENDED


@dataclass(frozen=True, slots=True)
class Lost:
    """A run ended without a last event; the sentence says why."""

    run: str
    sentence: str


class Libraries:
    """Libraries and their indexes, each opened once and shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        """Held for seconds, while indexes are opened: catalogues can be looked at meanwhile."""
        self._held: dict[Path, Library] = {}
        self._searchers: dict[Path, Searcher] = {}

    def library(self, folder: Path, url: str | None) -> Library:
        """The library in `folder`, with the catalogue at `url`."""
        with self._lock:
            if folder not in self._held:
                self._held[folder] = Library(folder, url=url)
            return self._held[folder]

    def desk(self, folder: Path, url: str | None, reranker: str | None = None) -> Desk:
        """A fresh desk; without search as long as nothing was indexed.

        `reranker` is the cross-encoder of the settings, if there is one.
        """
        library = self.library(folder, url)
        with self._opening:
            if folder not in self._searchers:
                try:
                    self._searchers[folder] = Searcher(library, reranker=named(reranker))
                except NoIndex:
                    return Desk(library)
            return Desk(library, self._searchers[folder])

    def close(self) -> None:
        """Let go of every catalogue."""
        with self._lock:
            for library in self._held.values():
                library.close()
            self._held.clear()
            self._searchers.clear()


def with_key(model: Model, key: str | None) -> Model:
    """The model, calling its provider with that key."""
    if key is not None and isinstance(model, LitellmModel) and model.api_key is None:
        return replace(model, api_key=key)
    return model


def events(
    task: Task, stop: threading.Event, libraries: Libraries, named: Naming
) -> Iterator[Event]:
    """The run's events as JSON objects; a step that starts says in plain words what it does."""
    desk = libraries.desk(task.library, task.url, task.reranker)
    model = with_key(named(task.model), task.key)
    if task.before:
        kept = map(from_json, task.before)
        said = resume(
            desk, model, kept, notes=task.notes, earlier=task.earlier, limits=task.limits, stop=stop
        )
    else:
        question = Question(task.question, task.documents, notes=task.notes, earlier=task.earlier)
        said = run(desk, model, question, limits=task.limits, stop=stop)
    for event in said:
        told = event.to_json() | {"run": task.run}
        if isinstance(event, StepStarted):
            told["say"] = in_words(desk, event.tool, event.arguments)
        yield told
