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
    within: str = ""
    """What the title is said to be in: "discussion" (the MD&A), "notes", "this" (note or item),
    "page 7"; "" of none."""


_QUOTED = re.compile(
    r"“(?P<curly>[^“”]{3,220})”|“(?P<mixed>[^“”\"]{3,120})\"|\"(?P<straight>[^\"]{3,220})\"|‘(?P<single>[^‘’“”]{3,120})’(?!\w)"
)
_INTRODUCED = re.compile(
    r"(?:(?<![a-z])(?:see|see\s+also|refer\s+to|(?:sub-?)?(?:caption|heading)s?|captioned|entitled|titled"
    r"|(?:sub)?sections?|discussions?\s+of|factors?|described|discussed|forth|included|contained"
    r"|found|disclosed|item|note|above|below|part\s+[IVX]+|item\s+\d{1,2}[A-C]?)"
    r"(?:\s+(?:in|under|of))?|\bunder|\bwithin)[\s,:–—-]+(?:the\s+|our\s+)?(?:following\s+)?"
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
_GO_ON = re.compile(
    r"(?:\s*\([^()]{1,60}\))?[\s,;]*(?:and|or|&)?[\s,]*(?:under\s+)?(?:the\s+)?", re.IGNORECASE
)
_A_LINE = re.compile(  # of a statement, not a heading: "in “Other assets” on the balance sheet"
    r"\b(?:in|on|of|within)\s+(?:the|our|its)\s+[\w\s]{0,40}?"
    r"(?:statements?\s+of|balance\s+sheets?|income\s+statements?|cash\s+flows|table\b|column\b)",
    re.IGNORECASE,
)
_SHEET = re.compile(r"(?:statements?\s+of\s+\w+|balance\s+sheets?)\b[^.]{0,30}$", re.IGNORECASE)
_OF_FIGURES = re.compile(r"\s+(?:revenues?|expenses?|income|gains|losses|line)\b(?!\s+section)")
_COLUMN = re.compile(r"\b(?:column|line)s?\s+(?:item\s+)?(?:entitled|titled|captioned)?\s*$", re.I)
_IN_THAT = r"\s+(?:(?:the|our|this|these)\s+)?(?:MD&A|Part\s+[IV]|Items?\s+\d|Notes?\s+(?:\d|to\b))"
_SMALL = rf"(?:of|and|the|or|in(?!{_IN_THAT})|on|for|to|with|by|that)"
_RUN = rf"[A-Z][\w’'-]*(?:[\s,]+(?:[A-Z&][\w’'-]*|{_SMALL})){{0,12}}"
# Of several parts: "Costs and Expenses—Research and Development (R&D) Expenses"
_BETWEEN = r"(?:[\s,]+|\s*[–—―]{1,2}\s*|\s+-{1,2}\s+)"
_LONG_RUN = (
    rf"[A-Z][\w’'&/-]*(?:{_BETWEEN}(?:\([A-Z][\w&’' ]{{0,20}}\)|[A-Z&][\w’'&/-]*"
    rf"|{_SMALL}|from|about)){{0,16}}"
)
_JOINING = re.compile(r"(?:[\s,]+(?:of|and|the|or|in|on|for|to|with|by|that))+$")
_UNQUOTED = re.compile(
    rf"\b(?i:heading|caption|(?:sub)?section\s+entitled|entitled|titled)\s+(?P<title>{_RUN})"
)
_NO_TITLE = r"(?:beginning|starting|section|footnote|discussion|table|appearing|included)\b"
_SEE = re.compile(
    rf"(?<![a-z])(?:[Ss]ee|[Rr]efer\s+to)\s+(?:also\s+)?(?:the\s+)?(?:section\s+)?(?P<title>{_LONG_RUN}"
    rf"(?:(?:\s(?!{_NO_TITLE})[a-z]{{4,}}){{1,5}}(?=\s+on\s+page))?)"  # "Income taxes" on page 12
    r"(?=\s?,?\s+(?:(?:(?:sub)?sections?,?\s+)?(?:above|below)|(?:sub)?sections?)\b|[.;)]"
    r"|\s+(?:at|on|for|included|contained|appearing|beginning|presented|found|herein|elsewhere|later)\b"
    r"|,?\s+and\s+(?:to\s+)?Notes?\s+\d"
    r"|,?\s+(?:in|within|under|of)\s+"
    r"(?:(?:Part|PART)\s+[IV]|Items?\s+\d|Note\s+\d|this\s+(?:[A-Z]|item|section|note|report|discussion)"
    r"|(?:the\s+|our\s+)?(?:MD&A|Management)))"
)
_SECTION = re.compile(  # "as discussed in the Liquidity and Capital Resources section"
    rf"\b(?:in|to|see|from|under|within|and|by|with)\s+(?:the|our)\s+(?P<title>{_LONG_RUN})"
    r"\s+(?:(?:sub)?sections?|discussion|footnote|caption)\b"
    r"(?!\s+(?:of|on|to)\s+[^.;]{0,50}(?:[Ww]eb\s?site|[Ii]nternet|\bAgreement|\bPlan\b|\bIndenture|\bAct\b))"
)
_PAGE = re.compile(
    r"[”\"’]?,?\s*(?:(?:sub)?sections?\s+)?(?:(?:beginning|appearing|starting)\s+)?(?:on|at)\s+"
    r"pages?\s+(?P<page>(?:[A-Z]{1,2}-)?\d{1,3})\b"
)
_PLACE = re.compile(
    r"[”\"’]?,?\s*(?:(?:sub)?sections?|discussion|heading|caption)?,?\s*(?:above|below)?,?\s*"
    r"(?:(?:included|contained|appearing|found)\s+)?(?:in|within|of)\s+"
    r"(?:(?:(?:the|our|this|these)\s+)?(?:accompanying\s+)?"
    r"(?:(?P<discussion>MD&A|[“\"]?Management[’']s\s+Discussion)|(?P<notes>notes\s+to\b|(?<=these\s)notes))"
    r"|this\s+(?:note|item|section)\b(?!\s*\d))",
    re.IGNORECASE,
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
    for pattern, exact in ((_SEE, True), (_SECTION, True), (_UNQUOTED, False), (_NAMED, True)):
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
        printed = match["curly"] or match["mixed"] or match["straight"] or match["single"]
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
        yield Caption(title, start, match.end() - 1, side, within=_within(after))


def _unquoted(before: str) -> str:
    """A text without quotations, nor the end of one that began before it."""
    return _QUOTED.sub(" ", re.sub(r"^[^“]*”", " ", before))


def _plain(match: re.Match[str], exact: bool, text: str) -> Caption:
    after = text[match.end("title") :][:120]
    title = _JOINING.sub("", match["title"])  # "Liquidity of" our 2022 Form 10-K
    start = match.start("title")
    return Caption(title, start, start + len(title), _side(after[:30]), exact, _within(after))


def _within(after: str) -> str:
    """What the text behind a title says it is in."""
    if paged := _PAGE.match(after):
        return f"page {paged['page']}"
    match = _PLACE.match(after)
    if match is None:
        return ""
    return "notes" if match["notes"] else "discussion" if match["discussion"] else "this"


def _side(after: str) -> str:
    match = re.match(
        r"[\s,]*(?:(?:(?:sub)?sections?|discussion)\s+)?(above|below)\b", after, re.IGNORECASE
    )
    return match[1].lower() if match else ""


def _side_before(text: str) -> str:
    """The side in "as described below in “Corporate”"."""
    match = re.search(r"\b(above|below)\s+(?:in|under)\s+(?:the\s+)?$", text, re.IGNORECASE)
    return match[1].lower() if match else ""


def _is_a_line(before: str, after: str) -> bool:
    """Whether the words are a line of a statement or a column of a table."""
    closing = re.split(r"[.;]\s", after, maxsplit=1)[0]
    return bool(
        _A_LINE.match(closing.strip(" ,"))
        or _OF_FIGURES.match(after)
        or _SHEET.search(before)
        or _COLUMN.search(before)
    )
