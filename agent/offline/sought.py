"""What a question that no list of line items knows is after: its terms, and what kind of value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.offline.question import cleaned
from agent.offline.terms import terms

PROSE = re.compile(
    r"\b(?:who|whom|whose|why|which|when|where|describe|explain|discuss|summari[sz]e|list|name[ds]?|"
    r"how (?:did|does|do|is|are|was|were|has|have)|compare|compared|policy|policies|risks?|"
    r"percent(?:age)? (?:of|change)|by how much|more than|less than|change[ds]?|increased?|"
    r"decreased?|growth|grew|grow|difference|ratio of|"
    r"(?:as an?|what) (?:share|proportion|portion|percentage) of|each of|both|respectively|"
    r"highest|lowest|largest|biggest|smallest|versus|vs|trend)\b",
    re.I,
)
"""Words of a question that one figure, as it is printed, does not answer."""
ASKS = re.compile(
    r"\b(?:what|how (?:much|many)|tell me|give me|show me|find|state)\b|^[^?]{8,150}$", re.I
)
MANY = re.compile(r"\bhow many\b|\bnumber of\b|\bheadcount\b", re.I)
MONEY = re.compile(
    r"\b(?:how much|spen[dt]|paid|pay|cost|dollars?|cash|proceeds|value[ds]?|worth)\b|\$", re.I
)
SHARES = re.compile(r"\b(?:shares|options|units|awards|warrants|rsus?)\b", re.I)
EACH = re.compile(
    r"\bper (?:\w+ )?(?:share|unit)\b|\bpar value\b|\b(?:exercise|strike|share) price\b", re.I
)
GRANTED = re.compile(r"\bgrant[- ]date fair value\b|\baverage (?:exercise )?price\b", re.I)
RATE = re.compile(
    r"\bpercent\w*\b|(?<!at )\brates?\b(?! swaps?| contracts?| derivatives?| risk)|\byields?\b|%",
    re.I,
)
AT_RATE = re.compile(r"\bat (?:the |a )?(?:[\w.%]+ ){0,4}(?:tax )?rates?\b|\bat \d+ ?%", re.I)
"""A rate that something is worked out at, which is not itself asked for."""
LONG = re.compile(
    r"\b(?:useful li(?:fe|ves)|lease terms?|how long|contractual terms?|period over which)\b", re.I
)
FILED = re.compile(
    r",?\s*\b(?:(?:according to|based on|as reported in|reported in|as per|per|in|from) )?"
    r"(?:(?:its|the|their|\w+['’]s) )?(?:(?:fiscal )?(?:year )?(?:19|20)\d\d )?"
    r"(?:10-?[KQ]|annual report|quarterly report|cash flow statement|income statement|"
    r"balance sheet|statement of (?:cash flows|income|operations))(?: filing| report)?\b",
    re.I,
)
"""Where the figure is to be found, which is not what it is."""
AT_A_DAY = re.compile(
    r"\bas (?:of|at)\b|\bat (?:the )?(?:fiscal )?(?:year[- ])?end\b|\bat [A-Z][a-z]+ \d"
    r"|\byear[- ]end\b",
    re.I,
)
LEANING = frozenset(terms("paid received cash have recorded incurred net expense"))
"""Terms that a question's verb brings with it: they may be missed, they tell equals apart."""
MOST = 9
"""Terms: a question of more says more than one figure's name."""

Unit = str
MONEYS, COUNTS, PER_SHARE, RATIO, TIME = "money", "count", "per share", "ratio", "time"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for, in the question's own terms."""

    text: str
    terms: tuple[str, ...]
    kinds: frozenset[Unit]
    """Kinds of value that would answer."""
    at_a_day: bool = False
    """A balance is asked for: "as of June 30", "at the end of 2023"."""

    @property
    def needed(self) -> tuple[str, ...]:
        """Terms that must be found."""
        firm = tuple(each for each in self.terms if each not in LEANING)
        return firm or self.terms


def sought(question: str, companies: Sequence[str]) -> Sought | None:
    """What is asked for; None where one figure as printed would not answer."""
    text = cleaned(FILED.sub(" ", question), companies)
    found = terms(text)
    if PROSE.search(text) or not ASKS.search(question) or not 0 < len(found) <= MOST:
        return None
    day = AT_A_DAY.search(question) is not None
    return Sought(_thing(text), found, kinds_of(text), day)


def kinds_of(text: str) -> frozenset[Unit]:
    """Which kinds of value a question's words ask for; money where they tell nothing."""
    if LONG.search(text):
        return frozenset((TIME,))
    if EACH.search(text):
        return frozenset((PER_SHARE,))
    if MANY.search(text):
        return frozenset((COUNTS,))
    if RATE.search(AT_RATE.sub(" ", text)):
        return frozenset((RATIO,))
    if GRANTED.search(text):
        return frozenset((PER_SHARE, MONEYS))
    if SHARES.search(text) and not MONEY.search(text):
        return frozenset((COUNTS,))
    return frozenset((MONEYS,))


def kind_of(unit: str | None) -> Unit:
    """The kind of a value by its unit; "" where it has none."""
    if unit is None:
        return ""
    if unit in ("ratio", "percent"):
        return RATIO
    if unit.upper() == unit and len(unit) == 3 and unit.isalpha():
        return MONEYS
    if "/" in unit:
        return PER_SHARE
    return TIME if unit in ("years", "months", "year", "month") else COUNTS


def _thing(text: str) -> str:
    """The asked thing as the answer names it."""
    bare = re.sub(
        r"^(?:please )?(?:what|how much|how many|tell me|give me|show me)?\s*"
        r"(?:(?:is|are|was|were|did|does|do|has|have)\s+)*(?:the )?"
        r"|\s+(?:(?:that|did|does|do|has|have|at|in|report(?:ed)?|(?:year[- ])?end)\s*)+$",
        "", text, flags=re.I,
    )  # fmt: skip
    return re.sub(r"\s+", " ", bare).strip(" ?.,") or text
