"""The words by which a passage tells of a claim against a company, of one that is over, or of none.

General English of legal proceedings, as patterns; nothing of one case belongs here.
"""

import re

from agent.offline.phrases import any_of

LEGAL = any_of(
    r"litigation",
    r"legal",
    r"lawsuits?",
    r"law suits?",
    r"claims?",
    r"contingenc(?:y|ies)",
    r"court",
)
CLAIMED = any_of(
    r"seek(?:s|ing)?",
    r"sought",
    r"demand(?:s|ed|ing)?",
    r"claim(?:s|ed|ing)?",
    r"damages",
    r"alleg\w+",
    r"assert(?:s|ed|ing)?",
    r"indemni\w+",
    r"probable (?:\w+ ){0,3}loss(?:es)?",
    r"probable\b[^.;]*\b(?:pay|incur|spend|bear|lose|loss|losses|costs?|accru\w+|remediat\w+"
    r"|recall|penalt\w+|fines?|contribut\w+)",
    r"(?:penalt\w+|fines?|repayments?|liabilit\w+|outflows?|payments?|costs?|settlements?)\b"
    r"[^.;]*\bprobable",
    r"actions?\b[^.;]*\bfor (?:damages of )?\$",
    r"loss(?:es)?\b[^.;]*\bprobable",
    r"reasonably possible loss(?:es)?",
    r"loss contingenc(?:y|ies)",
    r"(?:legal|litigation) (?:reserve|accrual|liabilit)\w*",
    r"judgments?",
    r"verdict",
    r"(?:civil|criminal|statutory|regulatory|monetary) (?:\w+ )?penalt(?:y|ies)",
    r"ask(?:s|ed|ing)? for",
    r"in (?:dispute|controversy)",
    r"before the \w+ court",
    r"tax court",
    r"(?:law)?suits?\b[^.;]*\b(?:total(?:s|ing)?|aggregate|combined|amount(?:s|ing)? to)",
    r"(?:total|aggregate|combined)\b[^.;]*\b(?:law)?suits",
)
"""A sentence that states what a claim may cost."""
OVER = any_of(
    r"settled",
    r"dismissed",
    r"resolved?",
    r"closed",
    r"(?:was|were|been|is|are) concluded",
    r"paid",
    r"released",
    r"reversed",
    r"we (?:have )?received",
    r"received \$",
    r"gains? of",
    r"recover(?:ed|y|ies)",
    r"reimburse\w*",
    r"(?:our|by|from) (?:\w+ )?insur(?:ance|ers?)",
    r"insurance of",
    r"insur(?:ance|ers?) (?:cover\w*|polic\w+|recover\w*|will|may|ha(?:s|ve) (?:agreed|paid)"
    r"|reimburs\w*|receivables?|proceeds|carriers?|companies)",
    r"(?:liability|captive) insur\w+",
    r"insured",
    r"indemnif\w+ us",
    r"counterclaims?",
    r"not in (?:dispute|litigation)",
    r"no (?:court )?(?:case|claim|suit|proceeding)s?",
    r"self-insur\w+",
    r"letters? of credit",
    r"surety",
    r"compared (?:with|to)",
    r"coverage",
    r"deductible",
    r"retention",
    r"legal fees",
    r"income tax\w*",
    r"tax benefits?",
    r"tax positions?",
    r"interest and penalties",
    r"purchase price",
    r"goodwill",
    r"per share",
)
"""A sentence about something else, or about a case that is over."""
SUIT = any_of(
    r"(?:law)?suits?",
    r"plaintiffs?",
    r"courts?",
    r"complaints?",
    r"class actions?",
    r"litigation",
    r"arbitrat\w+",
    r"judgments?",
    r"verdicts?",
    r"sued",
    r"alleg\w+",
)
"""That a case is told of, in a note on something else."""
PROBABLE = any_of(r"probable")
LEGAL_TITLE = re.compile(
    r"legal|litigation|contingen|commitment|guarant|indemn|environment|subsequent|after|proceeding"
    r"|regulat|recall|product (?:liabilit|matter)",
    re.I,
)
"""A note of this title tells of claims; any other may, and needs the words of a case."""
NO_CLAIM = any_of(
    r"unrecognized tax",
    r"tax positions?",
    r"accrued interest",
    r"(?:allowed|permitted|entitled|able) to (?:seek|recover)",
    r"cost recovery",
    r"valuation allowances?",
    r"deferred tax\w*",
    r"performance (?:conditions?|goals?|targets?|shares?|units?|awards?)",
    r"not (?:considered |deemed )?probable",
    r"policy limits?",
    r"reinsur\w+",
    r"claim adjustment",
    r"claims[- ]paying",
    r"unpaid claims",
    r"policyholders?",
    r"payments? under",
    r"operating (?:income|charges?|expenses?)",
    r"(?:reduced|lowered|decreased) (?:[\w’']+ ){0,8}by",
    r"vacat(?:ed|ing)",
)
"""Words of a sentence whose amounts are nobody's claim against the company."""
OURS = any_of(
    r"award(?:ed|ing) (?:to )?(?:the company|us|our)",
    r"in (?:favor of (?:the company|us)|(?:our|its|the company's) favor)",
    r"(?:we|the company|our subsidiary) (?:ha(?:s|ve|d) )?(?:filed|sued|brought|commenced|seeks?)"
    r" (?!for|a motion|an appeal|an answer|a counter)",
)
"""A paragraph on a case that the company itself has brought."""
WITHIN = any_of(
    r"(?:part of|within) (?:that|this|the) (?:total|amounts?|claims?|sum)",
    r"part of,? and not",
    r"not (?:be )?(?:added|in addition)",
)
"""A sentence on a part of an amount that another states."""
NONE = re.compile(r"\b(?:none|neither|no one) of which\b", re.I)
CASE = re.compile(
    r"\b(?!(?:The|This|That|These|Those|Our|In|An?|Item|No|Each|Any|All|Such|Other|Both|Class"
    r"|Company)\b)([A-Z][\w&’'-]+)"
    r"(?:(?:,? (?:Inc|Corp|LLC|Co|Ltd)\b\.?)?,?(?: et al\.?,?)? vs?\. "
    r"| (?:[\w’'-]+ ){0,2}?"
    r"(?:action|case|matter|litigation|lawsuit|suit|proceeding|claim|complaint)s?\b)"
)
LISTED = any_of(
    r"amounts? (?:claimed|demanded|sought|asserted|in dispute|in controversy)",
    r"damages (?:claimed|demanded|sought)",
    r"claims? (?:asserted|amounts?)",
)
ELSEWHERE = re.compile(
    r"\b(?:described|discussed|disclosed|referred to|mentioned|reported) (?:more fully )?"
    r"(?:above|below|earlier|(?:in|under|at) (?:part|item|note)\b)",
    re.I,
)
TOGETHER = re.compile(
    r"(?:their|they|these|those|together|combined|in (?:the )?aggregate|in total|taken together)\b",
    re.I,
)
"""How a sentence begins that only sums up the claims of the one before."""
INDEMNITY = any_of(r"indemni\w+", r"hold (?:\w+ ){1,4}harmless")
"""What a company may owe for others stands in any item."""
