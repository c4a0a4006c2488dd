"""What a command did, as tests look at it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON lines of stdout; anything else there is an error."""
        return [json.loads(line) for line in self.out.splitlines()]


Tieout = Callable[..., Ran]
