"""The plan counts what the model really takes, and refuses what does not fit."""

from pathlib import Path

import pytest
from safetensors import safe_open

from engine.config import ModelConfig, from_json, read_config
from engine.errors import NoRoom
from engine.plan import GIB, kv_bytes, make_plan, memory_of, parameters, rule_of_thumb
from engine.testing import tiny_model

QWEN3_8B = ModelConfig(
    architecture="Qwen3ForCausalLM", vocabulary=151_936, width=4_096, layers=36, heads=32,
    kv_heads=8, head_width=128, inner=12_288, longest=131_072,
)  # fmt: skip


def test_keys_and_values_of_sixteen_heads_in_forty_eight_layers() -> None:
    shape = {"heads": 16, "head_width": 128, "width": 2}
    assert kv_bytes(layers=48, tokens=1, **shape) == 393_216
    full = [kv_bytes(layers=48, tokens=n, **shape) for n in (8_192, 32_768, 131_072, 262_144)]
    assert [size / GIB for size in full] == [3.0, 12.0, 48.0, 96.0]
    hybrid = [
        kv_bytes(layers=12, linear=36, tokens=n, **shape) for n in (8_192, 32_768, 131_072, 262_144)
    ]
    assert [round(size / GIB, 3) for size in hybrid] == [0.768, 3.018, 12.018, 24.018]
    savings = [1 - less / more for less, more in zip(hybrid, full, strict=True)]
    assert [round(100 * saving, 1) for saving in savings] == [74.4, 74.9, 75.0, 75.0]


def test_the_rule_of_thumb_for_twenty_and_a_hundred_and_twenty_billion() -> None:
    assert rule_of_thumb(20e9, 4) == pytest.approx((12e9, 14e9))
    assert rule_of_thumb(120e9, 4) == pytest.approx((72e9, 84e9))


def test_qwen3_8b_on_a_card_of_139_gib() -> None:
    plan = make_plan(QWEN3_8B, 139 * GIB)
    assert round(plan.parameters / 1e9, 3) == 8.191
    assert plan.token == 147_456
    assert make_plan(QWEN3_8B, 139 * GIB, int8=True).token == 76_032
    assert 800_000 < plan.room < 830_000
    assert plan.context == 131_072
    assert plan.batch(131_072) == 6
    assert plan.batch(65_536) == 12
    assert any("room for" in line for line in plan.lines())


@pytest.mark.parametrize(
    ("memory", "context", "batch", "words"),
    [
        (139, 262_144, 1, "made for contexts of 131,072 tokens, not 262,144"),
        (16, 4_096, 1, "weights take 15.3 GiB, which leaves no room"),
        (24, 65_536, 1, r"1 x 65,536 tokens need 9\.0 GiB .* a context of 4\d,\d{3} alone"),
        (139, 131_072, 8, "8 x 131,072 tokens need 144.0 GiB"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(
    memory: int, context: int, batch: int, words: str
) -> None:
    with pytest.raises(NoRoom, match=words):
        make_plan(QWEN3_8B, memory * GIB).require(context, batch)


def test_what_fits_is_not_refused() -> None:
    make_plan(QWEN3_8B, 139 * GIB).require(65_536, 12)
    make_plan(QWEN3_8B, 40 * GIB, int8=True).require(131_072)
    assert memory_of("cpu") > GIB


@pytest.mark.parametrize("moe", [False, True])
def test_parameters_are_counted_to_the_last_one(tmp_path: Path, moe: bool) -> None:
    tiny_model(
        tmp_path,
        moe=moe,
        vocabulary=100,
        mlp_only_layers=[2],
        attention_bias=True,
        tie_word_embeddings=moe,
    )
    with safe_open(tmp_path / "model.safetensors", framework="pt") as tensors:
        count = sum(tensors.get_tensor(name).numel() for name in tensors.keys())  # noqa: SIM118
    assert parameters(read_config(tmp_path)) == count


def test_a_config_of_either_spelling_says_the_same() -> None:
    base: dict[str, object] = {
        "architectures": ["Qwen3ForCausalLM"], "vocab_size": 9, "hidden_size": 8,
        "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
        "intermediate_size": 16, "max_position_embeddings": 40_960,
    }  # fmt: skip
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32_768}
    old = from_json(base | {"rope_theta": 1e6, "rope_scaling": scaling})
    new = from_json(base | {"rope_parameters": {**scaling, "rope_theta": 1e6}})
    assert old == new
    assert old.longest == 131_072
