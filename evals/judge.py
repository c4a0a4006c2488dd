"""Whether a figure is right: equal once rounded as printed, never within a percentage of size.

Signs are not compared, except of changes: XBRL tags an outflow as a positive payment, a person
writes it in parentheses, and both are right.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evals.gold import Question

Verdict = Literal["correct", "scale", "wrong", "no figure", "refused", "failed"]

NUMBER = re.compile(r"\(?-?\$?\s*-?\(?\d[\d,]*\.?\d*|\(?-?\$?\s*-?\.\d+")
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
FIGURE = re.compile(
    r"[-(]?\s*\$?\s*-?[\d,]*\.?\d+\s*%?\)?\s*(thousand|million|billion)?\.?", re.IGNORECASE
)
SHIFTS = (-9, -6, -3, -2, 2, 3, 6, 9)  # thousands, percent: how a scale is usually mistaken
CHANGE = 0.056  # a change in percent, printed with one decimal: half of its last digit


@dataclass(frozen=True, slots=True)
class Target:
    """The right figure."""

    value: float
    ratio: bool = False
    """A share, which may be said as 0.147 or as 14.7."""
    scale_unknown: bool = False
    """Nobody noted whether it counts thousands or millions."""
    exact: bool = False
    """Known to the last digit, not only as printed."""
    signed: bool = False


def judge(question: Question, result: Mapping[str, object]) -> Verdict | None:
    """What to make of an answer; None when the right answer is prose."""
    target = to_target(question)
    if target is None:
        return None
    if result.get("status") == "failed":
        return "failed"
    if result.get("status") in ("not_disclosed", "not_in_library"):
        return "refused"
    value = plain_number(result.get("value"))
    return "no figure" if value is None else compare(value, target)


def plain_number(value: object) -> float | None:
    """The value of an answer; None where there is none, or it is no number."""
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return None


def compare(value: float, target: Target) -> Verdict:
    """Whether `value` is the right figure, the right figure in another scale, or another."""
    if target.signed:
        return "correct" if abs(value - target.value) <= CHANGE else "wrong"
    if target.ratio:
        shares = (value * 100 * factor for factor in (1, 100, 0.01))
        near = any(close(share, target.value * 100, exact=target.exact) for share in shares)
        return "correct" if near else "wrong"
    if close(value, target.value, exact=target.exact):
        return "correct"
    if any(close(value * 10.0**by, target.value, exact=target.exact) for by in SHIFTS):
        return "correct" if target.scale_unknown else "scale"
    return "wrong"


def close(value: float, target: float, *, exact: bool) -> bool:
    """Equal as printed: to the answer's decimals, or half a per cent (0.05 of an exact one)."""
    size = abs(target)
    step = 0.00051 if size < 1 and exact else 0.0051 if size < 10 else 0.051 if size < 100 else 0
    return abs(abs(value) - size) <= max((0.0005 if exact else 0.005) * size, step)


def to_target(question: Question) -> Target | None:
    """The figure a question asks for, or None where the answer is prose."""
    row = question.row
    if "answer_num" in row:
        ratio = row.get("unit") in ("percent", "ratio", "pure")
        signed = question.kind.endswith("_change")
        return Target(float(str(row["answer_num"])), ratio, exact=True, signed=signed)
    if "answer_exe" in row:
        return computed(str(row["answer_exe"]), ratio="%" in question.answer)
    return printed(question)


def computed(text: str, *, ratio: bool) -> Target | None:
    """A figure computed from a page: its scale is that of the page, which nobody noted."""
    value = number(text) if re.match(r"^-?[\d.]+$", text) else None
    return None if value is None else Target(value, ratio, scale_unknown=True)


def printed(question: Question) -> Target | None:
    """An answer that is nothing but a figure."""
    answer = question.answer.strip()
    value = number(answer) if FIGURE.fullmatch(answer) else None
    if value is None:
        return None
    ratio = "%" in answer
    said = f"{answer} {question.text}" if "$" in answer else answer
    word = re.search("|".join(SCALES), said, re.IGNORECASE)
    if word and not ratio:
        return Target(value * SCALES[word.group().lower()])
    return Target(value, ratio, scale_unknown="justification" not in question.row)


def number(text: str) -> float | None:
    """The first number of a text, negative in parentheses or after a minus."""
    match = NUMBER.search(text.replace("−", "-"))
    if match is None:
        return None
    digits = re.sub(r"[^\d.]", "", match.group())
    if not digits.strip("."):
        return None
    negative = "-" in match.group() or "(" in match.group()
    return -float(digits) if negative else float(digits)
