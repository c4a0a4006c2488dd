"""What an index was made from, written last: an index without a matching manifest is rebuilt."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in the folder beside it."""

    format: str
    """Version of fields, analyser and everything else that decides what is stored."""
    documents: dict[str, str] = field(default_factory=dict)
    """Document id to the stamp of what was indexed."""
    passages: int = 0
    files: dict[str, int] = field(default_factory=dict)
    """Name to size in bytes: a truncated or missing file shows at once."""


NAME = "manifest.json"


def read(folder: Path) -> Manifest | None:
    """The manifest of `folder`; None when there is none that can be read."""
    try:
        return Manifest(**json.loads((folder / NAME).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in place at once, or leave the old one."""
    made = folder / f"{NAME}.new"
    made.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
    made.replace(folder / NAME)


def intact(folder: Path, manifest: Manifest) -> bool:
    """Whether every file is still there and as long as it was."""
    held = sizes(folder)
    return all(held.get(name) == size for name, size in manifest.files.items())


def sizes(folder: Path) -> dict[str, int]:
    """The files of `folder` that hold the index, by name."""
    return {
        path.name: path.stat().st_size
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith((NAME, ".")) and path.suffix != ".lock"
    }
