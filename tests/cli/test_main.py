"""The command as a whole: help, errors, exit statuses."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import app, disk_sentence
from tests.cli.ran import Tieout

COMMANDS = (
    "ingest index list outline show grep search ask batch watch fetch eval serve mcp "  # noqa: SIM905
    "doctor".split()
)
HEAVY = "torch sentence_transformers litellm faiss pymupdf sqlalchemy tantivy numpy".split()  # noqa: SIM905


def test_help_names_every_command(tieout: Tieout) -> None:
    ran = tieout("--help")
    assert ran.status == 0
    assert all(command in ran.out for command in COMMANDS)
    assert sorted(str(each.name) for each in app.registered_commands) == sorted(COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def test_the_version_is_told(tieout: Tieout) -> None:
    assert tieout("--version").out.startswith("tieout 0.")


@pytest.mark.parametrize(
    "wrong", [["frobnicate"], ["list", "--frob"], ["show"], ["search"], ["outline"], ["batch", "x"]]
)
def test_wrong_usage_is_status_2_and_leaves_stdout_empty(tieout: Tieout, wrong: list[str]) -> None:
    ran = tieout(*wrong)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err


@pytest.mark.parametrize(
    "command",
    [["list"], ["outline", "--all"], ["show", "x"], ["grep", "x"], ["search", "x"], ["index"]],
)
def test_a_library_that_is_not_there_is_said_in_a_sentence(
    tieout: Tieout, command: list[str], tmp_path: Path
) -> None:
    ran = tieout(*command, "--library", tmp_path / "none")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("tieout: There is no library")
    assert "tieout ingest FOLDER" in ran.err
    assert ran.err.count("\n") == 1


def test_reading_commands_do_not_make_a_library(tieout: Tieout, tmp_path: Path) -> None:
    tieout("list", "--library", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_the_library_may_be_named_by_the_environment(
    tieout: Tieout, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_LIBRARY", str(library))
    assert len(tieout("list", "--json").rows) == 1


def test_a_setting_that_cannot_be_used_is_named(
    tieout: Tieout, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_WORKERS", "many")
    ran = tieout("list", "--library", library)
    assert ran.status == 1
    assert "TIEOUT_WORKERS" in ran.err


def test_the_disk_is_named_with_what_to_do() -> None:
    sentence = disk_sentence(OSError(28, "No space left on device", "/data/x"))
    assert sentence.startswith("No space left on device (/data/x).")
    assert "run the command again" in sentence


def test_an_interrupted_command_says_that_what_is_finished_is_kept(library: Path) -> None:
    code = (
        "import sys, cli.catalogue\n"
        "def stop(*_): raise KeyboardInterrupt\n"
        "cli.catalogue.open_library = stop\n"
        "from cli.main import main; sys.argv = ['tieout', 'list']; main()"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 130
    assert "Interrupted." in ran.stderr
    assert "Traceback" not in ran.stderr
