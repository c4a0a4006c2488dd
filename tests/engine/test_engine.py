"""The engine generates what transformers generates, whatever it is scheduled beside."""

from pathlib import Path

from engine.config import EngineConfig
from engine.engine import Engine
from engine.request import Sampling
from engine.testing import tiny_model


def test_a_tiny_model_generates_to_its_limit_and_leaves_no_page(tmp_path: Path) -> None:
    tiny_model(tmp_path, vocabulary=64, layers=2)
    engine = Engine.load(tmp_path, EngineConfig(pages=8))
    assert [len(each) for each in engine.generate([[1, 2, 3], [4]], Sampling(max_tokens=5))] == [
        5,
        5,
    ]
    assert engine.idle()
    engine.check()
