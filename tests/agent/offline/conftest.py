"""Fictional annual reports with the truth about them, in one library, indexed for search."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from agent.answer import Answer
from agent.loop import ask
from agent.offline.model import OfflineModel
from agent.transcript import Question
from examples.annual import annual_report
from examples.story import Variant
from examples.variants import variants
from index.build import update_bm25
from index.search import Searcher
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.agent.offline.pottery import BODY, opened
from tools.desk import Desk

SEED = 20261121


@dataclass(frozen=True)
class Shelf:
    """A library of variants: `truth[n]` tells about the document `ids[n]`."""

    library: Library
    truth: tuple[Variant, ...]
    ids: tuple[str, ...]

    def ask(self, question: str, documents: Sequence[str] = (), *, index: bool = False) -> Answer:
        """The offline model's answer."""
        desk = Desk(self.library, Searcher(self.library) if index else None)
        return ask(desk, OfflineModel(), Question(question, tuple(documents)))


def shelve(count: int, folder: Path) -> Shelf:
    """Write `count` small variants, ingest them and index them."""
    truth = tuple(islice(variants(SEED), count))
    names = [f"{each.name}.htm" for each in truth]
    filings = folder / "filings"
    filings.mkdir()
    for name, each in zip(names, truth, strict=True):
        (filings / name).write_text(annual_report(each.story, small=True), encoding="utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=2)
    assert {each.status for each in ingest([filings], library, settings)} == {"added"}
    update_bm25(library)
    by_source = {document.source: document.id for document in library.documents()}
    return Shelf(library, truth, tuple(by_source[name] for name in names))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Six variants: enough for the quick tests."""
    return shelve(6, tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="session")
def pottery(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A library of the potter's annual report."""
    return opened(tmp_path_factory.mktemp("pottery"), BODY)
