"""One small library for all tests of the agent: it is read only."""

import pytest

from store.library import Library
from tests.filing_maker import annual, make_desk, make_library
from tools.desk import Desk


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return make_library(tmp_path_factory.mktemp("agent"))


@pytest.fixture
def desk(library: Library) -> Desk:
    return make_desk(library)


@pytest.fixture
def annual_id(desk: Desk) -> str:
    return annual(desk)
