"""How a filing writes what it points at: patterns of "Notes 3, 5 and 23(b)", "Part II, Item 5".

And what only sounds so: notes that are debt ("Senior Notes due 2028", "EUR Notes 2"), items of a
regulation ("Item 402 of Regulation S-K"), words of the form itself.
"""

import re
from typing import Literal

Kind = Literal[
    "note", "item", "part", "schedule", "exhibit", "page", "document", "heading", "table"
]

AND = r"(?:\s*(?:,|;|&|/|\band\b|\bor\b|\bthrough\b|\bto\b|[-–—])\s*)+"
_BRACKETS = r"(?:\s?\([a-z0-9]{1,3}\))*"
NOTE_KEY = (
    r"(?:\d{1,2}(?:\.\d{1,2}){1,2}(?!\s*(?:%|percent|million|billion|due))(?![\w$’'-]|[.,]\d)"
    rf"|(?:\d{{1,2}}[A-Z]?|[A-Z]|\(\d{{1,2}}\))(?![\w$%’']|\.\d|-\w|,\d{{3}})){_BRACKETS}"
)
ITEM_KEY = (
    r"\d{1,2}(?:\.\d{2}|\.[A-K](?!\w)|\s?[A-C](?!\w)|\s?\([A-C]\)(?![\w(]))?(?![\w%]|\.\d)"
    r"(?:\([a-z0-9]{1,3}\))*"
)
EXHIBIT_KEY = (
    r"(?:\(\d{1,3}(?:-\d{1,3})?\)(?:(?-i:[A-Z]{1,2})(?!\w))?|"
    r"\d{1,3}(?:\.\d{1,3}){0,3}(?:[a-z]{1,4}(?![a-z])|[.-][A-Z]{1,2}(?!\w)(?:[.-]\d{1,3})?)?(?![\d%]))"
    r"(?:\([a-z0-9]{1,3}\))*"
)
PAGE_KEY = r"(?:[A-Z]{1,3}-)?\d{1,3}(?!\d|[.,]\d|%)"
ROMAN = r"(?:IX|IV|V?I{1,3}|V|X)"
PART = rf"(?:{ROMAN}|[1-4]|one|two|three|four)"
SCHEDULE_KEY = rf"(?:{ROMAN}|[1-9]|[A-K])(?![\w-]|\.\d)"
_TITLE = (
    r"(?=(?P<title>(?:\s*[,.:]?\s*[–—-]?\s*[“\"][\s–—-]*(?-i:[A-Z])[^”\"]{2,120}[”\"]"
    # "Item 7, “Market Risk” included in Item 7A" gives the title of what comes next
    r"(?!\s+(?:(?:included|contained|found)\s+)?(?:in|of)\s+(?:part|items?|notes?)\s)"
    r"|\s*\((?-i:[A-Z])[^()]{3,80}\)"
    r"|\s*[–—.]\s*[A-Z][\w’',& ]{3,80})?))"
)
_NUMBERED = r"(?:(?:nos?\.?|numbers?|#)\s*)?"

PATTERNS: dict[Kind, str] = {
    "note": rf"(?<![\w-])(?:foot)?notes?\s+{_NUMBERED}"
    rf"(?P<keys>{NOTE_KEY}(?:{AND}(?:notes?\s+)?{NOTE_KEY})*){_TITLE}",
    "item": rf"(?:part\s+(?P<part>{PART})\b\s*(?:,|-|–|—|of\b)?\s*[“\"]?)?\bitems?\s+{_NUMBERED}"
    rf"(?P<keys>{ITEM_KEY}(?:{AND}(?:items?\s+)?{ITEM_KEY})*)"
    rf"(?:\s*,?\s*(?:(?:of|in)\s+(?:this\s+)?|(?<=,)\s*)part\s+(?P<part_after>{ROMAN})\b"
    rf"(?!\W{{0,3}}items?\b))?"
    rf"{_TITLE}",
    "part": rf"\bpart\s+(?P<keys>{ROMAN})\b(?!\s*(?:,|-|–|—|of)?\s*[“\"]?items?)(?!\s*[-–—]\s*\w)",
    "schedule": rf"\bschedules?\s+(?P<keys>{SCHEDULE_KEY}(?:{AND}{SCHEDULE_KEY})*)",
    "exhibit": rf"\bexhibits?\s+{_NUMBERED}(?P<keys>{EXHIBIT_KEY}(?:{AND}{EXHIBIT_KEY})*)",
    "page": rf"\b(?:pages?\s+|pp?\.\s?)(?P<keys>{PAGE_KEY}(?!\s+of\s+\d)(?:{AND}{PAGE_KEY})*)",
    "table": r"\b(?:tables?\s+(?P<keys>above|below|\d{1,3}(?![\w%]|[.,]\d))"
    r"|(?P<before>above|below)\s+tables?\b)",
}
COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in PATTERNS.items()}
FIRST_LETTERS = {
    "note": "NnFf",
    "item": "IiPp",
    "part": "P",
    "schedule": "S",
    "exhibit": "E",
    "page": "Pp",
    "table": "TtAaBb",
}

_ANY = re.compile(  # most texts, table rows above all, have none: one quick look saves ten
    r"\b(?:(?:foot)?notes?|items?|part|schedules?|exhibits?|pages?)\s+[\dA-Z(#]|proxy|form\s|report|[“‘\"]"
    r"|\btables?\s+(?:above|below|\d)|\b(?:above|below)\s+table|notes\s+to|\bsee\s|refer|heading|caption|titled|\bpp?\.\s?\d"
    r"|registration|annex|appendix|\bthe\s+index\s+to|(?-i:[A-Z])\w*\s(?:sub)?(?:section|discussion|footnote)",
    re.I,
)
# Each way through _ANY holds one of these: a look at half the price.
_SOME = (
    *("note", "item", "part", "schedule", "exhibit", "page", "proxy", "form", "report", "“", "‘"),
    *('"', "table", "see", "refer", "heading", "caption", "titled", "p. ", "pp.", "registration"),
    *("annex", "appendix", "section", "discussion", "index to"),
)
# Of the same length, so that places in the text stay: a hyphen that does not break is a hyphen,
# quotation marks set as two signs are one.
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u00ad": "-"})
_DOUBLED = (("‘‘", " “"), ("’’", "” "), ("``", " “"), ("''", "” "))


def may_point(text: str, lower: str) -> bool:
    """Whether a text can hold a mention at all."""
    return any(word in lower for word in _SOME) and _ANY.search(text) is not None


def plain(text: str) -> str:
    """The text with one sign for each kind of hyphen and quotation mark, every place kept."""
    text = text.translate(_HYPHENS)
    for printed, usual in _DOUBLED:
        text = text.replace(printed, usual)
    return text


_DEBT = re.compile(
    r"(?:senior|subordinated|convertible|exchange|promissory|term|treasury|secured|structured|rate"
    r"|medium-term|demand|discount|global|bank|mortgage|unsecured|guaranteed|exchangeable|zero[\s-]coupon"
    r"|bridge|mezzanine|eur|usd|gbp|chf|jpy|cad|euro|sterling|yen|dollar|debt|surplus|bearer|lien"
    r"|(?:series|class|tranche)\s+[\w-]{1,4}|\d{4}|%)\s*$",
    re.IGNORECASE,
)
_NAMED_NOTES = re.compile(  # "Harbor Notes 2": a name before them, not a word that leads to them
    r"\b(?!(?:see|also|refer|in|the|our|to|and|of|these|those|accompanying|related|under|per|with"
    r"|both|from|by|as|or)\b)(?-i:[A-Z])[\w-]*\s$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\s*(?:\([a-z0-9]{1,3}\))*\s*(?:of|to|under|in)\s+(?:the\s+)?"
    r"(?:(?:sec|securities|exchange)\s+)?(?:regulation|rule|securities\s+act|schedule\s+1[34]"
    r"|(?P<form>form\s+(?:n-|s-|f-|8-k\b|10-[kq]\b)))",
    re.IGNORECASE,
)


def is_debt(match: re.Match[str], text: str) -> bool:
    """Whether notes are borrowings: "2015 EUR Notes 2", where 2 is the mark of a footnote."""
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :]
    if _DEBT.search(before) or re.match(r"\s*(?:due|%|percent)\b", after):
        return True
    one = re.fullmatch(r"\d{1,2}", match["keys"]) and match[0].startswith("Notes")
    return bool(one and _NAMED_NOTES.search(before))


def is_law(match: re.Match[str], text: str, dated: frozenset[int]) -> bool:
    """Whether an item or schedule is one of a regulation or of a form as such.

    `dated` are the places where a document of a certain year is named: "of Form 10-K for 2016".
    """
    titled = match["title"] if "title" in match.groupdict() else ""
    for text_after, at in ((text[match.end() :], match.end()), (titled, -1)):
        if found := _LAW.match(text_after):
            if found["form"] and at >= 0 and at + found.start("form") in dated:
                continue
            return True
    return False
