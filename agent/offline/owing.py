"""Which questions ask for everything that is owed, and on what, however they are worded.

"What does it really owe on leases?", "how big is the lease burden once guarantees are counted?" and
"add up everything it could have to pay in lawsuits" ask one thing. A question of a cost, a payment,
a rate or one kind of lease asks another, and a plain "lease liabilities" is a line of the balance
sheet.
"""

import re
from dataclasses import dataclass

from agent.offline.phrases import any_of

ALL = any_of(
    r"really|actually|truly",
    r"total|in all|overall|altogether|combined|aggregate|sum|add(?:ed)?|look[- ]through",
    r"all(?! other)",
    r"full|complete|entire|true|whole|all kinds",
    r"everything|everywhere|adding|(?:taken |claim )?together|come to|amounts? to|could",
    r"including|counting|inclusive|incl|once|after (?:later|subsequent)",
    r"on and off|off the balance sheet|off[- ]balance",
    r"how (?:big|large|high|much)|how many (?:dollars|millions|billions)",
    r"exposures?|burden|on the hook|at stake",
)
"""More is asked for than one line of a statement."""

BOTH = re.compile(
    r"\b(?:current|short-term) and (?:the )?(?:non-?current|long-term)\b"
    r"|\b(?:operating|finance|capital) and (?:operating|finance|capital)\b"
    r"|\bclaimed (?:and|or) accrued\b|\b(?:gross|net) of insurance\b"
    r"|\b(?:on|off)[- ](?:and off )?(?:the )?balance[- ]sheet\b",
    re.I,
)
"""Two kinds that are the whole."""
INCLUDED = re.compile(
    r"\b(?:operating|finance|capital) (?=leases?\b)|\baccrued (?=probable|loss|amounts)", re.I
)
WITH_MORE = any_of(
    r"included|including|counting|counted|inclusive|considered|considering|adding|added|across"
)
"""More is added to one kind: then that kind is not all that is asked for."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What may be owed on, and how questions speak of it."""

    name: str
    words: re.Pattern[str]
    owed: re.Pattern[str]
    """That it is owed."""
    narrow: re.Pattern[str]
    """That something else of it is asked for."""


SUBJECTS = (
    Subject(
        "litigation",
        any_of(
            r"litigation",
            r"law ?suits?",
            r"court cases?",
            r"legal (?:claims?|matters?|proceedings?|cases?|exposure|actions?|risks?)",
            r"legal contingenc\w+",
            r"claims (?:against|pending)",
            r"(?:open|pending) claims",
            r"indemnit(?:y|ies)",
            r"probable (?:losses|costs)",
            r"(?:court|class) actions?",
            r"suits?",
            r"plaintiffs",
            r"(?:legal |court )?proceedings",
        ),
        any_of(
            r"ow(?:e|es|ed|ing)|liable|exposures?|pay|cost|lose|loss(?:es)?|claims?|at stake"
            r"|on the hook|amounts?|add|come|total|sum|face[sd]?|facing|seek(?:ing)?|sought"
            r"|demand(?:ed|ing)?"
        ),
        any_of(
            r"expenses?|fees|settle\w*|accru\w*|reserv\w*|insur\w*|who|when|why|describe"
            r"|how many(?! (?:dollars|millions|billions))"
            r"|outcome|status|won|dismiss\w*|change[sd]?|increas\w*|decreas\w*"
        ),
    ),
    Subject(
        "leases",
        any_of(r"leas(?:e|es|ed|ing)", r"rent(?:al)? (?:obligations?|commitments?)"),
        any_of(
            r"ow(?:e|es|ed|ing)|obligat\w+|liabilit\w+|liable|commitments?|exposures?|burden"
            r"|on the hook|debts?|carr(?:y|ies|ied)|promised"
        ),
        any_of(
            r"expenses?|costs?|paid|payments?|rates?|terms?|discount\w*|short[- ]term|long[- ]term"
            r"|variable|operating|financ(?:e|ing)|capital|current|non-?current|assets?|income"
            r"|right[- ]of[- ]use|rou|revenues?|subleases?|lessors?|undiscounted|maturit\w+"
            r"|interest|how many(?! (?:dollars|millions|billions))|percent\w*|ratio|changed?"
            r"|increas\w*|decreas\w*|rise|fall|due"
        ),
    ),
)


def owing(question: str) -> str | None:
    """What a question wants all that is owed on, None if it wants something else.

    >>> owing("How big is the lease burden once the guaranteed venture is counted?")
    'leases'
    >>> owing("What was the operating lease expense in total?") is None
    True
    """
    question = BOTH.sub(" ", question)
    for subject in SUBJECTS:
        narrow = INCLUDED.sub(" ", question) if WITH_MORE.search(question) else question
        asked = subject.words.search(question) and subject.owed.search(question)
        if asked and ALL.search(question) and not subject.narrow.search(narrow):
            return subject.name
    return None
