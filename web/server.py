"""The service on a port: bound, announced, and ended by a signal without losing a run."""

import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass

from agent.models import model_named
from store.errors import TieoutError
from store.heaps import kept_low
from store.library import Library
from store.locks import Held, hold
from web.accounts import first_administrator
from web.config import Config
from web.records import Records
from web.tasks import Naming

ENDS = (signal.SIGTERM, signal.SIGINT)
DRAIN_S = 3  # streams that are open when the server ends may take so long; their runs are kept


class CannotServe(TieoutError):
    """The port is taken, or the library is served already."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen. Port 0 takes one that is free."""

    host: str = "127.0.0.1"
    port: int = 8000


def serve(
    config: Config,
    place: Place,
    *,
    ready: Callable[[str], None],
    welcome: Callable[[str], None] = lambda _password: None,
    named: Naming = model_named,
) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is told the URL. Only for the main thread.

    `welcome` is told the password of the first administrator, where there was nobody yet.
    """
    import uvicorn

    from web.app import create_app

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(f"http://{shown(place.host)}:{listening.getsockname()[1]}")

    config.library.mkdir(parents=True, exist_ok=True)
    try:
        with kept_low(), hold(config.library / "serve.lock", wait=False):
            listening = bound(place)
            app = create_app(config, named=named, prepared=True)
            if config.auth and (password := first_password(config)):
                welcome(password)
            options = uvicorn.Config(
                app, log_level="warning", timeout_graceful_shutdown=DRAIN_S, server_header=False
            )
            before = {each: signal.signal(each, lambda *_: None) for each in ENDS}
            try:
                Announced(options).run(sockets=[listening])
            finally:
                for each, handler in before.items():
                    signal.signal(each, handler)
                listening.close()
    except Held as held:
        raise CannotServe(
            f"The library {config.library} is served already, by process {held.holder}."
        ) from held


def first_password(config: Config) -> str | None:
    """Make the first administrator if there is nobody; the password, which is kept nowhere."""
    library = Library(config.library, url=config.settings.database)
    library.create()
    try:
        return first_administrator(Records(library.engine, config.library / "write.lock"))
    finally:
        library.close()


def bound(place: Place) -> socket.socket:
    """The socket to listen on."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((place.host, place.port))
    except OSError as error:
        made.close()
        raise CannotServe(
            f"Cannot listen on {place.host} port {place.port}: {error.strerror}. "
            "Name another with --port."
        ) from error
    return made


def shown(host: str) -> str:
    """The host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host
