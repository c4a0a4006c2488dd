"""Structure: does the outline name the items a filing has?

A line of `structure.jsonl` has `doc`, `form`, `source` and labels of one of two kinds: `items`, a
list of {"identifier" or "item", "character_count"}; or `checks`, of which one of the type
"expected_set_complete" lists the items. Items are named as an outline names them: 7A in a 10-K,
2.02 in an 8-K, I.2 and II.1A in a 10-Q ("part1item2" is read as I.2).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from evals.gold import Row, same
from evals.tables import Figures, Table, Tallies, count, in_order, percent, share

RECENT = frozenset({"1C", "9C", "16"})
"""Items of a 10-K that came with later rules; older labels leave them out."""


def score(
    labels: Iterable[Row], outlines: Sequence[Mapping[str, object]], tallies: Tallies
) -> None:
    """Compare every labelled filing with its outline ({"source", "sections"})."""
    for row in labels:
        gold = labelled(row)
        if gold:
            outline = next((o for o in outlines if same(o["source"], row["doc"])), None)
            found = items(outline) - (uncounted(row) - gold)
            name = f"{row.get('form')} {str(row.get('source')).split()[0]}"
            count(tallies, (name, "all"), **compared(gold, found), missing=int(outline is None))


def compared(gold: set[str], found: set[str]) -> dict[str, int]:
    """What one filing adds to a tally."""
    return {
        "filings": 1,
        "gold": len(gold),
        "hit": len(gold & found),
        "found": len(found),
        "exact": int(gold == found),
    }


def items(outline: Mapping[str, object] | None) -> set[str]:
    """The items an outline names."""
    sections = outline["sections"] if outline else []
    assert isinstance(sections, list)
    named = (section for section in sections if section["kind"] == "item" and section["item"])
    return {str(section["item"]).upper() for section in named}


def labelled(row: Row) -> set[str]:
    """The items a filing has, by its labels."""
    names = {item_name(item) for item in listed(row, "items") if size(item) > 0}
    for check in listed(row, "checks"):
        if check["type"] == "expected_set_complete":
            names |= {str(item).upper() for item in listed(check, "items")}
    return names


def uncounted(row: Row) -> set[str]:
    """Items that may be printed though the labels leave them out: empty and recent ones."""
    sized = [item for item in listed(row, "items") if "character_count" in item]
    if not sized:
        return set()
    empty = {item_name(item) for item in sized if size(item) == 0}
    return empty | (RECENT if row.get("form") == "10-K" else set())


def item_name(item: Mapping[str, object]) -> str:
    """An item as the outline names it."""
    name = str(item.get("identifier", item.get("item")))
    quarterly = re.fullmatch(r"part(\d)item(\w+)", name)
    return f"{'I' * int(quarterly[1])}.{quarterly[2]}".upper() if quarterly else name.upper()


def size(item: Mapping[str, object]) -> int:
    """How many characters the item has; one that is listed without a size has some."""
    return int(str(item.get("character_count", 1)))


def listed(row: Row, name: str) -> list[dict[str, object]]:
    """A list of a row, empty if it is not there."""
    value = row.get(name)
    return value if isinstance(value, list) else []


def to_table(tallies: Tallies) -> Table:
    """The table of the outlines."""
    rows = tuple(
        (
            name,
            str(tally["filings"]),
            share(tally["hit"], tally["gold"]),
            share(tally["hit"], tally["found"]),
            share(tally["exact"], tally["filings"]),
            str(tally["missing"]),
        )
        for name, tally in in_order(tallies)
    )
    heads = ("set", "filings", "recall", "precision", "exact", "no outline")
    return Table("structure", "Items of the outline", heads, rows, figures(tallies))


def figures(tallies: Tallies) -> Figures:
    """The last row for programs."""
    tally = tallies.get("all")
    if tally is None:
        return {"filings": 0}
    return {
        "filings": tally["filings"],
        "recall": percent(tally["hit"], tally["gold"]),
        "precision": percent(tally["hit"], tally["found"]),
        "exact": percent(tally["exact"], tally["filings"]),
    }
