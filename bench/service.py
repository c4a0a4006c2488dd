"""How fast the service is, on loopback: events of runs at once, searches at a rate, its memory.

    python -m bench.service --library DIR [--processes 1] [--runs 100] [--rate 25] [--seconds 20]
    ... --passages 100000    in a library that is made that large
    ... --ingest FOLDER      and searches at 10/s while `tieout ingest FOLDER` reads into it
    ... --minutes 10         and what the server holds after each minute of runs and searches

It is asked when it says that it is ready: what opens the library is not measured. Memory is level
where the last minute holds at most a twentieth more than the second; the first opens what only
runs open.
The model is a script that talks for two seconds; the delay of an event is from its own time stamp
to its arrival at the reader. Searches are sent on a clock, whether or not those before are
answered. Server and readers share the machine. The library itself is not changed: it is copied, or
with --passages a larger one made, in which its passages are those of other companies, too. What is
read beside is copied, too, each file with a line break more.
"""

import argparse
import asyncio
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx2

from agent.model import Call, Model, Reply
from agent.transcript import Transcript
from bench.retrieval import enlarge, questions
from store.library import Library
from store.settings import Settings
from tools.tool import Tool
from web.config import Config
from web.server import Place, serve

WORDS = 40
BESIDE = 10.0  # searches a second beside an ingest, and while memory is looked at
AT_ONCE = 20  # runs, while memory is looked at
LEVEL = 1.05  # of the second minute


class Talker:
    """Says a word every twentieth of a second, then hands in an answer without figures."""

    name = "bench/talker"

    def reply(self, _: Transcript, __: Sequence[Tool], on_text: Callable[[str], None]) -> Reply:
        """Forty words in two seconds."""
        for number in range(WORDS):
            on_text(f"word{number} ")
            time.sleep(0.05)
        answer = {"status": "not_disclosed", "answer": "The filings do not say."}
        return Reply("", (Call("c1", "answer", dict(answer)),))


def talker(_: str) -> Model:
    """The same model, whatever its name."""
    return Talker()


def server(library: Path, processes: int, said: "multiprocessing.Queue[str]") -> None:
    """The life of the server's process."""
    config = Config(Settings(library=library), processes=processes, requests_a_minute=10**6)
    serve(config, Place(port=0), ready=said.put, named=talker)


async def events(url: str, runs: int) -> list[float]:
    """Delays of all events of so many runs at once, in milliseconds."""
    limits = httpx2.Limits(max_connections=runs + 10)
    async with httpx2.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        return [d for one in await asyncio.gather(*(listen(client) for _ in range(runs)))
                for d in one]  # fmt: skip


async def listen(client: httpx2.AsyncClient) -> list[float]:
    """Delays of the events of one run."""
    delays = []
    headers = {"accept": "text/event-stream"}
    async with client.stream("POST", "/v1/ask", json={"question": "?"}, headers=headers) as said:
        async for line in said.aiter_lines():
            if line.startswith("data: "):
                made = datetime.fromisoformat(json.loads(line[6:])["time"]).timestamp()
                delays.append((time.time() - made) * 1000)
    return delays


def always() -> bool:
    """As long as there is time."""
    return True


async def searches(
    url: str, asked: Sequence[str], rate: float, seconds: float, going: Callable[[], bool]
) -> list[float]:
    """Times of searches sent at a steady rate, in milliseconds, as long as `going`."""
    async with httpx2.AsyncClient(base_url=url, timeout=60) as client:

        async def search(number: int) -> float:
            began = time.perf_counter()
            query = asked[number % len(asked)]
            (await client.get("/v1/search", params={"query": query})).raise_for_status()
            return (time.perf_counter() - began) * 1000

        await search(0)  # the index is opened
        sent = []
        for number in range(int(rate * seconds)):
            if not going():
                break
            sent.append(asyncio.create_task(search(number)))
            await asyncio.sleep(1 / rate)
        return list(await asyncio.gather(*sent))


def told(what: str, times: list[float]) -> str:
    """Percentiles in a line."""
    if not times:
        return f"{what}: nothing was measured"
    times.sort()
    at = {p: times[min(len(times) - 1, int(len(times) * p / 100))] for p in (50, 95, 99)}
    figures = ", ".join(f"p{p} {value:.0f} ms" for p, value in at.items())
    return f"{what}: {len(times)} measured, {figures}, worst {times[-1]:.0f} ms"


@contextmanager
def serving(library: Path, processes: int) -> Iterator[tuple[str, int]]:
    """The address of a server in a process of its own, and the number of that process."""
    spawn = multiprocessing.get_context("spawn")
    said: multiprocessing.Queue[str] = spawn.Queue()
    process = spawn.Process(target=server, args=(library, processes, said))
    process.start()
    try:
        url = said.get()
        until_ready(url)
        yield url, int(process.pid or 0)
    finally:
        process.terminate()
        process.join()


def until_ready(url: str) -> None:
    """Wait until the server says that it need open nothing more."""
    with httpx2.Client(base_url=url, timeout=60) as client:
        while client.get("/ready").status_code != 200:
            time.sleep(0.1)


def beside_ingest(url: str, library: Path, folder: Path, asked: Sequence[str]) -> list[float]:
    """Times of searches while another process reads a folder into the library."""
    command = [sys.executable, "-c", "from cli.main import main; main()", "ingest", str(folder)]
    command += ["--library", str(library)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as reading:
        times = asyncio.run(searches(url, asked, BESIDE, 3600, lambda: reading.poll() is None))
    assert reading.returncode == 0, "the ingest failed"
    return times


async def busy(url: str, asked: Sequence[str], seconds: float) -> None:
    """Runs and searches, one wave after the other."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await asyncio.gather(events(url, AT_ONCE), searches(url, asked, BESIDE, 5, always))


def held(process: int) -> float:
    """Megabytes that a process and its children hold in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    mine = int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024
    return mine + sum(map(held, children(process)))


def children(process: int) -> list[int]:
    """The processes that another has begun, in whichever of its threads."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(each) for path in lists for each in path.read_text().split()]


def memory(url: str, process: int, asked: Sequence[str], minutes: int) -> str:
    """What the server holds after each minute, and whether that is level."""
    after = []
    for _ in range(minutes):
        asyncio.run(busy(url, asked, 60))
        after.append(held(process))
    return level(after)


def level(after: Sequence[float]) -> str:
    """Megabytes after each minute in a line: how the last stands to the second, and the growth."""
    second = after[min(1, len(after) - 1)]
    growth = (after[-1] - second) / max(1, len(after) - 2)
    told = ", ".join(f"{mb:.0f}" for mb in after)
    said = "level" if after[-1] <= LEVEL * second else "not level"
    return (
        f"memory in MB after each minute: {told}; the last {after[-1] / second:.2f} x the second, "
        f"{growth:.1f} MB a minute: {said}"
    )


def place(library: Path, scratch: Path, passages: int) -> tuple[Path, Sequence[str]]:
    """A library that may be changed, and what to ask it."""
    base, held = Library(library), Library(scratch / "library")
    if passages:
        count = enlarge(base, held, passages)
        print(f"{count:,} passages in {len(held.documents()):,} documents", flush=True)
    else:
        shutil.copytree(library, held.folders.library)
    asked = questions(held, 200)
    base.close()
    held.close()
    return held.folders.library, asked


def fresh(folder: Path, scratch: Path) -> Path:
    """The files of a folder with a line break more: a library that has them reads them again."""
    there = scratch / "fresh"
    for file in folder.rglob("*"):
        if file.is_file():
            copy = there / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes() + b"\n")
    return there


def arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--rate", type=float, default=25)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--passages", type=int, default=0)
    parser.add_argument("--ingest", type=Path)
    parser.add_argument("--minutes", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        library, asked = place(given.library, Path(scratch), given.passages)
        with serving(library, given.processes) as (url, process):
            print(told(f"events of {given.runs} runs", asyncio.run(events(url, given.runs))))
            took = asyncio.run(searches(url, asked, given.rate, given.seconds, always))
            print(told(f"searches at {given.rate:g}/s", took), flush=True)
            if given.ingest:
                took = beside_ingest(url, library, fresh(given.ingest, Path(scratch)), asked)
                print(told(f"searches at {BESIDE:g}/s beside an ingest", took), flush=True)
            if given.minutes:
                print(memory(url, process, asked, given.minutes))


if __name__ == "__main__":
    main()
