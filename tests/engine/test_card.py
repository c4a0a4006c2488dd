"""What `bench.engine --gpu` runs on a card runs here on a CPU, with everything small."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from bench import card, card_kernels, card_model, card_peers
from bench.card import Row, Setting
from engine.testing import tiny_config

SMALL = Setting(
    device="cpu",
    dtype="float32",
    model=tiny_config(moe=False, vocabulary=512, layers=2),
    decode=((1, 200), (3, 130)),
    prefill=(130,),
    warm=(256, 20),
    readers=(3, 256),
    int8=(2, 130),
    matrix=64,
    numbers=1 << 14,
    steps=2,
    repeat=1,
    ceilings={"read": 1e9, "multiply": 1e9},
)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def test_what_a_card_can_do_is_measured_first() -> None:
    rows = list(card_kernels.ceilings(SMALL))
    assert [row.what for row in rows] == ["read", "copy", "multiply"]
    assert all(row.value and row.value > 0 for row in rows)
    assert next(iter(card.sections())) == "ceilings"


def test_every_kernel_is_compared_with_its_reference() -> None:
    rows = list(card_kernels.correct(SMALL))
    assert [row for row in rows if row.error] == []
    named = " ".join(row.what for row in rows)
    for kernel in ("attention", "int8", "shared", "write", "norm", "swiglu", "experts", "draws"):
        assert kernel in named


def test_a_wrong_kernel_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_kernels, "swiglu", lambda both: both.chunk(2, -1)[0])
    (wrong,) = [row for row in card_kernels.correct(SMALL) if row.error]
    assert wrong.what == "swiglu"


def test_tokens_are_compared_with_transformers() -> None:
    rows = list(card_model.tokens(SMALL))
    assert len(rows) == 2 * len(card_model.SCHEDULES)
    assert [row for row in rows if row.error] == []


def test_kernels_have_times_and_shares() -> None:
    rows = list(card_kernels.kernels(SMALL))
    assert len(rows) == 2 * 2 + 1 + 1
    assert all(row.value for row in rows)
    assert all(row.share for row in rows if "readers" not in row.what)


@pytest.mark.parametrize(
    ("section", "names"),
    [
        (card_model.decode, ["batch 1, 200", "batch 3, 130"]),
        (card_model.warm, ["256 cached and 20 new"]),
        (card_model.readers, ["3 of 256", "3 of 256, not shared", "shared against not"]),
        (card_model.int8, ["batch 2, 130, model", "batch 2, 130, int8", "int8 against it"]),
        (card_peers.transformers, ["batch 1, 200, static"]),
    ],
)
def test_a_model_is_measured_end_to_end(section: card.Section, names: list[str]) -> None:
    rows = list(section(SMALL))
    assert [row.what for row in rows] == names
    assert all(row.value and row.value > 0 for row in rows)


def test_peers_of_attention_agree_with_it() -> None:
    from engine.config import from_json

    given = card_peers.drawn_heads(from_json(SMALL.model), 1, 9, 9, SMALL)
    q, k, v = (each.double() for each in given)
    scores = q @ k.repeat_interleave(4, 1).transpose(2, 3) * q.shape[-1] ** -0.5
    hidden = torch.ones(9, 9, dtype=torch.bool).triu(1)
    exact = scores.masked_fill(hidden, -torch.inf).softmax(-1) @ v.repeat_interleave(4, 1)
    assert (card_peers.sdpa(*given) - exact).abs().max() < 1e-5


def test_a_section_that_fails_is_a_row_and_the_others_go_on(tmp_path: Path) -> None:
    if torch.cuda.is_available():
        return
    rows = list(card.run_apart("warm turn", 60, {}))
    assert [row.section for row in rows] == ["warm turn"]
    assert rows[0].error
    assert list(card.run_apart("warm turn", 1, {})) == [
        Row("warm turn", "", error="no time was left")
    ]


def test_rows_are_a_table_and_json() -> None:
    row = Row("decode", "batch 1", 191.5, "tokens/s", 0.72, 0.7, 0.85)
    assert list(card.table([row]))[2] == "| decode | batch 1 | 192 tokens/s | 72% | 0.7 | 0.85 |"
    assert Row(**json.loads(json.dumps(asdict(row)))) == row
