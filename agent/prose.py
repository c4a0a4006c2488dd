"""What an answer says in words, held against its ledger: quotations and numbers."""

import re

from agent.amounts import amounts, belongs, stands_in
from agent.answer import Check, Draft, DraftCitation
from agent.ledger import Ledger
from tools.desk import Desk
from tools.tool import ToolError

NEVER_FIGURES = re.compile(
    r"""(?ix)
    \[[^\]]*\]                                                  # marks
    | \b(?:notes?|items?|parts?|pages?|lines?|sections?|tables?|exhibits?|schedules?|rule
        |step|figure|topic|asu|asc|phase|level|tier|class|series)\s+
        (?:no\.?\s*)?\d[\w.\-]*(?:(?:\s*,\s*|\s*(?:and|or|to|[-–])\s*)\d+(?![\d.,]*\s*%)\b)*
    | \b(?:form\s+)?\d{1,2}-[KQ](?:/A)?\b
    | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:,?\s+\d{4})?\b
    | \b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{4})?\b
    | \b\d{4}-\d{2}-\d{2}\b
    | (?<![$€£¥\d.,])\b(?:FY\s?'?)?(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?\b
        (?!\s*(?:million|billion|%|[.,]\d))
    | \b(?:q[1-4]|fy\s?'?\d\d)\b
    | (?m:^\s*\(?\d{1,2}[.)]\s)
    | (?<![$€£¥])\b\d{1,3}[- ](?:years?|months?|quarters?|weeks?|days?|filings?|documents?
        |sections?|tables?|figures?|passages?|hops?)\b
    """
)


def quotation(desk: Desk, citation: DraftCitation, name: str) -> Check:
    """Whether a quotation stands on its lines, word for word."""
    try:
        stored = desk.document(citation.document)
    except ToolError as error:
        return Check(name, "failed", str(error))
    lines = desk.library.lines(stored.id)
    first, last = citation.lines
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    if not 1 <= first <= last <= len(lines):
        sentence = f"There are no {where} in {stored.id}, which has {len(lines)} lines."
        return Check(name, "failed", sentence)
    cited = " ".join(line for line in lines[first - 1 : last] if not line.startswith("[page "))
    if stands_in(citation.quote, cited):
        return Check(name, "passed", f"The quotation stands on {where} of {stored.id}.")
    short = citation.quote[:80] or "nothing"
    sentence = f"“{short}” does not stand word for word on {where} of {stored.id}."
    return Check(name, "failed", sentence)


def numbers(draft: Draft, ledger: Ledger, quotes: list[str], question: str) -> Check | None:
    """Whether every number of the text is in the ledger, or stands in a quotation or question."""
    values = [entry.value for entry in ledger.entries.values()]
    texts = [entry.text for entry in ledger.entries.values()]
    texts += [*quotes, question, *(hop.words for hop in draft.chain)]
    said = amounts(NEVER_FIGURES.sub(" ; ", draft.answer))
    if not said:
        return None
    alien = [amount.text for amount in said if not belongs(amount, values, texts)]
    if alien:
        them = ", ".join(dict.fromkeys(alien))
        return Check("numbers", "failed", f"Neither a figure nor quoted: {them}.")
    return Check("numbers", "passed", "Every number of the answer is a figure or is quoted.")
