"""How fast filings are read, as ratios in one run on one core.

    python -m bench.ingest FOLDER [--files 12] [--repeat 3] [--only files,linear] [--peers VENVS]

PDF beside the bare text of every page, HTML beside lxml alone, a generated filing of 2 MB beside
one of 20 MB, and two worker processes beside one. Times are of the processor and the least of
`--repeat` runs, but for the workers, whose time is that of the clock. VENVS is a folder of virtual
environments named `edgartools`, `sec-parser` and `unstructured`: those that are there read the
same HTML files, and a second table says which items they find and which words they keep.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.ingest_peers import HEADS, rows
from ingest.detect import detect
from ingest.reading import Task, read_file, read_source, to_document
from ingest.rows import to_rows
from ingest.sidecar import outline
from ingest.to_markdown import render
from ingest.workers import Limits, Workers

MB = 1 << 20
ROWS = ("files", "linear", "workers")
SMALL, LARGE = 2 * MB, 20 * MB
LIMITS = Limits(seconds=600, memory_mb=4096)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of the table: what was timed, its seconds, and those it stands beside."""

    what: str
    seconds: float
    beside: str
    other_seconds: float

    def row(self) -> str:
        """A row; the ratio is of the first seconds to the second."""
        ratio = self.seconds / self.other_seconds if self.other_seconds else float("nan")
        cells = (self.what, f"{self.seconds:.2f}", self.beside, f"{self.other_seconds:.2f}")
        return f"| {' | '.join(cells)} | {ratio:.2f} |"


def read_whole(path: Path) -> None:
    """All that ingest does with a file but for writing it."""
    raw = path.read_bytes()
    kind = detect(path.name, raw)
    assert kind in ("html", "pdf", "text"), path
    document = to_document(read_source(kind, raw), path.name)
    copy = render(document)
    to_rows(document, copy, outline(document, copy))


def bare_pdf(path: Path) -> None:
    """The text of every page, as MuPDF has it."""
    import pymupdf

    with pymupdf.open(path) as pdf:
        for page in pdf:
            page.get_text()


def bare_html(path: Path) -> None:
    """The tree of lxml."""
    from lxml import html

    html.document_fromstring(path.read_bytes())


def measured(files: Sequence[Path], repeat: int) -> Iterator[Ratio]:
    """Each kind of file beside its bare library."""
    for suffixes, name, bare in (
        ((".pdf",), "bare page.get_text()", bare_pdf),
        ((".htm", ".html"), "bare lxml", bare_html),
    ):
        chosen = [path for path in files if path.suffix.lower() in suffixes]
        if chosen:
            size = sum(path.stat().st_size for path in chosen) / MB
            ours, theirs = (least(each, chosen, repeat) for each in (read_whole, bare))
            yield Ratio(f"{len(chosen)} {suffixes[0]}, {size:.0f} MB", ours, name, theirs)


def linear(folder: Path, repeat: int) -> Ratio:
    """Seconds for each MB of a generated filing of 20 MB, beside one of 2 MB."""
    seconds = []
    for size in (LARGE, SMALL):
        path = folder / f"{size}.htm"
        path.write_text(generated(size), encoding="utf-8")
        seconds.append(least(read_whole, [path], repeat) * MB / size)
    return Ratio("a MB of 20 MB, generated", seconds[0], "a MB of 2 MB", seconds[1])


def workers(files: Sequence[Path], folder: Path) -> Ratio:
    """One worker beside two, by the clock; both are started before."""
    seconds = [workers_seconds(files, folder / str(count), count) for count in (1, 2)]
    return Ratio(f"1 worker, {len(files)} files", seconds[0], "2 workers", seconds[1])


def workers_seconds(files: Sequence[Path], folder: Path, count: int) -> float:
    """Seconds on the clock for all files."""
    folder.mkdir()
    tasks = [Task(path, path.name, folder / str(n)) for n, path in enumerate(files)]
    began = time.perf_counter()
    with Workers(read_file, count, LIMITS) as pool:
        for _ in pool.run(tasks):
            pass
    return time.perf_counter() - began


def least(work: Callable[[Path], None], files: Iterable[Path], repeat: int) -> float:
    """Seconds of the processor for all files, the least of some runs."""
    paths = list(files)
    times = []
    for _ in range(repeat):
        began = time.process_time()
        for path in paths:
            work(path)
        times.append(time.process_time() - began)
    return min(times)


def generated(size: int) -> str:
    """A filing of about so many characters: notes of prose, each with a table."""
    parts = ["<html><body><p><b>FORM 10-K</b></p><p><b>Item 8. Financial Statements</b></p>"]
    so_far = number = 0
    while so_far < size:
        number += 1
        rows = "".join(
            f"<tr><td>Line {row} of note {number}</td><td>$</td><td>{row * 1203 + number:,}</td>"
            f"<td>$</td><td>({row * 977:,})</td></tr>"
            for row in range(30)
        )
        parts.append(
            f"<p><b>Note {number}. Matters of kind {number}</b></p>"
            + "<p>The company recorded charges in 2023 compared to 2022, see Note 2. </p>" * 20
            + f"<table><tr><td></td><td colspan=2>2023</td><td colspan=2>2022</td></tr>{rows}"
            "</table><hr style='page-break-after:always'>"
        )
        so_far += len(parts[-1])
    return "".join(parts) + "</body></html>"


def sample(folder: Path, count: int) -> list[Path]:
    """Filings of each kind, taken evenly."""
    chosen: list[Path] = []
    for suffixes in ((".pdf",), (".htm", ".html")):
        every = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
        chosen += every[:: max(1, len(every) // count)][:count]
    return chosen


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=12, help="of each kind")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", type=Path, help="a folder of virtual environments")
    parser.add_argument("--only", help=f"of {','.join(ROWS)}; all unless it is said otherwise")
    chosen = parser.parse_args()
    files = sample(chosen.folder, chosen.files)
    wanted = chosen.only.split(",") if chosen.only else ROWS
    if unknown := sorted(set(wanted) - set(ROWS)):
        parser.error(f"there are no rows named {', '.join(unknown)}; choose of {', '.join(ROWS)}")
    print("| what | seconds | beside | seconds | ratio |\n| --- | --- | --- | --- | --- |")
    for ratio in ratios(files, wanted, chosen.repeat):
        print(ratio.row(), flush=True)
    if chosen.peers:
        pages = [path for path in files if path.suffix.lower() != ".pdf"]
        print(f"\n{HEADS}")
        for line in rows(pages, chosen.peers):
            print(line, flush=True)


def ratios(files: Sequence[Path], wanted: Sequence[str], repeat: int) -> Iterator[Ratio]:
    """The rows that are wanted."""
    with tempfile.TemporaryDirectory() as name:
        if "files" in wanted:
            yield from measured(files, repeat)
        if "linear" in wanted:
            yield linear(Path(name), repeat)
        if "workers" in wanted:
            yield workers(files, Path(name))


if __name__ == "__main__":
    main()
