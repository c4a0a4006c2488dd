"""Draws follow the distribution asked for, and depend on seed and position alone."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from engine.batch import Step
from engine.config import EngineConfig
from engine.engine import Engine
from engine.kernels.race import key_of, race_reference
from engine.request import Sampling, Token
from engine.sampler import candidates_of
from engine.testing import tiny_model

VOCABULARY = 40


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("sampled")
    tiny_model(folder, vocabulary=VOCABULARY, layers=2)
    return Engine.load(folder, EngineConfig(pages=64))


def fresh(model: Engine) -> Engine:
    return Engine(model.model, model.config)


def run(engine: Engine) -> list[Token]:
    tokens = []
    while not engine.idle():
        tokens += engine.step()
        engine.check()
    return tokens


def winner(weights: Tensor, ids: Tensor, seed: int, position: int) -> int:
    keys = torch.tensor([key_of(seed, position)])
    return int(race_reference(weights[None], ids[None], keys))


def test_the_race_draws_each_candidate_as_often_as_its_share() -> None:
    odds = torch.tensor([0.5, 0.25, 0.125, 0.1, 0.025])
    ids = torch.tensor([7, 3, 151_000, 0, 9])
    count = 4_000
    won = Counter(winner(odds.log(), ids, 11, position) for position in range(count))
    for index, share in enumerate(odds.tolist()):
        assert abs(won[index] / count - share) < 4 * (share * (1 - share) / count) ** 0.5


def test_seeds_and_positions_draw_independently() -> None:
    ids = torch.arange(50)
    flat = torch.zeros(50)
    drawn = [[winner(flat, ids, seed, n) for n in range(60)] for seed in range(6)]
    assert len({tuple(row) for row in drawn}) == 6
    same = sum(a == b for one in drawn for a, b in pairwise(one))
    assert same < 30  # of 354 neighbours about 7 are alike by chance


def test_a_seeded_request_draws_the_same_whoever_is_beside_it(model: Engine) -> None:
    wanted = Sampling(temperature=1.0, top_p=0.9, seed=5, max_tokens=30)
    alone = fresh(model).generate([[1, 2, 3]], wanted)[0]
    others = [Sampling(temperature=0.8, seed=n, max_tokens=9 + n) for n in range(5)]
    prompts = [[n, 9, n] for n in range(5)] + [[1, 2, 3]]
    assert fresh(model).generate(prompts, [*others, wanted])[-1] == alone
    assert fresh(model).generate([[1, 2, 3]], Sampling(temperature=1.0, seed=6, max_tokens=30)) != [
        alone
    ]


def test_without_a_seed_two_draws_differ(model: Engine) -> None:
    wanted = Sampling(temperature=1.5, max_tokens=30)
    one, other = fresh(model).generate([[1], [1]], wanted)
    assert one != other


def test_candidates_are_those_of_transformers() -> None:
    from transformers.generation.logits_process import (
        LogitsProcessorList,
        MinPLogitsWarper,
        TemperatureLogitsWarper,
        TopKLogitsWarper,
        TopPLogitsWarper,
    )

    generator = torch.Generator().manual_seed(3)
    for _ in range(20):
        logits = torch.randn(200, generator=generator) * 3
        theirs = LogitsProcessorList(
            [TemperatureLogitsWarper(0.7), TopKLogitsWarper(50), TopPLogitsWarper(0.8),
             MinPLogitsWarper(0.05)]
        )(torch.zeros(1, 1, dtype=torch.long), logits[None])[0]  # fmt: skip
        wanted = Sampling(temperature=0.7, top_k=50, top_p=0.8, min_p=0.05)
        weights, ids = (each[0] for each in candidates_of(logits[None], [wanted]))
        ids, weights = ids[weights > -torch.inf], weights[weights > -torch.inf]
        assert set(ids.tolist()) == set(theirs.isfinite().nonzero().flatten().tolist())
        assert torch.allclose(weights.softmax(-1), theirs.softmax(-1)[ids])


def test_one_candidate_is_greedy(model: Engine) -> None:
    greedy = fresh(model).generate([[4, 5]], Sampling(max_tokens=9))
    ones = (
        Sampling(temperature=1, top_k=1, max_tokens=9),
        Sampling(temperature=1, top_p=1e-9, max_tokens=9),
        Sampling(temperature=1, min_p=1.0, max_tokens=9),
    )
    for one in ones:
        assert fresh(model).generate([[4, 5]], one) == greedy


def test_stop_tokens_stop_and_the_last_token_says_why(model: Engine) -> None:
    plain = fresh(model).generate([[4, 5]], Sampling(max_tokens=9))[0]
    engine = fresh(model)
    engine.add([4, 5], Sampling(max_tokens=9, stop_ids=(plain[3],)), id="stops")
    tokens = run(engine)
    assert [token.id for token in tokens] == plain[: plain.index(plain[3]) + 1]
    assert [token.finish for token in tokens][-1] == "stop"
    engine.add([4, 5], Sampling(max_tokens=2), id="ends")
    assert [token.finish for token in run(engine)] == [None, "length"]


def test_logprobs_name_the_likeliest_first(model: Engine) -> None:
    engine = fresh(model)
    engine.add([7], Sampling(max_tokens=3, logprobs=4), id="told")
    for token in run(engine):
        odds = [odd for _, odd in token.top]
        assert token.top[0] == (token.id, token.logprob)
        assert len(odds) == 4
        assert odds == sorted(odds, reverse=True)


def test_a_mask_sees_what_was_generated_and_only_allowed_tokens_come(model: Engine) -> None:
    seen: list[list[int]] = []

    def even_then_odd(generated: Sequence[int]) -> Tensor:
        seen.append(list(generated))
        return torch.arange(VOCABULARY) % 2 == len(generated) % 2

    wanted = Sampling(max_tokens=6, mask=even_then_odd)
    found = fresh(model).generate([[1, 2]], wanted)[0]
    assert [id % 2 for id in found] == [0, 1, 0, 1, 0, 1]
    assert seen == [found[:n] for n in range(6)]


def test_a_mask_that_allows_nothing_ends_that_request_only(model: Engine) -> None:
    engine = fresh(model)
    none = torch.zeros(VOCABULARY, dtype=torch.bool)
    engine.add([1], Sampling(max_tokens=6, mask=lambda _: none), id="masked")
    engine.add([1], Sampling(max_tokens=6), id="other")
    tokens = run(engine)
    (broken,) = [token for token in tokens if token.finish == "error"]
    assert (broken.request, broken.id, broken.error) == (
        "masked", -1, "The mask allows no token at all."
    )  # fmt: skip
    assert len([token for token in tokens if token.request == "other"]) == 6


class Poisoned:
    """A model for which token 13 is no number, in its states or in its logits."""

    def __init__(self, engine: Engine, where: str) -> None:
        self.inner = engine.model
        self.config = engine.model.config
        self.where = where
        self.bad = torch.zeros(0, dtype=torch.bool)

    def hidden(self, step: Step) -> Tensor:
        found = self.inner.hidden(step)
        self.bad = step.tokens[step.wanted] == 13
        if self.where == "hidden":
            step.layers[0].values[step.slots.each[step.tokens == 13] // 64] = torch.nan
            found[self.bad] = torch.nan
        return found

    def logits(self, hidden: Tensor) -> Tensor:
        found = self.inner.logits(hidden)
        if self.where == "logits":
            found[self.bad, 0] = torch.nan
        return found


@pytest.mark.parametrize("where", ["hidden", "logits"])
def test_no_number_is_an_error_of_that_request_only(model: Engine, where: str) -> None:
    engine = Engine(Poisoned(model, where), EngineConfig(pages=3, dtype="float32"))
    engine.add([1, 2, 3], Sampling(max_tokens=8), id="good")
    engine.add([1, 2, 13], Sampling(max_tokens=8), id="bad")
    tokens = run(engine)
    (bad,) = [token for token in tokens if token.request == "bad"]
    assert (bad.finish, bad.id) == ("error", -1)
    assert "no number" in bad.error
    good = fresh(model).generate([[1, 2, 3]], Sampling(max_tokens=8))[0]
    assert [token.id for token in tokens if token.request == "good"] == good
    # Its pages go to others with what stands in them.
    assert engine.generate([[1, 2, 3]] * 3, Sampling(max_tokens=8)) == [good] * 3


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_drafts_change_no_draw(model: Engine, temperature: float) -> None:
    prompts = [[1, 2, 3, 4, 5] * 6, [7, 8] * 9, [30, 31, 32]]
    wanted = [
        Sampling(temperature=temperature, top_k=2 + n, seed=n, max_tokens=40) for n in range(3)
    ]
    plain = Engine(model.model, EngineConfig(pages=64, drafts=0))
    expected = plain.generate(prompts, wanted)
    for most in (1, 4, 8):
        engine = Engine(model.model, EngineConfig(pages=64, drafts=most))
        assert engine.generate(prompts, wanted) == expected
        assert engine.stats().drafted_tokens > 0
        assert engine.stats().steps <= plain.stats().steps
        engine.check()


def test_a_mask_is_asked_only_about_tokens_that_have_come(model: Engine) -> None:
    said = [3, 4, 5, 6, 7, 3, 4, 5, 6, 7, 3, 4, 9, 5]
    asked: list[list[int]] = []

    def only(tokens: Sequence[int]) -> Tensor:
        asked.append(list(tokens))
        return torch.arange(VOCABULARY) == said[len(tokens)]

    engine = Engine(model.model, EngineConfig(pages=64, drafts=4))
    found = engine.generate([[1, 3, 4, 5, 6, 7]], Sampling(max_tokens=len(said), mask=only))
    assert found == [said]
    assert engine.stats().accepted_tokens > 0
    assert all(tokens == said[: len(tokens)] for tokens in asked)
    assert [len(tokens) for tokens in asked] == list(range(len(said)))


def test_a_step_ahead_draws_the_same_tokens(model: Engine) -> None:
    prompts = [[n, n + 1, 5] * (n + 2) for n in range(6)]
    wanted = [
        Sampling(temperature=0.5 * (n % 3), top_p=0.9, seed=n, max_tokens=10 + n) for n in range(6)
    ]
    found = [
        Engine(model.model, EngineConfig(pages=64, drafts=0, overlap=overlap, budget=20)).generate(
            prompts, wanted
        )
        for overlap in (False, True)
    ]
    assert found[0] == found[1]
