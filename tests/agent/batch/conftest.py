"""A library of its own for each test: batches write to its catalogue."""

import shutil
from pathlib import Path

import pytest

from agent.batch.ledger import Ledger
from store.library import Library


@pytest.fixture
def ledger(library: Library, tmp_path: Path) -> Ledger:
    folder = tmp_path / "library"
    shutil.copytree(library.folders.library, folder)
    return Ledger(Library(folder))


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    path = tmp_path / "bill"
    path.touch()
    return path
