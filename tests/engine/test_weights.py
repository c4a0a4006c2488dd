"""Whatever is missing, left over or strange in a model folder is an error that names it."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.config import EngineConfig, read_config
from engine.engine import Engine
from engine.errors import BadConfig, BadWeights, EngineError, NoRoom, UnknownArchitecture
from engine.request import Sampling
from engine.testing import tiny_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_model(tmp_path, vocabulary=50, layers=2)
    return tmp_path


def load(folder: Path) -> Engine:
    return Engine.load(folder, EngineConfig(pages=4))


def change(folder: Path, **entries: Any) -> None:
    path = folder / "config.json"
    raw = json.loads(path.read_text(encoding="utf-8")) | entries
    path.write_text(json.dumps({k: v for k, v in raw.items() if v is not None}), encoding="utf-8")


def test_a_missing_a_left_over_and_a_misshapen_tensor_are_named(folder: Path) -> None:
    file = folder / "model.safetensors"
    tensors = load_file(file)
    name = "model.layers.1.self_attn.k_norm.weight"
    save_file({each: tensor for each, tensor in tensors.items() if each != name}, file)
    with pytest.raises(BadWeights, match=f"lack {name}"):
        load(folder)
    save_file(tensors | {"model.layers.2.odd": torch.ones(3)}, file)
    with pytest.raises(BadWeights, match=r"no layer takes: model\.layers\.2\.odd"):
        load(folder)
    save_file(tensors | {name: torch.ones(31)}, file)
    with pytest.raises(BadWeights, match=rf"{name} has the shape \[31\], not \[32\]"):
        load(folder)


def sharded(folder: Path) -> dict[str, str]:
    """Split the weights over two files and write their index."""
    tensors = load_file(folder / "model.safetensors")
    names = sorted(tensors)
    files = ("model-1-of-2.safetensors", "model-2-of-2.safetensors")
    index = {name: files[number % 2] for number, name in enumerate(names)}
    for file in files:
        save_file({n: tensors[n].clone() for n in names if index[n] == file}, folder / file)
    (folder / "model.safetensors").unlink()
    write_index(folder, index)
    return index


def write_index(folder: Path, index: dict[str, str]) -> None:
    path = folder / "model.safetensors.index.json"
    path.write_text(json.dumps({"weight_map": index}), encoding="utf-8")


def test_shards_are_one_model_and_a_missing_or_cut_off_one_is_named(folder: Path) -> None:
    whole = load(folder).generate([[1, 2]], Sampling(max_tokens=5))
    index = sharded(folder)
    assert load(folder).generate([[1, 2]], Sampling(max_tokens=5)) == whole
    name = next(iter(index))
    write_index(folder, index | {name: "model-2-of-2.safetensors"})
    with pytest.raises(BadWeights, match=f"says {name} is in model-2-of-2"):
        load(folder)
    write_index(folder, index)
    second = folder / "model-2-of-2.safetensors"
    second.write_bytes(second.read_bytes()[:-100])
    with pytest.raises(BadWeights, match=r"model-2-of-2\.safetensors is cut off"):
        load(folder)
    second.unlink()
    with pytest.raises(BadWeights, match=r"lacks model-2-of-2\.safetensors"):
        load(folder)


def test_an_index_that_is_none_is_named(folder: Path) -> None:
    (folder / "model.safetensors.index.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadWeights, match="not an index"):
        load(folder)


def test_tied_weights_may_be_there_twice_if_they_are_the_same(tmp_path: Path) -> None:
    tiny_model(tmp_path, vocabulary=50, layers=2, tie_word_embeddings=True)
    file = tmp_path / "model.safetensors"
    tensors = load_file(file)
    copy = tensors["model.embed_tokens.weight"].clone()
    save_file(tensors | {"lm_head.weight": copy}, file)
    assert load(tmp_path).idle()
    save_file(tensors | {"lm_head.weight": copy + 1}, file)
    with pytest.raises(BadWeights, match="ties lm_head"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("entries", "kind", "words"),
    [
        ({"architectures": ["LlamaForCausalLM"]}, UnknownArchitecture, "not run LlamaForCausalLM"),
        ({"architectures": None}, UnknownArchitecture, "without architectures"),
        ({"hidden_act": "gelu"}, BadConfig, "silu only"),
        ({"quantization_config": {"bits": 4}}, BadConfig, "quantised"),
        ({"num_key_value_heads": None}, BadConfig, "num_key_value_heads as a whole number"),
        ({"num_key_value_heads": 3}, BadConfig, "8 query heads cannot share 3"),
        ({"head_dim": 33}, BadConfig, "even"),
        ({"vocab_size": "many"}, BadConfig, "vocab_size"),
        ({"rope_scaling": {"rope_type": "longrope"}}, BadConfig, "type longrope"),
        ({"rms_norm_eps": "small"}, BadConfig, "rms_norm_eps as a number"),
        ({"torch_dtype": "float8"}, EngineError, "does not compute in float8"),
    ],
)
def test_what_the_engine_cannot_do_is_said(
    folder: Path, entries: dict[str, Any], kind: type[Exception], words: str
) -> None:
    change(folder, **entries)
    with pytest.raises(kind, match=words):
        load(folder)


def test_a_folder_that_is_no_model_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="no model folder"):
        load(tmp_path)
    (tmp_path / "config.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(BadConfig, match="no JSON object"):
        load(tmp_path)
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadConfig, match="not JSON"):
        load(tmp_path)


def test_a_cache_too_small_for_one_page_is_said(folder: Path) -> None:
    with pytest.raises(NoRoom, match="A page takes"):
        Engine.load(folder, EngineConfig(cache_bytes=1_000))


def test_stop_tokens_are_those_of_the_generation_config(folder: Path) -> None:
    change(folder, eos_token_id=3)
    assert read_config(folder).stop_ids == (3,)
    (folder / "generation_config.json").write_text('{"eos_token_id": [7, 8]}', encoding="utf-8")
    assert read_config(folder).stop_ids == (7, 8)
