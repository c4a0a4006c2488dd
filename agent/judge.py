"""The judgement on a draft: its checks, its proof, the references it left open; and what to say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.answer import Check, Draft
from agent.coverage import coverage
from agent.threads import chain_of, left_open, told
from agent.transcript import Observation
from agent.verify import Verified, verify
from tools.desk import Desk
from tools.follow import Lead


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft, its chain filled up, and everything found about it."""

    draft: Draft
    verified: Verified
    proof: Check | None
    """What a refusal rests on; None for other answers."""
    left: tuple[Lead, ...]
    """Relevant references that were neither followed nor declined."""

    @property
    def complaints(self) -> list[str]:
        """What another draft may put right, a sentence each."""
        failed = [check.sentence for check in self.verified.complaints]
        if self.proof and self.proof.status == "failed":
            failed.append(self.proof.sentence)
        return failed + [told(lead) for lead in self.left]

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks, in the order of an answer."""
        return (*self.verified.checks, *([self.proof] if self.proof else []))


def judge(desk: Desk, draft: Draft, observations: Sequence[Observation], question: str) -> Judged:
    """Judge a draft by the lines it names and by the calls of the run so far."""
    drawn = replace(draft, chain=chain_of(desk, draft, observations))
    left = left_open(desk, draft, observations) if draft.status == "answered" else []
    return Judged(
        drawn,
        verify(desk, drawn, question=question),
        coverage(desk, draft, observations),
        tuple(left),
    )
