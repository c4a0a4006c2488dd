"""Several measures asked for in one breath: each is asked for itself, and all are told.

"What were net income and revenue growth in 2023?" is two questions. Where one of the names is not
known, nothing is taken apart: half an answer that does not say so would be worse than none.
"""

import re
from collections.abc import Sequence

from agent.offline.computed import GROWTH
from agent.offline.drafts import draft
from agent.offline.metrics import Metric, Ratio, Vocabulary, find_metric, words
from agent.offline.plan import Draft
from agent.offline.question import Wanted, variants

JOINT = re.compile(r"\s*(?:,\s*and|,|;|\band\b|\bas well as\b)\s+", re.I)
MOST = 8
"""Measures of one question."""


def taken_apart(text: str, wanted: Wanted, names: Sequence[str], known: Vocabulary) -> list[str]:
    """A question for each measure that is named, in their order; none where it names just one."""
    if wanted.exact or wanted.metric or len(names) > 1 or len(wanted.periods) > 1:
        return []
    parts = [part for part in JOINT.split(wanted.phrase) if part]
    if not 1 < len(parts) <= MOST or _is_known(wanted.phrase, known):
        return []
    if not all(_is_known(part, known) for part in parts):
        return []
    whose = f" of {names[0]}" if names else ""
    when = "".join(f" {_time(text[a.start : a.stop])}" for a in wanted.periods)
    return [f"What was {part}{whose}{when}?" for part in parts]


def put_together(drafts: Sequence[Draft]) -> Draft:
    """All drafts as one; `partial` where one of them is no answer. None of them is the headline."""
    figures: list[dict[str, object]] = []
    for at, each in enumerate(drafts, start=1):
        figures += [_renamed(one, f"m{at}") for one in _rows(each, "figures")]
    whole = all(each["status"] == "answered" for each in drafts)
    return draft(
        "answered" if whole else "partial",
        " ".join(str(each["answer"]) for each in drafts),
        figures=figures,
        citations=[
            one
            for each in drafts
            if each["status"] == "answered"
            for one in _rows(each, "citations")
        ],
    )


def _is_known(label: str, known: Vocabulary) -> bool:
    return any(
        find_metric(each, known.metrics)
        or _ratio(each, known.ratios)
        or _growth(each, known.metrics)
        for each in variants(label)
    )


def _ratio(label: str, ratios: Sequence[Ratio]) -> bool:
    return any(words(name) == words(label) for ratio in ratios for name in ratio.names)


def _growth(label: str, metrics: Sequence[Metric]) -> bool:
    match = GROWTH.search(label)
    return match is not None and find_metric(match["of"] or match["of2"], metrics) is not None


def _time(period: str) -> str:
    return period if re.match(r"(?:in|for|as|at|on|during)\b", period, re.I) else f"in {period}"


def _rows(found: Draft, key: str) -> list[dict[str, object]]:
    rows = found[key]
    return rows if isinstance(rows, list) else []


def _renamed(figure: dict[str, object], prefix: str) -> dict[str, object]:
    """A figure under a name of its own: every draft calls its first one f1."""
    renamed = {**figure, "id": f"{prefix}{figure['id']}"}
    if isinstance(expression := figure.get("expression"), str):
        renamed["expression"] = re.sub(r"\b(f\d+)\b", rf"{prefix}\1", expression)
    return renamed
