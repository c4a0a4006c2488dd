"""`tieout serve`: the service on a port, until a signal comes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import LibraryFolder, ModelName, settings

if TYPE_CHECKING:
    from web.config import Config

EVERYWHERE = ("0.0.0.0", "::")


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="P", min=0, max=65535, help="0 takes a free one.")
    ] = 8000,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="The address to listen on.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="N", help="A name that the server answers to. May be repeated."
        ),
    ] = None,
    processes: Annotated[
        int,
        typer.Option(
            "--processes",
            metavar="N",
            min=0,
            help="Processes that answer questions; 0: none of their own.",
        ),
    ] = 1,
    auth: Annotated[
        bool, typer.Option("--auth", help="People sign in, or bring a key; teams are apart.")
    ] = False,
    model: ModelName = None,
    engine: Annotated[
        Path | None,
        typer.Option(
            "--engine",
            metavar="MODEL_DIR",
            help="Serve this model beside it, and ask it unless --model names another.",
        ),
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Serve the library: a chat page and a REST API, for people and programs on this machine."""
    from web.server import Place, serve

    config = replace(configured(library, model, host, name or (), processes), auth=auth)

    def ready(url: str) -> None:
        print(f"Tieout is served at {url}", flush=True)

    def welcome(password: str) -> None:
        print(f"The first administrator is “admin”. The password, shown once: {password}")

    with engine_beside(config, engine, model) as whole:
        serve(whole, Place(host, port), ready=ready, welcome=welcome)


@contextmanager
def engine_beside(config: "Config", folder: Path | None, model: str | None) -> "Iterator[Config]":
    """The config with an engine for the model in `folder`, which runs until the block is left."""
    if folder is None:
        yield config
        return
    from cli.engine import child

    with child(folder) as served:
        os.environ["TIEOUT_ENGINE_URL"] = (
            served.url
        )  # read wherever a run is done, in processes too
        chosen = config.settings.model_copy(
            update={"engine_url": served.url, "model": model or f"engine/{served.name}"}
        )
        yield replace(config, settings=chosen)


def configured(
    library: Path | None, model: str | None, host: str, names: "list[str] | tuple[()]",
    processes: int,
) -> "Config":  # fmt: skip
    """How the server is to run."""
    from web.config import LOOPBACK, Config

    chosen = settings(library)
    if model:
        chosen = chosen.model_copy(update={"model": model})
    hosts = ("*",) if host in EVERYWHERE and not names else (host, *names, *LOOPBACK)
    return Config(chosen, hosts=hosts, processes=processes)
