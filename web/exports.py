"""An answer as Markdown, a spreadsheet or a PDF, each figure linked to its source."""

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from web.render import answer_html

Answer = Mapping[str, Any]
MARGIN = 56  # points
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADS = ("Figure", "Value", "Unit", "Period", "Source", "Page", "Line", "Expression", "Link")
MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
PLAIN_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def link(base: str, place: Mapping[str, Any]) -> str:
    """Where a figure or citation can be seen: its passage in the filing."""
    if not place.get("document") or not place.get("lines"):
        return ""
    first, last = place["lines"]
    return f"{base}/v1/documents/{quote(place['document'])}/source?lines={first}-{last}#passage"


def to_markdown(question: str, answer: Answer, base: str) -> str:
    """The answer with its figures and quotations as links, and its checks."""
    parts = [f"# {plain(question)}", plain(str(answer["answer"])), f"*{said_by(answer)}*"]
    if answer["figures"]:
        parts.append("## Figures")
        parts.append("\n".join(figure_line(each, base) for each in answer["figures"]))
    if answer["citations"]:
        parts.append("## Sources")
        parts.append("\n".join(citation_line(each, base) for each in answer["citations"]))
    if answer["checks"]:
        parts.append("## Checks")
        said = [f"- {each['status']}: {plain(each['sentence'])}" for each in answer["checks"]]
        parts.append("\n".join(said))
    if answer["open_threads"]:
        parts.append("## Left open")
        parts.append("\n".join(f"- {plain(each)}" for each in answer["open_threads"]))
    return "\n\n".join(parts) + "\n"


def figure_line(figure: Answer, base: str) -> str:
    """A figure in a line of Markdown."""
    about = ", ".join(filter(None, (figure["unit"], figure["period"])))
    where = f"[{plain(figure['source'])}, p. {figure['page']}]({link(base, figure)})"
    from_ = f"= {figure['expression']}" if figure["expression"] else where
    return (
        f"- {plain(figure['text'])} ({figure['value'] or 'not verified'} {plain(about)}): {from_}"
    )


def citation_line(citation: Answer, base: str) -> str:
    """A quotation in a line of Markdown."""
    where = f"{plain(citation['source'])}, p. {citation['page']}"
    return f"- “{plain(citation['quote'])}” ([{where}]({link(base, citation)}))"


def plain(text: object) -> str:
    """Text on one line in which nothing is Markdown, HTML or a link."""
    line = " ".join(str(text or "").split())
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", line)


def said_by(answer: Answer) -> str:
    """The status, who answered and what it took."""
    usage = answer["usage"]
    return f"{answer['status']}; answered by {plain(usage['model'])} in {usage['seconds']:g} s"


def to_xlsx(question: str, answer: Answer, base: str) -> bytes:
    """A sheet with the answer, one with the figures, one with the sources."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = "Answer"
    for row in (
        ("Question", question),
        ("Answer", answer["answer"]),
        ("Status", answer["status"]),
        ("Value", answer["value"]),
        ("Unit", answer["unit"]),
        ("Model", answer["usage"]["model"]),
        *(("Check", f"{each['status']}: {each['sentence']}") for each in answer["checks"]),
    ):
        first.append([cell(each) for each in row])
    add_sheet(book, "Figures", HEADS, [figure_row(each, base) for each in answer["figures"]])
    sources = [
        (each["quote"], each["source"], each["page"], each["lines"][0], link(base, each))
        for each in answer["citations"]
    ]
    add_sheet(book, "Sources", ("Quotation", "Source", "Page", "Line", "Link"), sources)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def add_sheet(book: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A sheet of a table; its last column are links."""
    sheet = book.create_sheet(title)
    sheet.append(list(heads))
    for row in rows:
        sheet.append([cell(each) for each in row])
        if row[-1]:
            sheet.cell(sheet.max_row, len(row)).hyperlink = row[-1]


def figure_row(figure: Answer, base: str) -> tuple[Any, ...]:
    """A figure as a row: its value a number, so that sheets can compute with it."""
    lines = figure["lines"] or (None,)
    return (
        figure["text"],
        figure["value"],
        figure["unit"],
        figure["period"],
        figure["source"],
        figure["page"],
        lines[0],
        figure["expression"],
        link(base, figure),
    )


def cell(value: Any) -> Any:
    """A value for a cell: numbers as numbers, and no text that a sheet would run as a formula."""
    if isinstance(value, str):
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)
        if PLAIN_NUMBER.fullmatch(text) and len(text) < 16:
            return float(text) if "." in text else int(text)
        return f"'{text}" if text.startswith(FORMULA) else text
    return value


def to_pdf(question: str, answer: Answer, base: str) -> bytes:
    """Pages with the answer, its figures and its sources, which link to the filings."""
    import pymupdf

    body = [f"<h1>{escape(question)}</h1>", re.sub(r"</?a\b[^>]*>", "", answer_html(answer))]
    body.append(f"<p><i>{escape(said_by(answer))}</i></p>")
    for title, lines in (
        ("Figures", [figure_html(each, base) for each in answer["figures"]]),
        ("Sources", [citation_html(each, base) for each in answer["citations"]]),
        ("Checks", [escape(f"{c['status']}: {c['sentence']}") for c in answer["checks"]]),
        ("Left open", [escape(each) for each in answer["open_threads"]]),
    ):
        if lines:
            listed = "".join(f"<li>{line}</li>" for line in lines)
            body.append(f"<h2>{title}</h2><ul>{listed}</ul>")
    story = pymupdf.Story("".join(body), user_css="body{font-family:sans-serif;font-size:10pt}")
    page = pymupdf.paper_rect("a4")
    inside = pymupdf.Rect(MARGIN, MARGIN, page.width - MARGIN, page.height - MARGIN)
    with story.write_with_links(lambda _number, _filled: (page, inside, None)) as pdf:
        made: bytes = pdf.tobytes(garbage=3, deflate=True)
        return made


def figure_html(figure: Answer, base: str) -> str:
    """A figure as HTML."""
    about = escape(", ".join(filter(None, (figure["unit"], figure["period"]))))
    said = f"{escape(figure['text'])} ({escape(figure['value'] or 'not verified')} {about})"
    if figure["expression"]:
        return f"{said} = {escape(figure['expression'])}"
    return f"{said}: {anchor(figure, base)}"


def citation_html(citation: Answer, base: str) -> str:
    """A quotation as HTML."""
    return f"“{escape(citation['quote'])}” ({anchor(citation, base)})"


def anchor(place: Answer, base: str) -> str:
    """A link to where something stands."""
    words = escape(f"{place['source']}, p. {place['page']}")
    to = link(base, place)
    return f'<a href="{escape(to)}">{words}</a>' if to else words
