"""What goes where: data on stdout, one JSON object a line or a table; everything else on stderr."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")
PIPE_WIDTH = 200  # a table that is not going to a screen keeps its columns whole


def emit(value: object) -> None:
    """Print one JSON object on a line of its own, and at once."""
    print(to_json(value), flush=True)


def to_json(value: object) -> str:
    """One line of JSON: dataclasses as objects, decimals as strings, dates as ISO."""
    return json.dumps(value, ensure_ascii=False, default=plain)


def plain(value: object) -> object:
    """What JSON has no word for, in words it has."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no JSON form")


def note(sentence: str) -> None:
    """Tell the person something that is not part of the data."""
    print(sentence, file=sys.stderr, flush=True)


def console() -> "Console":
    """Where tables for people go: stdout, coloured and fitted only if it is a screen."""
    from rich.console import Console

    return Console(highlight=False) if sys.stdout.isatty() else Console(width=PIPE_WIDTH)


def progress_console() -> "Console":
    """Where steps and bars go: stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def printable(text: str) -> str:
    """The text without control characters: what a filing says must not steer a terminal."""
    return text.translate(CONTROL)


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()
) -> None:
    """Print rows under heads; columns named in `right` are set flush right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        grid.add_column(head, justify="right" if head in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(
            *(Text(printable(cell)) for cell in row)
        )  # Text: a bracket in a name is no markup
    console().print(grid)


def progress() -> "Progress":
    """A progress bar on stderr; silent where stderr is no screen."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=progress_console(),
        disable=not sys.stderr.isatty(),
        transient=True,
        redirect_stdout=False,  # data stays on stdout
    )
