"""How an element looks, from its tag and its inline CSS; and whether it is seen at all."""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """The look of text inside an element, all that it inherits included."""

    hidden: bool = False
    bold: bool = False
    italic: bool = False
    underline: bool = False
    centered: bool = False
    raised: bool = False
    """Superscript."""
    typewriter: bool = False
    """Line ends and runs of blanks count, as in <pre>."""
    size: float = 0.0
    """Points, 0 where the source does not say."""
    indent: float = 0.0
    """Points."""


class Css(NamedTuple):
    """What a style attribute says; None where it is silent."""

    hidden: bool = False
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    centered: bool | None = None
    raised: bool | None = None
    typewriter: bool | None = None
    size: float | None = None
    """Points; negative for a share of the size around: -1.2 is 120 %."""
    indent: float = 0.0
    inline: bool = False
    breaks: bool = False
    """Begins a new page."""


def read_css(style: str) -> Css:
    """What a style attribute says of look, visibility and pages."""
    text = SPACES.sub("", style.lower())
    said = dict(pair.split(":", 1) for pair in text.split(";") if ":" in pair)
    weight = said.get("font-weight", "")
    decoration = said.get("text-decoration", said.get("text-decoration-line", ""))
    align = said.get("text-align", "")
    shift = said.get("vertical-align", "")
    space = said.get("white-space", "")
    return Css(
        hidden=said.get("display", "").startswith("none"),
        bold=weight.startswith("bold") or weight[:3] in HEAVY if weight else None,
        italic=said["font-style"].startswith(("italic", "oblique"))
        if "font-style" in said
        else None,
        underline="underline" in decoration if decoration else None,
        centered=align == "center" if align else None,
        raised=is_raised(shift, said),
        typewriter=space.startswith("pre") and space != "pre-line" if space else None,
        size=points(said.get("font-size", ""), share=True) or font_size(said.get("font", "")),
        indent=indent_of(said),
        inline=said.get("display", "").startswith("inline"),
        breaks=BREAK.search(text) is not None,
    )


def class_styles(text: str) -> dict[str, str]:
    """What <style> elements of a page say of its classes: declarations by class name.

    Only selectors that are one class, alone or of an element (".note", "p.note"), count. Page
    breaks are left out: a page of a filing is what its elements themselves say is one.
    """
    said: dict[str, str] = {}
    for rule in _sheets(text).split("}"):
        selectors, _, body = rule.partition("{")
        declared = ";".join(each for each in body.split(";") if "break" not in each.lower())
        for selector in selectors.split(",") if declared else ():
            if match := ONE_CLASS.fullmatch(selector.strip()):
                said[match[1]] = f"{said.get(match[1], '')};{declared}"
    return said


def _sheets(text: str) -> str:
    """The insides of all style elements, comments left out; in one pass, whatever they hold."""
    sheets: list[str] = []
    stop = 0
    while start := STYLE.search(text, stop):
        end = STYLE_END.search(text, start.end())
        if end is None:
            break
        sheets.append(text[start.end() : end.start()])
        stop = end.end()
    parts = (part.partition("*/") for part in "}".join(sheets).split("/*"))
    return "".join(after if at else before for at, (before, _, after) in enumerate(parts))


def is_raised(shift: str, said: Mapping[str, str]) -> bool | None:
    """Whether text stands above the line, by alignment or by a shift of its own."""
    if said.get("position") == "relative" and said.get("top", "").startswith("-"):
        return True
    return shift.startswith(("super", "text-top")) if shift else None


def inherit(look: Look, tag: str, css: Css, attributes: Mapping[str, str]) -> Look:
    """The look inside an element of a parent that looks like `look`."""
    size = size_in(look.size, css.size, attributes.get("size") if tag == "font" else None)
    align = attributes.get("align", "").lower()
    centered = css.centered
    if centered is None and (align or tag == "center"):
        centered = align == "center" or tag == "center"
    return Look(
        hidden=look.hidden or css.hidden or tag in DARK,
        bold=first(css.bold, tag in BOLD or None, look.bold),
        italic=first(css.italic, tag in ITALIC or None, look.italic),
        underline=first(css.underline, tag in UNDERLINE or None, look.underline),
        centered=first(centered, None, look.centered),
        raised=first(css.raised, tag == "sup" or None, look.raised),
        typewriter=first(css.typewriter, tag in TYPEWRITER or None, look.typewriter),
        size=HEADINGS.get(tag, size) if css.size is None else size,
        indent=look.indent + css.indent + SET_IN.get(tag, 0.0),
    )


def first(own: bool | None, by_tag: bool | None, inherited: bool) -> bool:
    """The nearest of three that says anything."""
    if own is not None:
        return own
    return inherited if by_tag is None else by_tag


def size_in(around: float, css: float | None, font: str | None) -> float:
    """Points of an element, from its CSS or its <font size>, in text of `around` points."""
    if css is not None:
        return css if css > 0 else -css * around
    if font:
        step = font.strip()
        number = int(step) if step.lstrip("+-").isdecimal() else 3
        return FONT_SIZES[max(1, min(7, 3 + number if step[0] in "+-" else number))]
    return around


def indent_of(said: Mapping[str, str]) -> float:
    """Left margin and padding in points; a first line set in counts by itself."""
    left = 0.0
    for name in ("margin-left", "padding-left", "text-indent"):
        left += points(said.get(name, ""), share=False) or 0.0
    for name in ("margin", "padding"):
        parts = BOX_PARTS.findall(said.get(name, ""))
        if len(parts) == 4:
            left += points(parts[3], share=False) or 0.0
    return left


def points(length: str, *, share: bool) -> float | None:
    """A CSS length in points; where `share`, "120%" and "1.2em" are negative shares."""
    match = LENGTH.match(length)
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit in POINTS:
        return number * POINTS[unit]
    if share:
        return -number / 100 if unit == "%" else -number
    return number * 10 if unit == "em" else None


def font_size(font: str) -> float | None:
    """The size in a CSS font shorthand, in points."""
    match = FONT_PART.search(font)
    return points(match.group(), share=True) if match else None


SPACES = re.compile(r"\s+")
STYLE = re.compile(r"<style\b[^<>]*>", re.IGNORECASE)
STYLE_END = re.compile(r"</style", re.IGNORECASE)
ONE_CLASS = re.compile(r"(?:<!--)?\s*[a-z0-9]*\.([\w-]+)", re.IGNORECASE)
BREAK = re.compile(r"page-break-(?:before|after):always|(?<!page-)break-before:page")
LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))(pt|px|in|cm|mm|pc|em|rem|%|)")
BOX_PARTS = re.compile(r"-?[\d.]+(?:pt|px|in|em|%)|(?<![\d.])0(?![\d.])|auto")
FONT_PART = re.compile(r"\d[\d.]*(?:pt|px|em|%)")
POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "": 0.75}
HEAVY = ("600", "700", "800", "900")
DARK = frozenset(("script", "style", "head", "title", "ix:header", "noscript", "template"))
BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
ITALIC = frozenset(("i", "em", "cite", "var", "dfn"))
UNDERLINE = frozenset(("u", "ins"))
TYPEWRITER = frozenset(("pre", "xmp", "listing", "plaintext"))
HEADINGS = {"h1": 24.0, "h2": 18.0, "h3": 14.0, "h4": 12.0, "h5": 10.0, "h6": 8.0}
FONT_SIZES = {1: 7.5, 2: 10.0, 3: 12.0, 4: 13.5, 5: 18.0, 6: 24.0, 7: 36.0}
SET_IN = {"blockquote": 30.0, "ul": 30.0, "ol": 30.0, "dd": 30.0, "dir": 30.0, "menu": 30.0}
