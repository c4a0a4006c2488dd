"""A filing's own HTML, made harmless, with the cited lines marked.

The reading copy and the filing say the same words in the same order. So a line is found by its
letters and digits alone, behind the nearest line above it whose letters stand in the filing once.
"""

import html
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.library import Library
from store.tables import StoredDocument
from web.pictures import original_of

HELD = 6  # filings; a long one is some tens of MB
ANCHOR = 24  # letters that a line must have to be looked for alone
BACK = 400  # lines that are looked through for an anchor
TAGS = {
    *("html", "body", "div", "p", "span", "br", "hr", "a", "b", "i", "u", "s", "em", "strong"),
    *("font", "center", "small", "big", "sub", "sup", "strike", "del", "ins", "tt", "code", "pre"),
    *("blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"),
}
EVERYWHERE = {"style", "align", "valign", "bgcolor", "width", "height", "dir", "lang", "title"}
MORE = {
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "table": {"border", "cellpadding", "cellspacing"},
    "font": {"color", "size", "face"},
    "a": {"href", "name", "id"},
    "col": {"span"},
    "div": {"id"},
    "p": {"id"},
    "span": {"id"},
}
STYLES = {
    *("text-align", "vertical-align", "font", "font-size", "font-weight", "font-style"),
    *("font-family", "font-variant", "text-decoration", "text-indent", "text-transform"),
    *("line-height", "letter-spacing", "white-space", "color", "background-color"),
    *("margin", "margin-top", "margin-bottom", "margin-left", "margin-right"),
    *("padding", "padding-top", "padding-bottom", "padding-left", "padding-right"),
    *("border", "border-top", "border-bottom", "border-left", "border-right"),
    *("border-bottom-width", "border-bottom-style", "border-bottom-color", "border-top-width"),
    *("border-top-style", "border-top-color", "border-collapse", "border-spacing", "width"),
    *("min-width", "max-width", "display", "page-break-after", "page-break-before"),
}
CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
STYLE = (
    "body{margin:1rem;background:#fff;color:#111;font-family:serif;overflow-wrap:break-word}"
    "table{max-width:100%}mark{background:#ffe08a;color:inherit;scroll-margin-top:30vh}"
    "pre{white-space:pre-wrap}"
)
MARK = '<mark class="passage">'


@dataclass(frozen=True, slots=True)
class Page:
    """A harmless page, and where each of its letters and digits stands in it."""

    text: str
    letters: str
    at: "array[int]"
    """`text[at[n]]` is the character that `letters[n]` was made of."""


class Pages:
    """The last few filings that were looked at, made harmless: a click on the next passage of
    the same filing costs next to nothing.
    """

    def __init__(self) -> None:
        self._held = lru_cache(maxsize=HELD)(_page_of)

    def get(self, library: Library, document: StoredDocument) -> Page:
        """The page of a document of that library."""
        return self._held(library, document.id, document.added.isoformat())


def _page_of(library: Library, document: str, _added: str) -> Page:
    return harmless(library, document)


def source_html(page: Page, copy: Sequence[str], lines: Sequence[int]) -> str:
    """The page with the lines marked; the first mark has the id `passage`."""
    spans = [span for line in lines if (span := find(page, copy, line)) is not None]
    body = marked(page, merged(spans))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Source</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def harmless(library: Library, document: str) -> Page:
    """The filing's own page, without anything that could do or load something."""
    original = original_of(library, document)
    raw = original.read_bytes().decode("utf-8", errors="replace")
    if looks_html(raw):
        return to_page(cleaned(raw))
    lines = library.lines(document)
    return to_page(f"<pre>{html.escape(chr(10).join(lines))}</pre>")


def looks_html(raw: str) -> bool:
    """Whether a file is a page rather than typewriter text or a PDF."""
    return bool(re.search(r"<(html|body|table|div|p)\b", raw[:200_000], re.IGNORECASE))


def cleaned(raw: str) -> str:
    """HTML with harmless elements and styles only; links lead nowhere but into the page."""
    import nh3

    def keep(_tag: str, name: str, value: str) -> str | None:
        return value if name != "href" or value.startswith("#") else None

    raw = re.sub(r"(?is)^.*?<TEXT>(?=.*<html)", "", raw, count=1)
    raw = re.sub(r"(?is)<(ix:header)\b.*?</\1\s*>", "", raw)
    raw = re.sub(r"(?is)<div\b[^>]*display\s*:\s*none[^>]*>\s*</div>", "", raw)
    return nh3.clean(
        raw,
        tags=TAGS,
        attributes={"*": EVERYWHERE, **MORE},
        attribute_filter=keep,
        filter_style_properties=STYLES,
        link_rel=None,
        url_schemes=set(),
        clean_content_tags={"script", "style", "title", "head", "noscript", "template"},
    )


def to_page(text: str) -> Page:
    """Where the letters and digits of a page stand."""
    letters: list[str] = []
    at = array("l")
    for piece in re.finditer(r"<[^>]*>|&[#\w]+;|[^<&]+|.", text, re.DOTALL):
        said = piece[0]
        if said.startswith("<") and len(said) > 1:
            continue
        if said.startswith("&"):
            for letter in normal(html.unescape(said)):
                letters.append(letter)
                at.append(piece.start())
            continue
        for word in re.finditer(r"\w+", said):
            begin = piece.start() + word.start()
            for offset, character in enumerate(word[0]):
                for letter in normal(character):
                    letters.append(letter)
                    at.append(begin + offset)
    return Page(text, "".join(letters), at)


def find(page: Page, copy: Sequence[str], line: int) -> tuple[int, int] | None:
    """The characters `[start, stop)` of the page that line `line` of the copy was made of."""
    if not 1 <= line <= len(copy):
        return None
    wanted = normal(words_of(copy[line - 1]))
    if not wanted:
        return None
    begin = anchor(page, copy, line)
    start = page.letters.find(wanted, begin)
    if start < 0:
        start = page.letters.find(wanted)
    if start < 0:
        return None
    return page.at[start], page.at[start + len(wanted) - 1] + 1


def anchor(page: Page, copy: Sequence[str], line: int) -> int:
    """Where the nearest line above ends whose letters stand in the page exactly once; else 0."""
    for number in range(line - 1, max(0, line - 1 - BACK), -1):
        said = normal(words_of(copy[number - 1]))
        if len(said) < ANCHOR:
            continue
        first = page.letters.find(said)
        if first >= 0 and page.letters.find(said, first + 1) < 0:
            return first + len(said)
    return 0


def words_of(line: str) -> str:
    """A line of the copy without what the copy adds: page marks, heading signs."""
    return re.sub(r"^\[page \d+\]|^#{1,6} ", "", line)


def normal(text: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, without overlaps."""
    out: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(stop, out[-1][1]))
        else:
            out.append((start, stop))
    return out


def marked(page: Page, spans: Sequence[tuple[int, int]]) -> str:
    """The page with marks around the text of the spans; never around or inside a tag."""
    parts: list[str] = []
    done = 0
    for start, stop in spans:
        stop = closing(page.text, stop)
        parts.append(page.text[done:start])
        inside = re.sub(r"(<[^>]*>)|([^<]+)", mark_text, page.text[start:stop])
        parts.append(inside)
        done = stop
    parts.append(page.text[done:])
    return "".join(parts).replace(MARK, MARK.replace(">", ' id="passage">'), 1)


def mark_text(piece: re.Match[str]) -> str:
    """Text in a mark; tags and blanks as they are."""
    return f"{MARK}{piece[2]}</mark>" if piece[2] and piece[2].strip() else piece[0]


def closing(text: str, stop: int) -> int:
    """The end of the character at `stop - 1`, which may be written as an entity."""
    entity = re.compile(r"&[#\w]+;").match(text, stop - 1)
    stop = entity.end() if entity else stop
    trailing = re.compile(r"[)\].,;:%]+").match(text, stop)
    return trailing.end() if trailing else stop
