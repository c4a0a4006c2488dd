"""Greedy tokens are those of transformers, whatever a request is scheduled beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch

from engine.config import EngineConfig
from engine.engine import Engine
from engine.request import Sampling
from engine.runner import ModelRunner
from engine.testing import tiny_model

VOCABULARY = 512
LENGTH = 12
GREEDY = Sampling(max_tokens=LENGTH)


@dataclass(frozen=True)
class Twin:
    """A model in both engines."""

    folder: Path
    theirs: Any

    def engine(self, **limits: Any) -> Engine:
        return Engine(self.ours().model, EngineConfig(**({"pages": 64} | limits)))

    def ours(self) -> Engine:
        return Engine.load(self.folder, EngineConfig(pages=64))

    def continued(self, prompt: Sequence[int], length: int = LENGTH) -> list[int]:
        """What transformers generates."""
        tokens = torch.tensor([list(prompt)])
        found = self.theirs.generate(tokens, max_new_tokens=length, do_sample=False)
        return found[0, len(prompt) :].tolist()  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=["dense", "moe"])
def twin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Twin:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp(request.param)
    tiny_model(folder, moe=request.param == "moe", vocabulary=VOCABULARY)
    return Twin(folder, transformers_model(folder))


def transformers_model(folder: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def tokens(count: int, seed: int = 0) -> list[int]:
    random = Random(seed)
    return [random.randrange(VOCABULARY) for _ in range(count)]


def test_alone_and_batched(twin: Twin) -> None:
    prompts = [tokens(n, seed=n) for n in (1, 5, 63, 64, 65, 130, 300, 600)]
    expected = [twin.continued(prompt) for prompt in prompts]
    assert twin.engine().generate(prompts, GREEDY) == expected
    engine = twin.engine()
    assert [engine.generate([prompt], GREEDY)[0] for prompt in prompts] == expected


def test_chunked_at_every_size(twin: Twin) -> None:
    prompt = tokens(70)
    expected = twin.continued(prompt, 4)
    engine = twin.ours()
    for budget in range(1, 72):
        engine = Engine(engine.model, EngineConfig(pages=4, budget=budget))
        assert engine.generate([prompt], Sampling(max_tokens=4)) == [expected], budget
        engine.check()


def test_prompts_in_chunks_beside_requests_that_decode(twin: Twin) -> None:
    prompts = [tokens(n, seed=n) for n in (3, 200, 40, 129)]
    engine = twin.engine(budget=17)
    assert engine.generate(prompts, GREEDY) == [twin.continued(prompt) for prompt in prompts]


def test_preempted(twin: Twin) -> None:
    prompts = [tokens(n, seed=n) for n in (60, 61, 62, 63)]
    engine = twin.engine(pages=6)
    found = engine.generate(prompts, Sampling(max_tokens=70))
    assert found == [twin.continued(prompt, 70) for prompt in prompts]
    assert engine.stats().preempted > 0
    engine.check()


def test_after_a_prefix_hit(twin: Twin) -> None:
    first, second = tokens(150), tokens(150)[:140] + tokens(9, seed=9)
    engine = twin.engine()
    assert engine.generate([first], GREEDY) == [twin.continued(first)]
    engine.add(second, GREEDY, id="second")
    found = [token for _ in range(LENGTH) for token in engine.step()]
    assert [token.id for token in found] == twin.continued(second)
    assert {token.cached for token in found} == {128}


def test_the_whole_prompt_in_the_cache(twin: Twin) -> None:
    prompt = tokens(128)
    engine = twin.engine()
    expected = twin.continued(prompt)
    assert [engine.generate([prompt], GREEDY) for _ in range(2)] == [[expected], [expected]]
    assert engine.stats().cached_tokens == 64  # the last token is computed, and so its page


@pytest.mark.parametrize("share", [True, False])
def test_in_a_group_that_shares_a_prefix(twin: Twin, share: bool) -> None:
    prefix = tokens(600)
    prompts = [prefix + tokens(3 + n, seed=n) for n in range(3)]
    prompts += [prefix[:300] + tokens(5, seed=n) for n in (4, 5)]
    engine = twin.engine(share=share)
    assert engine.generate(prompts, GREEDY) == [twin.continued(prompt) for prompt in prompts]
    # The prefix was computed once: the others waited for the first.
    assert engine.stats().cached_tokens == 2 * 576 + 2 * 256


def test_the_distribution_agrees_to_five_places(twin: Twin) -> None:
    prompt = tokens(90)
    engine = twin.engine(budget=33)
    engine.add(prompt, Sampling(max_tokens=8, logprobs=VOCABULARY), id="all")
    while not engine.idle():
        for token in engine.step():
            ours = torch.tensor([odd for _, odd in sorted(token.top)])
            logits = twin.theirs(torch.tensor([prompt])).logits[0, -1]
            assert (ours - logits.log_softmax(-1)).abs().max() < 1e-5
            assert token.logprob == pytest.approx(float(ours[token.id]), abs=1e-6)
            prompt = [*prompt, token.id]


@pytest.mark.parametrize("rotate", [False, True])
def test_int8_pages_change_the_distribution_little(twin: Twin, rotate: bool) -> None:
    prompt = tokens(200)
    wanted = Sampling(max_tokens=1, logprobs=VOCABULARY)
    odds = []
    for engine in (twin.engine(), twin.engine(kv="int8", rotate=rotate)):
        engine.add(prompt, wanted, id="all")
        (token,) = engine.step()
        odds.append(torch.tensor([odd for _, odd in sorted(token.top)]))
        engine.check()
    assert 0 < (odds[0] - odds[1]).abs().max() < 0.1


def test_stretched_by_yarn(tmp_path: Path) -> None:
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}
    tiny_model(
        tmp_path,
        vocabulary=VOCABULARY,
        max_position_embeddings=256,
        rope_parameters={**scaling, "rope_theta": 10_000.0},
    )
    twin = Twin(tmp_path, transformers_model(tmp_path))
    prompt = tokens(200)
    assert twin.engine().generate([prompt], GREEDY) == [twin.continued(prompt)]


def test_a_window_on_some_layers(tmp_path: Path) -> None:
    tiny_model(
        tmp_path,
        vocabulary=VOCABULARY,
        use_sliding_window=True,
        sliding_window=16,
        layer_types=["sliding_attention", "full_attention"] * 2 + ["sliding_attention"],
    )
    twin = Twin(tmp_path, transformers_model(tmp_path))
    prompts = [tokens(n, seed=n) for n in (10, 100, 300)]
    engine = twin.engine(budget=50)
    assert isinstance(engine.runner, ModelRunner)
    assert set(engine.runner.windows) == {0, 16}
    assert engine.generate(prompts, GREEDY) == [twin.continued(prompt) for prompt in prompts]


def test_tied_embeddings_biases_and_layers_without_experts(tmp_path: Path) -> None:
    tiny_model(
        tmp_path,
        moe=True,
        vocabulary=VOCABULARY,
        tie_word_embeddings=True,
        attention_bias=True,
        mlp_only_layers=[1],
        norm_topk_prob=False,
    )
    twin = Twin(tmp_path, transformers_model(tmp_path))
    prompt = tokens(100)
    assert twin.engine().generate([prompt], GREEDY) == [twin.continued(prompt)]
