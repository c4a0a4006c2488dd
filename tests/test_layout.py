"""The packages are ours wherever Python starts, in their layers, and whole in what is shipped."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "agent",
    "bench",
    "cli",
    "engine",
    "evals",
    "index",
    "ingest",
    "store",
    "tools",
    "web",
)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_ours_wherever_python_starts(name: str, tmp_path: Path) -> None:
    """Names such as `tools` are common; a foreign package must not stand in front of ours."""
    found = subprocess.run(
        [sys.executable, "-c", f"import {name}; print({name}.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert Path(found).is_relative_to(ROOT)


def test_every_package_is_in_the_wheel_and_under_the_layers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"examples"}
    assert found == set(PACKAGES)
    included = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in included} == found
    assert set(project["tool"]["importlinter"]["root_packages"]) == found


def test_every_folder_with_code_is_a_package() -> None:
    """Setuptools leaves out what has no __init__.py, without a word."""
    folders = {path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    assert [str(each) for each in sorted(folders) if not (each / "__init__.py").exists()] == []


def test_no_package_imports_one_above_it() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_litellm_is_imported_where_it_is_used_and_its_proxy_never() -> None:
    imported = re.compile(r"^( *)(?:import|from) litellm\b", re.MULTILINE)
    importing = set()
    for path in (path for name in PACKAGES for path in (ROOT / name).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "litellm.proxy" not in text
        for indent in imported.findall(text):
            assert indent, f"{path} imports litellm as soon as it is imported itself"
            importing.add(path.relative_to(ROOT).as_posix())
    assert importing == {"agent/litellm_model.py", "agent/provider_errors.py"}


def test_the_lock_has_what_the_project_asks_for_and_nothing_refused() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    locked = lines("requirements.lock")
    assert {*project["dependencies"], *extras["cpu"]} <= locked
    assert set(extras["test"]) <= locked | lines("requirements-test.lock")
    assert not any(each.startswith(("nvidia-", "triton=", "faiss-gpu")) for each in locked)
    assert not any(
        each.startswith(f"litellm=={bad}")
        for each in locked
        for bad in ("1.82.7", "1.82.8", "1.107.")
    )


def lines(name: str) -> set[str]:
    """The pins of a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {line for line in text.splitlines() if line and not line.startswith("#")}
