"""From the paths a person names to the files that are looked at, in a fixed order."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or a path that cannot be looked at and why."""

    path: Path
    source: str
    """The path relative to the folder that was named; the name of a file named itself."""
    problem: str = ""


def walk(paths: Sequence[Path]) -> list[Found]:
    """Every file under `paths`, sorted within each; hidden folders are not entered.

    Two files with one source are a problem: the second would replace the first.
    """
    found: list[Found] = []
    first: dict[str, Path] = {}
    for path in paths:
        for each in _under(path):
            other = first.setdefault(each.source, each.path)
            if other == each.path:
                found.append(each)
            elif not _same(other, each.path):
                problem = f"{other} has the same name; name a folder above both instead"
                found.append(Found(each.path, each.source, problem))
    return list(dict.fromkeys(found))


def _under(path: Path) -> Iterator[Found]:
    if path.is_dir():
        yield from _in_folder(path)
    elif path.exists():
        yield Found(path, path.name)
    else:
        yield Found(path, str(path), "there is no such file or folder")


def _in_folder(folder: Path) -> Iterator[Found]:
    problems: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(here, name)
            yield Found(path, path.relative_to(folder).as_posix())
    for problem in problems:
        path = Path(str(problem.filename))
        yield Found(path, str(path), f"the folder cannot be read ({problem.strerror})")


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
