"""The answer as the type that a column asks for: an amount, percentage, date, yes or no, list.

What does not have the type is not bent into it: the cell says so in a failed check.
"""

import re
from datetime import date
from typing import Any

from agent.answer import Answer, Check
from agent.offline.periods import parse_day

CURRENCY = re.compile(r"[A-Z]{3}(?:/share)?")
DAY = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")


def typed(answer: Answer, type: str) -> dict[str, Any]:
    """What is added to the `ask` object: "typed", or "checks" with one more if it has not the type.

    {} for type "any", and for what is no answer.
    """
    if type == "any" or answer.status != "answered":
        return {}
    value, problem = READERS[type](answer)
    if not problem:
        return {"typed": {"type": type, "value": value}}
    check = Check("type", "failed", problem)
    return {"checks": [*answer.to_json()["checks"], _to_json(check)]}


def _to_json(check: Check) -> dict[str, str]:
    return {"name": check.name, "status": check.status, "sentence": check.sentence}


def _amount(answer: Answer) -> tuple[str | None, str]:
    if answer.value is not None and CURRENCY.fullmatch(answer.unit or ""):
        return answer.value, ""
    return None, f"An amount of money was asked for; the answer's unit is {_unit(answer)}."


def _percent(answer: Answer) -> tuple[str | None, str]:
    if answer.value is not None and answer.unit == "percent":
        return answer.value, ""
    return None, f"A percentage was asked for; the answer's unit is {_unit(answer)}."


def _unit(answer: Answer) -> str:
    return answer.unit or "not said" if answer.value is not None else "none, for it has no figure"


def _date(answer: Answer) -> tuple[str | None, str]:
    days = dict.fromkeys(parse_day(found) for found in DAY.findall(answer.answer))
    found = [day for day in days if isinstance(day, date)]
    if len(found) == 1:
        return found[0].isoformat(), ""
    return None, f"A date was asked for; the answer names {len(found) or 'none'}."


def _yes_no(answer: Answer) -> tuple[str | None, str]:
    if said := re.match(r"\W*(yes|no)\b", answer.answer, re.IGNORECASE):
        return said[1].lower(), ""
    return None, "Yes or no was asked for; the answer does not begin with either."


def _text(answer: Answer) -> tuple[str | None, str]:
    return answer.answer, ""


def _list(answer: Answer) -> tuple[list[str] | None, str]:
    items = re.findall(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+(.+)$", answer.answer)
    if items:
        return items, ""
    return None, "A list was asked for; the answer is not one."


READERS = {
    "amount": _amount,
    "percent": _percent,
    "date": _date,
    "yes/no": _yes_no,
    "text": _text,
    "list": _list,
}
