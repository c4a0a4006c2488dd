from pathlib import Path

import pytest

from ingest.walk import walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/2.htm", "b/10.htm", "a/z.pdf", "c.txt", ".git/objects/x", ".env"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_files_come_sorted_and_hidden_folders_are_not_entered(folder: Path) -> None:
    assert [each.source for each in walk([folder])] == [
        ".env",
        "c.txt",
        "a/z.pdf",
        "b/10.htm",
        "b/2.htm",
    ]


def test_a_file_named_itself_goes_by_its_name(folder: Path) -> None:
    assert [each.source for each in walk([folder / "b" / "2.htm"])] == ["2.htm"]


def test_a_folder_named_twice_is_walked_once(folder: Path) -> None:
    assert len(walk([folder / "b", folder / "b", folder / "a" / ".." / "b"])) == 2


def test_a_missing_path_is_a_problem_and_the_rest_is_walked(folder: Path) -> None:
    missing, *rest = walk([folder / "nosuch", folder / "b"])
    assert missing.problem == "there is no such file or folder"
    assert [each.problem for each in rest] == ["", ""]


def test_a_link_in_a_circle_ends(folder: Path) -> None:
    (folder / "b" / "up").symlink_to(folder)
    assert len(walk([folder])) == 5
