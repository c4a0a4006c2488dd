"""The words by which a question asks for an operation: shares, ratios, changes, extremes, sums.

Patterns over a question in small letters, its years written as "§2015"; nothing of one filer's.
"""

import re
from typing import Literal

Kind = Literal[
    "share", "ratio", "growth", "difference", "average", "sum", "highest", "lowest", "return"
]

ASIDE = re.compile(
    r",? (?:which|that) (?:is|are|was|were) [^,]*(?:,|$)"
    r"|, includ(?:ed in|ing) [^,]*(?:,|$)"
    r"| equal(?:ed|s)? (?:to )?(?:what|how much)| as reported in .*| in the table"
    r"| for the calculation"
)
"""What is said of a figure beside its name."""

_IS = (
    r"(?:is|are|was|were|be|came? from|comes from|consist(?:s|ed)? of|"
    r"(?:is|are|was|were) comprised of|comprised of|composed of|accounted for|made up of|"
    r"represent(?:s|ed)?)"
)
_BY = (
    r"(?:(?:comprised|composed|made up|consisting) of |due to |related to |relating to |"
    r"associated with |attribut(?:ed|able) to |represented by |spent on |reported as |located in |"
    r"derived from |from |by )?"
)
_PERCENT = r"(?:percent(?:age)?|portion|share|fraction|proportion|part|%)"
_MORE = r"(?:increase|decrease|decline|growth|grow|change|fall|rise|reduction|drop)d?"

SHARE = (
    re.compile(
        rf"{_PERCENT} (?:does|did|do) (?P<part>.+?) "
        r"(?:make up|represent|account for)(?: of)? (?P<whole>.+)"
    ),
    re.compile(
        rf"(?:^|\b)(?:of|for) (?P<whole>.+?), (?:what|how much) {_PERCENT} {_IS} {_BY}(?P<part>.+)"
    ),
    re.compile(rf"{_PERCENT} of (?P<whole>.+?) {_IS} {_BY}(?P<part>.+)"),
    re.compile(
        rf"{_PERCENT} of (?P<whole>.+?) (?:located|based|held|situated) (?:in|by) (?P<part>.+)"
    ),
    re.compile(rf"^(?P<part>.+?) (?:is|are|was|were) (?:a |what )?{_PERCENT} of (?P<whole>.+)"),
    re.compile(rf"what (?:is|was|were|are) (?P<part>.+?),? as an? {_PERCENT} of (?P<whole>.+)"),
    re.compile(
        rf"{_PERCENT} of (?P<whole>.+?) (?:related|relating|attributable|allocated) to "
        r"(?P<part>.+)"
    ),
    re.compile(
        rf"{_PERCENT} of (?P<part>.+?) (?:as a part of|in relation to|to|out of) (?P<whole>.+)"
    ),
)
RATIO = (
    re.compile(r"\bratio?n? of (?P<part>.+?) to (?P<whole>.+)"),
    re.compile(
        r"^(?P<part>.+?) (?:is|are|was|were) (?:what|how large an?|how many) (?:multiple|times) "
        r"(?:of |the )?(?P<whole>.+)"
    ),
    re.compile(r"(?P<part>[a-z]+)[ -]to[ -](?P<whole>[a-z ]+?) ratio"),
)
RETURN = (
    re.compile(
        r"difference\b.*\breturn\b.*\bbetween (?:the )?(?P<part>.+?) and (?:the ?)?(?P<whole>.+)"
    ),
    re.compile(
        r"(?:one|two|three|four|five|six|ten|\d+)[ -]year return (?:of|for|on) (?P<part>.+)"
    ),
    re.compile(
        r"(?:cumulative|total|5 year|five year)[\w\s]*?"
        r"(?:return|change in value) (?:for|on|of) (?P<part>.+)"
    ),
    re.compile(
        r"(?:return on investment|roi|return)[\w\s]* "
        r"(?:of|for|on) (?:an? )?(?:investment )?(?:in )?(?P<part>.+)"
    ),
    re.compile(r"(?:cumulative|total|5 year|five year)[\w\s]*?(?P<part>return)(?! (?:for|on|of))"),
)
BY = (
    re.compile(
        rf"by (?:what|how many) {_PERCENT} (?:did |has |have )?(?P<part>.+?) {_MORE}\b(?P<rest>.*)"
    ),
    re.compile(rf"^(?P<part>.+?) {_MORE} by (?:what|how many|how much) {_PERCENT}\b(?P<rest>.*)"),
    re.compile(rf"by how much (?:did |has |have )(?P<part>.+?) {_MORE}\b(?P<rest>.*)"),
)
GROWTH = (
    re.compile(
        rf"{_PERCENT}(?: of)?(?: the)?(?: total)?(?: cumulative)? {_MORE} "
        r"(?:in|of|for) (?P<part>.+)"
    ),
    re.compile(
        r"\bpercent(?:age)? (?P<part>[\w ]+?) (?:change|growth|increase|decrease)\b(?P<rest>.*)"
    ),
    re.compile(r"(?:growth|decline) rate (?:in|of|for) (?P<part>.+)"),
    re.compile(r"rate of (?:growth|change|increase|decrease|decline) (?:in|of|for) (?P<part>.+)"),
)
DIFFERENCE = (
    re.compile(
        rf"(?:net |overall |total )?(?:difference|{_MORE})(?: in value)?"
        r"(?: in| of| for| to| between)?(?: the)?(?: total)?(?: amount of)? (?P<part>.+)"
    ),
)
HIGHEST = (re.compile(rf"{_IS} the (?:highest|greatest|largest|maximum) (?P<part>.+)"),)
LOWEST = (re.compile(rf"{_IS} the (?:lowest|smallest|minimum) (?P<part>.+)"),)
AVERAGE = (
    re.compile(
        r"(?<!weighted )(?<!weighted-)average(?: annual| yearly)?(?: amount)?(?: of)? (?P<part>.+)"
    ),
)
SUM = (
    re.compile(r"(?:combined|total|sum)(?: amount| value)?(?: of)?(?: the)? (?P<part>.+)"),
    re.compile(r"^(?:what|how much|how many)\b(?: (?:is|are|was|were))?(?: the)? (?P<part>.+)"),
)
PATTERNS: tuple[tuple[Kind, tuple[re.Pattern[str], ...]], ...] = (
    ("return", RETURN[:1]),
    ("growth", BY),
    ("share", SHARE),
    ("ratio", RATIO),
    ("return", RETURN),
    ("growth", GROWTH),
    ("highest", HIGHEST),
    ("lowest", LOWEST),
    ("average", AVERAGE),
    ("difference", DIFFERENCE),
    ("sum", SUM),
)
UNSURE = re.compile(
    r"\b(?:greatest|largest|highest|lowest|smallest)\b.*\b(?:change|increase|decrease)\b"
    r"|\bin (?:what|which) year\b|\bquarters?\b|\bmonths ended\b"
    r"|^(?:did|is|was|were|are|does|has|have|why|how does|how do|if)\b"
    r"|\b(?:average|expense|cost)\b.*\bper (?:year|day|month)\b|\bpro ?forma\b"
)
"""Questions whose operation is none of these, though their words begin like one."""
