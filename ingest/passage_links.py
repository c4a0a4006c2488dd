"""What belongs to a passage: its tables, footnotes, references, and the rest of its section.

Worked out from lines alone, so from the catalogue's own rows.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Links = dict[str, list[object]]


def linked(rows: Mapping[str, Sequence[Row]]) -> list[Links]:
    """The links of each passage in `rows`, in order; a kind of which there is none is left out.

    `tables` are ids: those it holds first, then those of the passage before and after it in the
    same section, which it introduces or talks about. `footnotes` and `references` are positions:
    a footnote belongs to the passage it stands in and to those that bear its mark. `passages`
    are the positions of the passage before and after it in the same section.
    """
    passages = rows["passage"]
    firsts = [passage["first_line"] for passage in passages]
    held: list[Links] = [{} for _ in passages]

    def give(kind: str, link: object, line: int) -> None:
        for at in _holding(line, passages, firsts):
            links = held[at].setdefault(kind, [])
            if link not in links[-1:]:
                links.append(link)

    for table in rows["table_"]:
        give("tables", table["id"], table["first_line"])
    for footnote in rows.get("footnote", ()):
        for line in sorted({footnote["line"], *(each["line"] for each in footnote["targets"])}):
            give("footnotes", footnote["position"], line)
    for reference in rows["reference"]:
        give("references", reference["position"], reference["line"])
    return [_with_neighbours(held, passages, at) for at in range(len(passages))]


def _with_neighbours(held: Sequence[Links], passages: Sequence[Row], at: int) -> Links:
    beside = list(_beside(passages, at))
    near = [table for b in beside for table in held[b].get("tables", ())]
    tables = list(dict.fromkeys([*held[at].get("tables", ()), *near]))
    siblings: list[object] = [passages[b]["position"] for b in beside]
    found = {**held[at], "tables": tables, "passages": siblings}
    return {kind: links for kind, links in found.items() if links}


def _holding(line: int, passages: Sequence[Row], firsts: Sequence[int]) -> Iterator[int]:
    """The passages that hold a line: one, or the parts of a long paragraph."""
    at = bisect_right(firsts, line) - 1
    while at >= 0 and passages[at]["last_line"] >= line:
        yield at
        at -= 1


def _beside(passages: Sequence[Row], at: int) -> Iterator[int]:
    """The passages before and after one in the same section."""
    section = passages[at]["section"]
    for near in (at - 1, at + 1):
        if section and 0 <= near < len(passages) and passages[near]["section"] == section:
            yield near
