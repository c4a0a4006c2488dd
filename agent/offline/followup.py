"""A question that leans on the one before: "and the year before?", "what about Fathom?".

It is written out in full from the words of the earlier question, and then worked on like any
other: figures are read again, and nothing of the earlier answer is taken over.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.offline.metrics import Vocabulary, words
from agent.offline.periods import Asked, asked_periods
from agent.offline.question import DESCRIPTOR, Wanted, want
from agent.offline.spotting import FILLERS
from agent.offline.subjects import subjects

LEAD = re.compile(
    r"^(?:(?:and|or|but|so|then|also|now|okay|ok)\b[, ]*)*(?:(?:what|how) about\b)?\s*", re.I
)
RELATIVE = re.compile(
    r"\b(?:in |for |at |of )?(?:the |a |one )?(?:(?P<unit>year|quarter) "
    r"(?P<way>before|earlier|prior|previously|ago|after|later)(?: that)?|"
    r"(?P<way2>previous|prior|preceding|last|next|following) (?:fiscal )?"
    r"(?P<unit2>year|quarter))(?:['’]s)?\b|\b(?:the )?same (?:quarter|period)\b(?= of)",
    re.I,
)
LATER = ("after", "later", "next", "following")
SHARE = re.compile(r"\bas an? (?:percent(?:age)?|share|portion|%) of (?P<whole>[^?]+)", re.I)
CHANGED = re.compile(
    r"\b(?:how|by how much|by what percent\w*|how much)\b[^?]*\b(?:it|that|this|they|those)\b[^?]*"
    r"\b(?:change|grow|grew|increase|decrease|rise|rose|fall|fell|decline)",
    re.I,
)
POINTING = re.compile(r"\b(?:it|its|they|their|them|the company|that company|that|this)\b", re.I)
POINTER = re.compile(r"\b(?:it|they|the company|that company)\b", re.I)
WHY = re.compile(r"why did (?:it|that|this|they)\s+(?P<rest>.+)", re.I)
OTHER = re.compile(r"(?:who|when|where|why|which|does|do|did|has|have|can|could|will)\b", re.I)
"""How a question begins that asks for no figure of its own."""
YEAR = re.compile(r"(?:19|20)\d\d|(?<=FY)\d\d\b|(?<=FY ')\d\d\b", re.I)
QUARTER = re.compile(r"\bQ([1-4])\b", re.I)
IN = re.compile(r"(?:(?:in|for|as of|as at|at|during|on)\s+)?(?:the\s+)?", re.I)
ASKING = re.compile(
    r"^(?:(?:what|how much|how many|was|were|is|are|did|the|its|their|for|of|in|at)\s+)+", re.I
)
SHORT = 7
"""Words of a question that is nothing but the name of another line item."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known without the library's filings: how names are found, and the vocabulary."""

    named: Callable[[str], Sequence[tuple[int, int]]]
    """Where a text names companies of the library."""
    vocabulary: Vocabulary
    latest: str = ""
    """The fiscal year to start from where no question named one."""


def written_out(text: str, earlier: Sequence[str], asking: Asking) -> str:
    """The question in full; unchanged when it leans on nothing. `earlier` is oldest first."""
    before = ""
    for question in (*earlier, text):
        before = _joined(question, before, asking) if before else question
    return before


def _joined(text: str, before: str, asking: Asking) -> str:
    """A question written out with what it leaves unsaid, by the one before."""
    core = LEAD.sub("", text).strip(" ?.!")
    leads = LEAD.match(text)
    elliptic = bool(leads and leads.group().strip()) or len(core.split()) <= SHORT
    relative = next((m for m in RELATIVE.finditer(core) if m["unit"] or m["unit2"]), None)
    share = SHARE.search(core)
    spans = asking.named(core)
    companies = [core[start:stop] for start, stop in spans] or _strangers(core, elliptic)
    own = asked_periods(core)
    left = _left(core, own, companies)
    whole = _with_company(before, companies[0], asking) if companies else before
    if why := WHY.match(core):
        what = f"{_label(whole, asking)}{_of(whole, asking)}"
        return f"Why did {what} {why['rest']}{_when(whole)}?"
    if CHANGED.search(text):
        return _changed(whole, own, core, asking)
    whole = _with_periods(whole, own, core, relative, asking)
    if share and not _left(SHARE.sub("", core), own, companies):
        return _composed(
            f"{_label(whole, asking)} as a percentage of {share['whole']}", whole, asking
        )
    if not left and elliptic:
        return whole
    if not elliptic and companies and own:
        return text
    if len(left.split()) <= SHORT and left and not (POINTING.search(left) or OTHER.match(core)):
        return _composed(left, whole, asking)
    return _with_its_company(text, whole, asking) if not companies else text


def _strangers(core: str, elliptic: bool) -> list[str]:
    """Names that are no company of the library; a short question may be nothing else."""
    found = list(subjects(core))
    alone = re.fullmatch(r"(?:for |of |at |by )?((?:[A-Z][\w&.-]*\s*){1,4})(?:['’]s)?", core)
    return found or ([alone[1].strip()] if alone and elliptic else [])


def _left(core: str, own: Sequence[Asked], companies: Sequence[str]) -> str:
    """What a question says beside company and time: the name of a line item, or nothing."""
    for asked in reversed(own):
        core = core[: asked.start] + " " + core[asked.stop :]
    for company in companies:
        core = re.sub(rf"{re.escape(company)}(?:['’]s?)?", " ", core)
    core = RELATIVE.sub(" ", core)
    core = re.sub(r"\s+", " ", core).strip(" ,?.")
    core = ASKING.sub("", f"{core} ").strip()
    core = re.sub(r"\s+(?:for|of|in|at|by|from|be|do)$", "", core, flags=re.I)
    return core if set(words(core)) - FILLERS or core.lower() in ("cash", "sales") else ""


def _with_company(before: str, company: str, asking: Asking) -> str:
    """The earlier question, asked of another company."""
    spans = asking.named(before)
    names = [before[start:stop] for start, stop in spans] or list(subjects(before))[:1]
    for name in sorted(set(names), key=len, reverse=True):
        before = before.replace(name, company)
    return before if names else _ended(before, f" of {company}")


def _with_periods(
    before: str,
    own: Sequence[Asked],
    core: str,
    relative: re.Match[str] | None,
    asking: Asking,
) -> str:
    """The earlier question, asked of another time."""
    had = asked_periods(before)
    if relative:
        by = 1 if (relative["way"] or relative["way2"]).lower() in LATER else -1
        unit = (relative["unit"] or relative["unit2"]).lower()
        if not had:
            return (
                _ended(before, f" in fiscal {int(asking.latest) + by}") if asking.latest else before
            )
        return _replaced(before, had, [_moved(_words(before, a), by, unit) for a in had])
    if not own:
        return before
    if not had:
        return _ended(before, f" {_in(_words(core, own[0]))}")
    if len(had) == len(own):
        return _replaced(before, had, [_words(core, asked) for asked in own])
    years = [
        asked.period.year or (asked.period.end.year if asked.period.end else 0) for asked in had
    ]
    new = own[0].period.year or (own[0].period.end.year if own[0].period.end else 0)
    by = new - max(years)
    return _replaced(before, had, [_moved(_words(before, asked), by, "year") for asked in had])


def _year(asked: Asked) -> int:
    return asked.period.year or (asked.period.end.year if asked.period.end else 0)


def _words(text: str, asked: Asked) -> str:
    return text[asked.start : asked.stop]


def _in(period: str) -> str:
    return period if re.match(r"(?:in|for|as|at|on|during)\b", period, re.I) else f"in {period}"


def _replaced(text: str, had: Sequence[Asked], new: Sequence[str]) -> str:
    for asked, period in reversed(list(zip(had, new, strict=True))):
        lead = re.match(
            r"(?:(?:in|for|as of|as at|at|during|on)\s+)?(?:the\s+)?", _words(text, asked), re.I
        )
        plain = re.sub(
            r"^(?:in|for|as of|as at|at|during|on)\s+(?:the\s+)?", "", period, flags=re.I
        )
        period = f"{lead.group() if lead else ''}{plain}"
        text = text[: asked.start] + period + text[asked.stop :]
    return text


def _moved(period: str, by: int, unit: str) -> str:
    """A period so many years or quarters on: "Q1 2024" a quarter before is "Q4 2023"."""
    quarter = QUARTER.search(period)
    if unit == "quarter" and quarter:
        number = int(quarter[1]) - 1 + by
        period = QUARTER.sub(f"Q{number % 4 + 1}", period)
        by = number // 4
    return YEAR.sub(lambda year: f"{int(year[0]) + by:0{len(year[0])}}", period)


def _ended(text: str, more: str) -> str:
    return f"{text.rstrip(' ?.')}{more}?"


def _wanted(text: str, asking: Asking) -> Wanted:
    names = [text[start:stop] for start, stop in asking.named(text)] or list(subjects(text))
    return want(text, asking.vocabulary.metrics, names, asking.vocabulary.ratios)


def _label(text: str, asking: Asking) -> str:
    """The line item that a question asks for, without what it was set against."""
    return re.split(r"\s+as an? (?:percent|share|portion|%)", _wanted(text, asking).phrase)[0]


def _composed(label: str, whole: str, asking: Asking) -> str:
    """A question for another line item of the same company and time."""
    return f"What was {label}{_of(whole, asking)}{_when(whole)}?"


def _of(whole: str, asking: Asking) -> str:
    names = [whole[start:stop] for start, stop in asking.named(whole)] or list(subjects(whole))
    return f" of {names[0]}" if names else ""


def _when(whole: str) -> str:
    body = DESCRIPTOR.sub("", whole)
    text = body if asked_periods(body) else whole
    had = asked_periods(text)
    return f" {_in(_words(text, had[-1]).strip())}" if had else ""


def _changed(whole: str, own: Sequence[Asked], core: str, asking: Asking) -> str:
    """The change of what was asked before, to its time from the year before or the one named."""
    later = _when(whole).strip()
    if not later:
        later = f"in fiscal {asking.latest}"
    base = re.sub(r"^(?:in|for|as of|as at|at|during|on)\s+(?:the\s+)?", "", later)
    start = _words(core, own[0]) if own else _moved(base, -1, "year")
    start = re.sub(r"^(?:in|for|as of|as at|at|during|on|since|from)\s+", "", start.strip())
    label = _label(whole, asking)
    return f"By what percentage did {label}{_of(whole, asking)} change from {start} to {base}?"


def _with_its_company(text: str, whole: str, asking: Asking) -> str:
    """The question with the company it points at, in the pointer's place or at its end."""
    company = _of(whole, asking).removeprefix(" of ")
    if not company:
        return text
    pointed = POINTER.sub(company, text, count=1)
    return pointed if pointed != text else _ended(text, f" of {company}")
