"""`tieout engine`: a model of your own, served on this machine; and what it would take to."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import emit
from store.errors import TieoutError

if TYPE_CHECKING:
    from engine.config import EngineConfig

SERVED_AT = " is served at "

app = typer.Typer(no_args_is_help=True, help="Serve a model of your own, on this machine.")


class Kv(StrEnum):
    """How keys and values are kept."""

    MODEL = "model"
    INT8 = "int8"


class Dtype(StrEnum):
    """The numbers to compute in."""

    MODEL = "model"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


Folder = Annotated[
    Path,
    typer.Argument(
        metavar="MODEL_DIR",
        help="A model as Hugging Face keeps it: config.json, safetensors, tokenizer.json.",
    ),
]
KvKind = Annotated[
    Kv,
    typer.Option(
        "--kv", metavar="KIND", help='Keys and values: "model" for its own numbers, or "int8".'
    ),
]
Numbers = Annotated[
    Dtype,
    typer.Option(
        "--dtype", metavar="D", help='Numbers to compute in: "model", bfloat16, float16, float32.'
    ),
]
Context = Annotated[
    int,
    typer.Option("--context", metavar="N", min=1, help="Longest prompt and reply, in tokens."),
]
Device = Annotated[
    str | None,
    typer.Option(
        "--device", metavar="D", show_default="a graphics card if there is one", help="cpu or cuda."
    ),
]
Requests = Annotated[
    int, typer.Option("--requests", metavar="N", min=1, help="Most open at once; then 429.")
]
Drain = Annotated[
    int,
    typer.Option(
        "--drain", metavar="S", min=0, help="Seconds that what has begun may take after a SIGTERM."
    ),
]


@app.command("serve")
def serve(
    model: Folder,
    port: Annotated[
        int, typer.Option("--port", metavar="P", min=0, max=65535, help="0 takes a free one.")
    ] = 8100,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="The address to listen on.")
    ] = "127.0.0.1",
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="M", show_default="the folder's", help="The model's name."),
    ] = None,
    kv: KvKind = Kv.MODEL,
    dtype: Numbers = Dtype.MODEL,
    context: Context = 65_536,
    device: Device = None,
    requests: Requests = 256,
    drain: Drain = 30,
) -> None:
    """Serve a model to any OpenAI client, and to `tieout ask --model engine/NAME`."""
    with told():
        from engine.config import read_config
        from engine.plan import free_memory
        from engine.server.serve import Place, fitted, load
        from engine.server.serve import serve as serving

        wanted = config(kv, dtype, context, device)
        shape = read_config(model)
        server = load(
            model, fitted(shape, wanted, free_memory(wanted.device)), name=name, most=requests
        )
        served = server.served.name

        def ready(url: str) -> None:
            print(f"{served}{SERVED_AT}{url}", flush=True)

        serving(server, Place(host, port, drain), ready=ready)


@app.command("plan")
def plan(
    model: Folder,
    kv: KvKind = Kv.MODEL,
    dtype: Numbers = Dtype.MODEL,
    context: Context = 65_536,
    batch: Annotated[
        int, typer.Option("--batch", metavar="N", min=1, help="Requests of that length at once.")
    ] = 1,
    memory: Annotated[
        float | None,
        typer.Option(
            "--memory", metavar="GIB", show_default="the device's", help="Memory to plan for."
        ),
    ] = None,
    device: Device = None,
    as_json: AsJson = False,
) -> None:
    """Say what a model takes in memory and what fits beside it; fail if the context does not."""
    with told():
        from engine.config import read_config
        from engine.plan import GIB, memory_of
        from engine.server.serve import planned

        wanted = config(kv, dtype, context, device)
        shape = read_config(model)
        size = memory_of(wanted.device) if memory is None else int(memory * GIB)
        made = planned(shape, wanted, size)
        if as_json:
            emit({**asdict(made), "room": made.room, "context": made.context})
        else:
            print("\n".join(made.lines()))
        made.require(min(context, shape.longest), batch)


@dataclass(frozen=True, slots=True)
class Child:
    """An engine in a process of its own."""

    name: str
    """The model's, as in `engine/NAME`."""
    url: str
    """The base URL of its API, as settings have it in `engine_url`."""
    pid: int


@contextmanager
def child(model: Path, *words: str) -> Iterator[Child]:
    """Serve a model beside this process, on a free port, until the block is left.

    `words` are further options of `tieout engine serve`. What is wrong with the model is raised.
    """
    command = [sys.executable, "-m", "cli.main", "engine", "serve", str(model), "--port", "0"]
    with subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            if not said:
                raise TieoutError(f"The engine for {model} did not start; it says why above.")
            name, _, url = said.strip().partition(SERVED_AT)
            yield Child(name, url, process.pid)
        finally:
            process.terminate()


def config(kv: Kv, dtype: Dtype, context: int, device: str | None) -> "EngineConfig":
    """How the engine is to run."""
    from engine.config import EngineConfig

    return EngineConfig(
        kv=kv.value, dtype=dtype.value, context=context, device=device or best_device()
    )


def best_device() -> str:
    """A graphics card if there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def told() -> Iterator[None]:
    """The engine's errors, said as all others are."""
    from engine.errors import EngineError

    try:
        yield
    except EngineError as error:
        raise TieoutError(str(error)) from error
