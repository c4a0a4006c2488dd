"""What a question wants: one figure, a change between two periods, an exposure, or words.

Only the question's own words are read here; which filings can answer is decided elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from agent.offline.metrics import Metric, Ratio, find_metric
from agent.offline.owing import owing
from agent.offline.periods import Asked, asked_periods
from agent.offline.spotting import spot

Kind = Literal["figure", "change", "exposure", "text"]

_FORM = (
    r"(?:10-?\s?[KQ](?:405|SB|T)?(?:/A)?|8-?\s?K|20-?\s?F|annual report|quarterly report|filing)"
)
DESCRIPTOR = re.compile(
    rf"^\s*(?:according to|based on|as reported in|as per|per|in|from|using)\s+[^?]*?{_FORM}"
    rf"(?:\s+(?:for|of)\s+the\s+(?:fiscal\s+|quarterly\s+)?(?:period|year|quarter)\s+"
    rf"(?:ended|ending)\s+(?P<day>\d{{4}}-\d\d-\d\d|[A-Z][a-z]+ \d{{1,2}}, \d{{4}}))?\s*,\s*",
    re.I,
)
LATEST = re.compile(
    r",?\s*\b(?:as (?:reported|stated|disclosed|shown)\s+)?(?:in|from|of|per|by)\s+"
    r"(?:the|their|its|\w+['’]s?)\s+(?:latest|most recent|newest|last)\s+"
    rf"{_FORM}(?:\s+(?:report|filing))?",
    re.I,
)
"""The filing that is asked for is the newest of its form; its own period is meant."""
QUOTED = re.compile(
    r"\b(?:line(?: item)?|row|caption|label(?:l?ed)?|called|titled)\s+[\"“](?P<label>.+)[\"”]", re.I
)
CHANGE = re.compile(
    r"\bby (?:what|how many) percent(?:age)?s?(?: points)? (?:did|has|have)\s+(?P<label>.+?)\s+"
    r"(?:change|changed|increase|increased|decrease|decreased|grow|grown|decline|declined|fall|rise)\b"
    r"|\bpercent(?:age)? (?:change|increase|decrease|growth) (?:in|of) (?P<label2>.+?)"
    r"(?=\s+(?:from|between|for|as of|compared|in (?:FY|fiscal|\d))|\?|$)",
    re.I,
)
_GOING = (
    r"(?:rising|increasing|growing|climbing|going up|falling|decreasing|declining|shrinking"
    r"|dropping|going down|up|down|higher|lower)"
)
_GONE = (
    r"(?:rose|risen|increased?|gr[eo]wn?|climbed|gone? up|f[ae]ll(?:en)?|decreased?|declined?"
    r"|shr[aiu]nk|dropped|gone? down|move[ds]?|changed?|develop(?:ed)?|evolved?)"
)
HEADING = re.compile(
    rf"\b(?:is|are|was|were|has|have) (?P<label>.+?) (?:been )?{_GOING}(?: or {_GOING})?"
    r"(?= |[,.?;]|$)"
    rf"|\b(?:which|what) (?:way|direction) (?:is|are|did|has|have) (?P<label2>.+?) "
    rf"(?:head(?:ing|ed)?|go(?:ing|ne)?|trend(?:ing|ed)?|{_GONE})\b"
    r"|\bwhat (?:has )?happened to (?P<label3>[^,?;]+?)"
    r"(?= in | during | over | between | and |[,.?;]|$)"
    r"|\bwhat (?:caused|drove|explains?|is behind|lies behind|was behind|led to) (?:the |its )?"
    r"(?:change|increase|decrease|rise|fall|decline|growth|drop|move|movement) in "
    r"(?P<label4>[^,?;]+)"
    r"|\b(?:direction|development|trend|movement) of (?P<label5>[^,?;]+)"
    r"|\bwhat (?:is|was) the change in (?P<label8>[^,?;]+?)(?= over | during | for | in | between )"
    r"(?=.*\b(?:reasons?|causes?)\b)"
    r"|^\W*change in (?P<label6>[^,?;]+?)(?=\band (?:the |its )?(?:causes?|reasons?))"
    r"|^\W*(?P<label7>[^,?;:]+?) (?:direction|trend) (?:and|,)",
    re.I,
)
"""Where something is heading: its direction is asked for, and perhaps the cause."""
BY_HOW_MUCH = re.compile(r"\bby (?:how much|what amount)\b(?!.*\b(?:percent|%))", re.I)
BORROWED = re.compile(
    r"\bborrow\w* more\b|\bpa(?:y|id|ying) down\b"
    r"|\b(?:take[ns]?|took|taking) on (?:more |new )?debt\b"
    r"|\b(?:add|reduc|cut|lower|rais)\w* (?:\w+ )?(?:debt|borrowings|indebtedness)\b"
    r"|\bde-?leverag\w+",
    re.I,
)
"""Whether debt grew or shrank, without naming it as what moved."""
MOVED = re.compile(
    r"\b(?:how (?:much )?|why |by how much )?(?:did|has|have) (?P<label>.+?) "
    r"(?:go(?:ne)? up or (?:go )?down|(?:increase|rise|grow) or "
    r"(?:decrease|fall|decline|shrink)|changed?|develop|moved?)\b",
    re.I,
)
WHY_MOVED = re.compile(
    r"\bwhy (?:did|has|have) (?P<label>.+?) (?:increase|rise|grow|decrease|fall|decline|drop|go up|"
    r"go down|change)d?\b",
    re.I,
)
FIGURE = re.compile(
    r"\b(?:what|how much|how many)\b(?:\s+(?:was|is|were|are|did|does))?(?:\s+the)?"
    r"\s+(?P<label>[^?]+)",
    re.I,
)
EXPOSURE = re.compile(
    r"\b(?:really|actually|truly|in total|altogether|all in)\b[^?]*\b(?:owes?|liable|obligat\w+)"
    r"|\b(?:owes?|owed)\b[^?]*\b(?:on|for|under)\b|\b(?:total|full|true|all|overall)\b[^?]*"
    r"\b(?:exposures?|obligations?|commitments?)\b|\bexposures?\b",
    re.I,
)
SCALE_HINT = re.compile(
    r"\(?\b(?:answer )?in (?:USD|US\$|U\.S\. dollars?|\$)?\s*(?:thousands|millions|billions)\)?",
    re.I,
)
OWNER = re.compile(r"^(?:[A-Z0-9][\w.&-]*\s+)*[A-Z0-9][\w.&-]*['’]s?\s+")
ASIDE = re.compile(r"\([^)]*(?:\)|$)|\bfrom to\b|\bas an? (?:%|percent(?:age)?)$", re.I)
ABBREVIATION = re.compile(r"\(([A-Z][A-Z&]{1,6})\b")
DOING = re.compile(
    r"^(?:did |does |do |has |have |had )?(?:\w+ )?(?:pay|paid|generate|spend|spent|report|record|"
    r"earn|incur|invest|have|hold)(?:s|ed)?(?: out| back)?(?: in| on| for| as| to| of)? ",
    re.I,
)
FOR_WHOM = re.compile(r"\s+(?:for|of|at|by)\s+[A-Z0-9].*$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question taken apart."""

    kind: Kind
    label: str
    """The words that name the line item or topic, without company, form and period."""
    exact: bool
    """The label was quoted: a row must carry exactly these words."""
    metric: Metric | None
    periods: tuple[Asked, ...]
    """Periods the figure is asked for, the filing's own period left out."""
    phrase: str
    """The label with all its asides, as the question has it."""
    filing_end: date | None
    """ "10-K for the period ended ...": which filing to read."""
    amount: bool = False
    """Of a change the amount is asked for, not the share."""


def want(
    question: str,
    metrics: Sequence[Metric],
    companies: Sequence[str] = (),
    ratios: Sequence[Ratio] = (),
) -> Wanted:
    """Take `question` apart. `companies` are names to leave out of the label."""
    descriptor = DESCRIPTOR.match(question)
    body = LATEST.sub(" ", question[descriptor.end() :] if descriptor else question)
    filing_end = None
    if descriptor and descriptor["day"]:
        filing_end = asked_periods(descriptor["day"])[0].period.end
    periods = tuple(a for a in asked_periods(_unquoted(body)))
    if quoted := QUOTED.search(body):
        label = quoted["label"]
        return Wanted(
            "figure", label, True, find_metric(label, metrics), periods, label, filing_end
        )
    if change := CHANGE.search(body):
        label = cleaned(change["label"] or change["label2"], companies)
        return Wanted(
            "change", label, False, find_metric(label, metrics), periods, label, filing_end
        )
    if moved := MOVED.search(body) or WHY_MOVED.search(body) or HEADING.search(body):
        label = cleaned(next(filter(None, moved.groups())), companies)
        if metric := next(filter(None, (find_metric(v, metrics) for v in variants(label))), None):
            much = BY_HOW_MUCH.search(body) is not None
            return Wanted("change", label, False, metric, periods, label, filing_end, much)
    if BORROWED.search(body) and (metric := find_metric("debt", metrics)):
        return Wanted("change", "debt", False, metric, periods, "debt", filing_end)
    if (topic := owing(nameless(body, companies))) is not None:
        return Wanted("exposure", topic, False, None, periods, topic, filing_end)
    phrase = _label(body, companies)
    label, metric = _named(phrase, metrics)
    seen = spot(cleaned(body, companies), (*metrics, *ratios)) if metric is None else None
    if seen is not None and seen.alone:
        metric = seen.measure if isinstance(seen.measure, Metric) else None
        kind: Kind = "figure" if metric else "text"
        return Wanted(kind, seen.name, False, metric, periods, seen.name, filing_end)
    if metric is None and EXPOSURE.search(body):
        return Wanted("exposure", label, False, None, periods, phrase, filing_end)
    kind = "figure" if metric or (descriptor and FIGURE.search(body)) else "text"
    return Wanted(kind, label, False, metric, periods, phrase, filing_end)


def _named(label: str, metrics: Sequence[Metric]) -> tuple[str, Metric | None]:
    """A label and its line item, in the first of its variants that names one."""
    for variant in variants(label):
        if metric := find_metric(variant, metrics):
            return variant, metric
    return next(iter(variants(label))), None


def variants(label: str) -> Iterator[str]:
    """A label, then the label with less and less around its core.

    Asides in parentheses, a verb before the thing ("did pay out in"), and a name in capitals
    before or behind it are left out; an abbreviation in parentheses stands for the whole.
    """
    plain = re.sub(r"\s+", " ", ASIDE.sub(" ", label)).strip(" ,.;:-–—")
    verbless = DOING.sub("", plain)
    yield plain
    yield verbless
    yield OWNER.sub("", verbless)
    yield FOR_WHOM.sub("", verbless)
    if short := ABBREVIATION.search(label):
        yield short[1]


def _label(body: str, companies: Sequence[str]) -> str:
    sentence = next(
        (part for part in re.split(r"(?<=[?.:])\s+", body) if FIGURE.search(part)), body
    )
    match = FIGURE.search(sentence)
    return cleaned(match["label"] if match else sentence, companies)


def cleaned(label: str, companies: Sequence[str]) -> str:
    """Take periods, companies and scale hints out of a label."""
    for asked in reversed(asked_periods(label)):
        label = label[: asked.start] + " " + label[asked.stop :]
    label = SCALE_HINT.sub(" ", nameless(label, companies))
    label = re.sub(
        r"\b(?:the )?(?:company|group|firm|registrant)['’]s\b"
        r"|\b(?:year[\s-]end|amount of|total amount of|reported|the|amount)\b",
        " ",
        label,
        flags=re.I,
    )
    label = re.sub(r"\s+", " ", label).strip(" ,.;:?()-–—")
    return re.sub(r"(?:\s+(?:in|at|of|for|from|by|on|during|reported))+$", "", label, flags=re.I)


def nameless(text: str, companies: Sequence[str]) -> str:
    """The text without its companies."""
    for company in sorted(companies, key=len, reverse=True):
        case = re.I if len(company) > 5 else 0  # a ticker in small letters is another word
        name = rf"(?:\b(?:for|of|by|at|from) )?(?<!\w){re.escape(company)}\.?(?:['’]s?)?(?!\w)"
        text = re.sub(name, " ", text, flags=case)
    return text


def _unquoted(text: str) -> str:
    """Blank out what stands in quotation marks, so that a year inside a label is no period."""
    return re.sub(r"[\"“].*[\"”]", lambda match: " " * len(match.group()), text)
