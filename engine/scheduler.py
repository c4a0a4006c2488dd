"""Who is computed in the next step: decoding first, then prompts in chunks, in order of rank.

A request waits, runs, and is gone. While it runs it holds pages; when pages run out, the one of
the lowest rank goes back to waiting. What it had computed stays in the tree while there is room,
so that coming back costs little. The request of the highest rank is never sent back by others,
so somebody always gets on.
"""

from array import array
from bisect import insort
from collections.abc import Iterator

from engine.batch import Chunk
from engine.cache import Cache
from engine.config import EngineConfig
from engine.request import Request


class Scheduler:
    """Requests that wait and that run, and the pages they hold."""

    def __init__(self, cache: Cache, config: EngineConfig) -> None:
        self.cache = cache
        self.config = config
        self.waiting: list[Request] = []
        self.running: list[Request] = []
        self.preempted = 0
        """How often a request was sent back."""

    def add(self, request: Request) -> None:
        """Let `request` wait for its turn."""
        insort(self.waiting, request, key=lambda each: each.rank)

    def remove(self, request: Request) -> None:
        """Forget `request` and let go of its pages."""
        if request.table is not None:
            self.cache.close(request.table)
            request.table = None
            self.running.remove(request)
        else:
            self.waiting.remove(request)

    def schedule(self) -> list[Chunk]:
        """The chunks of the next step; each has the pages it needs."""
        chunks: list[Chunk] = []
        left = self.config.budget
        decoding = [each for each in self.running if each.left == 1]
        prompts = [each for each in self.running if each.left > 1]
        for request in decoding + prompts:
            if left and request.table is not None:
                left -= self._grow(request, left, chunks)
        for request in self._admitted():
            if left == 0:
                break
            left -= self._grow(request, left, chunks)
        # A request chosen early may have been sent back for the sake of a later one.
        return [chunk for chunk in chunks if chunk.request.table is not None]

    def finish(self, chunk: Chunk) -> None:
        """The chunk is computed: its full pages may be read by others from now on."""
        request = chunk.request
        request.done = chunk.start + chunk.count
        if request.table is not None:
            self.cache.commit(request.table, request.tokens, request.done)

    def _grow(self, request: Request, left: int, chunks: list[Chunk]) -> int:
        """Give `request` pages and a chunk for as many tokens as `left` allows; return how many.

        Others of lower rank are sent back for it; if there are none, it goes back itself.
        """
        count = min(request.left, left)
        assert request.table is not None
        while not self.cache.extend(request.table, request.done + count):
            last = self.running[-1]
            self._send_back(last)
            if last is request:
                return 0
        chunks.append(Chunk(request, request.done, count, draws=count == request.left))
        return count

    def _send_back(self, request: Request) -> None:
        assert request.table is not None
        self.cache.close(request.table)
        request.table = None
        request.done = 0
        self.running.remove(request)
        self.preempted += 1
        self.add(request)

    def _admitted(self) -> Iterator[Request]:
        """Start waiting requests, by rank, while there is room for the whole of each."""
        for request in list(self.waiting):
            if self._waits_for_another(request):
                continue
            if len(self.running) >= self.config.running and not self._yields_to(request):
                return
            table = self.cache.open(request.tokens)
            needed = -(-(len(request.tokens) + 1) // self.cache.page) - len(table.path)
            while needed > self.cache.available and self._yields_to(request):
                pass
            if needed > self.cache.available:
                self.cache.close(table)
                return
            self._start(request, len(table.path) * self.cache.page)
            request.table = table
            yield request

    def _start(self, request: Request, hit: int) -> None:
        if request.left == len(request.tokens) == request.prompt:
            request.cached = hit
        request.done = hit
        request.after = None
        self.waiting.remove(request)
        insort(self.running, request, key=lambda each: each.rank)

    def _yields_to(self, request: Request) -> bool:
        """Whether a running request of lower priority was sent back to make room."""
        last = self.running[-1] if self.running else None
        if last is None or last.priority >= request.priority:
            return False
        self._send_back(last)
        return True

    def _waits_for_another(self, request: Request) -> bool:
        """Whether a running request is just computing more of this one's prefix than the tree has.

        Twice the same prefix would be twice the work: 64 readers of one filing come together.
        """
        other = request.after
        if other is not None and other.table is not None and other.done < request.until:
            return True
        request.after = None
        hit = len(self.cache.match(request.tokens)) * self.cache.page
        for other in self.running:
            if other.left > 1 and other.tokens[:hit] == request.tokens[:hit]:
                until = alike(request.tokens, other.tokens, hit, self.cache.page)
                if until > other.done:
                    request.after, request.until = other, until
                    return True
        return False


def alike(one: "array[int]", other: "array[int]", start: int, page: int) -> int:
    """How far two prompts are the same, in whole pages; up to `start` they are known to be.

    The last token of `one` does not count: it is always computed.
    """
    most = min(len(one) - 1, len(other)) // page * page
    while start < most and one[start : start + page] == other[start : start + page]:
        start += page
    return start
