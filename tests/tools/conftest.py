"""One small library for all tests of the tools: it is read only."""

from pathlib import Path

import pytest

from store.library import Library
from tests.filing_maker import annual, make_desk, make_library
from tools.desk import Desk


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return make_library(tmp_path_factory.mktemp("tools"))


@pytest.fixture
def desk(library: Library) -> Desk:
    return make_desk(library)


@pytest.fixture
def annual_id(desk: Desk) -> str:
    return annual(desk)


@pytest.fixture
def copy(desk: Desk, annual_id: str) -> Path:
    return desk.library.folders.reading_copy(annual_id)
