"""Whom a question is about, when it is nobody the library knows.

A figure of another company is worse than no answer. A name in the place of the one who acts or
owns ("for Fathom", "Fathom's revenue", "did Fathom pay") is taken for a company.
"""

import re
from collections.abc import Iterator

NAME = r"(?:[A-Z0-9][\w&.-]*\s+){0,4}[A-Z0-9][\w&-]*"
OWNER = re.compile(rf"(?P<name>{NAME})['’]s?\b")
ACTOR = re.compile(
    rf"\b(?i:for|of|by|at|to|has|have|had|did|does|do|is|are|was|were|will|would|can|could|"
    rf"should|if|that|which)\s+(?P<name>{NAME})"
)
NOBODY = re.compile(
    r"^(?:FY\s?'?\d*|Q[1-4]\S*|H[12]|\d[\d,.]*%?|\d+-?[KQ]|[A-Z]\d?|The|This|Its?|Is|Are|Was|Were|Did|Does|Has|Have|Here|In|If|For|What|Who|Which|How|"
    r"When|Why|Where|Note|Item|Part|Company|Exhibit|Schedule|January|February|March|April|May|June|"
    r"July|August|September|October|November|December|Fiscal|Year|Quarter|Form|U\.?S\.?A?|USD|GAAP|"
    r"EBITDAR?|EBITA?|COGS|CAPEX|Capex|SG&A|R&D|D&A|M&A|PP&E|PPNE|PPE|EPS|RO[AEI]|ROIC|D[PSI]O|CCC|"
    r"FCF|MD&A|VaR|AR|AP|ASC|ASU|SEC|CEO|CFO|IFRS|P&L|ESG|IT|AI|Adjusted|Total|Net|Gross|Cash|Basic|"
    r"Diluted|Common|Stock|Operating|Income|Revenue|Sales|Tax|Interest|Expense|Assets|Liabilities|"
    r"Equity|Debt|Share|Shares|Board|Directors|Item\w*)$"
)


def subjects(question: str) -> Iterator[str]:
    """Names in the place of a company, in the order of the question; words of the trade are none.

    >>> list(subjects("What is FY2018 capex for Fathom Tools? Was EBITDA of FY2019 higher?"))
    ['Fathom Tools']
    """
    for pattern in (OWNER, ACTOR):
        for match in pattern.finditer(question):
            words = match["name"].split()
            while words and NOBODY.match(words[-1]):
                words.pop()
            while words and NOBODY.match(words[0]):
                words.pop(0)
            if words and not all(NOBODY.match(word) for word in words):
                yield " ".join(words).removesuffix("'s").removesuffix("’s")
