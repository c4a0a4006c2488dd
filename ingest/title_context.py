"""What the words around a title say of it: what it stands in, and whether a number contradicts it.

Items are numbered in proxy statements and in other forms too: "Item 1. Election of Directors" is
not Item 1 of the annual report that says so.
"""

from collections.abc import Sequence

from ingest.document import Paragraph, Section
from ingest.items import letters
from ingest.mentions import Mention
from ingest.notes import is_notes_heading
from ingest.targets import Targets, bare_title

WORD = 4  # letters of a word that says something
BEGINNING = 20  # letters by which a heading is told
NEXT = 45  # letters of "” included under the heading “" between two titles
SHORTEST = 8  # letters of a title that can contradict


def named_beside(
    mention: Mention, said: Sequence[Mention], block: int, targets: Targets
) -> list[list[Section]]:
    """What the same text names as a title's place: the likeliest sections first, all last.

    What is said right behind the title goes alone; else a heading it is said to be included under,
    and the item or note named last before it.
    """
    if mention.within and (held := within(mention.within, block, targets)):
        return [held]
    places = [each for each in said if each.kind in ("item", "note") and not each.outside]
    behind = mention.start + len(mention.words)
    holding = [
        each.key
        for each in said
        if each.kind == "heading" and behind + NEXT > each.start > behind + len("” in “")
    ]
    before = [each for each in places if each.start < mention.start][-1:]
    named = [list(targets.titled.get(letters(key), ())) for key in holding]
    named += [_sections(each, targets) for each in before]
    return [*named, [s for each in places for s in _sections(each, targets)]]


def _sections(mention: Mention, targets: Targets) -> list[Section]:
    """The items or notes of a number, whatever part an item is of where none is said."""
    parts = [f"{mention.part}."] if mention.part else ["", "I.", "II."]
    keys = dict.fromkeys([mention.key, *(f"{part}{mention.key}" for part in parts)])
    found = (targets.numbered.get((mention.kind, key.upper()), ()) for key in keys)
    return [section for sections in found for section in sections]


def within(place: str, block: int, targets: Targets) -> list[Section]:
    """The sections a title is said to be in: of "discussion", "notes", "this", a printed page."""
    if place.startswith("page "):
        return _on_page(place.removeprefix("page "), targets)
    if place == "notes":
        return [s for s in targets.sections if s.kind == "note" or is_notes_heading(s.title)]
    items = [each for each in targets.sections if each.kind == "item"]
    if place == "discussion":
        return [each for each in items if "discussionandanalysis" in letters(each.title)]
    around = [s for s in targets.sections if s.start <= block < s.stop]
    return [each for each in around if each.kind in ("item", "note")][-1:]


def _on_page(key: str, targets: Targets) -> list[Section]:
    """The sections that begin on a printed page."""
    start = targets.pages.get(key)
    if start is None:
        return []
    stop = min((at for at in targets.pages.values() if at > start), default=len(targets.blocks))
    return [each for each in targets.sections if start <= each.start < stop]


def contradicts(mention: Mention, section: Section, targets: Targets) -> bool:
    """Whether the title given with an item is not that of the item, nor of anything in it."""
    title = letters(mention.title)
    if mention.kind != "item" or not mention.exact or len(title) < SHORTEST:
        return False
    own = letters(bare_title(section))
    words = (letters(word) for word in mention.title.split())
    if not own or any(len(word) >= WORD and word in own for word in words):
        return False
    return not _begins_something(title[:BEGINNING], section, targets)


def _begins_something(title: str, section: Section, targets: Targets) -> bool:
    """Whether a heading or paragraph of a section begins as a title, or a title as a heading."""
    inner: Sequence[Section] = [
        each for each in targets.sections if section.start < each.start < section.stop
    ]
    bare = [letters(bare_title(each)) for each in inner]
    if any(each.startswith(title) or (len(each) > 5 and title.startswith(each)) for each in bare):
        return True
    blocks = targets.blocks[section.start : section.stop]
    texts = (each.text for each in blocks if isinstance(each, Paragraph))
    return any(letters(text[: 2 * BEGINNING]).startswith(title) for text in texts)
