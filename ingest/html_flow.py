"""Runs of inline text become paragraphs: spaces joined right, lines parted as print parts them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.document import BlockKind, PageBreak, Paragraph, Place, Style
from ingest.html_style import Look


@dataclass(slots=True)
class Run:
    """The inline text of a paragraph on its way."""

    place: Place
    parts: list[tuple[str, Look]] = field(default_factory=list)
    listed: bool = False
    anchors: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    breaks: list[PageBreak] = field(default_factory=list)
    """Page breaks that fell inside; they go behind it."""
    blank: bool = True
    """Nothing to see yet."""


def paragraphs(run: Run) -> list[Paragraph]:
    """The paragraphs that a run is: one, unless line breaks part it."""
    if len(run.parts) == 1:  # most cells and many paragraphs
        return plain_paragraph(run, *run.parts[0])
    made = []
    for parts in split_lines(run.parts):
        text = clean("".join(raised(parts)))
        if text:
            kind: BlockKind = "list" if run.listed or BULLET.match(text) else "paragraph"
            made.append(Paragraph(text, run.place, style_of(parts), kind))
    if made:
        head = made[0]
        made[0] = Paragraph(
            head.text, head.place, head.style, head.kind,
            tuple(run.anchors), tuple(run.links), tuple(run.facts),
        )  # fmt: skip
    return made


def plain_paragraph(run: Run, text: str, look: Look) -> list[Paragraph]:
    """What a run of a single part is: `paragraphs` without the looks that it does not need."""
    said = "" if text == BREAK else clean(text)
    if not said:
        return []
    kind: BlockKind = "list" if run.listed or BULLET.match(said) else "paragraph"
    return [
        Paragraph(
            said,
            run.place,
            style_of([(text, look)]),
            kind,
            tuple(run.anchors),
            tuple(run.links),
            tuple(run.facts),
        )
    ]


def split_lines(parts: list[tuple[str, Look]]) -> list[list[tuple[str, Look]]]:
    """The parts of each paragraph: an empty line ends one, so does a line that opens another kind.

    A single <br> is a space, as in a heading set over two lines; not where the next line begins
    an item or a bullet, or where type changes as from a heading to its text.
    """
    lines: list[list[tuple[str, Look]]] = [[]]
    for part in parts:
        if part[0] == BREAK:
            lines.append([])
        else:
            lines[-1].append(part)
    if len(lines) == 1:
        return lines
    merged: list[list[tuple[str, Look]]] = []
    apart, previous = True, lines[0]
    for line in lines:
        if not any(text.strip(BLANKS) for text, _ in line):
            apart = True
            continue
        if apart or opens(previous, line):
            merged.append(list(line))
        else:
            merged[-1] += [(" ", line[0][1]), *line]
        apart, previous = False, line
    return merged


def opens(before: list[tuple[str, Look]], line: list[tuple[str, Look]]) -> bool:
    """Whether a line after a single break begins a paragraph of its own."""
    text = clean("".join(text for text, _ in line))
    if OPENING.match(text) or BULLET.match(text):
        return True
    old, new = style_of(before), style_of(line)
    return (old.bold, old.italic, old.underline) != (new.bold, new.italic, new.underline)


def raised(parts: list[tuple[str, Look]]) -> list[str]:
    """The texts, with raised digits set apart: "1,234 ¹" is not 12341, nor "Debt 1" Debt1."""
    texts: list[str] = []
    for text, look in parts:
        if look.raised and texts and DIGITS.fullmatch(text.strip()):
            digits = texts[-1][-1:].isdecimal()
            text = " " + (text.translate(SUPERSCRIPTS) if digits else text)
        if text:
            texts.append(text)
    return texts


def clean(text: str) -> str:
    """One line: blanks of every kind are one space, invisible characters are gone."""
    if not text.isascii() or "\0" in text:  # most text is plain: nothing to take out
        text = text.translate(INVISIBLE)
    return " ".join(text.split())


def style_of(parts: list[tuple[str, Look]]) -> Style:
    """The style most of the letters have."""
    lead = parts[0][0] if parts else ""
    if len(parts) == 1 and lead[:1] != "\u00a0":
        return plain_style(parts[0][1], 0)
    weights: dict[Look, int] = {}
    for text, look in parts:
        weights[look] = weights.get(look, 0) + len(text.strip(BLANKS))
    if not weights:
        return Style()
    lead = "".join(text for text, _ in parts)
    blanks = len(lead) - len(lead.lstrip(BLANKS)) if lead[:1] == "\u00a0" else 0
    if len(weights) == 1:
        return plain_style(parts[0][1], blanks)
    half = sum(weights.values()) / 2

    def most(name: str) -> bool:
        return sum(n for look, n in weights.items() if getattr(look, name)) > half

    look = max(weights, key=weights.__getitem__)
    look = look._replace(bold=most("bold"), italic=most("italic"), underline=most("underline"))
    return plain_style(look, blanks)


@lru_cache(maxsize=1024)  # a filing has few looks
def plain_style(look: Look, blanks: int) -> Style:
    """The style of text that all looks alike, behind `blanks` no-break spaces."""
    return Style(
        look.bold,
        look.italic,
        look.underline,
        look.centered,
        round(look.size, 2),
        round(look.indent + 3 * blanks, 2),  # a no-break space is about 3 points wide
    )


BREAK = "\x1e"  # a <br>, among the parts of a run
BLANKS = " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u200b\u00ad\ufeff"
# Soft hyphens, zero-width characters and NUL go; blanks of every kind are left to str.split.
INVISIBLE: dict[int, str | None] = {
    # C1 controls are windows-1252 in filings that number their entities by it
    **{number: bytes((number,)).decode("cp1252", "ignore") for number in range(0x80, 0xA0)},
    **dict.fromkeys((0x00, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)),
}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
DIGITS = re.compile(r"\d{1,2}(?:,\d{1,2})*")
BULLET = re.compile(r"[•●▪■◦‣⁃·○–—o§]\s+(?=\S)")
OPENING = re.compile(r"(?i)(?:part\s+[ivx]+\b|item\s*\d|note\s+\d)")
