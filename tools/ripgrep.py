"""ripgrep, in process where that is safe and as a process of its own where it must be killable.

python-ripgrep is quick and cannot be interrupted; a pattern that may take seconds on a large
library therefore goes to the program `rg`, which is stopped when its time is up; so does any
pattern where there are many files.
"""

import re
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import python_ripgrep

from tools.tool import ToolError

FIELD = "\x1f"  # between path, line number and text: no reading copy holds it
SECONDS = 10.0  # for a pattern that may take long
PLAIN_LENGTH = 200
LOOSE_PLACES = 12
FEW = 64  # files; more are quicker by the program, which uses every core
A_CALL = 2_000  # paths on one command line


class BadPattern(ToolError):
    """The pattern is no regular expression ripgrep takes."""


Line = tuple[int, str]
"""A line's number, 1-based, and its text."""


def matching_lines(
    expression: str, paths: Sequence[str], *, each: int, seconds: float = SECONDS
) -> dict[str, list[Line]]:
    """The first `each` lines of every file that match, by path; files without any are absent.

    ToolError when a pattern that may take long takes longer than `seconds`.

    The files are named one by one, so that no ignore file and no hidden folder hides them.
    """
    if not paths:
        return {}
    try:
        quick = is_quick(expression)
        if quick and len(paths) <= FEW:
            printed = _in_process(expression, paths, each)
        else:
            printed = _by_program(expression, paths, each, None if quick else seconds)
    except ValueError as error:
        told = " ".join(str(error).split())
        raise BadPattern(f"That is no pattern that ripgrep takes: {told}") from None
    return dict(_parse(text) for text in printed if text)


def is_quick(expression: str) -> bool:
    """Whether the time is surely short: little repetition, none counted, few loose places.

    Each loose place after a repetition may double what the engine has to keep in mind.
    """
    bare = re.sub(r"\\[^wWdDsSpP]", "x", expression)
    loose = re.sub(r"\[[^\]]*\]|\\.", ".", bare)
    return (
        len(expression) <= PLAIN_LENGTH
        and not re.search(r"\{\d", loose)
        and len(re.findall(r"[*+]", loose)) <= 4
        and (len(re.findall(r"[.(?]", loose)) <= LOOSE_PLACES or not re.search(r"[*+]", loose))
    )


def _in_process(expression: str, paths: Sequence[str], each: int) -> list[str]:
    printed = python_ripgrep.search(
        [expression],
        paths=list(paths),
        max_count=each,
        line_number=True,
        separator_field_match=FIELD,
    )
    if len(paths) > 1:
        return printed
    # a file alone is printed without its path
    lines = [line for text in printed for line in text.split("\n") if line]
    return ["\n".join(f"{paths[0]}{FIELD}{line}" for line in lines)]


def _by_program(
    expression: str, paths: Sequence[str], each: int, seconds: float | None
) -> list[str]:
    # no --sort: it would use one thread; each file's lines come in one piece

    program = Path(sysconfig.get_path("scripts")) / "rg"
    command_head = [
        str(program),
        *("--no-config", "--no-ignore", "--hidden", "--no-heading", "--color=never"),
        *("--line-number", "--with-filename"),
        f"--max-count={each}",
        f"--field-match-separator={FIELD}",
    ]
    printed: list[str] = []
    for at in range(0, len(paths), A_CALL):
        command = [*command_head, "-e", expression, "--", *paths[at : at + A_CALL]]
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise ToolError(
                f"The pattern took longer than {seconds:.0f} s: make it shorter or name a document."
            ) from None
        if done.returncode > 1:
            raise ValueError(done.stderr.decode("utf-8", "replace"))
        printed += _files(done.stdout.decode("utf-8", "replace"))
    return printed


def _files(printed: str) -> list[str]:
    """The output cut into files: lines of one file follow one another."""
    files: dict[str, list[str]] = {}
    for line in printed.split("\n"):
        if line:
            files.setdefault(line.split(FIELD, 1)[0], []).append(line)
    return ["\n".join(lines) for lines in files.values()]


def _parse(printed: str) -> tuple[str, list[Line]]:
    """One file's output, lines of path FIELD number FIELD text."""
    rows = [line.split(FIELD, 2) for line in printed.split("\n") if line]
    return rows[0][0], [(int(number), text) for _, number, text in rows]
