"""A filing as it was filed, with the cited lines marked: its HTML made harmless, or its typed text.

The reading copy and the filing say the same words in the same order. So a line of HTML is found by
its letters and digits alone: behind the nearest line above it whose letters stand in the filing
once, all lines between them found in their turn. A typed text is marked by its own lines, which
the reader wrote down.
"""

import html
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.detect import decode
from store.library import Library
from store.tables import StoredDocument
from web.pictures import original_of, sidecar_of
from web.sanitised import cleaned

HELD = 6  # filings; a long one is some tens of MB
ANCHOR = 24  # letters that a line must have to be looked for alone
BACK = 400  # lines that are looked through for an anchor
FAR = 5_000  # letters that may stand between two lines that follow each other
CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
STYLE = (
    "body{margin:1rem;background:#fff;color:#111;font-family:serif;overflow-wrap:break-word}"
    "table{max-width:100%}mark{background:#ffe08a;color:inherit;scroll-margin-top:30vh}"
    "pre{white-space:pre-wrap}"
)
MARK = '<mark class="passage">'
PIECE = re.compile(r"<[^>]*>|&[#\w]+;|[^<&]+|.", re.DOTALL)
WORD = re.compile(r"[^\W_]+")
RUNNING = re.compile(r"\[page \d+\]")
"""A line that says where a page begins; its words are the running heads, from top and bottom."""
MARKUP = re.compile(r"(?i)</?(?:page|table|caption|s|c|fn|r|f\d+|text)>")


@dataclass(frozen=True, slots=True)
class Page:
    """A harmless page, and where each of its letters and digits stands in it."""

    text: str
    letters: str
    at: "array[int]"
    """`text[at[n]]` is the character that `letters[n]` was made of."""
    typed: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Of a typed text: the characters `[start, stop)` of lines of the reading copy."""


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
    """The page with the lines marked. Its id `passage` is at the first mark, or where the first
    line would be if it has no words of its own.
    """
    spans = [span for line in lines if (span := find(page, copy, line)) is not None]
    known = [line for line in lines if 1 <= line <= len(copy)]
    body = marked(page, merged(spans)) if spans or not known else opened(page, copy, known[0])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Source</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def harmless(library: Library, document: str) -> Page:
    """The filing's own page, without anything that could do or load something."""
    raw, _ = decode(original_of(library, document).read_bytes())
    sidecar = sidecar_of(library, document)
    if sidecar.format != "text":
        return to_page(cleaned(raw))
    rows = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = [html.escape(MARKUP.sub("", row), quote=False) for row in rows]
    begins = {each.line: each.source_line for each in sidecar.places if each.source_line}
    copy = library.lines(document)
    order = sorted(begins)
    ends = dict(zip(order, [*(begins[line] for line in order[1:]), len(rows) + 1], strict=True))
    spans = {n: rows_of(copy[n - 1], begins[n] - 1, ends[n] - 1, shown) for n in order}
    return typed_page(shown, spans)


def typed_page(shown: Sequence[str], spans: Mapping[int, range]) -> Page:
    """The page of a typed text. `spans` are the rows, from 0, of each line of the reading copy."""
    starts = [len("<pre>")]
    for row in shown:
        starts.append(starts[-1] + len(row) + 1)
    typed = {line: (starts[rows.start], starts[rows.stop] - 1) for line, rows in spans.items()}
    return Page(f"<pre>{chr(10).join(shown)}</pre>", "", array("l"), typed)


def rows_of(line: str, start: int, stop: int, shown: Sequence[str]) -> range:
    """The rows, from 0, that a line was typed on: from its first to where the next line begins,
    without what is none of its words at the end.
    """
    words = set(WORD.findall(words_of(line)))
    stop = max(start + 1, stop)
    while stop > start + 1 and not words & set(WORD.findall(html.unescape(shown[stop - 1]))):
        stop -= 1
    return range(start, stop)


def to_page(text: str) -> Page:
    """Where the letters and digits of a page stand."""
    letters: list[str] = []
    at = array("l")
    for piece in PIECE.finditer(text):
        said = piece[0]
        if said.startswith("<") and len(said) > 1:
            continue
        if said.startswith("&"):
            made = normal(html.unescape(said))
            letters.append(made)
            at.extend([piece.start()] * len(made))
            continue
        for word in WORD.finditer(said):
            begin = piece.start() + word.start()
            if word[0].isascii():
                letters.append(word[0].lower())
                at.extend(range(begin, begin + len(word[0])))
                continue
            for offset, character in enumerate(word[0]):
                made = normal(character)
                letters.append(made)
                at.extend([begin + offset] * len(made))
    return Page(text, "".join(letters), at)


def find(page: Page, copy: Sequence[str], line: int) -> tuple[int, int] | None:
    """The characters `[start, stop)` of the page that line `line` of the copy was made of."""
    if not 1 <= line <= len(copy) or not (wanted := normal(words_of(copy[line - 1]))):
        return None
    if page.typed:
        return page.typed.get(line)
    for begin in (before(page, copy, line), 0):
        start = next(places(page, wanted, begin), -1)
        if start >= 0:
            return page.at[start], page.at[start + len(wanted) - 1] + 1
    return None


def places(page: Page, wanted: str, begin: int) -> Iterator[int]:
    """Where letters stand from `begin` on, as words of their own: "12" is not in "2012"."""
    start = page.letters.find(wanted, begin)
    while start >= 0:
        first, last = page.at[start], page.at[start + len(wanted) - 1]
        around = page.text[max(0, first - 1) : first] + page.text[last + 1 : last + 2]
        if not any(letter.isalnum() for letter in around):
            yield start
        start = page.letters.find(wanted, start + 1)


def before(page: Page, copy: Sequence[str], line: int) -> int:
    """The letter from which a line is to be looked for: where the nearest line above ends whose
    letters stand in the page exactly once, and each line behind that one, found in its turn.
    """
    number, at = anchor(page, copy, line)
    for between in range(number + 1, line):
        said = normal(words_of(copy[between - 1]))
        if said and not RUNNING.match(copy[between - 1]):
            start = next(places(page, said, at), -1)
            at = start + len(said) if 0 <= start < at + FAR else at
    return at


def anchor(page: Page, copy: Sequence[str], line: int) -> tuple[int, int]:
    """The nearest line above whose letters stand in the page once, and where it ends; else 0, 0."""
    for number in range(line - 1, max(0, line - 1 - BACK), -1):
        said = normal(words_of(copy[number - 1]))
        if len(said) < ANCHOR:
            continue
        first = page.letters.find(said)
        if first >= 0 and page.letters.find(said, first + 1) < 0:
            return number, first + len(said)
    return 0, 0


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


def opened(page: Page, copy: Sequence[str], line: int) -> str:
    """The page without a mark, but with a place to open it at: behind the line above."""
    if page.typed:
        at = max((stop for each, (_, stop) in page.typed.items() if each < line), default=0)
    else:
        behind = before(page, copy, line)
        at = page.at[behind - 1] + 1 if behind else 0
    return f'{page.text[:at]}<span id="passage"></span>{page.text[at:]}'


def mark_text(piece: re.Match[str]) -> str:
    """Text in a mark; tags and blanks as they are."""
    return f"{MARK}{piece[2]}</mark>" if piece[2] and piece[2].strip() else piece[0]


def closing(text: str, stop: int) -> int:
    """The end of the character at `stop - 1`, which may be written as an entity."""
    entity = re.compile(r"&[#\w]+;").match(text, stop - 1)
    stop = entity.end() if entity else stop
    trailing = re.compile(r"[)\].,;:%]+").match(text, stop)
    return trailing.end() if trailing else stop
