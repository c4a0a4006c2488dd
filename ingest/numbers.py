"""Numbers as filings print them: "(1,234)", "$ 5.2 million", "12.5%", "—".

A text is a number only if the whole of it is one, footnote marks aside. Years, dates and counts
are not told apart here: who reads a table knows the column.
"""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number."""

    value: Decimal
    """Signed as printed and in full units as far as the text says: "5.2 million" is 5200000."""
    percent: bool = False
    """Followed by "%" or "percent"; 12.5% is 12.5."""
    currency: str | None = None
    """ISO code of the symbol or code beside the digits."""
    scale: int = 1
    """What the text itself multiplies by, already in `value`: 1000000 in "5.2 million"."""
    decimals: int = 0
    """Digits printed behind the point, before `scale`."""

    @property
    def step(self) -> Decimal:
        """What one unit of the last printed digit stands for."""
        return Decimal(1).scaleb(-self.decimals) * self.scale


def parse_number(text: str) -> Number | None:
    """The number `text` is, or None when it is anything else, a dash or nothing.

    Parentheses and a leading minus are negative, the opening parenthesis alone too: "(12" is what
    is left of "(12)" where ")" stands in a cell of its own.
    """
    plain = PLAIN.fullmatch(text)
    return parse_printed(text) if plain is None else plain_number(plain)


def plain_number(match: re.Match[str]) -> Number:
    """What `PLAIN` matched, as `parse_printed` would say it, but many times faster."""
    sign, symbol, inner, whole, fraction = match.groups("")
    value = Decimal(f"{whole.replace(',', '')}.{fraction}" if fraction else whole.replace(",", ""))
    return Number(
        -value if sign or inner or match.group().endswith(")") else value,
        currency="USD" if symbol else None,
        decimals=len(fraction),
    )


def parse_printed(text: str) -> Number | None:
    """As `parse_number`, for whatever is printed."""
    if len(text) > MAX_LENGTH or DIGIT.search(text) is None:
        return None
    match = NUMBER.fullmatch(text.translate(TYPOGRAPHY).strip())
    if match is None:
        return None
    whole, tail = match["whole"] or "", match["tail"]
    fraction = match["fraction"] or match["bare"] or ""
    word = SCALE.search(tail)
    scale = scale_of(word.group()) if word else 1
    value = Decimal(f"{whole.replace(',', '') or 0}{'.' * bool(fraction)}{fraction}") * scale
    negative = any(sign in match["sign"] + match["inner"] for sign in "-(") or ")" in tail
    code = match["before"] or next(iter(CODE.findall(tail)), "")
    return Number(
        value=-value if negative else value,
        percent=PERCENT.search(tail) is not None,
        currency=CURRENCIES.get(code.upper()),
        scale=scale,
        decimals=len(fraction),
    )


def is_nil(text: str) -> bool:
    """Whether `text` is a dash where a number could stand: "—", "$ -", "—%", "(–)"."""
    if len(text) > MAX_NIL or text[-1:] in ASCII_DIGITS:
        return False
    return NIL.fullmatch(text) is not None


def scale_of(word: str) -> int:
    """What a scale word multiplies by, 1 for any other: "millions" is 1000000."""
    return SCALES.get(word.lower().removesuffix("s"), 1)


MAX_NIL = 24
ASCII_DIGITS = "0123456789"  # what no dash ends on; the empty text is in it too
MAX_LENGTH = 60  # no printed number is longer, footnote marks and words included

TYPOGRAPHY = str.maketrans(
    {"−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " "}
    | {"（": "(", "）": ")", "％": "%", "＄": "$", "\u200b": None, "\u00ad": None}
)

SCALES = {
    "thousand": 1_000,
    "thous.": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "mm": 1_000_000,
    "mn": 1_000_000,
    "m": 1_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}

CURRENCIES = {
    **dict.fromkeys(("$", "US$", "U.S.$", "USD", "US $", "U.S. $"), "USD"),
    **dict.fromkeys(("€", "EUR"), "EUR"),
    **dict.fromkeys(("£", "GBP"), "GBP"),
    **dict.fromkeys(("¥", "JPY", "JP¥"), "JPY"),
    **dict.fromkeys(("C$", "CA$", "CAD", "CDN$"), "CAD"),
    **dict.fromkeys(("A$", "AU$", "AUD"), "AUD"),
    **dict.fromkeys(("RMB", "CNY", "RMB¥"), "CNY"),
    **dict.fromkeys(("HK$", "HKD"), "HKD"),
    **dict.fromkeys(("NT$", "TWD"), "TWD"),
    **dict.fromkeys(("S$", "SGD"), "SGD"),
    **dict.fromkeys(("R$", "BRL"), "BRL"),
    **dict.fromkeys(("₹", "INR"), "INR"),
    **dict.fromkeys(("₩", "KRW"), "KRW"),
    **dict.fromkeys(("CHF", "SFR"), "CHF"),
    **dict.fromkeys(("MXN", "MX$"), "MXN"),
    **dict.fromkeys(("NIS", "₪", "ILS"), "ILS"),
}

SYMBOL = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))

# Marks that point to a footnote: (1), (a), (1)(2), *, †, ¹
MARK = r"(?:\s*(?:\((?:\d{1,2}|[a-z]{1,2})\)|\[\d{1,2}\]|[*†‡§#]+|[¹²³⁰⁴-⁹]+(?:,[¹²³⁰⁴-⁹]+)*))"

SCALE = re.compile(r"(?i:thousands?|millions?|billions?|trillions?|mm|mn|bn)|[KMB]")
PERCENT = re.compile(r"(?i:%|percent|per\s+cent|pts?|pp)")
CODE = re.compile(rf"(?i:{SYMBOL})")

DIGIT = re.compile(r"\d")
PLAIN = re.compile(r"(\(?)(\$?)(\(?)(\d{1,3}(?:,\d{3}){1,9}|\d{1,20})(?:\.(\d{1,9}))?\)?", re.ASCII)
NUMBER = re.compile(
    rf"""
    (?P<sign>[-(]?)\s* (?P<before>(?i:{SYMBOL}))?\s* (?P<inner>-?\s*\(?-?)\s*
    (?:(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(?P<fraction>\d+)|\.)?|\.(?P<bare>\d+))
    (?P<tail>(?:[KMB]\b|x\b)?
      (?:\s*(?:\)|{PERCENT.pattern}|(?i:thousands?|millions?|billions?|trillions?|mm|mn|bn)
        |(?i:{SYMBOL}))){{0,4}})
    {MARK}*
    """,
    re.VERBOSE,
)

NIL = re.compile(
    rf"\(?\s*(?i:{SYMBOL})?\s*\(?\s*(?:[-–—−‐‑―]{{1,4}}|(?i:nil))\s*\)?\s*%?\s*\)?{MARK}*"
)
