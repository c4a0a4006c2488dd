"""A model of one's own: what it would take, what is wrong with it, and a question put to it."""

import json
from pathlib import Path

import pytest

from engine.tokenizer import Tokenizer
from store.library import Library
from tests.agent.drafts import assets
from tests.cli.ran import Tieout
from tests.engine.serving import NAME, ScriptedEngine, scripted, serving, write_model
from tests.engine.tiny_folder import write_tokenizer
from tests.filing_maker import make_desk, make_library


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / NAME)


def test_a_plan_says_what_fits(tieout: Tieout, model: Path) -> None:
    ran = tieout("engine", "plan", model, "--memory", "1", "--device", "cpu")
    assert ran.status == 0, ran.err
    assert "bytes a token" in ran.out
    ran = tieout("engine", "plan", model, "--memory", "1", "--device", "cpu", "--json")
    assert ran.rows[0]["context"] == 4096
    half = tieout("engine", "plan", model, "--device", "cpu", "--kv", "int8", "--json")
    assert half.rows[0]["token"] < ran.rows[0]["token"]


def test_a_plan_that_does_not_fit_is_a_failure(tieout: Tieout, model: Path) -> None:
    wide = ["--memory", "1", "--batch", "10000000", "--device", "cpu"]
    ran = tieout("engine", "plan", model, *wide)
    assert ran.status == 1
    assert ran.err.startswith("tieout: 10000000 x 4,096 tokens need")


def test_a_folder_that_cannot_be_served_is_said_in_a_sentence(
    tieout: Tieout, model: Path, tmp_path: Path
) -> None:
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((model / name).read_bytes())
    for folder, words in ((tmp_path, "safetensors"), (tmp_path / "none", "is no model folder")):
        ran = tieout("engine", "serve", folder, "--device", "cpu")
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("tieout: ")
        assert ran.err.count("\n") == 1
        assert words in ran.err


def test_a_question_is_put_to_the_engine(
    tieout: Tieout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tools, the second of which is the answer; the second turn goes on behind the first."""
    tokenizer = Tokenizer.load(write_tokenizer(tmp_path / "model"))
    library: Library = make_library(tmp_path)
    draft = assets(make_desk(library)).to_arguments()
    calls = [("grep", {"pattern": "Total assets"}), ("answer", draft)]
    engine = ScriptedEngine([said(tokenizer, *call) for call in calls], context=200_000)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(scripted(tokenizer, engine)) as url:
        monkeypatch.setenv("TIEOUT_ENGINE_URL", url)
        words = ["--model", f"engine/{NAME}", "--library", str(library.folders.library), "--json"]
        ran = tieout("ask", "What were total assets at the end of 2024?", *words)
    assert ran.status == 0, ran.err
    (answer,) = ran.rows
    assert (answer["status"], answer["value"]) == ("answered", "9120000000")
    assert [step["tool"] for step in answer["steps"]] == ["grep"]
    assert answer["usage"]["model"] == f"engine/{NAME}"
    assert engine.prompts[1][: len(engine.prompts[0])] == engine.prompts[0]


def said(tokenizer: Tokenizer, tool: str, arguments: object) -> list[int]:
    call = json.dumps({"name": tool, "arguments": arguments})
    return [*tokenizer.encode(f"<tool_call>\n{call}\n</tool_call>"), *tokenizer.stop_ids]
