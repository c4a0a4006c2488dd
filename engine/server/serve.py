"""A model folder served on a port, until a signal comes; then what has begun is finished first."""

import gc
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cache import PAGE
from engine.config import EngineConfig, ModelConfig
from engine.errors import EngineError
from engine.plan import Plan, make_plan
from engine.server.app import Server, create_app
from engine.server.chat import Served
from engine.server.worker import Worker
from engine.tokenizer import Tokenizer, read_json

ENDS = (signal.SIGTERM, signal.SIGINT)
EVERYWHERE = ("0.0.0.0", "::")
ALONE = 8_192  # tokens of a prompt at once, on a card that has nothing else to do
DRAWN = ("temperature", "top_p", "top_k", "min_p")


class PortTaken(EngineError):
    """Another program listens there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and how patiently."""

    host: str = "127.0.0.1"
    port: int = 8100
    drain_s: int = 30
    """How long what has begun may take after a signal to stop."""


def load(folder: Path, config: EngineConfig, *, name: str | None = None, most: int = 256) -> Server:
    """The server for a model folder; what is wrong with the folder is an EngineError."""
    from engine.engine import Engine

    tokenizer = Tokenizer.load(folder)
    tokenizer.bytes_of(0)  # makes the table of all tokens, before anybody waits for it
    engine = Engine.load(folder, config)
    served = Served(
        name=name or folder.resolve().name,
        tokenizer=tokenizer,
        vocabulary=engine.model.config.vocabulary,
        context=engine.context,
        defaults=defaults(folder),
    )
    return Server(served, Worker(engine, most=most))


def planned(shape: ModelConfig, config: EngineConfig, memory: int) -> Plan:
    """What the model takes of so much memory, run as `config` says."""
    dtype = None if config.dtype == "model" else config.dtype
    return make_plan(
        shape,
        memory,
        dtype=dtype,
        int8=config.kv == "int8",
        budget=max(config.budget, config.alone),
    )


def fitted(shape: ModelConfig, config: EngineConfig, memory: int) -> EngineConfig:
    """The config with a cache that fits, or NoRoom before any weights are read.

    A graphics card's memory is ours to fill; of a machine's, no more than `cache_bytes` is taken
    unless one request of the whole context needs it.
    """
    if config.device != "cpu":
        config = replace(config, overlap=True, alone=ALONE)
    plan = planned(shape, config, memory)
    context = min(config.context, shape.longest)
    plan.require(context)
    room = plan.room * plan.token
    useful = config.running * (context + PAGE) * plan.token
    modest = max(config.cache_bytes, (context + PAGE) * plan.token)
    most = useful if config.device != "cpu" else min(useful, modest)
    return replace(config, cache_bytes=min(room, most))


def defaults(folder: Path) -> Mapping[str, float]:
    """How the model's makers would draw, from generation_config.json."""
    said = read_json(folder / "generation_config.json")
    if said.get("do_sample") is False:
        return {"temperature": 0.0}
    return {name: float(said[name]) for name in DRAWN if isinstance(said.get(name), int | float)}


def serve(server: Server, place: Place, *, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, and return when all that had begun is done or time is up.

    `ready` is told the base URL once requests are taken. Only for the main thread.
    """
    import uvicorn

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(f"http://{shown(place.host)}:{listening.getsockname()[1]}/v1")

    listening = bound(place)
    hosts = ["*"] if place.host in EVERYWHERE else [place.host, "127.0.0.1", "localhost"]
    app = create_app(server, hosts=hosts)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=place.drain_s)
    gc.collect()
    gc.freeze()  # what was loaded is not looked through again
    # uvicorn raises the signal anew when it is done, for whoever had been there to hear it
    before = {each: signal.signal(each, lambda *_: None) for each in ENDS}
    try:
        Announced(config).run(sockets=[listening])
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        listening.close()


def bound(place: Place) -> socket.socket:
    """The socket to listen on. Port 0 takes one that is free."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((place.host, place.port))
    except OSError as error:
        made.close()
        raise PortTaken(
            f"Cannot listen on {place.host} port {place.port}: {error.strerror}. "
            "Name another with --port."
        ) from error
    return made


def shown(host: str) -> str:
    """The host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host
