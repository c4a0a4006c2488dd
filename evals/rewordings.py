"""One question in other wordings: without form or date, by ticker, passive, polite, with a slip.

Only questions that name a line item and a day can be reworded: "what was LABEL as of DAY?". The
document that answers says whose figure it is and which fiscal year the day closes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from evals.gold import Question, among
from store.tables import StoredDocument

ASKED = re.compile(
    r"what (?:was|were) (?P<label>.+?) (?P<time>(?:as of|for the .*? ended) [A-Z]\w+ \d+, \d{4})\?",
    re.I,
)
LEGAL = re.compile(r",? (?:inc|corp|corporation|co|company|plc|incorporated|limited|ltd)\.?$", re.I)
LONG = 8
"""Letters of a label that a slip leaves recognisable."""


def rewordings(
    questions: Sequence[Question], documents: Sequence[StoredDocument]
) -> list[tuple[str, Question]]:
    """Each question in each wording, named by it; those that cannot be reworded are left out."""
    found = []
    for question in questions:
        document = next((d for d in documents if among(d.source, question.documents)), None)
        asked = ASKED.search(question.text)
        if document is None or asked is None or not document.fiscal_year or not document.company:
            continue
        for name, text in _texts(asked, document).items():
            found.append((name, replace(question, id=f"{question.id} {name}", text=text)))
    return found


def _texts(asked: re.Match[str], document: StoredDocument) -> Mapping[str, str]:
    label, time = asked["label"], asked["time"]
    company = document.company or ""
    name = LEGAL.sub("", company.title() if company.isupper() else company)
    symbol = document.ticker or name
    annual = (document.form or "").startswith("10-K")
    when = f"{'fiscal' if annual else document.fiscal_period} {document.fiscal_year}"
    short = f"FY{(document.fiscal_year or 0) % 100:02}" if annual else when
    slip = label[:3] + label[4:] if len(label) > LONG else label
    return {
        "by year": f"What was {name}'s {label} in {when}?",
        "ticker": f"{symbol} {label} {when}",
        "how much": f"How much {label} did {name} report for {when}?",
        "no verb": f"{label} of {name}, {when}",
        "tell me": f"Tell me {name}'s {label} {time}.",
        "small letters": f"what is {name.lower()}'s {label} for {short.lower()}",
        "slip": f"What was {name}'s {slip} in {when}?",
        "colon": f"{name}: {label}, {time}",
        "please": f"Please give me the {label} that {name} reported {time}",
        "I need": f"I need {symbol}'s {label} {time}",
        "passive": f"What {label} was reported by {name} for {when}?",
        "at": f"How much was {label} at {name} in {when}?",
        "polite": f"Hello, could you kindly look up {name}'s {label} for {when}? Thanks.",
        "can you find": f"can you find {name}'s {when} {label}",
        "wondering": f"I was wondering how much {label} {name} had in {when}.",
        "keywords": f"{when} {symbol} {label}",
        "show me": f"Show me what {name} reported as {label} {time}",
    }
