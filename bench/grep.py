"""How fast grep is over many reading copies, beside the program rg on the same files in one run.

    python -m bench.grep LIBRARY [--megabytes 400] [--repeat 5]

The reading copies of LIBRARY are copied into a folder, again and again, until there is so much.
Both name every file, print line numbers, and stop after the same number of lines in a file; runs
alternate, and the ratio is that of the medians. Last, how long it takes until a line is found in a
file that was written just before.
"""

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from statistics import median

from store.library import Library
from tools.grep import EACH
from tools.ripgrep import matching_lines

PATTERNS = (
    "(?i)goodwill impairment",
    "(?i)lease liabilit(y|ies)",
    "(?i)total assets",
    r"\(1,508\)",
)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        paths = repeated(Library(chosen.library), Path(scratch), chosen.megabytes << 20)
        print(f"{len(paths)} files, {sum(map(size, paths)) >> 20} MiB\n")
        print("| pattern | lines | tieout ms | rg ms | ratio |\n| --- | --- | --- | --- | --- |")
        for pattern in PATTERNS:
            print(compare(pattern, paths, chosen.repeat), flush=True)
        print(f"\nFirst match in a file written a moment ago: {first_match(Path(scratch)):.1f} ms")


def repeated(library: Library, folder: Path, wanted: int) -> list[str]:
    """Copies of reading copies, `wanted` bytes or a little more."""
    copies = [library.folders.reading_copy(document.id) for document in library.documents()]
    paths: list[str] = []
    for at, copy in enumerate(cycle(copies)):
        if wanted <= 0:
            return paths
        path = folder / f"{at}.md"
        shutil.copyfile(copy, path)
        paths.append(str(path))
        wanted -= size(path)
    return paths


def size(path: str | Path) -> int:
    """In bytes."""
    return Path(path).stat().st_size


def compare(pattern: str, paths: Sequence[str], repeat: int) -> str:
    """A row of the table; an unmeasured round first, whose lines are compared."""

    def ours() -> int:
        return tieout(pattern, paths)

    def theirs() -> int:
        return rg(pattern, paths)

    found = ours()
    if found != theirs():
        sys.exit(f"{pattern}: the lines differ, so the times mean nothing.")
    times = [(timed(ours), timed(theirs)) for _ in range(repeat)]
    our_ms, their_ms = (median(each) for each in zip(*times, strict=True))
    return f"| `{pattern}` | {found} | {our_ms:.0f} | {their_ms:.0f} | {our_ms / their_ms:.2f} |"


def tieout(pattern: str, paths: Sequence[str]) -> int:
    """How many lines the tool finds."""
    return sum(map(len, matching_lines(pattern, paths, each=EACH).values()))


def rg(pattern: str, paths: Sequence[str]) -> int:
    """How many lines the program prints."""
    program = str(Path(sysconfig.get_path("scripts")) / "rg")
    options = ["--no-config", "--line-number", "--with-filename", "--no-heading", "--color=never"]
    command = [program, *options, f"--max-count={EACH}", "-e", pattern, "--", *paths]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.count(b"\n")


def first_match(folder: Path) -> float:
    """Milliseconds from the end of writing to the match."""
    path = folder / "new.md"
    path.write_text("Zeppelins were bought.\n", "utf-8")
    return timed(lambda: matching_lines("(?i)zeppelins", [str(path)], each=1))


def timed(run: Callable[[], object]) -> float:
    """Milliseconds on the clock."""
    began = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
