"""Whether a thing stands in a document that is named beside it: "Note 4 to our 2022 Form 10-K".

Only words that join may lie between the two; "in Note 8 and in the 2022 Form 10-K" are two places.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.named_documents import FARTHEST, Named, year_named

_LINK = re.compile(
    r"(?:\b(?:to|of|in|from|within|into|under|with|on|by)(?:\s+(?:the\s+)?former)?|\(|\|)\s*$",
    re.IGNORECASE,
)
_BARE_LINK = re.compile(r"\s*,\s*")  # "[Exhibit 10.33, Form 10-K filed March 28, 2008]"
_ENDED = re.compile(
    r"(?<=[a-z)”\"])[.;]\s+(?=[A-Z“\"(•])|;\s|(?:(?<=\d)|^)\.\s+(?=(?:See|Refer|These|This)\b)"
)
_TO_BE_FILED = re.compile(
    r",?\s*(?:(?:which|that)\s+)?(?:will\s+be|is\s+to\s+be|is\s+expected\s+to\s+be|to\s+be)\s+filed\b"
    r".{0,160}?(?=,|\bunder\b)",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE = re.compile(r"\band\s+(?:also\s+)?(?:in|on|under)\s+(?:(?:the|our|its|their)\s+)?$", re.I)
_INTO = re.compile(r"\bincorporated\s+(?:herein\s+)?by\s+reference\s+in(?:to)?\s*$", re.I)
_BACK = re.compile(
    r"(?!\s*,?\s*(?:and|or)\b)"
    r"(?:.*\b(?:under|at|in|on|including|excluding|to\s+report|captions?)\b|\s*(?:[,:(–—-]|$))",
    re.IGNORECASE | re.DOTALL,
)
# What may stand between a thing and the document it is in; any other word begins a new thought.
_BETWEEN = frozenset(
    re.findall(
        r"\S+",
        "a all accompanying accordance also an and appear appearing appears are as at "
        "audited be been beginning both by can caption captioned captions company's "
        "company’s condensed consolidated contained data described description disclosed "
        "discussed discussion ended entitled except excluding exhibit exhibits factor "
        "factors filed financial footnote footnotes former forth found from heading "
        "headings in included including incorporated information is item items its may "
        "note notes of on or our page pages part portion portions presented previously provided "
        "refer reference registrant's registrant’s related report reported respectively revised "
        "risk s schedule section sections see set starting statement statements "
        "sub-caption sub-captions subcaption subcaptions subheading subsection such "
        "supplementary that the their therein thereto thereunder those through titled to under was "
        "were which will with within year years ",
    )
)
_TO_EACH = re.compile(  # "refer to A and to B of C", "A on page 4, and page 9 of C"
    r"\band\s+(?:also\s+)?(?:to\b|pages?\s+\d)", re.IGNORECASE
)
_TITLE_RUN = re.compile(  # "Disclosures about Market Risk": small words inside a title are its own
    r"\b[A-Z][\w’'-]*(?:\s+(?:[a-z]{1,7}\s+){0,2}[A-Z][\w’'-]*)+"
)


def outside(text: str, start: int, stop: int, named: Sequence[Named]) -> Named | None:
    """The document in which the thing at `start` to `stop` is said to stand, if one is."""
    for document in _ahead(named, stop):
        gap = _behind_quotation(text, start, text[stop : document.start])
        linked = _LINK.search(gap) or (_BARE_LINK.fullmatch(gap) and year_named(document.words))
        if linked and not _BESIDE.search(gap) and _is_joined(gap):
            return document
        break  # "in Note 8 and in the 2022 Form 10-K" are two places
    for document in reversed(named):
        if document.stop <= start and not document.own:
            gap = _TO_BE_FILED.sub("", text[document.stop : start])
            if _INTO.search(gap):
                return None  # what the other document says is to stand here
            return document if _BACK.match(gap) and _is_joined(gap) else None
        if document.stop <= start:
            return None
    return None


def _behind_quotation(text: str, start: int, gap: str) -> str:
    """What stands behind the quotation that opens with the thing: “Item 1A. Our Risks” in ..."""
    closed = re.match(r"[^“”\"]*[”\"]", gap) if text[start - 1 : start] in ("“", '"') else None
    return gap[closed.end() :] if closed else gap


def _ahead(named: Sequence[Named], stop: int) -> Iterator[Named]:
    return (document for document in named if document.start >= stop)


def is_one_sentence(gap: str) -> bool:
    """Whether no sentence ends between two names that are not too far from each other."""
    return len(gap) <= FARTHEST and not _ENDED.search(gap)


def _is_joined(gap: str) -> bool:
    """Whether a text between two names holds them together: titles, and words that only join."""
    if not is_one_sentence(gap):
        return False
    if _TO_EACH.search(gap):
        return False
    bare = _TITLE_RUN.sub(" ", re.sub(r"“[^”]*”|\"[^\"]*\"|\([^()]*\)", " ", gap))
    words = re.findall(r"[\w’'-]+", bare)
    return all(
        word[:1].isupper() or word[:1].isdigit() or word.strip("-'’") in {*_BETWEEN, ""}
        for word in words
    )
