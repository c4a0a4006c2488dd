"""What a batch will take, from the cells that are done: calls, tokens, money, minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Estimate:
    """The cells that are left at the mean of those that are done."""

    cells: int
    """Left to do."""
    sample: int
    """Done, and so measured."""
    calls: int
    """Of tools."""
    tokens: int
    cost_usd: Decimal | None
    """None where prices are not known."""
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """As the API says it."""
        money = None if self.cost_usd is None else float(self.cost_usd)
        return {**asdict(self), "cost_usd": money, "sentence": self.show()}

    def show(self) -> str:
        """One sentence."""
        money = "at an unknown price" if self.cost_usd is None else f"${self.cost_usd:,.2f}"
        left = "cell that is" if self.cells == 1 else f"{self.cells:,} cells that are"
        return (
            f"About {self.calls:,} calls, {self.tokens:,} tokens, {money} and "
            f"{self.seconds / 60:,.1f} minutes for the {left} left, by {self.sample:,} that "
            f"{'is' if self.sample == 1 else 'are'} done."
        )


def estimate(done: Sequence[Mapping[str, Any]], *, left: int, at_once: int) -> Estimate | None:
    """The rest of the batch by answers that are done; None where none is done or left."""
    if not done or not left:
        return None
    usages = [answer["usage"] for answer in done]
    times = Decimal(left) / len(done)
    costs = [usage["cost_usd"] for usage in usages]
    money = None if None in costs else sum(map(_dollars, costs), Decimal(0)) * times
    tokens = sum(usage["prompt_tokens"] + usage["completion_tokens"] for usage in usages)
    return Estimate(
        left,
        len(done),
        round(sum(len(answer["steps"]) for answer in done) * times),
        round(tokens * times),
        money,
        float(times) * sum(usage["seconds"] for usage in usages) / max(1, min(at_once, left)),
    )


def _dollars(cost: float) -> Decimal:
    return Decimal(str(cost))
