"""A concept's name as people say it: "PaymentsToAcquireBusinesses" is cash paid to buy businesses.

Only the evaluation speaks so; what answers must not share these rules, or it would be measured by
its own measure.
"""

import re

from tools.facts import standard_label

SAID = (
    # In this order; each is tried once.
    (r"^payments to acquire ", "cash paid for "),
    (r"^payments (?:of|for) ", "cash paid for "),
    (r"^repayments of ", "repayment of "),
    (r"^payment of ", "payment of "),
    (r"^proceeds from (?:the )?", "proceeds received from "),
    (r"^increase decrease in ", "change in "),
    (r"^revenue from contract with customer (?:excluding|including) assessed tax\b", "revenue"),
    (r"\bincome (?:loss|expense)\b", "income"),
    (r"\bgains? loss(?:es)?\b", "gain"),
    (r"\bloss(?:es)? gains?\b", "loss"),
    (r"\bexpense benefit\b", "expense"),
    (r"\bbenefit expense\b", "benefit"),
    (r"\bproperty plant and equipment\b", "property, plant and equipment"),
    (r"\bavailable for sale\b", "available-for-sale"),
    (r"\blong term\b", "long-term"),
    (r"\bshort term\b", "short-term"),
    (r"\bshare based\b", "stock-based"),
    (r"\bstockholders equity\b", "shareholders' equity"),
    (r"\battributable to parent\b", ""),
    (r"\bduring period\b", ""),
    (r"\b(?<!face )(?<!fair )(?<!carrying )(?:disclosure|value|amount)$", ""),
    (r"\bfinite lived\b", "finite-lived"),
    (r"\bnext twelve months\b", "within the next twelve months"),
)
TAILS = (
    "face amount|carrying amount|carrying value|fair value|useful life|"
    "weighted average useful life|"
    "interest rate stated percentage|interest rate effective percentage|remaining lease term|"
    "accumulated amortization|maximum borrowing capacity|remaining borrowing capacity|"
    "discount rate|shares authorized|shares issued|shares outstanding"
)
TAIL = re.compile(rf"^(?P<head>.+) (?P<tail>{TAILS})(?: percent)?$")
BEFORE = {"current": "current", "noncurrent": "non-current", "gross": "gross", "net": "net"}
MOST, LEAST = 9, 2
"""Words of a name that people would say."""


def said(concept: str) -> str:
    """The words for a concept; "" where nobody would say so many, or only one."""
    text = standard_label(concept).lower()
    text = re.sub(r"\bnon current\b", "noncurrent", text)
    if not LEAST <= len(text.split()) <= MOST:
        return ""
    for pattern, words in SAID:
        text = re.sub(pattern, words, text)
    text = re.sub(r"\s+", " ", text).strip()
    if match := TAIL.match(text):
        return f"{match['tail']} of {match['head']}"
    head, _, last = text.rpartition(" ")
    return f"{BEFORE[last]} {head}" if head and last in BEFORE else text
