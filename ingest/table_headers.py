"""Which rows of a table are headers, and what they say above each column."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Column, Period
from ingest.grid import Piece
from ingest.periods import INSTANT, column_period, is_period
from ingest.units import stated_units, unit_in

Placed = Sequence[tuple[int, int, Piece]]


def header_rows(lines: Sequence[Sequence[Piece]]) -> list[bool]:
    """For each row whether it is a header: at the top, or further down where columns start anew."""
    first = next((index for index, line in enumerate(lines) if is_data(line)), None)
    if first is None:
        return text_headers(lines)
    left = min(
        (p.start for line in lines[first : first + 60] for p in line[1:] if is_figure(p)),
        default=lines[first][-1].start,
    )
    heads = [False] * len(lines)
    stop, begun = 0, False
    for index, line in enumerate(lines[: min(first, MOST_HEADS)]):
        if is_head(line, left, begun=begun):
            stop = index + 1
            begun = begun or len(line) > 1 or is_about_columns(line[0].text)
        elif stop:
            break
    if not begun:
        stop = min(stop, 1)  # one line of title, then sections
    heads[:stop] = [True] * stop
    for index in range(stop, len(lines)):
        heads[index] = is_restated(lines[index], left)
    return heads


def is_figure(piece: Piece) -> bool:
    """Whether the piece is a figure rather than a year, a date or words."""
    return piece.numeric and not is_period(piece.text)


def is_data(line: Sequence[Piece]) -> bool:
    """Whether the row holds figures beyond its label."""
    return any(is_figure(piece) for piece in line[1:]) or (
        len(line) == 1 and is_figure(line[0]) and line[0].start > 0
    )


def is_head(line: Sequence[Piece], left: int, *, begun: bool) -> bool:
    """Whether a row above the first figures names columns; `left` is where figures begin."""
    if len(line) == 1 and line[0].start < left:
        return not begun or is_about_columns(line[0].text)
    if begun and line[0].stop <= left and len(line) > 1 and not line[0].header:
        # a row of words with a label of its own, under headers that are complete
        return is_about_columns(line[0].text) or all(is_period(p.text) for p in line[1:])
    return True


def is_about_columns(text: str) -> bool:
    """Whether the words say what columns are: a period, units, "(unaudited)"."""
    return is_period(text) or stated_units(text) is not None or text.startswith("(")


def is_restated(line: Sequence[Piece], left: int) -> bool:
    """Whether a row below figures is a header again: nothing but periods over the columns."""
    heads = [piece for piece in line if piece.stop > left]
    labels = [piece for piece in line if piece.stop <= left]
    return (
        bool(heads)
        and all(is_period(piece.text) for piece in heads)
        and all(is_about_columns(piece.text) for piece in labels)
    )


def text_headers(lines: Sequence[Sequence[Piece]]) -> list[bool]:
    """In a table without figures, the top rows in bold over rows that are not."""
    bold = [all(piece.header for piece in line) and len(line) > 1 for line in lines]
    stop = next((index for index, strong in enumerate(bold) if not strong), 0)
    return [index < min(stop, 3) for index in range(len(lines))]


def columns_under(
    heads: Sequence[Placed], count: int, context: str, currency: str | None
) -> tuple[Column, ...]:
    """What `heads` say above each of `count` columns, top to bottom, repeats left out."""
    texts: list[list[str]] = [[] for _ in range(count)]
    for index, placed in enumerate(heads):
        stops = [first for first, *_ in placed[1:]] + [count]
        for (first, span, piece), following in zip(placed, stops, strict=True):
            if first == 0 and len(placed) == 1 and span > 1 and not is_about_columns(piece.text):
                continue  # a title over the whole table
            stop = min(first + span, count)
            if first and DURATION.search(piece.text):
                stop += columns_of_days(heads[index + 1 :], stop, following)
            for column in range(first, stop):
                if not texts[column] or texts[column][-1] != piece.text:
                    texts[column].append(piece.text)
    label = " ".join(texts[0]) if texts else ""
    around = f"{label} {context}"
    columns = tuple(
        Column(
            header=" ".join(parts),
            period=column_period(" ".join(parts), around) if index else Period(),
            unit=column_unit(" ".join(parts), currency) if index else None,
        )
        for index, parts in enumerate(texts)
    )
    return without_instants(columns)


def columns_of_days(below: Sequence[Placed], start: int, stop: int) -> int:
    """How many columns from `start` on, before `stop`, name a bare year or day and no more.

    A length stands over them too, though its cell ends before: "Six months ended" over two days.
    """
    under: dict[int, list[str]] = {}
    for first, span, piece in (each for placed in below for each in placed):
        for column in range(first, min(first + span, stop)):
            under.setdefault(column, []).append(piece.text)
    count = 0
    while start + count < stop and (said := under.get(start + count)):
        if not all(is_period(text) and not DURATION.search(text) for text in said):
            break
        count += 1
    return count


def without_instants(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns; three year ends side by side are of flows, whose length is not printed.

    Balance sheets show two.
    """
    days = {column.period.end for column in columns if column.period.months == 0}
    ends = {day.year for day in days if day}
    if len(days) < 3 or len(ends) < 3:
        return columns
    return tuple(
        replace(column, period=replace(column.period, months=None))
        if column.period.months == 0 and not INSTANT.search(column.header)
        else column
        for column in columns
    )


def column_unit(header: str, currency: str | None) -> str | None:
    """What a header says of the unit, as in `Cell.unit`."""
    kind = unit_in(header, column=True)
    if kind == "share":
        return f"{currency or 'USD'}/share"
    return kind if kind in ("shares", "percent", "ratio") else None


DURATION = re.compile(r"(?i)\b(?:months?|weeks|quarters?|years?)\s+ended\b")
MOST_HEADS = 12  # rows; what stands above figures beyond that is no header
