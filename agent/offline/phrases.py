"""The words by which prose says that something is owed, left out, ended or begun.

General English of financial reporting, as patterns; nothing of one filer's belongs here.
"""

import re


def any_of(*phrases: str, after: str = "") -> re.Pattern[str]:
    """A pattern for any of `phrases` as whole words, followed by `after`."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b{after}", re.I)


OWED = any_of(
    r"obligations?",
    r"obligated",
    r"liabilit(?:y|ies)",
    r"liable",
    r"commitments?",
    r"committed",
    r"indebtedness",
    r"ow(?:e|es|ed|ing)",
    r"payable",
    r"exposure",
    r"guarantee[sd]?",
    r"accru(?:al|ed)",
    r"(?:future|remaining|minimum|fixed|contractual|undiscounted|unpaid|scheduled|lease|rental?)"
    r"(?:\s\w+){0,2}\s(?:payments?|rentals?|rents?)",
    r"rents? due",
    r"present value",
)
"""What is owed."""

OTHER = any_of(
    r"costs?",
    r"expenses?",
    r"income",
    r"revenues?",
    r"earnings",
    r"cash paid|paid|pay",
    r"proceeds",
    r"gains?",
    r"loss(?:es)?",
    r"fees?",
    r"penalt(?:y|ies)",
    r"charges?",
    r"impairments?",
    r"right-of-use",
    r"assets?",
    r"(?<!variable )(?<!controlling )interest(?! entit)",
    r"amortization",
    r"depreciation",
    r"rates?",
    r"consideration",
    r"receivables?",
    r"receive[sd]?",
    r"lessors?",
    r"subleases?",
    r"deposits?",
    r"insurance",
    r"capital expenditures?",
    r"purchase (?:orders?|commitments?|obligations?)",
    r"bank",
    r"credit facility",
    r"savings?",
)
"""What an amount may be instead."""

TOTAL = any_of(
    r"total(?:l?ed|l?ing|s)?",
    r"aggregat\w+",
    r"in all",
    r"altogether",
    r"amount(?:ed|ing)? to",
    r"combined",
    r"together",
    r"sum",
)

MOVED = any_of(
    r"cash (?:paid|payments?|flows?|outflows?)",
    r"obtained in exchange",
    r"weighted[- ]average",
)
"""Before an amount: it is of what went through the year, not of what is owed at its end."""

PART = any_of(
    r"of which",
    r"including",
    r"comprising",
    r"consisting of",
    r"comprised of",
    r"within (?:one|the next)",
    r"due (?:in|within)",
    r"current portion",
    after=r"[^$]*$",
)
"""Before an amount: it is a part of one already said."""

EARLIER = any_of(
    r"compared (?:with|to)",
    r"versus",
    r"against",
    r"up from",
    r"down from",
    r"prior[- ]year",
    r"previous(?:ly)?",
    r"(?:a |one )?year (?:ago|earlier|before)",
    r"last year",
    after=r"[^$;]*$",
)
"""Before an amount: it is of an earlier time."""

RANGE = any_of(r"from", after=r"\s*$")
"""Right before an amount: it is where a change began."""

COUNTED = re.compile(
    r"(?<!\bnot )\b(?:included|reflected|counted|recorded) (?:within |among |in )?"
    r"(?:the |our |these |those )?"
    r"(?:(?:amounts?|totals?|lease|operating|obligations?|liabilit\w+|consolidated) ?)*"
    r"(?:above|in note|\(?note|described in note|of note|table)",
    re.I,
)
"""The amount is part of one that is stated elsewhere."""

LESS = any_of(
    r"terminat\w*",
    r"cancel\w*",
    r"bought[ -]out",
    r"buy(?:ing)?[ -]?outs?",
    r"settle[ds]?",
    r"extinguish\w*",
    r"assign(?:ed|ment|ing|s)?",
    r"surrender\w*",
    r"released?",
    r"exited",
    r"retired?",
    r"novat\w+",
    r"transferred",
    r"relieved",
    r"discharged",
    r"expired",
    r"no longer",
    r"rescind\w*",
    r"ceased?",
    r"gave up",
    r"vacat\w+",
    r"divest\w*",
    r"assumed by",
    r"eliminat\w*",
    r"derecogni[sz]\w*",
    r"reversed",
    r"end(?:ed|ing|s) (?:a|an|the|its|our|this|that|these|those)"
    r" (?:\w+ ){0,2}(?:leases?|agreements?|contracts?|obligations?)",
    r"reduc\w*",
    r"decreas\w*",
)
"""An event after which less is owed."""

MORE = any_of(
    r"sign(?:ed|ing)",
    r"enter(?:ed|ing)? into",
    r"execut(?:ed|ing)",
    r"commenc\w+",
    r"new leases?",
    r"renew\w*",
    r"exten(?:d|s)\w*",
    r"increas\w*",
    r"incurred",
    r"assumed",
    r"additional",
    r"agreed to lease",
    r"took on",
    r"took possession",
    r"began|begun",
    r"add(?:s|ed|ing)?",
    r"acquired",
    r"(?<!de)(?:recogni[sz]ed|recorded) an?",
)
"""An event after which more is owed."""

AFTERWARDS = any_of(
    r"subsequent(?:ly)? to",
    r"subsequent events?",
    r"after (?:the )?(?:end|close|balance|year|fiscal|period|quarter|reporting)",
    r"since (?:year|the (?:balance|end))",
    r"following (?:the )?(?:end|year|balance)",
)
"""After the balance-sheet date."""

CHANGED_BY = any_of(
    r"(?:reduc|increas|decreas|lower|rais|chang|eliminat|add)\w*", after=r"[^$;]*\bby\b[^$;]*$"
)
"""Before an amount: it is a change, not a balance."""

TOGETHER = any_of(
    r"together", r"combined", r"including those", r"as well as", r"in addition to", r"in total"
)
"""Several places are added up."""

LEFT_OUT = any_of(
    r"exclu\w+",
    r"not (?:\w+ )?(?:includ|reflect|record|recogni[sz]|contain|cover)\w*",
    r"not (?:\w+ )?part of",
    r"not yet commenced",
    r"other than",
    r"except",
    r"apart from",
    r"in addition",
    r"additional",
    r"separate(?:ly)?",
    r"omit\w*",
    r"leaves? out",
    r"not (?:\w+ )?(?:appear|in (?:this|that|the|these)|among)\w*",
    r"(?:left|kept|set) (?:out|apart|aside)",
    r"(?:stated|presented|shown|reported|measured|amounts?|totals?) before",
    r"beyond",
    r"without",
    r"net of",
    r"further",
    r"also",
)
"""There is more than what is said here."""

POLICY = any_of(
    r"accounting polic(?:y|ies)", r"adopt(?:ed|ion)", r"critical accounting", r"ASU", r"ASC \d+"
)
"""A sentence on how to account, not on what is owed."""
