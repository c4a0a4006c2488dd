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
from engine.drafts import Drafter
from engine.request import Request

DRAFTING = 128  # rows of a step that decodes, guesses included: so many cost hardly more than one


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
        """The chunks of the next step; each has the pages it needs, and counts as done."""
        chunks: list[Chunk] = []
        going = [each for each in self.running if each.room > 0]  # the others have their last token
        decoding = [each for each in going if each.left == 1]
        left = self.config.budget if decoding else max(self.config.budget, self.config.alone)
        drafts = DRAFTING // len(decoding) - 1 if decoding else 0
        for request in decoding:
            if left and request.table is not None:
                left -= self._grow(request, left, chunks, drafts)
        for request in going:
            if left and request.table is not None and request.left > 1:
                left -= self._grow(request, left, chunks)
        for request in self._admitted():
            if left == 0:
                break
            left -= self._grow(request, left, chunks)
        # A request chosen early may have been sent back for the sake of a later one.
        return [chunk for chunk in chunks if chunk.request.table is chunk.table]

    def finish(self, chunk: Chunk, right: int = 0) -> None:
        """The chunk is computed: its full pages may be read by others from now on.

        Of its draft the first `right` tokens were right, and are among the request's by now.
        """
        request = chunk.request
        if request.table is not chunk.table:
            return  # sent back meanwhile
        if chunk.draft:
            request.done = chunk.stop + right
            if request.drafter is not None:
                request.drafter.learn(len(chunk.draft), right)
        self.cache.commit(chunk.table, request.tokens, chunk.stop + right)

    def _grow(self, request: Request, left: int, chunks: list[Chunk], drafts: int = 0) -> int:
        """Give `request` pages and a chunk for as many tokens as `left` allows; return how many.

        Others of lower rank are sent back for it; if there are none, it goes back itself. For a
        draft nobody is.
        """
        count = min(request.left, left)
        draws = count == request.left
        table = request.table
        assert table is not None
        while not self.cache.extend(table, request.done + count):
            last = self.running[-1]
            self._send_back(last)
            if last is request:
                return 0
        draft = self._draft(request, min(drafts, left - count)) if drafts else array("i")
        if not self.cache.extend(table, request.done + count + len(draft)):
            draft = array("i")
        count += len(draft)
        chunks.append(Chunk(request, table, request.done, count, draws, draft))
        request.done += count
        return count

    def _draft(self, request: Request, most: int) -> "array[int]":
        """What may come next, if that can be guessed; not beyond what may be generated."""
        if self.config.drafts == 0 or request.pending:
            return array("i")
        if request.drafter is None:
            request.drafter = Drafter(self.config.drafts)
        return request.drafter.draft(request.tokens, min(most, request.room - 1))

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
            if request.pending or self._waits_for_another(request):
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
        if other is not None and other.table is not None and self._kept(other) < request.until:
            return True
        request.after = None
        hit = len(self.cache.match(request.tokens)) * self.cache.page
        for other in self.running:
            if self._computes(other) and other.tokens[:hit] == request.tokens[:hit]:
                until = alike(request.tokens, other.tokens, hit, self.cache.page)
                if until > self._kept(other):
                    request.after, request.until = other, until
                    return True
        return False

    def _computes(self, request: Request) -> bool:
        """Whether pages of a running request are still to come into the tree."""
        return request.left > 1 or request.done - self._kept(request) >= self.cache.page

    def _kept(self, request: Request) -> int:
        """How many of a running request's tokens stand in the tree."""
        return 0 if request.table is None else len(request.table.path) * self.cache.page


def alike(one: "array[int]", other: "array[int]", start: int, page: int) -> int:
    """How far two prompts are the same, in whole pages; up to `start` they are known to be.

    The last token of `one` does not count: it is always computed.
    """
    most = min(len(one) - 1, len(other)) // page * page
    while start < most and one[start : start + page] == other[start : start + page]:
        start += page
    return start
