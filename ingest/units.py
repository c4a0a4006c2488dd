"""What words say of units: "(in millions, except per share amounts)", "Dollars in thousands","
" "%".

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
    percent: bool = False
    """Plain numbers are percentages: "(in percent)"."""


def stated_units(text: str) -> Units | None:
    """The scale that `text` states, None if it states none."""
    if not MAY_STATE.search(text):  # most labels: nothing to look for
        return None
    match = next((m for m in STATEMENT.finditer(text) if not is_of_shares(text, m)), None)
    if match is None:
        return Units(percent=True) if IN_PERCENT.search(text) else None
    scale = 1_000 if match["zeros"] else scale_of(match["word"] or match["bare"] or match["first"])
    clause = text[max(0, match.start() - 40) : match.end() + 200]
    return Units(scale, currency_in(clause), shares_scale(clause, scale))


def is_of_shares(text: str, match: re.Match[str]) -> bool:
    """Whether the statement speaks of share counts alone: "shares in thousands"."""
    before = SHARES_BEFORE.search(text[: match.start()])
    return before is not None and MONEY_TOO.search(text[: before.start()]) is None


def shares_scale(clause: str, scale: int) -> int:
    """What share counts are multiplied by under a statement that multiplies amounts by"
    " `scale`.
    """
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


def unit_in(words: str, *, column: bool = False) -> str | None:
    """The kind of figure that words over a column or before a row promise.

    "share" for an amount a share, else "shares", "percent", "ratio" or "count"; None for amounts.
    """
    if not MAY_PROMISE.search(words):
        return None
    words = EXCEPT.sub("", words).lstrip("(")
    if column and COLUMN_OF_SHARES.search(words) and not PER_SHARE.search(words):
        return "shares"  # also of "Common stock and capital in excess of par value"
    if DESCRIBED.search(words) or (not column and (MOVED.match(words) or TOLD.search(words))):
        # "Dividends ($1.20 per share)", "Common stock, $.01 par value", "Purchases of shares"
        return None
    return next((kind for kind, pattern in KINDS if pattern.search(words)), None)


# Cheap looks that spare most labels the patterns below: each of those needs one of these words.
MAY_STATE = re.compile(r"(?i)thous|million|billion|000|percent")
MAY_PROMISE = re.compile(
    r"(?i)share|unit|option|award|rsu|psu|securit|ads|eps|price|%|per\s?cent|ratio|average"
    r"|number|\#|quantity|term|li[fv]e|period|age\b"
)
WORD = r"thousands?|millions?|billions?"
STATEMENT = re.compile(
    rf"""(?ix)
    \b(?:in|of)\s+(?:U\.?S\.?\s+|Canadian\s+)?(?P<word>{WORD})\b(?!\s+of\s+shares)
    | (?:[($€£¥]|dollars|US\$|\()\s*\$?\s*(?P<bare>thous\.|thousands|millions|billions)
    | ^\s*(?:U\.?S\.?\s+|Canadian\s+)?(?P<first>thousands|millions|billions)\b
    | (?P<zeros>(?:\$|\(|\bin\s+\$?|€|£)\s*\(?000(?:['’]?s)?\b(?!,)(?:\s+omitted)?)
    """
)
SHARES_BEFORE = re.compile(
    r"(?i)\bshares?(?:\s+(?:amounts?|data|are|reflected|and|counts?))*\s*\(?$"
)
MONEY_TOO = re.compile(r"(?i)\b(?:dollars?|amounts?) and $")  # "Dollars and shares in millions"
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
COUNT_OF_SHARES = (
    # "Weighted average shares used to compute net income per share": shares, whatever follows
    r"(?i)^(?:(?!per\b|price|value|cost|income|earnings|loss|dividend)[\w&,()/'’-]+\s+){0,8}?"
    r"(?:shares|units)\s+(?:\w+[-\s]+){0,4}?(?:outstanding|used|issued|authorized|repurchased"
    r"|purchased)\b"
    r"|^(?:(?!per\b|price|value|cost|income|earnings|loss|dividend)[\w&,()/'’-]+\s+){0,4}?"
    r"(?:weighted|average|avg\.?|incremental|dilutive|diluted|equivalent|number\s+of)[-\s]"
    r"(?:(?!per\b|price|value|cost|income|earnings|loss|dividend)[\w&,()/'’-]+[-\s]){0,5}?"
    r"(?:shares|units|options|awards|securities|RSUs|PSUs)\b"
    r"|^(?:\w+[-\s]+){0,4}(?:shares|units)\s*(?:\(|$|:)"
    r"|^(?:\w+[-\s]+)?(?:options|awards|RSUs|PSUs)\s*(?:\(|$|:)"
)
KINDS = (
    ("shares", re.compile(COUNT_OF_SHARES)),
    (
        "share",
        re.compile(
            r"(?i)\bper\b(?:\s+\w+){0,4}?\s+(?:shares?|units?|adss?|options?)\b"
            r"|\bper[-\s](?:share|unit)\b"
            r"|\bEPS\b|\b(?:exercise|strike|stock|share|market)\s+prices?\b"
            r"|\baverage\s+prices?\s+paid\b|\baverage\s+grant[-\s]date\s+fair\s+values?\b"
        ),
    ),
    ("percent", re.compile(r"(?i)%|\bpercent(?:age)?s?\b|\bper cent\b")),
    ("ratio", re.compile(r"(?i)\bratio\b")),
    (
        "count",
        re.compile(
            r"(?i)^(?:total\s+)?(?:average\s+)?(?:number|#)\s+of\b|\b(?:number|quantity)$"
            r"|\b(?:term|life|lives|periods?|age)\b.{0,40}(?:\bin\s+|\()years\b"
        ),
    ),
)
COLUMN_OF_SHARES = re.compile(
    r"(?i)\b(?:shares|units|options|awards|RSUs|PSUs)\s*"
    r"(?:\((?:\w{1,2}|[^)]*(?:\d|thousand|million|outstanding)[^)]*)\)\s*)*$"
    r"|\boutstanding\s+shares\b|\bstock\s+number$"
)
IN_PERCENT = re.compile(r"(?i)\(?\bin\s+percent(?:ages?)?\b|\bexpressed\s+as\s+(?:a\s+)?percent")
MOVED = re.compile(
    r"(?i)(?:(?:re)?purchases?|issuances?|sales?|vesting|conversions?|exercises?|acquisitions?"
    r"|retirements?|redemptions?|allocations?|commitments?|(?:proceeds|payments|cost)\b.*)"
    r"(?: and \w+)? (?:of|from|for)\b(?!.*\bper\b)"
    r"|(?:common )?(?:shares|units|awards) (?:re)?(?:issued|purchased)"
    r" (?:for|from|under|upon|in|to|as|pursuant|through)\b"
)
TOLD = re.compile(
    r"(?i)\b\d{1,3}(?:,\d{3})+ (?:\w+ ){0,2}(?:shares|units)\b"
    r"|\b(?:shares|units)(?: \w+)?\s*:(?=.*\d)"
    r"|^(?:liabilit|obligation|penalt|proceed|gain|loss|expense|payable|receivable)"
    r"|\bfor (?:(?:basic|diluted) )?(?:EPS|earnings per share)\b"
    r"|^(?:class \w )?(?:common|preferred|ordinary) shares$"
)
"""The label states the count itself: the cells are of something else, "Treasury stock, at cost
(5,000,000 shares)"; as are those of "Income allocated to common stock for diluted EPS" and of the
"Common shares" of a balance sheet."""
# "2016 %" over a column is a year and a unit; "2.5 %" before a row tells of its terms.
DESCRIBED = re.compile(r"(?i)\$\s?[\d.,]+|(?<![12]\d\d)\d\s?%|\bpar\s+value\b")
