"""The documents a text names: "our 2022 Form 10-K", "the Proxy Statement", "this report".

A name says of which kind the document is, of which year, and whose. Which file of the library
that is, if any, is not known here: other filings come and go (see `tools.elsewhere`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from ingest.document import Metadata

DocumentKind = Literal[
    "annual", "shareholders", "quarterly", "current", "proxy", "registration", "exhibit", "other"
]
FARTHEST = 400  # letters between a thing and the document it is in


@dataclass(frozen=True, slots=True)
class Named:
    """A document named in a text."""

    words: str
    start: int
    stop: int
    own: bool
    """Whether it is the filing itself: "this Form 10-K"."""


_FORM = (
    r"form\s+(?:10-?\s?k(?:sb|t|405)?|10-?\s?q(?:sb)?|8-?\s?k|8-[ab](?:12[bg])?|sb?-\d{1,2}|f-\d{1,2}"
    r"|20-?f|40-f|11-k|6-k|10-sb|10-12[bg]|10(?=\s+registration|[.,;)](?!\d))|t-1|u5s)(?!\w)(?:\s?/\s?a)?"
)
_TO_HOLDERS = r"\s+to\s+(?:(?:share|stock)(?:holders|owners)|share\s+owners|security\s+holders)"
_DATE = r"[^.;()|“”]{0,70}?\b(?:19|20)\d{2}\b"
_NUMBER = r"(?:,?\s*(?:registration\s+)?(?:nos?|number)\.?:?\s*\d[\d-]+)?"
_OF_WHOM = (  # "the Annual Report on Form 10-K of the Company for the fiscal year ended ..."
    r"(?:\s+of\s+(?:(?:the\s+)?(?:company|registrant|corporation|issuer|partnership|trust)"
    r"|(?-i:[A-Z])[\w.&’'-]*(?:,?\s+(?-i:[A-Z])[\w.&’'-]*){0,4}))?"
)
_FILE = r"(?:,?\s+\(?(?:commission\s+)?file\s+(?:nos?|numbers?)\.?:?\s*[\d-]+\)?)"
_DOCUMENT = re.compile(
    rf"(?:annual\s+reports?(?:{_TO_HOLDERS})?(?:\s*\(?\s*(?:on\s+)?{_FORM})?"
    rf"|(?:quarterly|current)\s+reports?(?:\s*\(?\s*(?:on\s+)?{_FORM})?"
    rf"|{_FORM}(?:\s+(?:annual|quarterly|current)\s+report|\s+registration\s+statement{_NUMBER})?"
    r"|\b(?:10-?[kq]|8-k)\b"
    r"|(?:proxy|information)\s+statement|prospectus(?:\s+supplement)?"
    rf"|registration\s+statement(?:\s*\(?\s*(?:on\s+)?{_FORM})?{_NUMBER}"
    r"|registration\s+(?:file\s+)?(?:no|number)\.?\s*\d[\d-]+|exhibit\s+13(?:\.\d{1,2})?)"
    r"(?:\s*\([^()]{1,60}\))?"
    rf"(?:{_OF_WHOM}{_FILE}?,?\s+(?:for|dated|as\s+filed|filed|relating)\b{_DATE}|{_FILE})?"
    r"(?:\s+(?:annual|regular|special)\s+meeting(?:\s+of\s+(?:share|stock)(?:holders|owners))?)?",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"(?<!covered\sby\s)\bthis\s+(?:\w+\s+){0,2}(?:report|filing|document|form|item|10-[kq]|release"
    r"|agreement|(?:registration|proxy)\s+statement|prospectus)\b(?:\s+on\s+form\s+[\w/-]+)?"
    r"|\b(?:herein|hereof)\b",
    re.IGNORECASE,
)
_YEAR = r"(?:(?:fiscal\s+)?(?:year\s+)?(?:q[1-4]\s+)?(?:19|20)\d{2})"
_WHOSE = re.compile(
    r"(?:(?P<whose>\b(?i:this|our|the|its|their|such|said|that|his)"
    r"|(?:[A-Z0-9][\w.&]*,?\s){0,5}[A-Z0-9][\w.&)]*(?:’s|'s|s’|s'))\s+)?"
    r"(?i:(?:registrant|company|corporation|firm|bank|trust|partnership)(?:’s|'s|s)?\s+)?"
    rf"(?P<which>(?i:(?:most\s+recent(?:ly\s+filed)?|latest|last|prior|previous|definitive|audited|respective"
    rf"|combined|accompanying|subsequent(?:ly\s+filed)?|base|preliminary|final|{_YEAR})\s+)*)"
    # "the Lakewood and Baines Annual Report": whose it is stands before it as a name
    r"(?(whose)(?:[A-Z\d][\w&’'-]*(?:,?\s+(?:Inc|Corp|Co|Ltd)\b\.?)?,?\s+(?:(?:and|&)\s+)?){0,5})$"
)
_POINTING = ("such", "said", "that")  # to a document named before
_COMPANY = re.compile(r"\b(?:to|of|in|from)\s+(?P<company>(?:[A-Z][\w.&’'-]*,?\s+){1,6})$")
_PREVIOUSLY = re.compile(  # "As previously reported in the Current Report on Form 8-K"
    r"\b(?:previously|earlier|already)\s+(?:\w+\s+){0,3}(?:in|on|with)\s+(?:the\s+|our\s+|its\s+)?$",
    re.I,
)
_CELL = re.compile(r"\|\s*$")  # named alone in a cell
_LED_TO = re.compile(r"\b(?:to|of|in|from|under|with)\s*$")  # "to Registration Statement on ..."


@dataclass(frozen=True, slots=True)
class Defined:
    """A name a filing gives to a document it points at: "the 1997 Registration"."""

    name: str
    own: bool
    """Whether it is the filing itself."""


_DEFINITION = re.compile(
    r"\((?:(?:the|our|its|together|collectively|hereinafter|referred\s+to|as),?\s+)*"
    r"[“\"](?P<name>[^”\"]{4,60})[”\"]\)"
)
_PAPER = re.compile(
    r"\b(?:registration|report|filing|statement|form|proxy|prospectus|circular|amendment|s-\d)\b",
    re.IGNORECASE,
)


def documents_defined(text: str, about: Metadata) -> list[Defined]:
    """The names that a text gives to documents, where they do not say themselves what they are."""
    matches = list(_DEFINITION.finditer(text)) if "(" in text else []
    matches = [m for m in matches if " " in m["name"] and _PAPER.search(m["name"])]
    matches = [m for m in matches if not _DOCUMENT.search(m["name"])]
    named = documents_named(text, about) if matches else []
    before = [[n for n in named if 0 <= m.start() - n.stop < FARTHEST] for m in matches]
    return [Defined(m["name"], n[-1].own) for m, n in zip(matches, before, strict=True) if n]


def documents_named(text: str, about: Metadata, defined: Sequence[Defined] = ()) -> list[Named]:
    """Every document named, in order; one that nobody owns and nothing dates names none."""
    found = [Named(m[0], m.start(), m.end(), True) for m in _THIS.finditer(text)]
    for each in defined:
        found += [
            Named(m[0], m.start(), m.end(), each.own)
            for m in re.finditer(
                rf"(?:\b(?:the|our)\s+)?(?<![“\"\w]){re.escape(each.name)}(?!\w)", text
            )
        ]
    for match in _DOCUMENT.finditer(text):
        if named := _named(text, match, about):
            found.append(_pointed_back(named, found))
    return sorted(found, key=lambda named: named.start)


def _pointed_back(named: Named, before: Sequence[Named]) -> Named:
    """Of "such Annual Report" the one named last; of one that is named nowhere, another one."""
    if named.words.split()[0].lower() not in _POINTING:
        return named
    kind = kind_named(named.words)
    last = next((each for each in reversed(before) if kind_named(each.words) == kind), None)
    return replace(named, own=last.own if last else False)


def _named(text: str, match: re.Match[str], about: Metadata) -> Named | None:
    before = text[max(0, match.start() - 90) : match.start()]
    owner = _WHOSE.search(before)
    whose = (owner["whose"] or "").lower() if owner else ""
    begins = bool(_CELL.search(before) or (not before.strip() and " | " in text))
    bracketed = before.endswith("(") and text[match.end() : match.end() + 1] == ")"
    registered = _LED_TO.search(before) and kind_named(match[0]) == "registration"
    company = _COMPANY.search(before)
    exhibit = match[0].lower().startswith("exhibit")
    dated = re.search(r"\b(?:for|dated|filed)\b.*\d{4}", match[0])
    if not (
        whose
        or (owner and owner["which"])
        or any((begins, company, exhibit, dated, registered, bracketed))
    ):
        return None
    if begins and not (match[0][:1].isupper() and re.search(_FORM, match[0], re.I)):
        return None
    lead = owner[0] if owner and owner[0].strip() else company["company"] if company else ""
    start = match.start() - len(lead)
    words = text[start : match.end()].strip()
    earlier = exhibit or _PREVIOUSLY.search(text[max(0, start - 60) : start])
    return Named(words, start, match.end(), not earlier and _is_own(words, whose, about))


def _is_own(words: str, whose: str, about: Metadata) -> bool:
    """Whether the words name the filing itself: by "this", or by its own kind and year."""
    if whose == "this":
        return True
    kind, own = kind_named(words), kind_of_form(about.form)
    if (
        kind != own
        or (kind == "current" and whose != "the")
        or re.search(r"\b(?:prior|previous|subsequent)\b", words)
    ):
        return False
    day, year = day_named(words), year_named(words)
    if day is not None:
        return day == about.period_end
    return year is None or year == about.fiscal_year


def kind_named(words: str) -> DocumentKind:
    """What a name such as "our 2022 Form 10-K" says of the kind."""
    text = re.sub(r"\s+", " ", words.lower()).replace("- ", "-")
    if re.search(_TO_HOLDERS, text):
        return "shareholders"
    if "exhibit 13" in text:
        return "exhibit"
    for pattern, kind in _KINDS:
        if re.search(pattern, text):
            return kind
    return "other"


_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"registration|form (?:sb?|f)-\d|prospectus|form (?:8-[ab]|10-sb|10-12|t-1)", "registration"),
    (r"form 11-k", "other"),
    (r"10-?q|quarterly report", "quarterly"),
    (r"8-?k\b|current report|form 6-k", "current"),
    (r"proxy|information statement", "proxy"),
    (r"10-?k|20-?f|40-f|annual report", "annual"),
)


def kind_of_form(form: str | None) -> DocumentKind:
    """The kind a form is of: a 10-K405/A is annual."""
    name = (form or "").upper()
    if name.startswith("EX-13") or name == "ARS":
        return "shareholders"
    if name.startswith("EX-"):
        return "exhibit"
    for start, kind in _FORMS:
        if name.startswith(start):
            return kind
    return "other"


_FORMS: tuple[tuple[str, DocumentKind], ...] = (
    ("10-K", "annual"),
    ("20-F", "annual"),
    ("10-Q", "quarterly"),
    ("8-K", "current"),
    ("6-K", "current"),
    ("DEF", "proxy"),
    ("PRE", "proxy"),
    ("S-", "registration"),
    ("424", "registration"),
)


def year_named(words: str) -> int | None:
    """The year a name gives: 2022 of "2022 Form 10-K"."""
    match = re.search(r"\b(?:19|20)\d{2}\b", words)
    return int(match[0]) if match else None


def day_named(words: str) -> date | None:
    """The day a name gives: "for the year ended December 31, 2022"."""
    match = re.search(r"\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2}),\s+((?:19|20)\d{2})\b", words)
    if match is None:
        return None
    for pattern in ("%B %d %Y", "%b %d %Y"):
        try:
            return datetime.strptime(f"{match[1]} {match[2]} {match[3]}", pattern).date()
        except ValueError:  # no month of that name, or "Sept": the year alone remains
            continue
    return None
