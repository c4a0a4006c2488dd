"""read: a numbered window of a document's reading copy."""

from dataclasses import dataclass

from tools.desk import Desk, page_of
from tools.outline import find_section
from tools.sizes import fit
from tools.tool import ToolError

MAX_LINES = 400  # a longer window drowns the question it was opened for


class NoSuchLine(ToolError):
    """The first line asked for does not exist."""

    def __init__(self, start: int, last: int) -> None:
        super().__init__(f"No line {start}: the document has lines 1 to {last}.")


@dataclass(frozen=True, slots=True)
class Window:
    """Lines `first` to `first + len(lines) - 1` of a document."""

    document: str
    first: int
    lines: tuple[str, ...]
    page: int
    """Page of the first line."""
    last: int
    """The last line of the document."""
    stop: int = 0
    """The last line that was asked for; 0 when nothing in particular was."""

    def show(self) -> str:
        """The lines with their numbers, the ones citations use."""
        fitted = fit(f"{number:>6}  {text}" for number, text in enumerate(self.lines, self.first))
        end = self.first + len(fitted.lines) - 1
        head = f"[{self.document}] lines {self.first}-{end} of {self.last}, from page {self.page}"
        return "\n".join((head, *fitted.lines, self._next(end)))

    def _next(self, end: int) -> str:
        if end < self.stop:
            return f"Next: lines {end + 1}-{self.stop} were left out; read from start={end + 1}."
        if end < self.last:
            return f"Next: read on from start={end + 1}, or follow a reference that stands here."
        return "Next: this is the end of the document."


def read(
    desk: Desk,
    document: str,
    start: int | None = None,
    count: int = 100,
    section: str | None = None,
) -> Window:
    """Read a document's lines, numbered as citations need them.

    `document` is an id.

    `start` is the first line, 1-based; without it the section, or the document, is read from
    its beginning.

    `count` is the number of lines, up to 400.

    `section` is a section's id from outline, or its item or note ("7A", "Note 12"); it is read
    to its end, as far as 400 lines go.
    """
    stored = desk.document(document)
    first, stop = start, 0
    if section:
        found = find_section(desk, stored.id, section)
        first, stop = start or found.first_line, found.last_line
        count = min(count if start else MAX_LINES, stop - first + 1)
    first = 1 if first is None else first
    lines = desk.library.lines(stored.id)
    if not 1 <= first <= len(lines):
        raise NoSuchLine(first, len(lines))
    size = max(1, min(count, MAX_LINES))
    window = tuple(lines[first - 1 : first - 1 + size])
    wanted = stop or min(len(lines), first - 1 + count)
    return Window(stored.id, first, window, page_of(stored, first), len(lines), wanted)
