"""How a server is to run, as one value; `cli.serve` makes it of options and the environment."""

from dataclasses import dataclass
from pathlib import Path

from agent.budget import Limits
from store.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
EFFORTS = {
    "quick": Limits(turns=12, seconds=90.0),
    "normal": Limits(),
    "thorough": Limits(turns=80, tokens=4_000_000, seconds=1500.0),
}


@dataclass(frozen=True, slots=True)
class Config:
    """What the app is made of. Nothing in the service is set in any other way."""

    settings: Settings
    hosts: tuple[str, ...] = LOOPBACK
    """Names that the server answers to; a page of a foreign site cannot point its own here."""
    auth: bool = False
    """Whether people must sign in, or bring a key."""
    processes: int = 0
    """Processes that do runs; 0: threads of the server itself."""
    runs_at_once: int = 128
    """In each process."""
    most_waiting: int = 500
    """Runs queued or running of one person; more are refused."""
    most_body: int = 1 << 20
    """Bytes of a request that is no upload."""
    most_upload: int = 512 << 20
    """Bytes of one uploaded file."""
    most_files: int = 500
    """Files in one upload."""
    requests_a_minute: int = 6_000
    """Of one person; more are refused."""
    beat_s: float = 15.0
    """A silent stream says this often that it is still there."""

    @property
    def library(self) -> Path:
        """The folder of the library, or of everybody's where people sign in."""
        return self.settings.library
