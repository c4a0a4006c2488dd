"""What an index was made from, written last: an index without a matching manifest is rebuilt."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple


class File(NamedTuple):
    """A file as it was when the manifest was written."""

    size: int
    """In bytes. A mapped file that has become shorter kills who reads beyond its end."""
    modified: int
    """In nanoseconds: as long as size and time are the same, nobody has to read the file."""
    sha256: str
    """Empty where an earlier version noted the size alone."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in the folder beside it."""

    format: str
    """Version of fields, analyser and everything else that decides what is stored."""
    documents: dict[str, str] = field(default_factory=dict)
    """Document id to the stamp of what was indexed."""
    passages: int = 0
    files: dict[str, File] = field(default_factory=dict)
    """By name."""


NAME = "manifest.json"


def read(folder: Path) -> Manifest | None:
    """The manifest of `folder`; None when there is none that can be read."""
    try:
        said = json.loads((folder / NAME).read_text("utf-8"))
        files = {str(name): _noted(file) for name, file in said.pop("files").items()}
        return Manifest(**said, files=files)
    except (FileNotFoundError, ValueError, TypeError, AttributeError, KeyError):
        return None


def write(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in place at once, or leave the old one."""
    made = folder / f"{NAME}.new"
    made.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
    made.replace(folder / NAME)


def described(folder: Path, before: Manifest | None = None) -> dict[str, File]:
    """The files of an index that was just written; those that are as `before` are not read."""
    known = before.files if before else {}
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith((NAME, ".")) and path.suffix != ".lock":
            held = known.get(path.name)
            same = held is not None and look(path) == held[:2]
            found[path.name] = held if held and same else _described(path)
    return found


def intact(folder: Path, manifest: Manifest) -> bool:
    """Whether every file is what it was; read are those that were touched or copied since."""
    for name, file in manifest.files.items():
        seen = look(folder / name)
        if seen is None or seen[0] != file.size:
            return False
        if file.sha256 and seen[1] != file.modified and sha256(folder / name) != file.sha256:
            return False
    return True


def look(path: Path) -> tuple[int, int] | None:
    """Size and time of a file, without reading it; None when it is not there."""
    try:
        said = path.stat()
    except FileNotFoundError:
        return None
    return said.st_size, said.st_mtime_ns


def sha256(path: Path) -> str:
    """Of what the file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _noted(file: int | list[Any]) -> File:
    return File(file, 0, "") if isinstance(file, int) else File(*file)


def _described(path: Path) -> File:
    seen = look(path)
    assert seen is not None  # it was just listed, and the writer's lock is held
    return File(*seen, sha256(path))
