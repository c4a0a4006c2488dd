from pathlib import Path

from ingest.reading import Task
from ingest.schedule import AHEAD, long_first


def task(folder: Path, name: str, size: int) -> Task:
    path = folder / name
    path.write_bytes(b"." * size)
    return Task(path, name, folder / "out")


def test_the_longest_of_some_files_are_read_first_and_none_waits_for_ever(tmp_path: Path) -> None:
    tasks = [task(tmp_path, f"{at:02}.htm", 100 + at) for at in range(2 * AHEAD + 3)]
    ordered = list(long_first(tasks))
    assert {each.source for each in ordered} == {each.source for each in tasks}
    for start in range(0, len(tasks), AHEAD):
        assert ordered[start : start + AHEAD] == tasks[start : start + AHEAD][::-1]


def test_a_page_description_takes_longer_than_its_size_says(tmp_path: Path) -> None:
    tasks = [task(tmp_path, "a.htm", 400), task(tmp_path, "b.pdf", 100), task(tmp_path, "c.txt", 9)]
    assert [each.source for each in long_first(tasks)] == ["b.pdf", "a.htm", "c.txt"]


def test_a_file_that_is_gone_comes_last_and_is_not_left_out(tmp_path: Path) -> None:
    gone = Task(tmp_path / "gone.htm", "gone.htm", tmp_path / "out")
    assert list(long_first([gone, task(tmp_path, "a.htm", 1)]))[-1] is gone
