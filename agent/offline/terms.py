"""Words of finance in one form each: "stock buybacks", "repurchases of shares" are the same terms.

What a question and a filing call a thing is compared by its terms: stems of the words of content,
with words that mean the same in a statement made one. General vocabulary alone stands here.
"""

import re
from functools import lru_cache

from agent.offline.metrics import singular

PHRASES = (
    (
        r"\b(?:less|net of|excluding) (?:the )?current (?:portion|maturities|installments)\b",
        "noncurrent",
    ),
    (r"\bcurrent (?:portion|maturities|installments)\b", "current"),
    (r"\bnon[- ]?current\b|\blong[- ]term\b", "noncurrent"),
    (r"\bbefore (?:the )?valuation allowances?\b", "gross"),
    (r"\bshort[- ]term\b", "current"),
    (r"\bpp\s?&\s?e\b|\bppe\b|\bfixed assets?\b", "property plant equipment"),
    (r"\br\s?&\s?d\b", "research development"),
    (r"\brevolvers?\b", "revolving credit facility"),
    (r"\blines? of credit\b", "credit facility"),
    (r"\bincome statement\b|\bcash flows? statement\b|\bbalance sheet\b", " "),
    (
        r"\b(?:purchases?|acquisitions?|repurchases?|buy(?:ing)?[- ]?backs?) of "
        r"(?:(?:treasury|common|company|own|its|class \w) )*(?:stock|shares?)\b",
        "repurchase stock",
    ),
    (
        r"\b(?:remaining|available) borrowing capacity\b|\bborrowing availability\b"
        r"|\bavailable (?:for|to) borrow\w*\b|\bundrawn\b|\bunused\b|\buntapped\b",
        "undrawn",
    ),
    (
        r"\b(?:with)?in (?:the )?(?:next |following )?(?:12|twelve) months\b"
        r"|\bnext (?:12|twelve) months\b|\b(?:with)?in (?:the )?(?:one|1|a|next) year\b"
        r"|\bless than (?:one|1) year\b|\byear one\b",
        "within1year",
    ),
    (r"\bwrite[- ]?(?:downs?|offs?)\b", "impairment"),
    (r"\bcash (?:paid|payments?)\b", "paid"),
    (r"\bcash received\b", "received"),
    (r"\bper annum\b|\ba year\b", " "),
    (r"\bweighted[- ]average\b", "weighted average"),
)
"""Said in several words, each put right before words are cut."""
SAME = (
    "stock share",
    "holder shareholder stockholder shareowner stockowner",
    "paid pay payment payout spend spent spending outlay disbursement",
    "receive proceed received",
    "acquire acquisition purchase buy bought buying",
    "repurchase buyback",
    "dispose disposal divest divestiture",
    "sale sell sold revenue",
    "expense cost charge",
    "income earning profit earn",
    "liability obligation",
    "debt indebtedness",
    "employee headcount workforce staff personnel employ employed",
    "percent percentage",
    "life lives",
    "reserve allowance provision",
    "number count",
)
"""Words that stand for the first of their group."""
IDLE = frozenset(
    re.findall(
        r"\w+",
        "the a an of our its their his in for and or to on at by with from as is was were are be "
        "been being that this these those it they he she which what who whom whose how much many "
        "any all each do does did has have had having can could would should will may me my i we "
        "us you please tell show give find report reported reporting reports state states stated "
        "disclose disclosed record recorded recognize recognized say said list total amount "
        "amounts value figure net aggregate company companies corporation filing consolidated "
        "year years fiscal annual quarter period month months end ended ending during per than "
        "there up out about into under over so far s dollar dollars million billion thousand usd "
        "approximately roughly respectively currently entity disclosure related based whole "
        "overall come stand people person persons make made get got generate generated according "
        "used worldwide globally",
    )
)
"""Words that tell nothing of what is meant."""
ENDINGS = (
    "ations", "ation", "ating", "ments", "ment", "ances", "ance", "ings", "ing",
    "ions", "ion", "ated", "ates", "ate", "ers", "ed", "es", "e", "ly", "al",
)  # fmt: skip


@lru_cache(maxsize=65536)
def terms(text: str) -> tuple[str, ...]:
    """The terms of a text, each once, in their order.

    >>> terms("Purchases of treasury stock") == terms("share buybacks")[::-1]
    True
    """
    plain = re.sub(r"['’`]s?\b|['’`]", "", text.lower()).replace("&amp;", "&")
    for pattern, meant in PHRASES:
        plain = re.sub(pattern, f" {meant} ", plain)
    found = re.findall(r"[a-z]+(?:\d+[a-z]+)?|\d+(?:\.\d+)?", plain.replace("-", " "))
    return tuple(dict.fromkeys(_one(each) for each in found if each not in IDLE))


def _one(word: str) -> str:
    cut = stem(word)
    return _FIRST.get(cut, cut)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending: "amortized" and "amortization" are one."""
    word = singular(word)
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def beginnings(term: str) -> tuple[str, ...]:
    """How the words begin that stand for a term."""
    return _SPELT.get(term, (term,))


_FIRST = {stem(word): stem(group.split()[0]) for group in SAME for word in group.split()}
_SPELT = {
    stem(group.split()[0]): tuple(dict.fromkeys(stem(word) for word in group.split()))
    for group in SAME
} | {
    "noncurrent": ("noncurrent", "long"),
    "current": ("current", "short"),
    "undrawn": ("unused", "remaining", "available", "undrawn"),
    "within1year": ("next", "within", "one"),
    "repurchas": ("repurchas", "buyback", "treasury", "acquir", "purchas"),
}
