"""A plain way to look at the markup of a filing.

The look is deliberately not ours: lxml and a few regular expressions, so that a fault of the
readers does not hide one of the generator.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

IX = "{http://www.xbrl.org/2013/inlineXBRL}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class Tag:
    concept: str
    context: str
    unit: str
    value: Decimal
    text: str
    decimals: int
    scale: int


@dataclass(frozen=True, slots=True)
class Markup:
    """A filing as anybody sees it."""

    tree: etree._Element
    blocks: tuple[str, ...]
    """The text of every paragraph and table row, in order."""

    @property
    def text(self) -> str:
        return "\n".join(self.blocks)

    def tags(self) -> list[Tag]:
        return [_tag(element) for element in self.tree.iter(f"{IX}nonFraction")]

    def between(self, start: str, stop: str | None) -> str:
        """The text from the heading `start` up to the heading `stop`."""
        first = self.blocks.index(start)
        last = len(self.blocks) if stop is None else self.blocks.index(stop, first + 1)
        return "\n".join(self.blocks[first:last])


def _tag(element: etree._Element) -> Tag:
    text = element.text or ""
    scale = int(element.get("scale", "0"))
    digits = Decimal(0) if text == "—" else Decimal(text.replace(",", ""))
    sign = -1 if element.get("sign") == "-" else 1
    return Tag(
        element.get("name", ""),
        element.get("contextRef", ""),
        element.get("unitRef", ""),
        sign * digits.scaleb(scale),
        text,
        int(element.get("decimals", "0")),
        scale,
    )


def look(html: str) -> Markup:
    tree = etree.fromstring(html.encode())
    blocks = []
    for element in tree.iter(f"{XHTML}div", f"{XHTML}tr"):
        nested = any(True for _ in element.iterdescendants(f"{XHTML}div", f"{XHTML}tr"))
        hidden = "display:none" in element.get("style", "")
        words = re.sub(r"\s+", " ", "".join(_pieces(element))).strip()
        if words and not nested and not hidden:
            blocks.append(words)
    return Markup(tree, tuple(blocks))


def _pieces(element: etree._Element) -> list[str]:
    if element.tag == f"{XHTML}td":
        return ["".join(str(text) for text in element.itertext()), " "]
    own = [element.text or ""]
    for child in element:
        own += [*_pieces(child), child.tail or ""]
    return own
