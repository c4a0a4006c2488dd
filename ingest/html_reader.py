"""The page as a run of events: lxml says what starts, ends and stands between, we keep the rest.

Events, not a tree: libxml2 drops the text of a tree below a nesting depth of 254 without a word,
and a run of events has no depth. Memory is the text and the open elements.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ingest.document import PageBreak, Place
from ingest.from_ixbrl import Facts
from ingest.html_flow import BLANKS, BREAK, Run, clean, paragraphs
from ingest.html_style import Css, Look, inherit, read_css
from ingest.html_tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    CellBox,
    Item,
    RowBox,
    TableBox,
    settle,
    span_of,
)
from ingest.html_typewriter import typewritten

Role = Literal["tagged", "cell", "break", "apart", "item", ""]
"""What an element does to the run of text; "apart" sets its text apart by blanks."""


class Element(NamedTuple):
    """What is known of an element of some tag and style inside some look."""

    look: Look
    css: Css
    block: bool
    role: Role
    inside: "Inside"


Inside = dict[str | tuple[str, str, str, str], Element]
"""The elements in one look, by tag, or by tag, style, align and size."""


def role_of(tag: str, *, block: bool) -> Role:
    """The role of an element by its tag."""
    if ":" in tag:
        return "tagged"
    if tag in CELLS:
        return "cell"
    if tag == "br":
        return "break"
    if block:
        return "item" if tag == "li" else ""
    return "" if tag in INLINE else "apart"


class Reader:
    """A parser target (`lxml.etree.HTMLParser(target=...)`) that makes paragraphs and tables."""

    def __init__(self, ix: str = "ix", classes: Mapping[str, str] | None = None) -> None:
        self.items: list[Item] = [PageBreak(1)]
        self.facts = Facts()
        self.links: set[str] = set()
        self.named: set[str] = set()
        """What links may lead to."""
        self.page = 1
        self.title = ""
        self._ix = ix + ":"
        self._classes = classes or {}
        self._place = Place(1)
        self._run = Run(self._place)
        self._blocks = self.items
        self._tables: list[TableBox] = []
        # tag, is a block, role, look around it, and what elements are in that look
        self._stack: list[tuple[str, bool, Role, Look, Inside]] = []
        self._look = Look()
        self._anchors: list[str] = []
        self._looks: dict[Look, Inside] = {}
        self._inside: Inside = self._looks.setdefault(self._look, {})

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        attributes = attributes or NO_ATTRIBUTES
        look, css, block, role, inside = self._styled(tag, attributes)
        if block and (self._run.parts or self._run.links):
            self._flush()
        self._stack.append((tag, block, role, self._look, self._inside))
        self._look, self._inside = look, inside
        if css.breaks or (tag == "hr" and "page-break" in attributes.get("style", "").lower()):
            self._turn()
        if role == "tagged":
            self.named.add(attributes.get("id", ""))
            self.facts.start(self._ix_name(tag), attributes)
        elif attributes and ("id" in attributes or "name" in attributes or "href" in attributes):
            self._anchor(tag, attributes)
        if role == "cell":
            self._start_table_part(tag, attributes)
        elif role == "break":
            self._run.parts.append((BREAK, look))
        elif role == "apart":
            self._run.parts.append((" ", look))
        elif role == "item":
            self._run.listed = True

    def end(self, tag: str) -> None:
        """An element ends; lxml closes what the page leaves open."""
        if not self._stack:
            return
        opened, block, role, self._look, self._inside = self._stack.pop()
        if block and (self._run.parts or self._run.links):
            self._flush()
        role = role if opened == tag else role_of(tag, block=block)
        if role == "tagged":
            self.facts.end(self._ix_name(tag))
        elif role == "cell":
            self._end_table_part(tag)
        elif role == "apart":
            self._run.parts.append((" ", self._look))

    def data(self, text: str) -> None:
        """Text between elements."""
        self.facts.data(text)
        if self._look.hidden:
            if self._stack and self._stack[-1][0] == "title":
                self.title = clean(self.title + text)
            return
        run = self._run
        seen = bool(text.strip(BLANKS))
        if seen and run.blank:
            run.blank, run.place = False, self._place
            run.anchors += self._anchors
            self._anchors = []
        if seen:
            for tagged in self.facts.open:
                if not tagged.shown and tagged.kept:
                    tagged.shown = True
                    run.facts.append(tagged.id)
        if self._look.typewriter:
            text = text.replace("\r\n", "\n").replace("\n", BREAK)
            parts = text.split(BREAK)
            for index, part in enumerate(parts):
                if index:
                    run.parts.append((BREAK, self._look))
                run.parts.append((part, self._look))
        else:
            run.parts.append((text, self._look))

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Neither do processing instructions."""

    def close(self) -> "Reader":
        """The page is over."""
        self._flush()
        while self._tables:
            self._end_table()
        return self

    def _styled(self, tag: str, attributes: Mapping[str, str]) -> "Element":
        """The look inside an element; pages repeat themselves, so each kind is worked out once."""
        if not attributes and (bare := self._inside.get(tag)):
            return bare
        style = attributes.get("style", "")
        if self._classes and "class" in attributes:
            named = (self._classes.get(name, "") for name in attributes["class"].split())
            style = ";".join((*named, style))
        align, size = attributes.get("align", ""), attributes.get("size", "")
        key = (tag, style, align, size) if style or align or size else tag
        found = self._inside.get(key)
        if found is None:
            css = read_css(style) if style else PLAIN
            name = tag.replace(self._ix, "ix:", 1) if ":" in tag else tag
            look = inherit(self._look, name, css, attributes)
            block = (tag in BLOCKS and not css.inline) or tag in CELLS
            inside = self._looks.setdefault(look, {})
            found = Element(look, css, block, role_of(tag, block=block), inside)
            self._inside[key] = found
        return found

    def _ix_name(self, tag: str) -> str:
        return "ix:" + tag[len(self._ix) :] if tag.startswith(self._ix) else tag

    def _anchor(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note the ids that links may name, and the links."""
        for name in ("id", "name"):
            if value := attributes.get(name):
                if name == "name" and tag in ("meta", "input", "param"):
                    continue
                self.named.add(value)
                (self._anchors if self._run.blank else self._run.anchors).append(value)
        href = attributes.get("href", "")
        if tag == "a" and href.startswith("#") and len(href) > 1:
            self._run.links.append(href[1:])
            self.links.add(href[1:])

    def _turn(self) -> None:
        """A new page begins."""
        self.page += 1
        self._place = Place(self.page)
        if self._run.blank:
            self._blocks.append(PageBreak(self.page))
        else:
            self._run.breaks.append(PageBreak(self.page))

    def _flush(self) -> None:
        """End the paragraph on its way."""
        run = self._run
        if not run.parts and not run.links:
            return
        self._run = Run(self._place, listed=run.listed and run.blank)
        set_in_columns = run.parts and run.parts[-1][1].typewriter and not self._tables
        made = [] if run.blank else (set_in_columns and typewritten(run)) or paragraphs(run)
        if not made:
            self._anchors = run.anchors + self._anchors
        self._blocks += made
        self._blocks += run.breaks

    def _start_table_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self.facts.table()
            self._tables.append(TableBox(self._place, outer=self._blocks))
            return
        if not self._tables:
            return
        table = self._tables[-1]
        if tag == "tr":
            table.rows.append(RowBox(self._place))
            self._blocks = table.rows[-1].loose
            return
        if not table.rows:
            table.rows.append(RowBox(self._place))
        cell = CellBox(
            span_of(attributes.get("colspan"), MOST_COLUMNS),
            span_of(attributes.get("rowspan"), MOST_ROWS),
            marked=tag == "th",
        )
        table.rows[-1].cells.append(cell)
        self._blocks = cell.items

    def _end_table_part(self, tag: str) -> None:
        if not self._tables:
            return
        if tag == "table":
            self._end_table()
        elif tag != "tr" and self._tables[-1].rows:
            self._blocks = self._tables[-1].rows[-1].loose

    def _end_table(self) -> None:
        table = self._tables.pop()
        self._blocks = table.outer
        self._blocks += settle(table)


PLAIN = Css()
NO_ATTRIBUTES: Mapping[str, str] = {}  # lxml's own empty mapping raises for each name it lacks
CELLS = frozenset(("table", "tr", "td", "th"))
BLOCKS = frozenset(
    [
        *(f"h{level}" for level in range(1, 7)),
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "dir",
        "menu",
        "table",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "center",
        "blockquote",
        "pre",
        "xmp",
        "listing",
        "plaintext",
        "hr",
        "body",
        "html",
        "form",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "figure",
        "figcaption",
        "address",
        "fieldset",
        "legend",
        "title",
        "head",
        "document",
        "type",
        "sequence",
        "filename",
        "description",
        "text",
        "page",
    ]
)
INLINE = frozenset(
    [
        "font",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "span",
        "a",
        "sup",
        "sub",
        "small",
        "big",
        "br",
        "tt",
        "code",
        "s",
        "strike",
        "del",
        "ins",
        "label",
        "abbr",
        "acronym",
        "cite",
        "q",
        "var",
        "kbd",
        "samp",
        "mark",
        "nobr",
        "wbr",
        "img",
        "bdo",
    ]
)
