"""The words by which a filing points elsewhere, found in a text: "Notes 3, 5 and 23(b)".

What only sounds like a reference is none: notes that are debt ("Senior Notes due 2028", "Note
5.25%"), items of a regulation ("Item 402 of Regulation S-K"), tax and proxy schedules
("Schedule 14A", "Schedule K-1").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["note", "item", "part", "schedule", "exhibit", "page", "document", "heading"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing pointed at. A list ("Notes 3 and 5") gives one mention each, of the same words."""

    kind: Kind
    words: str
    key: str
    """ "12", "K", "7A", "II", "10.4", "F-12"; of a heading its title; "" of a document."""
    start: int
    part: str | None = None
    """Of an item: "II" in "Part II, Item 5"."""
    title: str = ""
    """Words that follow and may be the title: "Debt" in "Note 4 – Debt"."""
    outside: str = ""
    """The other document it stands in, as printed; "" where none is named."""


_AND = r"(?:\s*(?:,|;|&|\band\b|\bor\b|\bthrough\b|\bto\b|[-–—])\s*)+"
_NOTE_KEY = r"(?:\d{1,2}[A-Z]?|[A-Z])(?![\w$%’']|\.\d|-\w|,\d{3})(?:\s?\([a-z0-9]{1,3}\))*"
_ITEM_KEY = r"\d{1,2}(?:\.\d{2}|\s?\(?[A-C]\)?(?![\w]))?(?![\d%]|\.\d)(?:\([a-z0-9]{1,3}\))*"
_EXHIBIT_KEY = r"\d{1,3}(?:\.\d{1,3})?[a-z]?(?![\d%])(?:\([a-z0-9]{1,3}\))*"
_PAGE_KEY = r"(?:[A-Z]{1,2}-)?\d{1,3}(?!\d|[.,]\d|%)"
_ROMAN = r"(?:IX|IV|V?I{1,3}|V|X)"
_TITLE = (
    r"(?P<title>(?:\s*[,.:]?\s*[–—-]?\s*[“\"][^”\"]{3,120}[”\"]|\s*[–—]\s*[A-Z][\w’',& ]{3,80})?)"
)

_PATTERNS: dict[Kind, str] = {
    "note": rf"(?<![\w-])(?:foot)?notes?\s+"
    rf"(?P<keys>{_NOTE_KEY}(?:{_AND}(?:notes?\s+)?{_NOTE_KEY})*){_TITLE}",
    "item": rf"(?:part\s+(?P<part>{_ROMAN})\b\s*(?:,|-|–|—|of\b)?\s*)?\bitems?\s+"
    rf"(?P<keys>{_ITEM_KEY}(?:{_AND}(?:items?\s+)?{_ITEM_KEY})*)"
    rf"(?:\s*,?\s*(?:of|in)\s+part\s+(?P<part_after>{_ROMAN})\b)?{_TITLE}",
    "part": rf"\bpart\s+(?P<keys>{_ROMAN})\b(?!\s*(?:,|-|–|—|of)?\s*items?)(?!\s*[-–—]\s*\w)",
    "schedule": rf"\bschedules?\s+(?P<keys>(?:{_ROMAN}|[1-9])\b(?:{_AND}{_ROMAN}\b)*)",
    "exhibit": rf"\bexhibits?\s+(?P<keys>{_EXHIBIT_KEY}(?:{_AND}{_EXHIBIT_KEY})*)",
    "page": rf"\bpages?\s+(?P<keys>{_PAGE_KEY}(?:{_AND}{_PAGE_KEY})*)",
}
_COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_ANY = re.compile(  # most texts, table rows above all, have none: one quick look saves ten
    r"\b(?:notes?|items?|part|schedules?|exhibits?|pages?)\s+[\dA-Z]|proxy|form\s|report|[“\"]",
    re.I,
)
_CAPITAL = {
    "note": "Nn",
    "item": "IiPp",
    "part": "P",
    "schedule": "S",
    "exhibit": "E",
    "page": "Pp",
}

_DEBT = re.compile(
    r"(?:senior|subordinated|convertible|exchange|promissory|term|treasury|secured|structured|rate"
    r"|medium-term|demand|discount|global|bank|mortgage|\d{4})\s*$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\s*(?:\([a-z0-9]{1,3}\))*\s*(?:of|to|under|in)\s+(?:the\s+)?"
    r"(?:(?:sec|securities|exchange)\s+)?(?:regulation|rule|securities\s+act|form\s+n-|schedule\s+1[34])",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"(?:annual\s+reports?(?:\s+to\s+(?:share|stock)(?:holders|owners))?(?:\s+on\s+form\s+10-k(?:/a)?)?"
    r"|quarterly\s+reports?\s+on\s+form\s+10-q|current\s+reports?\s+on\s+form\s+8-k"
    r"|form\s+(?:10-[kq](?:/a)?|8-k(?:/a)?|s-\d{1,2}|20-f)|\b10-[kq]\b|proxy\s+statement"
    r"|registration\s+statement(?:\s+on\s+form\s+s-\d{1,2})?)"
    r"(?:\s+(?:for|dated|filed)\b[^.;()]{0,60}?\b(?:19|20)\d{2})?"
    r"(?:\s+annual\s+meeting(?:\s+of\s+(?:share|stock)(?:holders|owners))?)?",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"(?:(?P<whose>\b(?i:this|the present|our|the|its|their|such)"
    r"|(?:[A-Z][\w.&]*,?\s){0,4}[A-Z][\w.&]*(?:’s|'s|s’|s'))\s+)"
    r"(?i:(?:registrant|company|corporation|firm|bank)(?:’s|'s)\s+)?"
    r"(?i:(?:most recent|most recently filed|latest|last|prior|previous|definitive|audited|combined"
    r"|(?:fiscal\s+)?(?:year\s+)?(?:19|20)\d{2})\s+)*$"
)
_LINK = re.compile(r"\b(?:to|of|in|from|within|into|under|with)\s*$", re.IGNORECASE)
_QUOTED = re.compile(
    r"\b(?:see|refer\s+to|under|in|entitled|captioned|titled|headings?|captions?|sections?|and|to)\s+"
    r"(?:the\s+(?:heading|caption|section|discussion)s?\s+)?[“\"](?P<title>[A-Z][^”\"]{3,140}?)[,.]?[”\"]",
    re.IGNORECASE,
)


def mentions(text: str) -> list[Mention]:
    """Every mention in `text`, in order; of overlapping ones the first."""
    if not _ANY.search(text):
        return []
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    lower = text.lower()
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(text) if kind in lower else ():
            inside = any(start <= match.start() < stop for start, stop in taken)
            if not inside and not _is_no_reference(kind, match, text):
                found += _spelled_out(kind, match, text)
                taken.append(match.span())
    if "“" in text or '"' in text:
        found += _quoted(text, taken)
    found += _documents(text, found)
    return sorted(found, key=lambda mention: mention.start)


def is_heading_again(text: str) -> bool:
    """Whether a text is a heading repeated ("NOTE 4 – DEBT (Continued)"), not a sentence."""
    short = len(text) < 250 and not text.rstrip().endswith((".", ";", ","))
    return short and bool(
        re.match(r"(?:part|items?|notes?|schedule|exhibit)\s+[\dA-Z]", text, re.I)
    )


def _is_no_reference(kind: Kind, match: re.Match[str], text: str) -> bool:
    if text[match.start()] not in _CAPITAL[kind]:
        return True
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :]
    if kind == "note":
        debt = _DEBT.search(before) or re.match(r"\s*(?:due|%|percent)\b", after)
        letter = match["keys"][0].isalpha() and match["keys"][0].islower()
        return bool(debt or letter)
    if kind in ("item", "schedule", "part", "exhibit"):
        return bool(_LAW.match(after) or _LAW.match(match["title"] if kind == "item" else ""))
    return False


def _spelled_out(kind: Kind, match: re.Match[str], text: str) -> Iterator[Mention]:
    part = None
    if kind == "item":
        part = (match["part"] or match["part_after"] or "").upper() or None
    titled = kind in ("note", "item")
    words = text[match.start() : match.end("keys")].strip() if titled else match[0].strip()
    if kind == "item" and match["part_after"]:
        words = text[match.start() : match.end("part_after")]
    outside = _outside(text, match.end())
    for key in _keys(kind, match["keys"]):
        title = match["title"].strip(' ,.:–—-“”"') if titled else ""
        yield Mention(kind, words, key, match.start(), part, title, outside)


def _keys(kind: Kind, printed: str) -> list[str]:
    """The single things of a list; "3 through 5" is three, but pages are opened at the first."""
    patterns = {"note": _NOTE_KEY, "item": _ITEM_KEY, "exhibit": _EXHIBIT_KEY, "page": _PAGE_KEY}
    pattern = rf"(?<![A-Za-z])(?:{patterns.get(kind, rf'{_ROMAN}|[1-9]')})"
    keys: list[str] = []
    end = 0
    for match in re.finditer(pattern, printed, re.IGNORECASE):
        key = match[0] if kind == "exhibit" else _bare_key(match[0])
        spanned = keys and re.search(r"through|\bto\b|[–—-]", printed[end : match.start()])
        end = match.end()
        if spanned and kind == "page":
            continue
        if spanned and keys[-1].isdigit() and key.isdigit():
            last = int(keys[-1])
            keys += [str(number) for number in range(last + 1, min(int(key), last + 40))]
        keys.append(key)
    return keys


def _bare_key(text: str) -> str:
    return re.sub(r"\([a-z0-9]+\)|[\s()]", "", text).upper()


@dataclass(frozen=True, slots=True)
class _Named:
    """A document named: "our 2022 Form 10-K"."""

    words: str
    start: int
    this: bool


def _documents_named(text: str) -> Iterator[_Named]:
    for match in _DOCUMENT.finditer(text):
        owner = _WHOSE.search(text[max(0, match.start() - 90) : match.start()])
        if owner:
            start = match.start() - len(owner[0])
            this = owner["whose"].lower() in ("this", "the present")
            yield _Named(text[start : match.end()], start, this)


def _outside(text: str, end: int) -> str:
    """The other document named in the same breath: "Note 7 to our 2022 Form 10-K"."""
    sentence = re.split(r"(?<=[a-z)”])[.;]\s", text[end : end + 260], maxsplit=1)[0]
    for named in _documents_named(sentence):
        linked = _LINK.search(sentence[: named.start])
        return named.words if linked and not named.this else ""
    return ""


def _quoted(text: str, taken: list[tuple[int, int]]) -> Iterator[Mention]:
    for match in _QUOTED.finditer(text):
        if not any(start <= match.start("title") < stop for start, stop in taken):
            title = match["title"].strip()
            outside = _outside(text, match.end())
            yield Mention("heading", title, title, match.start("title"), outside=outside)


def _documents(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Documents named by themselves, not as the place of something else already found."""
    for named in _documents_named(text):
        year = re.search(r"(?:19|20)\d{2}", named.words)
        proxy = re.search(r"proxy", named.words, re.IGNORECASE)
        if named.this or not (year or proxy):
            continue
        if not any(named.words in mention.outside for mention in found):
            yield Mention("document", named.words, "", named.start, outside=named.words)
