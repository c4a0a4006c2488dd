"""Pages say what the code does: generated ones are generated, commands run, lists are whole."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import typer

from cli.main import app
from cli.manual import manual
from tests.picture import answer_text, as_svg

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_page_on_the_command_line_is_made_of_the_commands() -> None:
    """To renew it: python -m tests.test_docs"""
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == manual()


def test_every_option_is_explained() -> None:
    for name, command in typer.main.get_group(app).commands.items():
        assert command.help, name
        for each in command.params:
            assert getattr(each, "help", ""), f"{name}: {each.name}"


def shell_lines(text: str) -> Iterator[str]:
    """The lines of the blocks marked as shell."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from block.splitlines()


@pytest.mark.parametrize("line", [*shell_lines((ROOT / "README.md").read_text(encoding="utf-8"))])
def test_every_command_of_the_readme_can_be_given(line: str) -> None:
    words = [word for word in shlex.split(line) if not re.match(r"[A-Z_]+=", word)]
    if words == ["export"]:
        return
    assert words[0] in ("./run", "./test")
    assert (ROOT / words[0]).stat().st_mode & 0o111
    if words[0] == "./run" and len(words) > 1:
        group = typer.main.get_group(app)
        command = group.commands[words[1]]
        command.make_context(words[1], words[2:])  # raises if the usage is wrong


def test_the_picture_shows_what_the_command_prints(tmp_path: Path) -> None:
    """To renew it: python -m tests.test_docs"""
    drawn = (ROOT / "docs" / "answer.svg").read_text(encoding="utf-8")
    text = answer_text(tmp_path / "library")
    assert "owes $6.5 billion on leases" in text
    assert drawn == as_svg(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_newest_entry_of_the_changelog_is_the_version_of_the_package() -> None:
    text = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", text, re.MULTILINE)[1] == PROJECT["version"]  # type: ignore[index]


def test_every_dependency_has_a_reason() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for each in (name for group in groups for name in group):
        assert re.search(rf"(^|[ |]){re.escape(each.split('==')[0])}([,. |]|$)", text, re.M), each


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text
    assert "13. Remote Network Interaction" in text


def test_every_package_of_the_map_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for folder in re.findall(r"^    (\w+)/ ", text, re.MULTILINE):
        assert (ROOT / folder / "__init__.py").exists(), folder


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(manual(), encoding="utf-8")
    with TemporaryDirectory() as folder:
        picture = as_svg(answer_text(Path(folder) / "library"))
        (ROOT / "docs" / "answer.svg").write_text(picture, encoding="utf-8")
