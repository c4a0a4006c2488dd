"""Titles a text quotes in order to point at them: under the heading "Legal Proceedings".

Most quotations are no titles: defined terms, lines of a statement, names. A title is introduced as
one ("under the caption", "see"), or follows one that was ("Overview," "Liquidity" and "Debt").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caption:
    """A title quoted, or one that capitals alone set off."""

    title: str
    start: int
    stop: int
    side: str = ""
    """"above" or "below", where the text says so."""
    exact: bool = True
    """False where nothing says where the title ends: its first words may be all of it."""


_QUOTED = re.compile(
    r"“(?P<curly>[^“”]{3,220})”|\"(?P<straight>[^\"]{3,220})\"|‘(?P<single>[^‘’“”]{3,120})’(?!\w)"
)
_INTRODUCED = re.compile(
    r"(?:\b(?:see|see\s+also|refer\s+to|(?:sub-?)?(?:caption|heading)s?|captioned|entitled|titled"
    r"|(?:sub)?sections?|discussions?\s+of|factors?|described|discussed|forth|included|contained"
    r"|found|disclosed|item|note|above|below|part\s+[IVX]+|item\s+\d{1,2}[A-C]?)"
    r"(?:\s+(?:in|under|of))?|\bunder|\bwithin)[\s,:–—-]+(?:the\s+|our\s+)?"
    r"(?:(?:sub-?)?(?:section|caption|heading)s?\s+)?(?:entitled\s+|titled\s+)?$",
    re.IGNORECASE,
)
_WEAK = re.compile(r"\b(?:in|and|to)\s+(?:the\s+|our\s+)?$", re.IGNORECASE)
_CONFIRMED = re.compile(
    r"[\s,]*(?:(?:sub)?sections?\b|above\b|below\b|within\s+this"
    r"|(?:(?:as\s+)?(?:contained|included|found|set\s+forth|appearing|described|discussed|located)\s+)?"
    r"in\s+(?:part|item|note)s?\s|(?:beginning\s+)?on\s+pages?\s)",
    re.IGNORECASE,
)
_GO_ON = re.compile(r"[\s,;]*(?:and|or|&)?[\s,]*(?:under\s+)?(?:the\s+)?", re.IGNORECASE)
_A_LINE = re.compile(  # of a statement, not a heading: "in “Other assets” on the balance sheet"
    r"\b(?:in|on|of|within)\s+(?:the|our|its)\s+[\w\s]{0,40}?"
    r"(?:statements?\s+of|balance\s+sheets?|income\s+statements?|cash\s+flows|table\b|column\b)",
    re.IGNORECASE,
)
_SHEET = re.compile(r"(?:statements?\s+of\s+\w+|balance\s+sheets?)\b[^.]{0,30}$", re.IGNORECASE)
_COLUMN = re.compile(r"\b(?:column|line)s?\s+(?:item\s+)?(?:entitled|titled|captioned)?\s*$", re.I)
_RUN = r"[A-Z][\w’'-]*(?:[\s,]+(?:[A-Z&][\w’'-]*|of|and|the|or|in|on|for|to|with|by|that)){0,12}"
_JOINING = re.compile(r"(?:[\s,]+(?:of|and|the|or|in|on|for|to|with|by|that))+$")
_UNQUOTED = re.compile(
    rf"\b(?i:heading|caption|(?:sub)?section\s+entitled|entitled|titled)\s+(?P<title>{_RUN})"
)
_SEE = re.compile(
    rf"\b(?:[Ss]ee|[Rr]efer\s+to)\s+(?:also\s+)?(?:the\s+)?(?:section\s+)?(?P<title>{_RUN})"
    r"(?=,?\s+(?:(?:(?:sub)?sections?,?\s+)?(?:above|below)|(?:sub)?sections?)\b|[.;)]"
    r"|\s+(?:at|on|for|included|contained|appearing|presented|found|herein|elsewhere|later)\b"
    r"|,?\s+(?:in|within|under|of)\s+"
    r"(?:(?:Part|PART)\s+[IV]|Items?\s+\d|Note\s+\d|this\s+[A-Z]|MD&A|Management))"
)
_NAMED = re.compile(  # what has this name in every filing that has it
    r"\b(?:in|to|on|see)\s+(?:the|our)\s+(?:accompanying\s+)?(?P<title>(?:Exhibit\s+Index|EXHIBIT\s+INDEX"
    r"|Index\s+to\s+Exhibits|Index\s+to\s+(?:Consolidated\s+)?Financial\s+Statements"
    r"|Management[’']s\s+(?:Annual\s+)?Report\s+on\s+Internal\s+Control\s+[Oo]ver\s+Financial\s+Reporting"
    r"|Report\s+of\s+Management\s+on\s+Internal\s+Control\s+[Oo]ver\s+Financial\s+Reporting))\b"
)


def captions(text: str) -> list[Caption]:
    """Every title pointed at, in order."""
    found = list(_quoted(text)) if re.search('[“‘"]', text) else []
    for pattern, exact in ((_SEE, True), (_UNQUOTED, False), (_NAMED, True)):
        for match in pattern.finditer(text):
            if match[0].startswith("refer") and text[match.end() : match.end() + 1] in (
                ".",
                ";",
                ")",
            ):
                continue  # a term is defined so: "“we” refer to Lakewood Pumps, Inc."
            if not any(each.start <= match.start("title") < each.stop for each in found):
                found.append(_plain(match, exact, text))
    return sorted(found, key=lambda caption: caption.start)


def _quoted(text: str) -> Iterator[Caption]:
    last = -1  # where the last title ended
    for match in _QUOTED.finditer(text):
        before, after = text[max(0, match.start() - 90) : match.start()], text[match.end() :][:120]
        goes_on = last >= 0 and _GO_ON.fullmatch(text[last : match.start()])
        introduced = _INTRODUCED.search(before) or (
            _WEAK.search(before) and _CONFIRMED.match(after)
        )
        printed = match["curly"] or match["straight"] or match["single"]
        title = printed.strip(" ,.;:–—-")
        if (
            not (introduced or goes_on)
            or _is_a_line(_unquoted(before), after)
            or not title[:1].isupper()
        ):
            continue
        last = match.end()
        side = _side(after) or _side_before(before)
        start = match.start() + 1 + printed.find(title)
        yield Caption(title, start, match.end() - 1, side)


def _unquoted(before: str) -> str:
    """A text without quotations, nor the end of one that began before it."""
    return _QUOTED.sub(" ", re.sub(r"^[^“]*”", " ", before))


def _plain(match: re.Match[str], exact: bool, text: str) -> Caption:
    side = _side(text[match.end("title") :][:30])
    title = _JOINING.sub("", match["title"])  # "Liquidity of" our 2022 Form 10-K
    start = match.start("title")
    return Caption(title, start, start + len(title), side, exact)


def _side(after: str) -> str:
    match = re.match(r"[\s,]*(?:(?:sub)?sections?\s+)?(above|below)\b", after, re.IGNORECASE)
    return match[1].lower() if match else ""


def _side_before(text: str) -> str:
    """The side in "as described below in “Corporate”"."""
    match = re.search(r"\b(above|below)\s+(?:in|under)\s+(?:the\s+)?$", text, re.IGNORECASE)
    return match[1].lower() if match else ""


def _is_a_line(before: str, after: str) -> bool:
    """Whether the words are a line of a statement or a column of a table."""
    closing = re.split(r"[.;]\s", after, maxsplit=1)[0]
    return bool(
        _A_LINE.match(closing.strip(" ,")) or _SHEET.search(before) or _COLUMN.search(before)
    )
