"""The lines of a passage, analysed once when it is indexed, so that no search has to.

Packed, a passage is one string: a line of the reading copy each, a mark and then its words. What
is packed is scored without looking at the text again (`index.best_line`).
"""

from collections.abc import Sequence

from index.words import Analyser

PROSE, ROW, HEADER, RULE = ".", "|", "#", "-"
"""Marks: a paragraph, a row of a table, a row without figures, the rule under the headers."""


def pack(lines: Sequence[str], analyser: Analyser) -> str:
    """The marks and words of `lines`, none of which holds a line break."""
    return "\n".join(mark_of(line) + " ".join(analyser.words(line)) for line in lines)


def mark_of(line: str) -> str:
    """What kind of line it is.

    >>> [mark_of(line) for line in ("We sell.", "| Cost | 5 |", "| | 2023 |", "|---|---|")]
    ['.', '|', '#', '-']
    """
    if "|" not in line:
        return PROSE
    if line.startswith("|---"):
        return RULE
    cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return ROW if cells[0] and any(cells[1:]) else HEADER
