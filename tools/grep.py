"""grep: ripgrep over the reading copies. Live: it needs no index."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.tables import StoredDocument
from tools.desk import Desk, page_of
from tools.ripgrep import BadPattern, Line, matching_lines
from tools.sizes import around, clip, counted, fit
from tools.tool import ToolError

LIMIT = 200  # matches a model can look through
HEADER_ROWS = 200  # a table longer than this is not looked up for its header
SHOWN = 700  # characters of a long line
AT_ONCE = 500  # documents looked through before their matches are given out
ALL = 1_000_000_000  # no limit
EACH = 500  # matches taken from one document; more are only counted as "at least"

Found = tuple[StoredDocument, list[Line]]


@dataclass(frozen=True, slots=True)
class Match:
    """A line that matches."""

    document: str
    source: str
    page: int
    line: int
    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    start: int = 0
    """Where in `text` the match is, as far as it is known."""
    header: str = ""
    """The last header row above a table row."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The first matches, in document order, and how many there are."""

    matches: tuple[Match, ...]
    total: int
    at_least: bool = False
    """Counting stopped: there are more than `total`."""
    documents: int = 0
    """In how many documents."""
    note: str = ""
    """How the pattern was taken, where that is not plain."""

    def show(self) -> str:
        """Matches under their documents, each with line number and page."""
        if not self.matches:
            return f"No line matches.{self.note} Next: try fewer or other words, or search."
        fitted = fit(self._lines())
        count = f"{'at least ' if self.at_least else ''}{self.total}"
        head = (
            f"{count} matching {'line' if self.total == 1 else 'lines'} in "
            f"{counted(self.documents, 'document')}.{self.note}"
        )
        hidden = self.total - len(self.matches)
        more = f" {hidden} not shown: name a document or a narrower pattern." if hidden else ""
        cut = " Cut for size: lower limit or context." if fitted.left else ""
        return "\n".join((head, *fitted.lines, f"Next: read around a line.{more}{cut}"))

    def _lines(self) -> Iterator[str]:
        matching = {(match.document, match.line) for match in self.matches}
        document, last, header = "", 0, ""
        for match in self.matches:
            if match.document != document:
                document, last, header = match.document, 0, ""
                yield f"[{document}] {match.source}"
            if match.header and match.header != header and not match.before:
                yield f"         {match.header}"
            header = match.header
            for number, text, is_match in _around(match):
                if number > last and (is_match or (document, number) not in matching):
                    last = number
                    yield f"{number:>6} {'>' if is_match else ' '} {text}"


def _around(match: Match) -> Iterator[tuple[int, str, bool]]:
    """The lines around a match, and whether each is the match."""
    before = enumerate(match.before, match.line - len(match.before))
    yield from ((number, clip(text, SHOWN), False) for number, text in before)
    text = around(match.text, match.start, match.start, SHOWN)
    yield match.line, f"{text}  (page {match.page})", True
    after = enumerate(match.after, match.line + 1)
    yield from ((number, clip(text, SHOWN), False) for number, text in after)


def grep(
    desk: Desk,
    pattern: str,
    document: str | None = None,
    literal: bool = False,
    context: int = 0,
    limit: int = 50,
) -> Matches:
    """Find every line with exact words, a name or a number; best where you know the wording.

    `pattern` is a regular expression matched within one line in either case, e.g.
    "lease liabilit(y|ies)", or "Net sales|Revenues?".

    `document` is an id; without it every document in scope is looked through.

    `literal` takes the pattern as plain text: for "$45.2 million" or "(1,508)".

    `context` is the number of lines to show before and after each match, up to 10.

    `limit` is the number of matches to show, up to 200; the others are counted.
    """
    if not pattern.strip():
        raise ToolError("grep needs a pattern: a word, a phrase or a regular expression.")
    scope = [desk.document(document)] if document else desk.scope
    found, note = _found(desk, scope, pattern, literal)
    hits = [(stored, line) for stored, lines in found for line in lines]
    words = _longest_words(pattern)
    shown = hits[: max(1, min(limit, LIMIT))]
    return Matches(
        matches=tuple(
            _match(desk, stored, line, words, min(max(context, 0), 10)) for stored, line in shown
        ),
        total=len(hits),
        at_least=any(len(lines) >= EACH for _, lines in found),
        documents=len(found),
        note=note,
    )


def every(desk: Desk, pattern: str, *, literal: bool = False, context: int = 0) -> Iterator[Match]:
    """Every match in scope, in catalogue order, each as soon as its documents are looked through.

    The pattern is taken as `grep` takes it; headers of tables are left out.
    """
    if not pattern.strip():
        raise ToolError("grep needs a pattern: a word, a phrase or a regular expression.")
    plain = as_literal(pattern)
    if literal or looks_printed(pattern):
        yield from _stream(desk, plain, context)
        return
    none = True
    try:
        for match in _stream(desk, _with_signs(pattern), context):
            none = False
            yield match
    except BadPattern:
        none = True
    if none and plain != pattern:
        yield from _stream(desk, plain, context)


def _stream(desk: Desk, expression: str, context: int) -> Iterator[Match]:
    for at in range(0, len(desk.scope), AT_ONCE):
        some = desk.scope[at : at + AT_ONCE]
        for stored, lines in _search(desk, some, expression, each=ALL):
            yield from (_match(desk, stored, line, (), context, header=False) for line in lines)


def _with_signs(pattern: str) -> str:
    """The pattern with "$" before a digit as the sign: as an end of a line it can never match."""
    return re.sub(r"(?<!\\)\$(?=\s?\d)", r"\\$", pattern)


def _found(
    desk: Desk, scope: Sequence[StoredDocument], pattern: str, literal: bool
) -> tuple[list[Found], str]:
    """Matching lines of each document that has any; and how the pattern was taken, if not as is.

    A pattern that is an amount as printed, that is no regular expression, or that matches nothing
    as one, is taken as plain text.
    """
    plain = as_literal(pattern)
    if literal or looks_printed(pattern):
        return _search(desk, scope, plain), " (Taken as plain text.)"
    try:
        found = _search(desk, scope, _with_signs(pattern))
    except BadPattern:
        return _search(desk, scope, plain), " (No regular expression: taken as plain text.)"
    if found or plain == pattern:
        return found, ""
    found = _search(desk, scope, plain)
    return found, " (Taken as plain text.)" if found else ""


def looks_printed(pattern: str) -> bool:
    """Whether the pattern is an amount as printed: "$45.2 million", "(1,508)", "12.5%"."""
    return bool(
        re.fullmatch(
            r"[-–—]?\(?\s?[$€£¥]?\s?\(?\d[\d,.]*\s?(%|million|billion|thousand|[KMB])?\)?%?",
            pattern.strip(),
            re.IGNORECASE,
        )
    )


def as_literal(pattern: str) -> str:
    """Exactly these characters, whichever way quotes and dashes are set."""
    same = {"'": "['’‘]", '"': '["“”]', "-": "[-‐‑–—−]", "\xa0": " "}
    return "".join(same.get(each, re.escape(each)) for each in pattern.strip())


def _search(
    desk: Desk, scope: Sequence[StoredDocument], expression: str, *, each: int = EACH
) -> list[Found]:
    """Matching lines of each document that has any, in the order of `scope`."""
    paths = {str(desk.library.folders.reading_copy(each.id)): each for each in scope}
    lines = matching_lines("(?i)" + expression, list(paths), each=each)
    return [(stored, lines[path]) for path, stored in paths.items() if path in lines]


def _match(
    desk: Desk,
    stored: StoredDocument,
    line: Line,
    words: Sequence[str],
    context: int,
    *,
    header: bool = True,
) -> Match:
    number, text = line
    under = header and text.startswith("|")
    lines = desk.library.lines(stored.id) if context or under else ()
    return Match(
        document=stored.id,
        source=stored.source,
        page=page_of(stored, number),
        line=number,
        text=text,
        before=tuple(lines[max(0, number - 1 - context) : number - 1]) if context else (),
        after=tuple(lines[number : number + context]) if context else (),
        start=next((at for word in words if (at := text.casefold().find(word)) >= 0), 0),
        header=_header(lines, number) if under else "",
    )


def _header(lines: Sequence[str], number: int) -> str:
    """What stands above the columns of the table row on line `number`."""
    for at in range(number - 2, max(-1, number - 2 - HEADER_ROWS), -1):
        if lines[at].startswith("|---"):
            return lines[at - 1] if at and lines[at - 1].startswith("|") else ""
        if not lines[at].startswith("|"):
            return ""
    return ""


def _longest_words(pattern: str) -> list[str]:
    """The words of a pattern, longest first: where the match is likely to be in a long line.

    The pattern itself is never run here: Python's own engine may take forever on it.
    """
    return sorted(re.findall(r"\w[\w ,.]*\w|\w", pattern.casefold()), key=len, reverse=True)
