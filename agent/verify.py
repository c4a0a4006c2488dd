"""Verification: what a draft says is held against the lines it names, before it is an answer.

A tolerance is half the last printed digit, never a percentage. What a check says is a sentence a
model can act on and a person can read. Most failed checks are for the model to repair; those of
`agent.cross_checks` are doubts about the filing itself, which no draft can put right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.amounts import agree, decimal, last_digit
from agent.answer import Check, Draft
from agent.cross_checks import asked_period, cross_checks
from agent.evidence import Evidence, Printed, Spot
from agent.ledger import Ledger, enter
from agent.prose import numbers, quotation
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Verified:
    """The checks of a draft, and what they leave standing."""

    checks: tuple[Check, ...]
    ledger: Ledger
    quoted: tuple[bool, ...]
    """For each citation of the draft, whether it stands."""
    value: bool
    """Whether the headline value stands; true also when there is none."""
    doubts: frozenset[str] = frozenset()
    """Names of the checks that failed by the filing's own fault."""

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.status == "failed")

    @property
    def complaints(self) -> tuple[Check, ...]:
        """The failed checks that another draft may put right."""
        return tuple(check for check in self.failed if check.name not in self.doubts)

    @property
    def sound(self) -> frozenset[str]:
        """Ids of the figures that hold."""
        return frozenset(self.ledger.entries)

    @property
    def spots(self) -> Mapping[str, tuple[Spot, Printed | None]]:
        """Where each figure with a line stands, and as what it is printed there."""
        return self.ledger.spots


def verify(desk: Desk, draft: Draft, *, question: str = "") -> Verified:
    """All checks of a draft. Never raises for what a draft says.

    Numbers of the `question` may be repeated in the answer.
    """
    evidence = Evidence(desk)
    ledger = enter(evidence, draft, question)
    quotes = [quotation(desk, each, f"quote {at}") for at, each in enumerate(draft.citations, 1)]
    quoted = tuple(check.status == "passed" for check in quotes)
    standing = [each.quote for each, stands in zip(draft.citations, quoted, strict=True) if stands]
    headline = _headline(draft, ledger)
    asked = asked_period(draft, ledger, question) if headline else None
    checks = [
        *ledger.checks,
        *quotes,
        headline,
        asked,
        numbers(draft, ledger, standing, question),
        _rests(draft, ledger, quoted),
    ]
    crossed = cross_checks(evidence, draft, ledger)
    held = all(check is None or check.status != "failed" for check in (headline, asked))
    return Verified(
        checks=(*(check for check in checks if check is not None), *crossed),
        ledger=ledger,
        quoted=quoted,
        value=held and not any(c.name == "sum" and c.status == "failed" for c in crossed),
        doubts=frozenset(check.name for check in crossed if check.name != "sum"),
    )


def _headline(draft: Draft, ledger: Ledger) -> Check | None:
    """Whether the headline value is a figure that holds."""
    if draft.value is None:
        return None
    value = decimal(draft.value)
    if value is None:
        return Check("value", "failed", f"The value {draft.value!r} is no decimal number.")
    sentence = f"The value {draft.value} is none of the figures."
    for figure in draft.figures:
        have = decimal(figure.value)
        if have is None or not agree(value, have, last_digit(value)):
            continue
        if (draft.unit or figure.unit) != (figure.unit or draft.unit):
            sentence = f"The value is in {draft.unit}, but {figure.id} is in {figure.unit}."
        elif figure.id in ledger.entries:
            return Check("value", "passed", f"The value {draft.value} is {figure.id}.")
        else:
            sentence = f"The value {draft.value} is {figure.id}, which does not hold."
    return Check("value", "failed", sentence)


def _rests(draft: Draft, ledger: Ledger, quoted: tuple[bool, ...]) -> Check | None:
    """Whether an answer rests on anything that holds."""
    if draft.status in ("not_disclosed", "not_in_library"):
        return None
    if ledger.entries or any(quoted):
        return Check("evidence", "passed", "The answer rests on lines that were checked.")
    sentence = "The answer rests on no line: give figures with their lines, or quotations."
    return Check("evidence", "failed", sentence)
