"""A PostgreSQL server of a test's own, in a folder of its own, on a socket of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str:
    """Where one of PostgreSQL's programs lies: on the path, or where Debian puts it."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(places[0]) if places else shutil.which(name)
    assert found is not None, f"PostgreSQL is not installed (no {name})."
    return found


def account() -> str | None:
    """Whom to run it as: it refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="tieout-pg-"))  # a socket's path has to be short
    user = account() or pwd.getpwuid(os.geteuid()).pw_name
    data = folder / "data"
    try:
        if account():
            shutil.chown(folder, user)
        run(
            [program("initdb"), "-D", str(data), "-U", "tieout", "-A", "trust", "--no-sync"], folder
        )
        start(folder)
        try:
            yield f"postgresql+psycopg://tieout@/postgres?host={folder}"
        finally:
            stop(folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def gone(url: str) -> Iterator[None]:
    """The server of that URL is not there."""
    folder = Path(url.partition("host=")[2])
    stop(folder)
    try:
        yield
    finally:
        start(folder)


def start(folder: Path) -> None:
    """Begin to serve the data in that folder."""
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run([*control(folder), "-o", options, "-l", str(folder / "log"), "start"], folder)


def stop(folder: Path) -> None:
    """End at once, as a machine that fails does."""
    run([*control(folder), "-m", "immediate", "stop"], folder)


def control(folder: Path) -> list[str]:
    """What begins and ends a server."""
    return [program("pg_ctl"), "-D", str(folder / "data"), "-w"]


def run(command: list[str], folder: Path) -> None:
    """Run one of its programs to its end."""
    with (folder / "said").open("a") as said:
        subprocess.run(command, check=True, stdout=said, stderr=said, user=account(), cwd=folder)
