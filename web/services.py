"""What the routes share: one value, made when the app starts and closed when it ends."""

import asyncio
import hashlib
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from agent.batch.ledger import Ledger
from agent.batch.work import OpenWork
from agent.models import model_named
from agent.prompts import prompt
from store.library import Library
from store.service_tables import StoredJob, StoredNote, StoredRun
from tools.desk import Desk
from web.accounts import ROOT, Door
from web.batches import KIND, work_batch
from web.config import EFFORTS, Config
from web.executor import Executor, Hear, Processes, Threads
from web.ingesting import ingest_upload
from web.jobs import Handle, Jobs
from web.metrics import Metrics
from web.preparing import Opening, prepare_search
from web.provider_keys import kept_keys, provider_of
from web.rates import Rates
from web.records import Records, Who
from web.runs import Runs
from web.sources import Pages
from web.tasks import Libraries, Naming, Task

TURNS = 6  # of a chat that the next question is read with
CUT = 1_500  # characters of an earlier answer


@dataclass
class Services:
    """The parts of a running service."""

    config: Config
    root: Library
    """The library with the service's own records; where nobody signs in, the only one."""
    records: Records
    runs: Runs
    named: Naming
    libraries: Libraries
    pages: Pages = field(default_factory=Pages)
    metrics: Metrics = field(default_factory=Metrics)
    opening: threading.Thread | None = None
    """Opens what searches need, while the server is new."""
    jobs: Jobs = field(init=False)
    door: Door = field(init=False)
    rates: Rates = field(init=False)

    def __post_init__(self) -> None:
        kinds = {"ingest": self.ingest, KIND: self.answer_batch}
        self.jobs = Jobs(self.records, kinds, lasting={KIND})
        self.door = Door(self.records)
        self.rates = Rates(self.config.requests_a_minute)

    def library(self, who: Who) -> Library:
        """The library of the asker's team."""
        return self.libraries.library(*self.place(who.team))

    def desk(self, who: Who) -> Desk:
        """A desk in the library of the asker's team."""
        return self.libraries.desk(*self.place(who.team), self.config.settings.reranker)

    def place(self, team: str) -> tuple[Path, str | None]:
        """Folder and catalogue of a team's library."""
        if team == ROOT:
            return self.config.library, self.config.settings.database
        return self.config.library / "teams" / team, None

    def task(self, run: StoredRun) -> Task:
        """What is to be done for a run."""
        folder, url = self.place(run.team)
        return Task(
            run=run.id,
            library=folder,
            url=url,
            reranker=self.config.settings.reranker,
            question=run.question,
            documents=tuple(run.documents),
            model=run.model,
            limits=EFFORTS[run.effort],
            notes=self.notes(run),
            earlier=self.earlier(run),
            key=kept_keys(self.config.library).get(provider_of(run.model)),
        )

    def notes(self, run: StoredRun) -> tuple[str, ...]:
        """The texts of the notes that were chosen for a run, as they were then."""
        places = [tuple(each.rsplit("@", 1)) for each in run.notes]
        with self.records.reading() as session:
            found = [session.get(StoredNote, (id, int(version))) for id, version in places]
        return tuple(note.text for note in found if note is not None)

    def earlier(self, run: StoredRun) -> tuple[tuple[str, str], ...]:
        """The last turns of the run's chat that are answered, oldest first."""
        if run.chat is None:
            return ()
        query = select(StoredRun).where(col(StoredRun.chat) == run.chat, col(StoredRun.id) < run.id)
        with self.records.reading() as session:
            turns = session.exec(query.order_by(col(StoredRun.id).desc()).limit(TURNS + 1)).all()
        gone = {run.replaces, *(turn.replaces for turn in turns)}
        said = [turn for turn in turns if turn.answer and turn.id not in gone]
        return tuple(
            (t.question, str((t.answer or {})["answer"])[:CUT]) for t in said[:TURNS][::-1]
        )

    def begin_job(self, job: str) -> None:
        """Begin a job whose row is committed."""
        with self.records.reading() as session:
            self.jobs.submit(session.get_one(StoredJob, job))

    def ingest(self, handle: Handle) -> str:
        """The work of an upload: into the library of the team that sent it."""
        folder, url = self.place(handle.job.team)
        return ingest_upload(self.libraries.library(folder, url), self.config.settings, handle)

    def answer_batch(self, handle: Handle) -> str:
        """The work of a batch, in the library of the team that asked."""
        folder, url = self.place(handle.job.team)
        library = self.libraries.library(folder, url)
        model = Ledger(library).batch(handle.job.id).model
        settings = self.config.settings.model_copy(update={"library": folder, "database": url})
        key = kept_keys(self.config.library).get(provider_of(model))
        work = OpenWork(settings, model, "", capped=False, named=self.named, key=key)
        return work_batch(library, work, handle)

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to work."""
        self.runs.open(loop, self.task)
        self.jobs.open()

    def prepare(self) -> None:
        """Begin to open what the first run and the first search need; see `is_ready`."""
        settings = self.config.settings
        opening = Opening(*self.place(ROOT), settings.reranker, settings.model)
        self.runs.prepare(opening)
        self.opening = threading.Thread(target=prepare_search, args=(opening, self.libraries))
        self.opening.start()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is being opened any more."""
        return self.runs.is_ready and not (self.opening and self.opening.is_alive())

    def close(self) -> None:
        """Stop the work, and write down what was going on."""
        if self.opening:
            self.opening.join()
        self.jobs.close()
        self.runs.close()
        self.libraries.close()
        self.root.close()


def make_services(config: Config, named: Naming = model_named) -> Services:
    """The parts of a service on the library that `config` names, which is made if need be."""
    root = Library(config.library, url=config.settings.database)
    root.create()
    records = Records(root.engine, config.library / "write.lock")
    libraries = Libraries()
    runs = Runs(records, partial(open_executor, config, named, libraries))
    return Services(config, root, records, runs, named, libraries)


def open_executor(config: Config, named: Naming, libraries: Libraries, hear: Hear) -> Executor:
    """Threads or processes, as the config says. Threads share `libraries` with the server."""
    if config.processes:
        return Processes(hear, named, count=config.processes, most=config.runs_at_once)
    return Threads(hear, named, most=config.runs_at_once, libraries=libraries)


def prompt_version() -> str:
    """A short name for the prompt as it is now: the same words, the same name."""
    return hashlib.sha256(prompt("system").encode()).hexdigest()[:12]
