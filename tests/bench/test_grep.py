"""The bench of grep runs, on a few copies; what it measures is not looked at."""

from pathlib import Path

from bench.grep import compare, first_match, repeated, rg, size, tieout
from store.library import Library


def test_copies_are_repeated_and_both_find_the_same_lines(
    built_library: Library, tmp_path: Path
) -> None:
    paths = repeated(built_library, tmp_path, 20_000)
    assert sum(map(size, paths)) >= 20_000
    assert len(paths) > 1
    pattern = "(?i)total assets"
    assert tieout(pattern, paths) == rg(pattern, paths) >= len(paths)
    row = compare(pattern, paths, 1)
    assert row.startswith(f"| `{pattern}` | {rg(pattern, paths)} | ")
    assert first_match(tmp_path) > 0
