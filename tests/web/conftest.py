"""A service on a small library of two made-up filings, answered by models the tests write."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from store.library import Library
from store.settings import Settings
from tests.filing_maker import make_library
from tests.web.models import named
from tests.web.serving import url
from web.app import create_app
from web.config import Config

__all__ = ["url"]


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library as it is at first; copied for each test that changes it."""
    folder = tmp_path_factory.mktemp("web")
    library: Library = make_library(folder)
    library.close()
    return library.folders.library


@pytest.fixture
def folder(filed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filed, tmp_path / "library"))


@pytest.fixture
def config(folder: Path) -> Config:
    return Config(Settings(library=folder, workers=1), hosts=("testserver",))


@pytest.fixture
def client(config: Config) -> Iterator[TestClient]:
    with TestClient(create_app(config, named=named)) as client:
        yield client
