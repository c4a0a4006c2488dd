"""grep: ripgrep over the reading copies. Live: it needs no index."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_ripgrep

from store.tables import StoredDocument
from tools.desk import Desk, page_of
from tools.sizes import around, fit
from tools.tool import ToolError

LIMIT = 200  # matches a model can look through
EACH = 500  # matches taken from one document; more are only counted as "at least"
FIELD = "\x1f"  # between path, line number and text: no reading copy holds it


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
    """Where in `text` the match begins."""


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
        head = f"{count} matching lines in {self.documents} documents.{self.note}"
        hidden = self.total - len(self.matches)
        more = f" {hidden} not shown: name a document or a narrower pattern." if hidden else ""
        cut = " Cut for size: lower limit or context." if fitted.left else ""
        return "\n".join((head, *fitted.lines, f"Next: read around a line.{more}{cut}"))

    def _lines(self) -> Iterator[str]:
        document = ""
        for match in self.matches:
            if match.document != document:
                document = match.document
                yield f"[{document}] {match.source}"
            first = match.line - len(match.before)
            yield from (f"{n:>6}   {text}" for n, text in enumerate(match.before, first))
            text = around(match.text, match.start, match.start, 600)
            yield f"{match.line:>6} > {text}  (page {match.page})"
            after = enumerate(match.after, match.line + 1)
            yield from (f"{n:>6}   {text}" for n, text in after)


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
    expression, note = to_expression(pattern, literal)
    found = list(_search(desk, scope, expression))
    if not found and not note:
        expression = as_literal(pattern)
        found = list(_search(desk, scope, expression))
        note = " (Taken as plain text.)" if found else ""
    hits = [(stored, line, text) for stored, lines in found for line, text in lines]
    return Matches(
        matches=tuple(
            _match(desk, stored, line, text, expression, min(max(context, 0), 10))
            for stored, line, text in hits[: max(1, min(limit, LIMIT))]
        ),
        total=len(hits),
        at_least=any(len(lines) >= EACH for _, lines in found),
        documents=len(found),
        note=note,
    )


def to_expression(pattern: str, literal: bool) -> tuple[str, str]:
    """The regular expression to run, and a note when the pattern was not taken as one."""
    if literal or looks_printed(pattern):
        return as_literal(pattern), " (Taken as plain text.)"
    try:
        re.compile(pattern)
    except re.error:
        return as_literal(pattern), " (No regular expression: taken as plain text.)"
    # "$" before a digit can never match: the model means the sign
    return re.sub(r"(?<!\\)\$(?=\s?\d)", r"\\$", pattern), ""


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
    desk: Desk, scope: Sequence[StoredDocument], expression: str
) -> list[tuple[StoredDocument, list[tuple[int, str]]]]:
    """Matching lines of each document that has any, in the order of `scope`."""
    paths = {str(desk.library.folders.reading_copy(each.id)): each for each in scope}
    there = [path for path in paths if Path(path).is_file()]
    if not there:
        return []
    try:
        printed = python_ripgrep.search(
            ["(?i)" + expression],
            paths=there,  # named one by one: no ignore file and no hidden folder hides them
            max_count=EACH,
            line_number=True,
            separator_field_match=FIELD,
        )
    except ValueError as error:
        raise ToolError(f"The pattern is no regular expression ripgrep takes: {error}") from None
    lines = dict(_parse(text, there) for text in printed)
    return [(stored, lines[path]) for path, stored in paths.items() if path in lines]


def _parse(printed: str, paths: Sequence[str]) -> tuple[str, list[tuple[int, str]]]:
    """One file's output: "path FIELD number FIELD text" lines, without path for a lone file."""
    rows = [line.split(FIELD) for line in printed.splitlines()]
    path = paths[0] if len(paths) == 1 else rows[0][0]
    return path, [(int(row[-2]), row[-1]) for row in rows]


def _match(
    desk: Desk, stored: StoredDocument, line: int, text: str, expression: str, context: int
) -> Match:
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    if context:
        lines = desk.library.lines(stored.id)
        before = tuple(lines[max(0, line - 1 - context) : line - 1])
        after = tuple(lines[line : line + context])
    page = page_of(stored, line)
    return Match(
        stored.id, stored.source, page, line, text, before, after, _start(expression, text)
    )


def _start(expression: str, text: str) -> int:
    """Where the match begins; 0 where Python reads the expression otherwise than ripgrep."""
    try:
        found = re.search(expression, text[:4000], re.IGNORECASE)
    except re.error:
        return 0
    return found.start() if found else 0
