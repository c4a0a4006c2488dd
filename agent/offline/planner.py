"""The plan for a question: understand it, choose filings, and go the way its kind asks for."""

from agent.offline.computed import compute, measure
from agent.offline.documents import Chosen, catalogue, choose_filings
from agent.offline.drafts import draft
from agent.offline.exposure import exposure
from agent.offline.line_item import change, one_figure
from agent.offline.metrics import Vocabulary
from agent.offline.passages import nearest_passages
from agent.offline.plan import Draft, Look
from agent.offline.question import Wanted, want
from agent.transcript import Question
from index.catalogue import Catalogue


def investigate(question: Question, vocabulary: Vocabulary) -> Look[Draft]:
    """Work on `question` until there is a draft of an answer; a refusal is one too."""
    every = yield from catalogue()
    if not every:
        return draft("not_in_library", "The library is empty: ingest some filings first.")
    held = Catalogue(every)
    understood = held.understand(question.text)
    wanted = want(question.text, vocabulary.metrics, _names(question.text, held))
    chosen = choose_filings(wanted, understood, held)
    if chosen.refusal:
        return draft("not_in_library", chosen.refusal)
    computable = measure(question.text, wanted, vocabulary)
    if computable is not None and chosen.filings:
        settled = yield from compute(chosen.filings, computable)
    else:
        settled = yield from _settle(wanted, chosen)
    if settled is not None:
        return settled
    if wanted.kind in ("figure", "change") and chosen.filings:
        return _declined(wanted, chosen)
    return (yield from nearest_passages(question.text, understood, chosen.filings))


def _settle(wanted: Wanted, chosen: Chosen) -> Look[Draft | None]:
    match wanted.kind:
        case "figure":
            return (yield from one_figure(chosen.filings, wanted))
        case "change":
            return (yield from change(chosen.filings, wanted))
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
