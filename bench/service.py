"""How fast the service is, on loopback: events of many runs at once, and search at a steady rate.

    python -m bench.service --library DIR [--processes 1] [--runs 100] [--rate 25] [--seconds 20]

The model is a script that talks for two seconds; the delay of an event is from its own time stamp
to its arrival at the reader. Searches are sent on a clock, whether or not those before are
answered. Server and readers share the machine.
"""

import argparse
import asyncio
import json
import multiprocessing
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import httpx2

from agent.model import Call, Model, Reply
from agent.transcript import Transcript
from store.settings import Settings
from tools.tool import Tool
from web.config import Config
from web.server import Place, serve

WORDS = 40
QUERIES = ("total revenue", "lease liabilities", "goodwill impairment", "share repurchases")


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


async def searches(url: str, rate: float, seconds: float) -> list[float]:
    """Times of searches sent at a steady rate, in milliseconds."""
    async with httpx2.AsyncClient(base_url=url, timeout=60) as client:

        async def search(number: int) -> float:
            began = time.perf_counter()
            query = f"{QUERIES[number % len(QUERIES)]} {2010 + number % 15}"
            (await client.get("/v1/search", params={"query": query})).raise_for_status()
            return (time.perf_counter() - began) * 1000

        await search(0)  # the index is opened
        sent = []
        for number in range(int(rate * seconds)):
            sent.append(asyncio.create_task(search(number)))
            await asyncio.sleep(1 / rate)
        return list(await asyncio.gather(*sent))


def told(what: str, times: list[float]) -> str:
    """Percentiles in a line."""
    times.sort()
    at = {p: times[min(len(times) - 1, int(len(times) * p / 100))] for p in (50, 95, 99)}
    figures = ", ".join(f"p{p} {value:.0f} ms" for p, value in at.items())
    return f"{what}: {len(times)} measured, {figures}, worst {times[-1]:.0f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--rate", type=float, default=25)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    said: multiprocessing.Queue[str] = multiprocessing.get_context("spawn").Queue()
    process = multiprocessing.get_context("spawn").Process(
        target=server, args=(given.library, given.processes, said)
    )
    process.start()
    url = said.get()
    try:
        print(told(f"events of {given.runs} runs", asyncio.run(events(url, given.runs))))
        took = asyncio.run(searches(url, given.rate, given.seconds))
        print(told(f"searches at {given.rate:g}/s", took))
    finally:
        process.terminate()
        process.join()


if __name__ == "__main__":
    main()
