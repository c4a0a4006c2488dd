"""Of several sections of one name the one that is meant: notes of a parent, of a company held.

A filing may hold other statements than its own. Their notes are a chain of their own, under a
heading of their own; the longest chain is the filing's.
"""

import re
from collections.abc import Sequence

from ingest.document import Section, Table
from ingest.items import letters
from ingest.targets import Targets, name_of


def meant(found: Sequence[Section], block: int, targets: Targets) -> Section | None:
    """Of sections of one name that of the statements the reference stands in, else the filing's."""
    chains = [_chain(section, targets) for section in found]
    for section, chain in zip(found, chains, strict=True):
        if chain[0] <= block < chain[1]:
            return section
    if reported := _reported(found, block, targets):
        return reported
    if found[0].kind == "schedule" and len({section.title for section in found}) == 1:
        return found[0]
    sizes = sorted((chain[2] for chain in chains), reverse=True)
    if sizes[0] >= 2 * sizes[1]:
        return next(s for s, chain in zip(found, chains, strict=True) if chain[2] == sizes[0])
    return None


def _reported(found: Sequence[Section], block: int, targets: Targets) -> Section | None:
    """The note that a report of auditors or a statement means: of the notes that follow it.

    Where a report stands behind its notes, no statements follow it.
    """
    around = [each for each in targets.sections if each.start <= block < each.stop]
    if not any(_REPORTED.search(letters(s.title)) for s in around if s.kind == "heading"):
        return None
    after = next((each for each in found if each.start > block), None)
    before = [each for each in found if each.start <= block][-1:]
    return after if after and _leads_to(after, block, targets) else next(iter(before), None)


def of_item(found: Sequence[Section], block: int, targets: Targets) -> Section | None:
    """Up to the end of the item of the financial statements, the one that stands in that item."""
    items = [each for each in targets.sections if each.kind == "item"]
    stating = [each for each in items if "financialstatements" in letters(each.title)[:60]][:1]
    inside = [s for s in found if any(item.start < s.start < item.stop for item in stating)]
    early = bool(stating) and block < stating[0].stop
    return inside[0] if len(inside) == 1 and early else None


_REPORTED = re.compile(
    r"reportof(?:the)?independent|auditors?report|reportof\w{0,60}account|balancesheets?|statementsof"
)


def _leads_to(note: Section, block: int, targets: Targets) -> bool:
    """Whether the statements of a note stand between a place and it."""
    return any(
        block <= each.start < note.start
        and re.search("balancesheet|statementsof", letters(each.title))
        for each in targets.sections
    ) or isinstance(targets.blocks[block], Table)


def _chain(section: Section, targets: Targets) -> tuple[int, int, int]:
    """The first block, the end and the count of the run of notes a note belongs to."""
    same = [each for each in targets.sections if each.kind == section.kind and name_of(each)]
    at = same.index(section)
    first = last = at
    while first > 0 and _rises(same[first - 1], same[first]):
        first -= 1
    while last + 1 < len(same) and _rises(same[last], same[last + 1]):
        last += 1
    return same[first].start, same[last].stop, last - first + 1


def _rises(one: Section, other: Section) -> bool:
    """Whether the number of one section is below that of the next."""
    first, second = name_of(one) or "", name_of(other) or ""
    return (len(first), first) < (len(second), second)
