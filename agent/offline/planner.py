"""The plan for a question: understand it, choose filings, and go the way its kind asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.offline.across import across
from agent.offline.by_words import by_words
from agent.offline.causes import WHY, with_cause
from agent.offline.computed import compute, measure
from agent.offline.documents import MOST, Chosen, catalogue, choose_filings
from agent.offline.drafts import draft
from agent.offline.exposure import exposure
from agent.offline.followup import Asking, written_out
from agent.offline.line_item import change, one_figure
from agent.offline.litigation import is_legal, litigation
from agent.offline.metrics import Vocabulary
from agent.offline.operations import Operation, operation_of
from agent.offline.passages import ask_whose, is_of_one, nearest_passages
from agent.offline.phrased import phrased
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.question import FIGURE, LATEST, Wanted, want
from agent.offline.several import put_together, taken_apart
from agent.offline.sought import RATIO, sought
from agent.offline.subjects import subjects
from agent.offline.whether import whether
from agent.offline.worked import worked
from agent.transcript import Question
from index.catalogue import Catalogue
from index.understand import Understanding
from store.tables import StoredDocument
from tools.grep import Matches

SHARES = re.compile(r"\b(?:stocks?|shares?)\b")
"""Words of a question about a company's own shares."""
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
    if apart := taken_apart(question.text, wanted, names, vocabulary):
        drafts = []
        for text in apart:
            drafts.append((yield from investigate(replace(question, text=text), vocabulary)))
        return put_together(drafts)
    given = bool(question.documents) and len(every) <= MOST
    beside = yield from across(question.text, wanted.periods, understood, held, vocabulary)
    if beside is not None:
        return beside
    chosen = choose_filings(wanted, understood, held, given=given)
    if understood.timeless and not understood.forms and wanted.kind in ("figure", "change"):
        chosen = replace(chosen, filings=_annual_first(chosen.filings))
    if LATEST.search(question.text):
        chosen = replace(chosen, filings=_newest(chosen.filings))
    refusal = chosen.refusal
    if not refusal:
        refusal = yield from _stranger(question.text, understood, held, given=given)
    if refusal:
        return draft("not_in_library", refusal)
    settled = None
    if chosen.filings:
        settled = yield from whether(question.text, wanted, chosen.filings, held, vocabulary)
    if settled is None:
        settled = yield from _settled(question.text, wanted, chosen, vocabulary, names)
    if settled is not None:
        return settled
    explains = wanted.kind == "change" and WHY.search(question.text)
    if wanted.kind in ("figure", "change") and chosen.filings and not explains:
        return _declined(wanted, chosen)
    if not chosen.filings and is_of_one(question.text, understood, wanted.kind):
        return (yield from ask_whose(question.text))
    return (yield from nearest_passages(question.text, understood, chosen.filings))


def _settled(
    text: str, wanted: Wanted, chosen: Chosen, vocabulary: Vocabulary, names: Sequence[str]
) -> Look[Draft | None]:
    """What the first way that fits gives; None when none does, or there is no filing to read."""
    computable = measure(text, wanted, vocabulary)
    nameless = _without(text, names)  # a row that bears the company's name is not what is asked
    why = WHY.search(text) is not None  # a figure alone would not be the answer
    operation = None if why else operation_of(nameless)
    if operation and computable and operation.several and len(computable.years) == 1:
        computable = None  # "for the three years" names more than the measure would read
    if computable is not None and chosen.filings:
        settled = yield from compute(chosen.filings, computable)
    else:
        settled = yield from _settle(wanted, chosen, text)
    if settled is None and chosen.filings and wanted.kind == "text" and FIGURE.search(text):
        settled = yield from _by_label(wanted, chosen)
        if settled is not None and settled["unit"] == "percent":
            settled = (yield from _in_money(text, wanted, chosen, vocabulary, names)) or settled
    if settled is None and chosen.filings and not why:
        settled = yield from _by_rows(wanted, vocabulary, chosen)
    if settled is None and chosen.filings and not wanted.exact:
        for asked, meant in _ways(text, nameless, why=why):
            settled = settled or (yield from worked(asked, meant, chosen.filings))
    thing = None if wanted.exact or why or _is_of_two(text, nameless) else sought(text, names)
    if settled is None and thing is not None:
        settled = yield from by_words(thing, chosen.filings, wanted.periods, vocabulary.metrics)
    return settled


def _in_money(
    text: str, wanted: Wanted, chosen: Chosen, vocabulary: Vocabulary, names: Sequence[str]
) -> Look[Draft | None]:
    """The amount of a thing that a row of percentages, as of tax rates, bears the name of too."""
    thing = sought(text, names)
    if thing is None or RATIO in thing.kinds:
        return None
    return (yield from by_words(thing, chosen.filings, wanted.periods, vocabulary.metrics))


def _is_of_two(text: str, nameless: str) -> bool:
    """Whether a question wants two figures set against each other, which none alone answers."""
    meant = [operation for _, operation in _ways(text, nameless, why=False)]
    return any(operation.kind not in ("sum", "average") for operation in meant)


def _ways(text: str, nameless: str, *, why: bool) -> Iterator[tuple[str, Operation]]:
    """The operations that a question may mean, with its companies' names or without.

    Whose shares return or change it is what the row says; of any other row the name says nothing.
    """
    named, bare = operation_of(text), operation_of(nameless)
    if why:
        return
    if named and (named.kind == "return" or SHARES.search(named.part)):
        yield text, named
    if bare and not (named and named.kind == "return"):
        yield nameless, bare


def _newest(filings: Sequence[StoredDocument]) -> tuple[StoredDocument, ...]:
    """The first filing in all its formats: an older one is not what was asked for."""
    return tuple(f for f in filings if f.period_end == filings[0].period_end)


def _without(text: str, names: Sequence[str]) -> str:
    """The question without its companies."""
    for name in names:
        pattern = rf"(?:\b(?:for|of|by|at|from) )?(?<!\w){re.escape(name)}(?:['’]s?)?(?!\w)"
        text = re.sub(pattern, " ", text)
    return re.sub(r"  +", " ", text)


def _annual_first(filings: Sequence[StoredDocument]) -> tuple[StoredDocument, ...]:
    """Annual reports before others: a question that names no time asks for the last full year."""
    annual = [f for f in filings if (f.form or "").startswith(("10-K", "20-F"))]
    return (*annual, *(f for f in filings if f not in annual))


def _in_full(question: Question, held: Catalogue, vocabulary: Vocabulary) -> str:
    """The question with what it leaves to the earlier ones."""
    years = [document.fiscal_year for document in held.documents if document.fiscal_year]
    asking = Asking(
        lambda text: [named.span for named in held.companies.named(text)],
        vocabulary,
        str(max(years)) if years else "",
    )
    return written_out(question.text, [asked for asked, _ in question.earlier], asking)


def _by_label(wanted: Wanted, chosen: Chosen) -> Look[Draft | None]:
    """The figure of a row that bears exactly the question's words: a measure of the filer's own."""
    named = replace(wanted, kind="figure", metric=None)
    return (yield from one_figure(chosen.filings[:ROW_FILINGS], named)) if wanted.label else None


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


def _change(filings: Sequence[StoredDocument], wanted: Wanted, text: str) -> Look[Draft | None]:
    """The change, and where the question asks why, the sentence that says so."""
    found = yield from change(filings, wanted)
    if found is None or not WHY.search(text):
        return found
    used = {str(figure.get("document")) for figure in _figures(found)}
    filing = next((each for each in filings if each.id in used), filings[0])
    names = wanted.metric.names if wanted.metric else ()
    return (yield from with_cause(found, filing, wanted.label, names))


def _figures(found: Draft) -> list[dict[str, object]]:
    figures = found["figures"]
    return figures if isinstance(figures, list) else []


def _settle(wanted: Wanted, chosen: Chosen, text: str) -> Look[Draft | None]:
    match wanted.kind:
        case "figure":
            return (yield from one_figure(chosen.filings, wanted))
        case "change":
            return (yield from _change(chosen.filings, wanted, text))
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
    where = ", ".join(f"{filing.id} ({_covers(filing)})" for filing in chosen.filings)
    when = (
        " and ".join(dict.fromkeys(each.words for each in wanted.periods)) or "the filing's period"
    )
    return draft(
        "not_disclosed",
        f"No single figure for “{wanted.label}” of {when} could be made sure in {where}.",
    )


def _covers(filing: StoredDocument) -> str:
    """What a filing is and reports on: "10-Q for Q1 2025"."""
    part = "fiscal" if filing.fiscal_period in ("FY", None) else filing.fiscal_period
    when = f" for {part} {filing.fiscal_year}" if filing.fiscal_year else ""
    return f"{filing.form or 'filing'}{when}"
