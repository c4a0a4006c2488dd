"""The plan for a question: understand it, choose filings, and go the way its kind asks for."""

from dataclasses import replace

from agent.offline.computed import compute, measure
from agent.offline.documents import MOST, Chosen, catalogue, choose_filings
from agent.offline.drafts import draft
from agent.offline.exposure import exposure
from agent.offline.followup import Asking, written_out
from agent.offline.line_item import change, one_figure
from agent.offline.litigation import is_legal, litigation
from agent.offline.metrics import Vocabulary
from agent.offline.operations import operation_of
from agent.offline.passages import nearest_passages
from agent.offline.phrased import phrased
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.question import Wanted, want
from agent.offline.subjects import subjects
from agent.offline.worked import worked
from agent.transcript import Question
from index.catalogue import Catalogue
from index.understand import Understanding
from tools.grep import Matches

ROW_FILINGS = 2
"""Filings in which rows are looked for by their words."""


def investigate(question: Question, vocabulary: Vocabulary) -> Look[Draft]:
    """Work on `question` until there is a draft of an answer; a refusal is one too."""
    every = yield from catalogue()
    if not every:
        return draft("not_in_library", "The library is empty: ingest some filings first.")
    held = Catalogue(every)
    if question.earlier:
        question = replace(question, text=_in_full(question, held, vocabulary), earlier=())
    understood = held.understand(question.text)
    names = _names(question.text, held)
    wanted = want(question.text, vocabulary.metrics, names, vocabulary.ratios)
    given = bool(question.documents) and len(every) <= MOST
    chosen = choose_filings(wanted, understood, held, given=given)
    refusal = chosen.refusal
    if not refusal:
        refusal = yield from _stranger(question.text, understood, held, given=given)
    if refusal:
        return draft("not_in_library", refusal)
    computable = measure(question.text, wanted, vocabulary)
    operation = operation_of(question.text)
    if operation and computable and operation.several and len(computable.years) == 1:
        computable = None  # "for the three years" names more than the measure would read
    if computable is not None and chosen.filings:
        settled = yield from compute(chosen.filings, computable)
    else:
        settled = yield from _settle(wanted, chosen)
    if settled is None and chosen.filings:
        settled = yield from _by_rows(wanted, vocabulary, chosen)
    if settled is None and operation and chosen.filings and not wanted.exact:
        settled = yield from worked(question.text, operation, chosen.filings)
    if settled is not None:
        return settled
    if wanted.kind in ("figure", "change") and chosen.filings:
        return _declined(wanted, chosen)
    return (yield from nearest_passages(question.text, understood, chosen.filings))


def _in_full(question: Question, held: Catalogue, vocabulary: Vocabulary) -> str:
    """The question with what it leaves to the earlier ones."""
    years = [document.fiscal_year for document in held.documents if document.fiscal_year]
    asking = Asking(
        lambda text: [named.span for named in held.companies.named(text)],
        vocabulary,
        str(max(years)) if years else "",
    )
    return written_out(question.text, [asked for asked, _ in question.earlier], asking)


def _by_rows(wanted: Wanted, vocabulary: Vocabulary, chosen: Chosen) -> Look[Draft | None]:
    """What rows in the question's own words give."""
    for way in phrased(wanted.phrase, wanted.periods, vocabulary):
        settled = yield from compute(chosen.filings[:ROW_FILINGS], way)
        if settled is not None:
            return settled
    return None


def _stranger(text: str, understood: Understanding, held: Catalogue, *, given: bool) -> Look[str]:
    """Where no known company is named: the one that is, as a refusal; "" when nobody is.

    With one company alone in the library, or documents named beside the question, the name may be
    a product or a segment: then only a name that stands nowhere is a stranger's.
    """
    names = tuple(dict.fromkeys(subjects(text)))
    if understood.companies or not names:
        return ""
    if not given and len({document.company for document in held.documents}) > 1:
        return f"{names[0]} is not among the companies of the library."
    asks = [Ask("grep", {"pattern": name, "literal": True, "limit": 1}) for name in names]
    for name, found in zip(names, (yield from look_all(Matches, asks)), strict=True):
        if found is not None and not found.matches:
            return f"{name} stands nowhere in the library."
    return ""


def _settle(wanted: Wanted, chosen: Chosen) -> Look[Draft | None]:
    match wanted.kind:
        case "figure":
            return (yield from one_figure(chosen.filings, wanted))
        case "change":
            return (yield from change(chosen.filings, wanted))
        case "exposure" if is_legal(wanted.label):
            return (yield from litigation(chosen.filings, wanted))
        case "exposure":
            return (yield from exposure(chosen.filings, wanted))
        case "text":
            return None


def _names(text: str, held: Catalogue) -> list[str]:
    """What the question calls its companies, in its own words."""
    return [text[slice(*named.span)] for named in held.companies.named(text)]


def _declined(wanted: Wanted, chosen: Chosen) -> Draft:
    where = ", ".join(filing.id for filing in chosen.filings)
    return draft(
        "not_disclosed",
        f"No single figure for “{wanted.label}” in the asked period could be made sure in {where}.",
    )
