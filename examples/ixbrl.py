"""Blocks in, EDGAR HTML with inline XBRL out.

`render` breaks a filing into pages, gives every tagged figure its context and unit, and writes
the markup the way filing software does: styles on every element, a currency sign and a closing
parenthesis in cells of their own, an `hr` at the end of a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from examples.blocks import (
    Block,
    Cell,
    Contents,
    Figure,
    Grid,
    Heading,
    Line,
    Look,
    NewPage,
    Para,
    Row,
    When,
    Word,
)
from examples.pages import paginate


@dataclass(frozen=True, slots=True)
class Filing:
    """What `render` needs besides the blocks."""

    title: str
    head: str
    """Running head of every page."""
    prefix: str
    """Namespace prefix of the filer's own concepts."""
    cik: str
    day: date
    hidden: tuple[tuple[str, str], ...]
    """(dei concept, value) in the hidden header."""
    when: When
    """The context of the hidden facts."""


def render(filing: Filing, blocks: Sequence[Block]) -> str:
    """The whole document, deterministic: the same blocks give the same bytes."""
    pages = list(paginate(blocks))
    numbers = {b.anchor: n for n, page in enumerate(pages) for b in page if isinstance(b, Heading)}
    listed = tuple(b for b in blocks if isinstance(b, Heading) and b.listed)
    writer = _Writer(filing.cik, filing.prefix)
    hidden = "".join(writer.word(name, value, filing.when) for name, value in filing.hidden)
    body = [_page(writer, filing, page, n, listed, numbers) for n, page in enumerate(pages)]
    header = (
        f'<div style="display:none"><ix:header><ix:hidden>{hidden}</ix:hidden>'
        f"<ix:resources>{writer.resources()}</ix:resources></ix:header></div>"
    )
    return _document(filing, header + PAGE_END.join(body))


@dataclass(slots=True)
class _Writer:
    """Numbers facts and contexts in the order they are first used."""

    cik: str
    prefix: str
    contexts: dict[When, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    facts: int = 0

    def line(self, line: Line) -> str:
        """Words and figures as markup."""
        return "".join(map(self._part, line))

    def _part(self, part: str | Figure | Word) -> str:
        match part:
            case Figure():
                return self.figure(part)
            case Word(text, concept, when):
                return self.word(concept, text, when)
            case _:
                return escape(part, quote=False)

    def word(self, concept: str, value: str, when: When) -> str:
        """A tagged text."""
        return (
            f'<ix:nonNumeric contextRef="{self._context(when)}" name="{self._name(concept)}" '
            f'id="{self._fact()}">{escape(value)}</ix:nonNumeric>'
        )

    def figure(self, figure: Figure) -> str:
        """The digits of a figure, tagged when it has a concept."""
        if not figure.concept or figure.when is None:
            return figure.digits
        sign = ' sign="-"' if figure.value < 0 else ""
        form = "ixt:num-dot-decimal" if figure.value else "ixt:fixed-zero"
        self.units.setdefault(figure.unit, figure.unit)
        return (
            f'<ix:nonFraction unitRef="{figure.unit}" contextRef="{self._context(figure.when)}" '
            f'decimals="{figure.places - figure.scale}" name="{self._name(figure.concept)}" '
            f'format="{form}"'
            f'{sign} scale="{figure.scale}" id="{self._fact()}">{figure.digits}</ix:nonFraction>'
        )

    def _name(self, concept: str) -> str:
        return concept.replace("own:", f"{self.prefix}:")

    def _context(self, when: When) -> str:
        return self.contexts.setdefault(when, f"c-{len(self.contexts) + 1}")

    def _fact(self) -> str:
        self.facts += 1
        return f"f-{self.facts}"

    def resources(self) -> str:
        """Every context and unit that was used."""
        contexts = "".join(self._resource(when, name) for when, name in self.contexts.items())
        return contexts + "".join(
            f'<xbrli:unit id="{unit}">{UNITS[unit]}</xbrli:unit>' for unit in self.units
        )

    def _resource(self, when: When, name: str) -> str:
        members = "".join(
            f'<xbrldi:explicitMember dimension="{axis}">{self._name(member)}'
            "</xbrldi:explicitMember>"
            for axis, member in when.members
        )
        segment = f"<xbrli:segment>{members}</xbrli:segment>" if members else ""
        period = (
            f"<xbrli:startDate>{when.start}</xbrli:startDate><xbrli:endDate>{when.end}"
            "</xbrli:endDate>"
            if when.start
            else f"<xbrli:instant>{when.end}</xbrli:instant>"
        )
        return (
            f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier '
            f'scheme="http://www.sec.gov/CIK">{self.cik}</xbrli:identifier>{segment}'
            f"</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
        )


UNITS = {
    "usd": "<xbrli:measure>iso4217:USD</xbrli:measure>",
    "shares": "<xbrli:measure>xbrli:shares</xbrli:measure>",
    "number": "<xbrli:measure>xbrli:pure</xbrli:measure>",
    "usdPerShare": "<xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD</xbrli:measure>"
    "</xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure>"
    "</xbrli:unitDenominator></xbrli:divide>",
}

PAGE_END = '\n<hr style="page-break-after:always"/>\n'
FONT = "font-family:'Times New Roman',sans-serif"


def _span(content: str, more: str = "font-weight:400", size: int = 10) -> str:
    return f'<span style="{FONT};font-size:{size}pt;{more}">{content}</span>'


def _page(
    writer: _Writer,
    filing: Filing,
    page: Sequence[Block],
    number: int,
    listed: Sequence[Heading],
    numbers: Mapping[str, int],
) -> str:
    """One page: running head, blocks, printed number. The cover, number 0, prints none."""
    parts = [_html(writer, block, listed, numbers) for block in page]
    if number:
        link = '<a href="#toc" style="color:#0000ff">Table of Contents</a>'
        parts.insert(0, f'<div style="min-height:36pt">{_span(link, size=8)}</div>')
        foot = _span(escape(filing.head, quote=False), "font-style:italic", 8)
        parts.append(f'<div style="text-align:center">{foot}</div>')
        parts.append(f'<div style="text-align:center">{_span(str(number), size=8)}</div>')
    return "\n".join(parts)


def _html(
    writer: _Writer, block: Block, listed: Sequence[Heading], numbers: Mapping[str, int]
) -> str:
    match block:
        case Heading():
            return _heading(block)
        case Para():
            return _paragraph(writer, block)
        case Grid():
            return _table(writer, block)
        case Contents():
            return _contents(listed, numbers)
        case NewPage():
            return ""


HEADINGS = {
    1: ("text-align:center", "font-weight:700", 12),
    2: ("", "font-weight:700", 11),
    3: ("", "font-weight:700", 10),
    4: ("", "font-style:italic;font-weight:700", 10),
}


def _heading(block: Heading) -> str:
    align, weight, size = HEADINGS[block.level]
    anchor = f'<div id="{block.anchor}"></div>' if block.anchor else ""
    return (
        f'{anchor}<div style="margin-bottom:6pt;margin-top:9pt;{align}">'
        f"{_span(escape(block.text, quote=False), weight, size)}</div>"
    )


LOOKS: dict[Look, tuple[str, str, int]] = {
    "plain": ("margin-bottom:9pt;text-align:justify", "font-weight:400", 10),
    "bullet": ("margin-bottom:4pt;padding-left:27pt;text-indent:-18pt", "font-weight:400", 10),
    "center": ("margin-bottom:4pt;text-align:center", "font-weight:400", 10),
    "small": ("margin-bottom:6pt", "font-weight:400", 8),
    "bold": ("margin-bottom:6pt", "font-weight:700", 10),
    "italic": ("margin-bottom:6pt", "font-style:italic;font-weight:400", 10),
    "strong-center": ("margin-bottom:4pt;text-align:center", "font-weight:700", 12),
}


def _paragraph(writer: _Writer, block: Para) -> str:
    box, weight, size = LOOKS[block.look]
    content = writer.line(block.line)
    bullet = "•&#160;&#160;&#160;&#160;" if block.look == "bullet" else ""
    return f'<div style="{box}">{_span(bullet + content, weight, size)}</div>'


def _table(writer: _Writer, grid: Grid) -> str:
    columns = len(grid.heads)
    widths = '<td style="width:1.0%"/><td style="width:60%"/><td style="width:0.1%"/>' + (
        '<td style="width:1.0%"/><td style="width:0.5%"/><td style="width:0.1%"/>'
        '<td style="width:1.0%"/><td style="width:9%"/><td style="width:0.1%"/>' * columns
    )
    rows = [f"<tr>{widths}</tr>"]
    if grid.over:
        over = _span(escape(grid.over, quote=False), "font-weight:700", 8)
        rows.append(
            f'<tr><td colspan="3"/><td colspan="3"/><td colspan="{6 * columns - 3}" '
            f'style="border-bottom:1pt solid #000;text-align:center">{over}</td></tr>'
        )
    if grid.corner or any(grid.heads):
        rows.append(_head_row(grid))
    rows += [_row(writer, grid, row, n) for n, row in enumerate(grid.rows)]
    return (
        '<div style="margin-bottom:9pt"><table style="border-collapse:collapse;width:100%">'
        + "".join(rows)
        + "</table></div>"
    )


def _head_row(grid: Grid) -> str:
    heads = "".join(
        '<td colspan="3"/><td colspan="3" style="border-bottom:1pt solid #000;text-align:center">'
        f"{_span(escape(head, quote=False), 'font-weight:700', 8)}</td>"
        for head in grid.heads
    )
    corner = _span(escape(grid.corner, quote=False), "font-weight:700", 8)
    return f'<tr><td colspan="3" style="text-align:left">{corner}</td>{heads}</tr>'


def _row(writer: _Writer, grid: Grid, row: Row, number: int) -> str:
    fill_color = "background-color:#cceeff;" if number % 2 == 0 else ""
    weight = "font-weight:700" if row.total and not row.cells else "font-weight:400"
    label = _span(escape(row.label, quote=False), weight)
    out = (
        f'<td colspan="3" style="{fill_color}padding:2px 1pt 2px {1 + 9 * row.indent}pt;'
        f'text-align:left">{label}</td>'
    )
    border = "border-top:1pt solid #000;" if row.total else ""
    cells = "".join(
        f'<td colspan="3" style="{fill_color}"/>'
        + _cell(writer, cell, f"{fill_color}{border}", row.money, grid.wide)
        for cell in row.cells
    )
    return f"<tr>{out}{cells}</tr>"


def _cell(writer: _Writer, cell: Cell, style: str, money: bool, wide: bool) -> str:
    if cell is None or cell == "":
        return f'<td colspan="3" style="{style}"/>'
    if isinstance(cell, str):
        align = "left" if wide else "right"
        content = _span(escape(cell, quote=False))
        return f'<td colspan="3" style="{style}text-align:{align}">{content}</td>'
    number = ("(" if cell.shown < 0 else "") + writer.figure(cell)
    percent = "%" if cell.unit == "number" else ""
    close = (")" if cell.shown < 0 else "") + percent
    closing = f'<td style="{style}text-align:left">{_span(close) if close else ""}</td>'
    if money and cell.unit in ("usd", "usdPerShare"):
        return (
            f'<td style="{style}text-align:left">{_span("$")}</td>'
            f'<td style="{style}text-align:right">{_span(number)}</td>{closing}'
        )
    return f'<td colspan="2" style="{style}text-align:right">{_span(number)}</td>{closing}'


def _contents(listed: Sequence[Heading], numbers: Mapping[str, int]) -> str:
    rows = []
    for heading in listed:
        item, _, title = heading.text.partition(".")
        item, title = (item + ".", title.strip()) if title else ("", heading.text)
        link = '<a href="#{}" style="color:#0000ff">{}</a>'
        words = [escape(word, quote=False) for word in (item, title)]
        page = numbers[heading.anchor]
        cells = (
            f'<td style="width:12%">{_span(link.format(heading.anchor, words[0]))}</td>'
            f'<td style="width:80%">{_span(link.format(heading.anchor, words[1]))}</td>'
            f'<td style="text-align:right">{_span(link.format(heading.anchor, page))}</td>'
        )
        rows.append(f"<tr>{cells}</tr>")
    title = _span("TABLE OF CONTENTS", "font-weight:700", 12)
    return (
        f'<div id="toc"></div><div style="text-align:center">{title}</div>'
        '<div><table style="border-collapse:collapse;width:100%">'
        + "".join(rows)
        + "</table></div>"
    )


def _document(filing: Filing, body: str) -> str:
    own = f"http://{filing.prefix}.example.com/{filing.day:%Y%m%d}"
    spaces = {
        "": "http://www.w3.org/1999/xhtml",
        "dei": "http://xbrl.sec.gov/dei/2024",
        "us-gaap": "http://fasb.org/us-gaap/2024",
        "srt": "http://fasb.org/srt/2024",
        "ix": "http://www.xbrl.org/2013/inlineXBRL",
        "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
        "xbrli": "http://www.xbrl.org/2003/instance",
        "xbrldi": "http://xbrl.org/2006/xbrldi",
        "iso4217": "http://www.xbrl.org/2003/iso4217",
        "link": "http://www.xbrl.org/2003/linkbase",
        "xlink": "http://www.w3.org/1999/xlink",
        filing.prefix: own,
    }
    names = " ".join(f'xmlns{":" if k else ""}{k}="{v}"' for k, v in spaces.items())
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<html {names} xml:lang="en-US"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n'
        f"<title>{escape(filing.title)}</title></head><body>{body}\n</body></html>\n"
    )
