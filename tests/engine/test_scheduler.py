"""Schedules change when something is computed, never what: random ones against one at a time."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from engine.batch import Chunk
from engine.cache import PAGE, Cache
from engine.config import EngineConfig, ModelConfig
from engine.engine import Engine
from engine.errors import BadRequest, Busy, NoRoom, TooLong
from engine.flight import Flight, Outcome
from engine.request import PENDING, Sampling
from engine.runner import Model
from engine.sampler import Drawn, NoToken

VOCABULARY = 7


class Shape:
    """A model that has a shape and nothing else."""

    config = ModelConfig("none", VOCABULARY, 8, 1, 1, 1, 8, 8, longest=10_000, dtype="float32")


class PrefixRunner:
    """Writes each token's whole prefix into its cell, and draws from what stands in the cells.

    So a page that holds anything else than it should changes the tokens.
    """

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], bytes] = {}
        self.sizes: list[list[int]] = []

    def launch(self, chunks: Sequence[Chunk], before: Flight | None) -> "Computed":
        self.sizes.append([chunk.count for chunk in chunks])
        known = {} if before is None else dict(pending(before))
        for chunk in chunks:
            pages = chunk.table.pages
            for position, id in enumerate(chunk.tokens, chunk.start):
                before_it = self.read(pages, position - 1) if position else b""
                token = known[chunk.request.id] if id == PENDING else id
                cell = before_it + array("i", [token]).tobytes()
                self.cells[pages[position // PAGE], position % PAGE] = cell
        return Computed(list(chunks), [self.draw(chunk) for chunk in chunks])

    def read(self, pages: "array[int]", position: int) -> bytes:
        return self.cells[pages[position // PAGE], position % PAGE]

    def draw(self, chunk: Chunk) -> Outcome:
        found: list[Drawn] = []
        for after in range(chunk.wanted if chunk.draws else 0):
            read = self.read(chunk.table.pages, chunk.stop - 1 + after)
            found.append(Drawn(following(array("i", read)), 0.0, ()))
            if after < len(chunk.draft) and found[-1].id != chunk.draft[after]:
                break
        return found


@dataclass(frozen=True)
class Computed:
    """A step of the runner above, which waits for nothing."""

    chunks: Sequence[Chunk]
    outcomes: Sequence[Outcome]

    def collect(self) -> Sequence[Outcome]:
        return self.outcomes


def pending(flight: Flight) -> Iterator[tuple[str, int]]:
    """What each request of a step drew last."""
    for chunk, outcome in zip(flight.chunks, flight.collect(), strict=True):
        if chunk.draws and not isinstance(outcome, NoToken):
            yield chunk.request.id, outcome[-1].id


def following(tokens: "array[int]") -> int:
    """The token after these: any function of all of them will do."""
    found = 1
    for token in tokens:
        found = (found * 31 + token + 1) % 1_000_003
    return found % VOCABULARY


def continued(prompt: Sequence[int], count: int) -> list[int]:
    tokens = array("i", prompt)
    for _ in range(count):
        tokens.append(following(tokens))
    return tokens[len(prompt) :].tolist()


def engine_of(pages: int = 32, **limits: Any) -> tuple[Engine, PrefixRunner]:
    runner = PrefixRunner()
    model: Model = Shape()  # type: ignore[assignment]
    config = EngineConfig(pages=pages, **({"drafts": 0} | limits))
    return Engine(model, config, runner=runner), runner


def play(seed: int, steps: int) -> Engine:
    """A random schedule; every request must end as it would have alone."""
    random = Random(seed)
    engine, _ = engine_of(
        random.randrange(8, 20),
        budget=random.choice([1, 7, 64, 300]),
        drafts=random.choice([0, 0, 1, 8]),
        overlap=random.random() < 0.5,
        running=random.randrange(1, 7),
    )
    bases = [[random.randrange(VOCABULARY) for _ in range(random.randrange(1, 300))] for _ in "ab"]
    prompts: dict[str, tuple[list[int], int]] = {}
    found: dict[str, list[int]] = {}
    for number in range(steps):
        chance = random.random()
        if chance < 0.12:
            base = random.choice(bases)
            prompt = [*base[: random.randrange(1, len(base) + 1)], random.randrange(VOCABULARY)]
            if engine.requests and random.random() < 0.3:  # a fork of one that is running
                forked = random.choice(list(engine.requests.values()))
                prompt = [token for token in forked.tokens if token != PENDING]
            count = random.randrange(1, 100)
            prompts[str(number)], found[str(number)] = (prompt, count), []
            if -(-(len(prompt) + count) // PAGE) > engine.cache.total:
                with pytest.raises(NoRoom):
                    engine.add(prompt, Sampling(max_tokens=count), id=str(number))
                continue
            engine.add(
                prompt, Sampling(max_tokens=count), id=str(number), priority=random.randrange(2)
            )
        elif chance < 0.15 and engine.requests:
            engine.cancel(random.choice(list(engine.requests)))
        take(engine, prompts, found)
    while not engine.idle():
        take(engine, prompts, found)
    assert engine.cache.available == engine.cache.total
    return engine


def take(
    engine: Engine, prompts: dict[str, tuple[list[int], int]], found: dict[str, list[int]]
) -> None:
    """One step, and the check of all that holds after it."""
    for token in engine.step():
        if token.finish == "cancelled":
            continue
        found[token.request].append(token.id)
        if token.finish:
            assert found[token.request] == continued(*prompts[token.request])
    engine.check()


def test_random_schedules_give_each_request_what_it_gets_alone() -> None:
    engines = [play(seed, 150) for seed in range(8)]
    assert sum(engine.stats().preempted for engine in engines) > 10
    assert sum(engine.stats().cached_tokens for engine in engines) > 1_000
    assert sum(engine.stats().accepted_tokens for engine in engines) > 50


@pytest.mark.slow
def test_three_hundred_schedules_of_four_hundred_steps() -> None:
    engines = [play(seed, 400) for seed in range(300)]
    assert sum(engine.stats().preempted for engine in engines) > 1_000


def test_decoding_comes_before_prompts_and_they_share_one_budget() -> None:
    engine, runner = engine_of(budget=50)
    engine.add([1], Sampling(max_tokens=9), id="decodes")
    engine.step()
    engine.add([2] * 120, Sampling(max_tokens=1), id="prompt")
    for _ in range(3):
        engine.step()
    assert runner.sizes == [[1], [1, 49], [1, 49], [1, 22]]


def test_a_prompt_alone_is_computed_in_larger_chunks() -> None:
    engine, runner = engine_of(budget=50, alone=100)
    engine.add([2] * 120, Sampling(max_tokens=3), id="first")
    engine.step()
    engine.step()
    engine.add([3] * 120, Sampling(max_tokens=1), id="second")
    engine.step()
    assert runner.sizes == [[100], [20], [1, 49]]


def test_a_step_ahead_draws_the_same_and_ends_where_it_should() -> None:
    prompts = [[number, 3, 1] * 30 for number in range(5)]
    wanted = [Sampling(max_tokens=5 + 9 * n, stop_ids=(n,)) for n in range(5)]
    found = []
    for overlap in (False, True):
        engine, _ = engine_of(overlap=overlap, budget=64)
        found.append(engine.generate(prompts, wanted))
        assert engine.cache.available == engine.cache.total
        engine.check()
    assert found[0] == found[1]


def test_a_draft_that_is_right_saves_a_step_for_each_of_its_tokens() -> None:
    said = continued([1, 2, 3], 40)
    engine, runner = engine_of(drafts=8)
    found = engine.generate([[1, 2, 3, *said, 1, 2, 3]], Sampling(max_tokens=40))
    plain, slow = engine_of(drafts=0)
    assert found == plain.generate([[1, 2, 3, *said, 1, 2, 3]], Sampling(max_tokens=40))
    stats = engine.stats()
    assert len(slow.sizes) - len(runner.sizes) == stats.accepted_tokens > 0
    assert stats.drafted_tokens >= stats.accepted_tokens


def test_a_higher_priority_is_admitted_first_and_takes_the_place_of_a_lower() -> None:
    engine, _ = engine_of(running=1)
    engine.add([1, 2], Sampling(max_tokens=3), id="batch", priority=-1)
    order = [token.request for token in engine.step()]
    engine.add([3], Sampling(max_tokens=2), id="chat")
    while not engine.idle():
        order += [token.request for token in engine.step()]
    assert order == ["batch", "chat", "chat", "batch", "batch"]
    assert engine.stats().preempted == 1


def test_who_is_sent_back_computes_only_what_was_evicted_meanwhile() -> None:
    engine, runner = engine_of(pages=8)
    engine.add([1] * 128, Sampling(max_tokens=190), id="first")
    engine.add([2] * 200, Sampling(max_tokens=150), id="second")
    ended: list[str] = []
    while not engine.idle():
        ended += [token.request for token in engine.step() if token.finish]
        engine.check()
    assert engine.stats().preempted == 1
    assert ended == ["first", "second"]
    # Sent back with 265 tokens in four full pages and one more; one of the four was evicted.
    assert [size for sizes in runner.sizes[1:] for size in sizes if size > 1] == [265 - 3 * 64]


def test_a_prefix_that_is_just_computed_is_waited_for() -> None:
    engine, runner = engine_of(budget=100, pages=64)
    for number in range(7):
        engine.add([5] * 192 + [number % VOCABULARY, 0], Sampling(max_tokens=1), id=str(number))
    while not engine.idle():
        engine.step()
    assert sum(map(sum, runner.sizes)) == 194 + 6 * 2


def test_only_what_is_shared_is_waited_for() -> None:
    engine, runner = engine_of(budget=64)
    engine.add([5] * 64 + [1] * 500, Sampling(max_tokens=1), id="long")
    engine.add([5] * 64 + [2] * 5, Sampling(max_tokens=1), id="short")
    ended = []
    while not engine.idle():
        ended += [token.request for token in engine.step() if token.finish]
    assert sum(map(sum, runner.sizes)) == 564 + 5
    assert len(runner.sizes) == 9  # the short one rode along with the end of the long one


def test_a_request_that_shares_nothing_does_not_wait_behind_one_that_does() -> None:
    engine, runner = engine_of(budget=100)
    engine.add([5] * 150, Sampling(max_tokens=1), id="first")
    engine.add([5] * 150, Sampling(max_tokens=1), id="same")
    engine.add([6] * 10, Sampling(max_tokens=1), id="other")
    while not engine.idle():
        engine.step()
    assert runner.sizes == [[100], [50, 10], [22]]


def test_a_thousand_at_once_are_all_served_and_too_many_are_told() -> None:
    engine, runner = engine_of(waiting=1_000)
    for number in range(1_000):
        engine.add([number % VOCABULARY], Sampling(max_tokens=2), id=str(number))
    with pytest.raises(Busy, match="1000 requests wait already"):
        engine.add([1], Sampling(max_tokens=2), id="one more")
    while not engine.idle():
        engine.step()
    assert engine.stats().generated_tokens == 2_000
    assert max(map(len, runner.sizes)) <= engine.config.running
    engine.check()


def test_what_can_never_be_served_is_refused_with_a_sentence() -> None:
    engine, _ = engine_of(pages=4, context=1_000)
    with pytest.raises(TooLong, match=r"900 tokens and may generate 101: .* context of 1000"):
        engine.add([1] * 900, Sampling(max_tokens=101), id="long")
    with pytest.raises(NoRoom, match="257 tokens do not fit into 4 pages"):
        engine.add([1] * 256, Sampling(max_tokens=1), id="large")
    for prompt, words in (([], "no tokens"), ([VOCABULARY], "outside"), ([-1], "outside")):
        with pytest.raises(BadRequest, match=words):
            engine.add(prompt, Sampling(), id="odd")
    with pytest.raises(BadRequest, match="max_tokens"):
        engine.add([1], Sampling(max_tokens=0), id="none")
    engine.add([1], Sampling(max_tokens=2), id="twice")
    with pytest.raises(BadRequest, match="running already"):
        engine.add([1], Sampling(max_tokens=2), id="twice")


def test_a_cancelled_request_says_so_once_and_frees_its_pages() -> None:
    engine, _ = engine_of()
    engine.add([1] * 100, Sampling(max_tokens=50), id="gone")
    engine.step()
    engine.cancel("gone")
    engine.cancel("gone")
    engine.cancel("never was")
    assert engine.stats().pages_used == 0
    assert [(token.id, token.finish) for token in engine.step()] == [(-1, "cancelled")]
    assert engine.idle()
    engine.check()


def test_a_match_of_a_hundred_thousand_tokens_takes_milliseconds() -> None:
    from time import perf_counter

    cache = Cache(2_000)
    tokens = array("i", range(100_000))
    table = cache.open(tokens)
    assert cache.extend(table, len(tokens))
    cache.commit(table, tokens, len(tokens))
    start = perf_counter()
    assert len(cache.match(tokens)) == 100_000 // PAGE
    assert perf_counter() - start < 0.1
