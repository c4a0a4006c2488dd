"""What words say of units: "(in millions, except per share amounts)", "Dollars in thousands", "%".

A statement of scale holds for a table, a column or a row, whichever stands nearest to the figure.
"""

import re
from dataclasses import dataclass

from ingest.numbers import CURRENCIES, SYMBOL, scale_of


@dataclass(frozen=True, slots=True)
class Units:
    """What plain numbers are multiplied by, and their unit."""

    scale: int = 1
    unit: str | None = None
    """ISO currency."""
    shares: int = 1
    """What counts of shares are multiplied by."""


def stated_units(text: str) -> Units | None:
    """The scale that `text` states, None if it states none."""
    match = next((m for m in STATEMENT.finditer(text) if not is_of_shares(text, m)), None)
    if match is None:
        return None
    scale = 1_000 if match["zeros"] else scale_of(match["word"] or match["bare"])
    clause = text[max(0, match.start() - 40) : match.end() + 200]
    return Units(scale, currency_in(clause), shares_scale(clause, scale))


def is_of_shares(text: str, match: re.Match[str]) -> bool:
    """Whether the statement speaks of share counts alone: "shares in thousands"."""
    return SHARES_BEFORE.search(text[: match.start()]) is not None


def shares_scale(clause: str, scale: int) -> int:
    """What share counts are multiplied by under a statement that multiplies amounts by `scale`."""
    said = SHARES_IN.search(clause)
    if said:
        return 1_000 if said["zeros"] else scale_of(said["word"])
    exception = EXCEPT.search(clause)
    excepted = exception and SHARES.search(PER_SHARE.sub("", exception.group()))
    return 1 if excepted else scale


def currency_in(text: str) -> str | None:
    """ISO code of the currency a statement names."""
    if match := re.search(rf"(?<![A-Za-z])(?:{SYMBOL})(?![A-Za-z])", text):
        return CURRENCIES.get(match.group())
    return next((code for word, code in CURRENCY_WORDS if word in text.lower()), None)


def unit_in(label: str) -> str | None:
    """The kind of figure a row or column label promises.

    "share" for an amount a share, else "shares", "percent", "ratio" or "count"; None for amounts.
    """
    for kind, pattern in KINDS:
        if pattern.search(label):
            return kind
    return None


WORD = r"thousands?|millions?|billions?"
STATEMENT = re.compile(
    rf"""(?ix)
    \b(?:in|of)\s+(?:U\.?S\.?\s+|Canadian\s+)?(?P<word>{WORD})\b(?!\s+of\s+shares)
    | (?:[($€£¥]|dollars|US\$|\()\s*\$?\s*(?P<bare>thousands|millions|billions)\b
    | (?P<zeros>(?:\$|\(|\bin\s+\$?|€|£)\s*\(?000(?:['’]?s)?\b(?!,)(?:\s+omitted)?)
    """
)
SHARES_BEFORE = re.compile(
    r"(?i)\bshares?(?:\s+(?:amounts?|data|are|reflected|and|counts?))*\s*\(?$"
)
SHARES_IN = re.compile(
    rf"(?i)(?<!per )\bshares?\b[^.;)]{{0,50}}?\bin\s+(?:(?P<word>{WORD})|(?P<zeros>000))"
)
EXCEPT = re.compile(r"(?i)\b(?:except|other than|excluding)\b[^)]*")
PER_SHARE = re.compile(r"(?i)\bper[-\s](?:\w+[-\s]){0,3}?(?:shares?|units?)\b|\bshare\s+prices?\b")
SHARES = re.compile(r"(?i)\bshares?\b|\bunits\b")
CURRENCY_WORDS = (
    ("dollar", "USD"),
    ("euro", "EUR"),
    ("pounds sterling", "GBP"),
    ("yen", "JPY"),
    ("renminbi", "CNY"),
    ("rupee", "INR"),
)
KINDS = (
    (
        "share",
        re.compile(
            r"(?i)\bper\b(?:\s+\w+){0,4}?\s+(?:shares?|units?|ads|adss?)\b|\bper[-\s]share\b|\bEPS\b"
        ),
    ),
    ("percent", re.compile(r"(?i)%|\bpercent(?:age)?s?\b|\bper cent\b")),
    ("ratio", re.compile(r"(?i)\bratio\b")),
    (
        "shares",
        re.compile(
            r"(?i)\bweighted[-\s]average\b.*\b(?:shares|units)\b|\b(?:shares|units)\b.*\boutstanding\b"
            r"|\bnumber\s+of\s+(?:\w+\s+){0,2}(?:shares|units|options|awards|RSUs)\b|^(?:common\s+)?shares\b"
            r"|\bshares\s+(?:used|repurchased|purchased|issued|authorized)\b|^average\b.*\bshares\b"
            r"|^(?:dilutive|diluted|basic)\b.*\bshares\b"
        ),
    ),
    (
        "count",
        re.compile(
            r"(?i)^(?:total\s+)?(?:average\s+)?(?:number|#)\s+of\b|^(?:employees|headcount)\b"
        ),
    ),
)
