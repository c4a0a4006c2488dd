"""A real server in a thread, on a free port."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from store.settings import Settings
from tests.web.models import named
from web.app import create_app
from web.config import Config
from web.server import Place, bound
from web.tasks import Naming


@contextmanager
def served(config: Config, named: Naming = named) -> Iterator[str]:
    """The base URL of a server with the tests' models."""
    with serving(config, named) as url:
        yield url


@contextmanager
def serving(config: Config, named: Naming) -> Iterator[str]:
    """The base URL of a server whose models are found by `named`."""
    listening = bound(Place(port=0))
    options = uvicorn.Config(create_app(config, named=named), log_level="warning", lifespan="on",
                             timeout_graceful_shutdown=1)  # fmt: skip
    server = uvicorn.Server(options)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="module")
def url(filed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a server on a copy of the library: what is asked there is kept there."""
    folder = Path(shutil.copytree(filed, tmp_path_factory.mktemp("served") / "library"))
    with served(Config(Settings(library=folder), beat_s=0.05)) as url:
        yield url
