"""The words by which a filing points elsewhere, found in a text: "Notes 3, 5 and 23(b)".

How each kind is written, and what only sounds like one, stands in `mention_patterns`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.captions import captions
from ingest.document import Metadata
from ingest.mention_keys import listed, single_keys
from ingest.mention_patterns import (
    COMPILED,
    FIRST_LETTERS,
    Kind,
    is_debt,
    is_law,
    may_point,
    plain,
)
from ingest.named_documents import (
    Defined,
    Named,
    documents_named,
    kind_named,
    year_named,
)
from ingest.outside import is_one_sentence, outside

UNKNOWN = Metadata()  # of a text that stands alone


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
    """Of a heading or note: "above" or "below", where the text says so."""
    here: bool = False
    """Of an item: whether it is "this Item 2"."""
    exact: bool = True
    """Of a heading: False where its first words may be all of it; of an item: False where its
    title may be the next sentence."""
    within: str = ""
    """Of a heading: what it is said to be in, as `Caption.within`; of a footnote "notes"."""


_FORM_WORDS = re.compile(  # what the cover of every filing says, and none means
    r"list\s+hereunder\s+the\s+following\s+documents.*?1980\)?\.?"
    r"|(?:indicate\s+by\s+check\s+mark|check\s+(?:if|whether|the\s+appropriate\s+box)).{0,700}?"
    r"(?:\.\s|[☐☒☑]|\[|$)",
    re.IGNORECASE | re.DOTALL,
)
_STATEMENTS = re.compile(
    r"(?:\b(?:see|see\s+also|refer\s+to|in|of|to|with|within|throughout|from|by|and|or|read|per|under)\s+"
    r"(?:(?:the|our|its|these|such)\s+)?(?:(?:accompanying|related|attached|following|audited)\s+)*"
    r"|\baccompanying\s+)"
    r"(?P<title>(?:condensed\s+)?notes\s+to\s+(?:the\s+|our\s+|its\s+|these\s+|such\s+)?"
    r"(?:[\w’'.&-]+\s+){0,5}?(?:financial\s+(?:statements|information)|statements))\b"
    r"|\b(?:see|refer\s+to)\s+(?:the\s+)?accompanying\s+(?P<bare>notes)\b(?!\s+to\b)"
    r"|\b(?:see|see\s+also|refer\s+to)\s+(?:the\s+|our\s+)?(?:accompanying\s+)?"
    r"(?P<statements>(?:audited\s+)?consolidated\s+financial\s+statements)\b",
    re.IGNORECASE,
)
_APPENDED = re.compile(
    r"\b(?:Annex|ANNEX|Appendix|APPENDIX)\s+(?:[A-Z]|[IVX]{1,4}|\d{1,2})\b(?!-\d)"
)
_OWN_FORM = re.compile(  # "required by Part III": the filing's own, whatever document answers it
    r"\b(?:required|called\s+for|requested|specified|responsive|respon[sd]\w*)\s+"
    r"(?:to\s+be\s+\w+\s+)?(?:by|under|in|to|of|pursuant\s+to)\s+(?:this\s+|the\s+)?$"
    r"|\bthis\s+$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(  # "Items 10 to 13 are incorporated by reference from the Proxy Statement"
    r"(?:[^.;]*\s)?(?:is|are)\s+(?:\w+\s+){0,2}incorporated\b(?!.*\b(?:which|that)\b)",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = re.compile(  # "Exhibit 10.52 (incorporated by reference to Exhibit 10.2 to ...)"
    r"\bincorporated\b.*\bexhibit\b|\)\s*\(", re.IGNORECASE | re.DOTALL
)
_ATTACHED_TO = re.compile(  # "Exhibit 3.3 to the 1997 Registration": some other paper's exhibit
    r"\s*,?\s*(?:to|of)\s+(?P<words>(?!this\b)(?:(?:the|our|its|their|such|said|that|an?)\s+)?"
    r"(?:[A-Z\d][\w.,&’'-]*\s+){0,7}?(?:Registration|Reports?|Statements?|Filing|Form|Agreement"
    r"|Indenture|Prospectus|Amendment|Schedule|Proxy|Plan|Lease|Contract|Memorandum|Circular"
    r"|Application|10-[KQ]|8-K|S-\d{1,2})\b)",
)


def mentions(
    text: str, about: Metadata = UNKNOWN, defined: Sequence[Defined] = ()
) -> list[Mention]:
    """Every mention in `text`, in order; of overlapping ones the first.

    `about` is the filing's own form and year: what "the Annual Report" means depends on it.
    `defined` are names the filing gives to documents: "the 1997 Registration".
    """
    printed, lower = text, text.lower()
    if not may_point(text, lower):
        return []
    text = _FORM_WORDS.sub(lambda match: " " * len(match[0]), plain(text))
    named = documents_named(text, about, defined)
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    lower = text.lower()
    for kind, pattern in COMPILED.items():
        for match in pattern.finditer(text) if kind in lower or kind == "page" else ():
            inside = any(start <= match.start() < stop for start, stop in taken)
            if not inside and not _is_no_reference(kind, match, text, named):
                found += _spelled_out(kind, match, text, named)
                taken.append((match.start(), _end(kind, match)))
    found += _titles(text, taken, named)
    found += _documents(named, found)
    as_printed = (
        replace(each, words=printed[each.start : each.start + len(each.words)]) for each in found
    )
    return sorted(as_printed, key=lambda mention: mention.start)


def is_heading_again(text: str) -> bool:
    """Whether a text is a heading repeated ("NOTE 4 – DEBT (Continued)"), not a sentence."""
    short = len(text) < 250 and not text.rstrip().endswith((".", ";", ","))
    named = re.match(r"(?:part|items?|notes?|schedule|exhibit)\s+[\dA-Z]", text, re.I)
    return short and named is not None and not _OF_THIS.search(text)


_OF_THIS = re.compile(  # a line cut out of a sentence: "Part II, Item 7A of this Form 10-K under"
    r"^.{1,24}\s(?:of|to|in|on)\s+(?:this|the|our|its|these)\s", re.IGNORECASE
)


def _is_no_reference(kind: Kind, match: re.Match[str], text: str, named: Sequence[Named]) -> bool:
    if text[match.start()] not in FIRST_LETTERS[kind]:
        return True
    if kind == "note":
        key = match["keys"][0]
        if text[: match.start()].endswith(")("):  # a rule: "210.12-12(Column A)(Footnote 2)"
            return True
        return is_debt(match, text) or (key.isalpha() and key.islower())
    if kind == "schedule":
        key = match["keys"][0]  # "schedule a meeting"
        return (key.isalpha() and key.islower()) or is_law(match, text, frozenset())
    if kind in ("item", "part", "exhibit"):
        dated = frozenset(
            at
            for each in named
            if year_named(each.words)
            for at in range(each.start, each.start + 12)
        )
        return is_law(match, text, dated)
    return False


def _spelled_out(
    kind: Kind, match: re.Match[str], text: str, named: Sequence[Named]
) -> Iterator[Mention]:
    part = None
    if kind == "item":
        printed = match["part"] or match["part_after"] or ""
        part = _NUMERALS.get(printed.lower(), printed.upper()) or None
    titled = kind in ("note", "item")
    keys = listed(match)
    stop = match.start("keys") + len(keys) if match["keys"] else match.end()
    if part and match["part_after"]:
        stop = match.end("part_after")
    words = text[match.start() : stop].strip()
    elsewhere = _elsewhere(kind, (match.start(), stop), text, named)
    title = match["title"].strip(' ,.:–—-“”"()') if titled else ""
    before = text[max(0, match.start() - 60) : match.start()]
    if kind == "item" and not title and _STATED_IN.search(before):
        title = "Financial Statements"  # "Note 5 to the Financial Statements, Item 1"
    here = kind == "item" and re.search(r"\bthis\s+$", before) is not None
    side = (
        re.match(r"\W*(?:[^.;]{0,70}\s)?(above|below)\b", text[stop:]) if kind == "note" else None
    )
    stated = kind == "note" and words[:1] in "Ff" and _OF_STATEMENTS.match(text, stop)
    for key, sub in single_keys(kind, keys):
        yield Mention(
            kind,
            words,
            key,
            match.start(),
            sub,
            part,
            title,
            elsewhere,
            side[1] if side else "",
            here,
            exact=match["title"].lstrip()[:1] not in ("", ".") or _is_caption(before)
            if titled
            else True,
            within="notes" if stated else "",
        )


_OF_STATEMENTS = re.compile(  # a footnote that is a note: "footnote 10 of these Notes to ..."
    r"\s*(?:\([^()]{1,80}\)\s*)?(?:of|to|in)\s+(?:(?:the|these|our|its)\s+)?(?:[\w’'-]+\s+){0,4}?"
    r"(?:statements|notes)\b",
    re.IGNORECASE,
)


def _is_caption(before: str) -> bool:
    """Whether what follows is said to be a title."""
    return (
        re.search(r"(?:(?:caption|heading)s?|[“\"])\s*[“\"]?$", before, re.IGNORECASE) is not None
    )


_STATED_IN = re.compile(
    r"\bfinancial\s+statements\W{0,3}\s*(?:(?:included\s+)?in\s+)?$", re.IGNORECASE
)
_NUMERALS = {"1": "I", "2": "II", "3": "III", "4": "IV"} | {
    "one": "I", "two": "II", "three": "III", "four": "IV"
}  # fmt: skip


def _elsewhere(kind: Kind, span: tuple[int, int], text: str, named: Sequence[Named]) -> str:
    """The words of the other document a thing stands in, "" where it stands in this one."""
    start, stop = span
    other = outside(text, start, stop, named)
    if other and kind in ("item", "part") and _is_own_form(text, span, other):
        return ""
    if other and kind == "exhibit" and _SOURCE.search(text[stop : max(stop, other.start)]):
        return ""
    if other is None and kind == "item" and (proxy := _captioned_in(text, span, named)):
        return proxy.words
    attached = None if other else _ATTACHED_TO.match(text, stop)
    if attached and kind in ("exhibit", "schedule"):
        return "" if _is_named_own(attached, named) else attached["words"]
    if other and kind == "exhibit" and _is_earlier(other):
        return other.words
    return other.words if other and not other.own else ""


def _captioned_in(text: str, span: tuple[int, int], named: Sequence[Named]) -> Named | None:
    """The proxy statement whose captions are numbered: "captions Item 1. Election of ..."."""
    if not _CAPTIONS.search(text[max(0, span[0] - 250) : span[0]]):
        return None
    ahead = next((each for each in named if each.start >= span[1]), None)
    if ahead is None or ahead.own or kind_named(ahead.words) != "proxy":
        return None
    gap = text[span[1] : ahead.start].replace(";", ",")  # captions are listed so
    return ahead if is_one_sentence(gap) else None


_CAPTIONS = re.compile(
    r"(?:caption|heading)s?[\s,:]*[“\"]?$|(?:caption|heading)s?\b.{0,200}\band\s+[“\"]?$", re.I
)


def _is_earlier(other: Named) -> bool:
    """Whether an exhibit's report is an earlier one: a filing calls itself "this", or dates it."""
    kind = kind_named(other.words)
    own = re.match(r"this\b|here", other.words, re.IGNORECASE) or year_named(other.words)
    return kind in ("annual", "quarterly") and not own


def _is_own_form(text: str, span: tuple[int, int], other: Named) -> bool:
    """Whether an item is that of the filing, which another document answers."""
    required = _OWN_FORM.search(text[max(0, span[0] - 60) : span[0]])
    return bool(required or _ANSWERED.match(text[span[1] : max(span[1], other.start)]))


def _is_named_own(attached: re.Match[str], named: Sequence[Named]) -> bool:
    """Whether the paper an exhibit belongs to is the filing itself: "to our Form 10-K"."""
    first, last = attached.span("words")
    return any(each.own and each.start < last and first < each.stop for each in named)


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
                within=caption.within,
            )
    for match in (*_STATEMENTS.finditer(text), *_APPENDED.finditer(text)):
        group = match.lastgroup or 0
        start, title = match.start(group), match[group]
        if not any(first <= start < last for first, last in taken):
            other = outside(text, start, match.end(), named)
            elsewhere = other.words if other and not other.own else ""
            yield Mention("heading", title, title, start, outside=elsewhere)


_ANOTHERS = re.compile(  # "Hale’s Registration Statement on Form 10"
    r"(?!(?:the|our|its)\b|registrant|company)[A-Z][\w.& ]{1,40}[’']s?\s+registration\s+statement",
    re.IGNORECASE,
)


def _documents(named: Sequence[Named], found: Sequence[Mention]) -> Iterator[Mention]:
    """Documents named by themselves, not as the place of something else already found."""
    places = {mention.outside for mention in found}
    for each in named:
        registered = kind_named(each.words) in ("registration", "exhibit", "other")
        registered = registered and not _ANOTHERS.match(each.words)
        if each.own or each.words in places or (registered and not year_named(each.words)):
            continue
        yield Mention("document", each.words, "", each.start, outside=each.words)
