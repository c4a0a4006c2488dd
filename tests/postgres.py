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
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        control = [program("pg_ctl"), "-D", str(data), "-w"]
        run([*control, "-o", options, "-l", str(folder / "log"), "start"], folder)
        try:
            yield f"postgresql+psycopg://tieout@/postgres?host={folder}"
        finally:
            run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder)


def run(command: list[str], folder: Path) -> None:
    """Run one of its programs to its end."""
    with (folder / "said").open("a") as said:
        subprocess.run(command, check=True, stdout=said, stderr=said, user=account(), cwd=folder)
