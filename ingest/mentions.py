"""The words by which a filing points elsewhere, found in a text: "Notes 3, 5 and 23(b)".

What only sounds like a reference is none: notes that are debt ("Senior Notes due 2028", "Note
5.25%"), items of a regulation ("Item 402 of Regulation S-K"), tax and proxy schedules
("Schedule 14A", "Schedule K-1").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.captions import captions
from ingest.document import Metadata
from ingest.named_documents import Named, documents_named, kind_named, outside, year_named

UNKNOWN = Metadata()  # of a text that stands alone
Kind = Literal[
    "note", "item", "part", "schedule", "exhibit", "page", "document", "heading", "table"
]


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing pointed at. A list ("Notes 3 and 5") gives one mention each, of the same words."""

    kind: Kind
    words: str
    key: str
    """ "12", "K", "7A", "II", "10.4", "F-12"; of a heading its title; "" of a document; of a table
    "above" or "below"."""
    start: int
    sub: str = ""
    """What of it: "b" in "Note 12(b)"."""
    part: str | None = None
    """Of an item: "II" in "Part II, Item 5"."""
    title: str = ""
    """Words that follow and may be the title: "Debt" in "Note 4 – Debt"."""
    outside: str = ""
    """The other document it stands in, as printed; "" where none is named."""
    side: str = ""
    """Of a heading: "above" or "below", where the text says so."""
    exact: bool = True
    """Of a heading: False where its first words may be all of it."""


_AND = r"(?:\s*(?:,|;|&|\band\b|\bor\b|\bthrough\b|\bto\b|[-–—])\s*)+"
_NOTE_KEY = (
    r"(?:\d{1,2}[A-Z]?|[A-Z]|\(\d{1,2}\))(?![\w$%’']|\.\d|-\w|,\d{3})(?:\s?\([a-z0-9]{1,3}\))*"
)
_ITEM_KEY = (
    r"\d{1,2}(?:\.\d{2}|\s?[A-C](?!\w)|\s?\([A-C]\)(?![\w(]))?(?![\d%]|\.\d)(?:\([a-z0-9]{1,3}\))*"
)
_EXHIBIT_KEY = r"\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?(?![\d%])(?:\([a-z0-9]{1,3}\))*"
_PAGE_KEY = r"(?:[A-Z]{1,3}-)?\d{1,3}(?!\d|[.,]\d|%)"
_ROMAN = r"(?:IX|IV|V?I{1,3}|V|X)"
_TITLE = (
    r"(?=(?P<title>(?:\s*[,.:]?\s*[–—-]?\s*[“\"][^”\"]{3,120}[”\"]"
    r"|\s*[–—.]\s*[A-Z][\w’',& ]{3,80})?))"
)

_PATTERNS: dict[Kind, str] = {
    "note": rf"(?<![\w-])(?:foot)?notes?\s+(?:nos?\.?\s+)?"
    rf"(?P<keys>{_NOTE_KEY}(?:{_AND}(?:notes?\s+)?{_NOTE_KEY})*){_TITLE}",
    "item": rf"(?:part\s+(?P<part>{_ROMAN})\b\s*(?:,|-|–|—|of\b)?\s*[“\"]?)?\bitems?\s+"
    rf"(?P<keys>{_ITEM_KEY}(?:{_AND}(?:items?\s+)?{_ITEM_KEY})*)"
    rf"(?:\s*,?\s*(?:(?:of|in)\s+|(?<=,)\s*)part\s+(?P<part_after>{_ROMAN})\b(?!\W{{0,3}}items?\b))?"
    rf"{_TITLE}",
    "part": rf"\bpart\s+(?P<keys>{_ROMAN})\b(?!\s*(?:,|-|–|—|of)?\s*[“\"]?items?)(?!\s*[-–—]\s*\w)",
    "schedule": rf"\bschedules?\s+(?P<keys>(?:{_ROMAN}|[1-9])\b(?:{_AND}{_ROMAN}\b)*)",
    "exhibit": rf"\bexhibits?\s+(?:nos?\.?\s+)?(?P<keys>{_EXHIBIT_KEY}(?:{_AND}{_EXHIBIT_KEY})*)",
    "page": rf"\bpages?\s+(?P<keys>{_PAGE_KEY}(?:{_AND}{_PAGE_KEY})*)",
    "table": r"\btables?\s+(?P<keys>above|below)\b",
}
_COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_ANY = re.compile(  # most texts, table rows above all, have none: one quick look saves ten
    r"\b(?:notes?|items?|part|schedules?|exhibits?|pages?)\s+[\dA-Z(]|proxy|form\s|report|[“\"]"
    r"|\btables?\s+(?:above|below)|notes\s+to|\bsee\s|refer|heading|caption|titled",
    re.I,
)
# Each way through _ANY holds one of these: a look at half the price.
_SOME = (
    *("note", "item", "part", "schedule", "exhibit", "page", "proxy", "form", "report", "“"),
    *('"', "table", "see", "refer", "heading", "caption", "titled"),
)
_CAPITAL = {
    "note": "Nn",
    "item": "IiPp",
    "part": "P",
    "schedule": "S",
    "exhibit": "E",
    "page": "Pp",
    "table": "Tt",
}

_DEBT = re.compile(
    r"(?:senior|subordinated|convertible|exchange|promissory|term|treasury|secured|structured|rate"
    r"|medium-term|demand|discount|global|bank|mortgage|\d{4})\s*$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\s*(?:\([a-z0-9]{1,3}\))*\s*(?:of|to|under|in)\s+(?:the\s+)?"
    r"(?:(?:sec|securities|exchange)\s+)?(?:regulation|rule|securities\s+act|schedule\s+1[34]"
    r"|form\s+(?:n-|s-|f-|8-k\b|10-[kq]\b))",
    re.IGNORECASE,
)
_FORM_WORDS = re.compile(  # what the cover of every filing says, and none means
    r"list\s+hereunder\s+the\s+following\s+documents.*?1980\)?\.?"
    r"|(?:indicate\s+by\s+check\s+mark|check\s+(?:if|whether|the\s+appropriate\s+box)).{0,700}?"
    r"(?:\.\s|[☐☒☑]|\[|$)",
    re.IGNORECASE | re.DOTALL,
)
_STATEMENTS = re.compile(
    r"\b(?:see|see\s+also|refer\s+to)\s+(?:the\s+|our\s+)?(?:accompanying\s+)?"
    r"(?P<title>notes\s+to\s+(?:the\s+|our\s+)?(?:[\w’'-]+\s+){0,4}?(?:financial\s+)?statements"
    r"|(?:audited\s+)?consolidated\s+financial\s+statements)\b",
    re.IGNORECASE,
)


def mentions(text: str, about: Metadata = UNKNOWN) -> list[Mention]:
    """Every mention in `text`, in order; of overlapping ones the first.

    `about` is the filing's own form and year: what "the Annual Report" means depends on it.
    """
    lower = text.lower()
    if not any(word in lower for word in _SOME) or not _ANY.search(text):
        return []
    text = _FORM_WORDS.sub(lambda match: " " * len(match[0]), text)
    named = documents_named(text, about)
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    lower = text.lower()
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(text) if kind in lower else ():
            inside = any(start <= match.start() < stop for start, stop in taken)
            if not inside and not _is_no_reference(kind, match, text):
                found += _spelled_out(kind, match, text, named)
                taken.append((match.start(), _end(kind, match)))
    found += _titles(text, taken, named)
    found += _documents(named, found)
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


def _spelled_out(
    kind: Kind, match: re.Match[str], text: str, named: Sequence[Named]
) -> Iterator[Mention]:
    part = None
    if kind == "item":
        part = (match["part"] or match["part_after"] or "").upper() or None
    titled = kind in ("note", "item")
    stop = match.end("part_after") if part and match["part_after"] else match.end("keys")
    words = text[match.start() : stop].strip()
    other = outside(text, match.start(), stop, named)
    if re.search(r"\bthis\s+$", text[: match.start()]):
        other = None  # "this Item 7" is here, wherever its information is
    elsewhere = other.words if other and not other.own else ""
    title = match["title"].strip(' ,.:–—-“”"') if titled else ""
    for key, sub in _keys(kind, match["keys"]):
        yield Mention(kind, words, key, match.start(), sub, part, title, elsewhere)


def _keys(kind: Kind, printed: str) -> list[tuple[str, str]]:
    """The single things of a list, and what of each; "3 through 5" is three, pages the first."""
    patterns = {"note": _NOTE_KEY, "item": _ITEM_KEY, "exhibit": _EXHIBIT_KEY, "page": _PAGE_KEY}
    if kind == "table":
        return [(printed.lower(), "")]
    pattern = rf"(?<![A-Za-z])(?:{patterns.get(kind, rf'{_ROMAN}|[1-9]')})"
    keys: list[tuple[str, str]] = []
    end = 0
    for match in re.finditer(pattern, printed, re.IGNORECASE):
        key = match[0] if kind == "exhibit" else _bare_key(match[0])
        spanned = keys and re.search(r"through|\bto\b|[–—-]", printed[end : match.start()])
        end = match.end()
        if spanned and kind == "page":
            continue
        if spanned and keys[-1][0].isdigit() and key.isdigit():
            last = int(keys[-1][0])
            keys += [(str(number), "") for number in range(last + 1, min(int(key), last + 40))]
        keys.append((key, _sub(match[0]) if kind in ("note", "item") else ""))
    return keys


def _sub(printed: str) -> str:
    """The first part in brackets behind a number: "b" of "12(b)(ii)"."""
    match = re.match(r"\w+\s?\(([a-z0-9]{1,3})\)", printed)
    return match[1] if match else ""


def _bare_key(text: str) -> str:
    if text.startswith("("):
        return text.strip("()")
    return re.sub(r"(?<=\d)\(([A-K])\)|\([a-z0-9]+\)|[\s()]", r"\1", text).upper()


def _end(kind: Kind, match: re.Match[str]) -> int:
    """Where a mention ends, with the title quoted right behind it."""
    if kind not in ("note", "item"):
        return match.end()
    title = match.end("title") if "”" in match["title"] or '"' in match["title"] else 0
    return max(match.end(), title)


def _titles(
    text: str, taken: Sequence[tuple[int, int]], named: Sequence[Named]
) -> Iterator[Mention]:
    """Headings by their words, and "Notes to ... Financial Statements"."""
    for caption in captions(text):
        if not any(start <= caption.start < stop for start, stop in taken):
            other = outside(text, caption.start, caption.stop, named)
            elsewhere = other.words if other and not other.own else ""
            yield Mention(
                "heading",
                caption.title,
                caption.title,
                caption.start,
                outside=elsewhere,
                side=caption.side,
                exact=caption.exact,
            )
    for match in _STATEMENTS.finditer(text):
        title = match["title"]
        other = outside(text, match.start("title"), match.end(), named)
        elsewhere = other.words if other and not other.own else ""
        yield Mention("heading", title, title, match.start("title"), outside=elsewhere)


def _documents(named: Sequence[Named], found: Sequence[Mention]) -> Iterator[Mention]:
    """Documents named by themselves, not as the place of something else already found."""
    places = {mention.outside for mention in found}
    for each in named:
        registered = kind_named(each.words) in ("registration", "exhibit", "other")
        if each.own or each.words in places or (registered and not year_named(each.words)):
            continue
        yield Mention("document", each.words, "", each.start, outside=each.words)
