"""Tables that the text announces, or explains, and that are not there: traces of a missing one.

"The following table shows ..." and "... were as follows (in millions):" are looked at, with what
stands below them up to the next prose. Words that may announce a list or definitions just as well
("as follows:") count only where the next thing below is an announcement, too, or a new note.
"""

import re
from collections.abc import Container, Iterator, Sequence

from ingest.contents import contents
from ingest.document import Document, PageBreak, Paragraph, Table

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
COLON = re.compile(r":\W{0,3}(?:\([^()]{1,160}\)\W{0,3})?$")
TABLE = re.compile(
    r"\b(?:following|below)\b.{0,60}\btables?\b(?! of contents)|\btables?\s(?:\w+\s){0,5}below\b"
    r"|\bfollowing (?:\w+ ){0,2}schedules? (?:sets?|shows?|presents?|summari[sz]es?)\b",
    re.IGNORECASE,
)
IN_UNITS = re.compile(
    r"\([^()]{0,80}\b(?:thousands|millions|billions)\b[^()]{0,80}\)"
    r"|\bin (?:thousands|millions|billions)\W{0,3}$",
    re.IGNORECASE,
)
FIGURES = re.compile(
    r"(?=.*\b(?:following|follows?|below|summari[sz]ed|presented)\b)"
    r".*\b(?:months|years?|quarters?) ended\b",
    re.IGNORECASE,
)
PARTS = re.compile(
    r"\b(?:consist(?:s|ed|ing)?|comprised|composed|components?|summary)\b.*"
    r"\b(?:the following|follows|set forth below)\W{0,3}$",
    re.IGNORECASE,
)
ABOVE = re.compile(r"\b(?:above|preceding)\b", re.IGNORECASE)
BULLET = re.compile(r"[^\w\s“\"'‘($*_†‡]|o\s")
NUMBERED = re.compile(r"\(?(?:[a-zA-Z]|\d{1,2}|[ivxIVX]{1,5})[.)]\s?|\*")
DEFINED = re.compile(r"[^.]{1,60}(?:—|–| - |:)")
NUMBER = re.compile(r"\d")
# A note as it stands below a table, its mark being the first of its kind.
NOTE = re.compile(
    r"\(?[1a]\)\s?(?:includes?|excludes?|represents?|reflects?|relates?|consists?|comprised|primarily"
    r"|net of|calculated|computed|based on|derived|does not|this amount|amounts?|certain amounts"
    r"|percentages?|not meaningful|for (?:additional|more|further)|refer|see)\b",
    re.IGNORECASE,
)
CONTENTS = re.compile(r"(?i)\W*(?:table of contents|index)\W*")
MARKED = ("html", "ixbrl")  # formats
FIRST_NOTE = re.compile(r"\(?[1a]\)\s?[A-Z]")
CAPTION = re.compile(
    r"\(?(?:unaudited|.{0,40}\b(?:in|of) (?:thousands|millions|billions)\b.{0,60})\)?",
    re.IGNORECASE,
)
RULE = re.compile(r"[\W_]*")
LEGEND = re.compile(r"\W*n\.?/?[am]\.?(?:\s|:|=|–|—|-)", re.IGNORECASE)  # "n/a: not applicable"
LONGEST_TITLE = 14  # words; above a table stand its title, its units and heads of columns
NEAR = 8  # blocks below an announcement


def broken_announcements(document: Document) -> Iterator[str]:
    """Sentences of the items that announce a table, where none and no figures follow.

    Looked for where tables are marked as such.
    """
    if document.format not in MARKED:
        return
    opens = {
        section.start for section in document.sections if section.kind not in ("heading", "exhibit")
    }
    blocks = _of_items(document)
    for place, (_, block) in enumerate(blocks):
        said = announcement(block.text) if isinstance(block, Paragraph) else ""
        if said and not _is_kept(said, blocks[place + 1 : place + 1 + NEAR], opens):
            yield said


def stray_notes(document: Document) -> Iterator[str]:
    """Notes as they stand below a table, first of their kind, without a table above them."""
    if document.format not in MARKED:
        return
    before: Paragraph | Table | None = None
    for _, block in _of_items(document):
        if isinstance(block, Paragraph):
            legend = isinstance(before, Table) and LEGEND.match(block.text)
            if RULE.fullmatch(block.text) or legend:
                continue
            if before and _is_stray(block.text, before):
                yield block.text
        before = block


def lacks_contents(document: Document) -> bool:
    """Whether the title of a contents table has none below it, nor is one anywhere."""
    blocks = [block for block in document.blocks if not isinstance(block, PageBreak)]
    titles = (isinstance(block, Paragraph) and CONTENTS.fullmatch(block.text) for block in blocks)
    return document.format in MARKED and any(titles) and not contents(document.blocks).entries


def announcement(text: str) -> str:
    """The last sentence of `text` if it announces figures, else ""."""
    said = SENTENCE.split(text.rstrip())[-1]
    colon = COLON.search(said) is not None
    if ABOVE.search(said):
        return ""
    if TABLE.search(said) and colon:
        return said
    if colon and (IN_UNITS.search(said) or FIGURES.search(said) or PARTS.search(said)):
        return said
    return ""


def _of_items(document: Document) -> list[tuple[int, Paragraph | Table]]:
    """The blocks from the first item to the end of the last; exhibits follow."""
    items = [section for section in document.sections if section.kind == "item"]
    start = min((item.start for item in items), default=0)
    stop = max((item.stop for item in items), default=0)
    return [
        (at, block)
        for at, block in enumerate(document.blocks[start:stop], start)
        if not isinstance(block, PageBreak)
    ]


def _is_kept(
    said: str, below: Sequence[tuple[int, Paragraph | Table]], opens: Container[int]
) -> bool:
    certain = TABLE.search(said) is not None or IN_UNITS.search(said) is not None
    for at, block in below:
        if isinstance(block, Table) or BULLET.match(block.text):
            return True
        if at in opens or announcement(block.text):
            return False
        if NUMBERED.match(block.text) or block.kind == "list":
            return not certain
        if _is_prose(block.text) or DEFINED.match(block.text):
            return not certain
        if NUMBER.search(block.text) and not block.text.rstrip().endswith("."):
            return True  # rows, heads of columns: a table that was not read as one
    return False


def _is_prose(text: str) -> bool:
    """Whether a line is a sentence, not a title: "Three months ended as compared to ..."."""
    words = len(text.split())
    return words > LONGEST_TITLE and (words > 2 * LONGEST_TITLE or text.rstrip().endswith("."))


def _is_stray(text: str, before: Paragraph | Table) -> bool:
    """Whether `text` is a note to a table, and what stands before it is neither one nor a list."""
    if isinstance(before, Table):
        return False
    if CAPTION.fullmatch(before.text):
        return FIRST_NOTE.match(text) is not None
    listed = NUMBERED.match(before.text) or BULLET.match(before.text) or before.text.endswith(":")
    return NOTE.match(text) is not None and not listed
