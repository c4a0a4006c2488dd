"""Every page is in exactly one place, whatever requests come, grow, share, fork and go."""

from array import array
from dataclasses import dataclass, field
from random import Random

import pytest

from engine.cache import Cache, Table
from engine.errors import BrokenInvariant


def line(*tokens: int) -> "array[int]":
    return array("i", tokens)


def filled(cache: Cache, tokens: "array[int]") -> Table:
    """A table with all of `tokens` computed."""
    table = cache.open(tokens)
    assert cache.extend(table, len(tokens))
    cache.commit(table, tokens, len(tokens))
    return table


def test_a_prefix_is_found_again_to_the_last_full_page_but_not_its_last_token() -> None:
    cache = Cache(8, page=4)
    cache.close(filled(cache, line(*range(12))))
    assert [len(cache.match(line(*range(n)))) for n in (4, 5, 8, 9, 12, 13)] == [0, 1, 1, 2, 2, 3]
    assert cache.match(line(0, 1, 2, 9, 4)) == []
    cache.check([])


def test_two_who_compute_the_same_page_end_with_one() -> None:
    cache = Cache(8, page=4)
    tokens = line(*range(9))
    one, two = cache.open(tokens), cache.open(tokens)
    for table in (one, two):
        assert cache.extend(table, 9)
    assert set(one.pages).isdisjoint(two.pages)
    for table in (one, two):
        cache.commit(table, tokens, 9)
    cache.check([one, two])
    assert one.path == two.path
    assert cache.available == 8 - 2 - 2  # two shared pages, and one of its own for each


def test_the_prefix_used_last_is_evicted_last_and_ends_go_before_beginnings() -> None:
    cache = Cache(4, page=2)
    cache.close(filled(cache, line(1, 1, 1, 1)))
    cache.close(filled(cache, line(2, 2, 2, 2)))
    cache.close(cache.open(line(1, 1, 1, 1, 1)))  # used again
    table = cache.open(line(3))
    assert cache.extend(table, 2)
    assert [len(cache.match(line(*[n] * 5))) for n in (1, 2)] == [2, 1]
    assert cache.extend(table, 6)
    assert [len(cache.match(line(*[n] * 5))) for n in (1, 2)] == [1, 0]
    cache.check([table])


def test_a_page_in_use_is_never_taken_and_too_little_room_changes_nothing() -> None:
    cache = Cache(3, page=2)
    used = filled(cache, line(1, 2, 3, 4))
    other = cache.open(line(9, 9, 9))
    assert not cache.extend(other, 3)
    assert (len(other.pages), cache.available) == (0, 1)
    cache.check([used, other])


def test_a_leaked_page_and_one_owned_twice_are_noticed() -> None:
    cache = Cache(4, page=2)
    table = filled(cache, line(1, 2, 3))
    with pytest.raises(BrokenInvariant, match="counts 1 users and has 0"):
        cache.check([Table(own=table.own, pages=table.pages[1:])])
    with pytest.raises(BrokenInvariant, match="list of pages differs"):
        cache.check([Table(path=table.path, own=table.own)])
    table.own.append(cache.free[-1])
    table.pages.append(cache.free[-1])
    with pytest.raises(BrokenInvariant, match="owned twice"):
        cache.check([table])
    cache.free.pop()
    table.own.clear()
    del table.pages[1:]
    with pytest.raises(BrokenInvariant, match="owned by nobody"):
        cache.check([table])


@dataclass
class Live:
    """A request of the model: its tokens, and how many are computed."""

    tokens: "array[int]"
    table: Table
    done: int


@dataclass
class World:
    """A cache beside a dense model: each cell of a page holds the whole prefix that wrote it."""

    random: Random
    cache: Cache = field(default_factory=lambda: Cache(24, page=4))
    live: list[Live] = field(default_factory=list)
    preempted: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        self.cells: dict[tuple[int, int], bytes] = {}
        self.bases = [self.drawn(self.random.randrange(1, 40)) for _ in range(3)]

    def drawn(self, count: int) -> "array[int]":
        return array("i", [self.random.randrange(3) for _ in range(count)])

    def admit(self) -> None:
        base = self.random.choice(self.bases)
        self.open(base[: self.random.randrange(1, len(base) + 1)] + self.drawn(2))

    def open(self, tokens: "array[int]") -> None:
        table = self.cache.open(tokens)
        done = len(table.path) * self.cache.page
        self.hits += done
        assert done < len(tokens)
        self.live.append(Live(tokens, table, done))

    def fork(self) -> None:
        self.open(self.random.choice(self.live).tokens[:])

    def cancel(self) -> None:
        self.close(self.random.choice(self.live))

    def close(self, each: Live) -> None:
        self.cache.close(each.table)
        self.live.remove(each)

    def extend(self) -> None:
        each = self.random.choice(self.live)
        if each.done == len(each.tokens):
            each.tokens.append(self.random.randrange(3))
        target = min(len(each.tokens), each.done + self.random.randrange(1, 9))
        while not self.cache.extend(each.table, target):
            victim = next((other for other in reversed(self.live) if other is not each), each)
            self.close(victim)
            self.preempted += 1
            if victim is each:
                return
        for position in range(each.done, target):
            self.cells[self.place(each, position)] = each.tokens[: position + 1].tobytes()
        each.done = target
        self.cache.commit(each.table, each.tokens, target)

    def place(self, each: Live, position: int) -> tuple[int, int]:
        return each.table.pages[position // self.cache.page], position % self.cache.page

    def check(self) -> None:
        self.cache.check([each.table for each in self.live])
        for each in self.live:
            for position in range(each.done):
                cell = self.cells[self.place(each, position)]
                assert cell == each.tokens[: position + 1].tobytes(), "another prefix"


def play(seed: int, steps: int) -> World:
    """One random schedule."""
    world = World(Random(seed))
    for _ in range(steps):
        chance = world.random.random()
        if chance < 0.35 or not world.live:
            world.admit()
        elif chance < 0.8:
            world.extend()
        elif chance < 0.88:
            world.fork()
        else:
            world.cancel()
        world.check()
    for each in list(world.live):
        world.close(each)
    world.check()
    assert world.cache.available == world.cache.total
    return world


def test_random_schedules_keep_every_page_in_its_place() -> None:
    worlds = [play(seed, 100) for seed in range(12)]
    assert sum(world.preempted for world in worlds) > 50
    assert sum(world.hits for world in worlds) > 500


@pytest.mark.slow
def test_three_hundred_schedules_of_four_hundred_steps() -> None:
    worlds = [play(seed, 400) for seed in range(300)]
    assert sum(world.preempted for world in worlds) > 5_000
