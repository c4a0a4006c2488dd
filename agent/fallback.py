"""Several models for one: where the first fails for good, the next is asked, and it is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.model import BadRequest, Declined, Model, ModelError, Priced, Reply, TooLong
from agent.transcript import Transcript
from tools.tool import Tool


@dataclass(frozen=True, slots=True)
class FallbackModel:
    """Asks its models in turn, each as patient as it is itself."""

    models: Sequence[Model]

    @property
    def name(self) -> str:
        """All names, in the order they are asked."""
        return ",".join(model.name for model in self.models)

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        """The reply of the first model that gives one; the last one's error if none does.

        What a request itself is at fault for is not asked again elsewhere. A model that broke
        off may have cost something, nobody knows how much: then the cost is not known.
        """
        certain = True
        for model, following in zip(self.models, self.models[1:], strict=False):
            try:
                return _at_cost(model.reply(transcript, tools, on_text), known=certain)
            except (BadRequest, Declined, TooLong):
                raise
            except ModelError as error:
                certain = certain and error.free
                on_text(f"({error} {following.name} is asked instead.)\n")
        try:
            return _at_cost(self.models[-1].reply(transcript, tools, on_text), known=certain)
        except ModelError as error:
            error.free = error.free and certain
            raise

    def worst_cost(self, transcript: Transcript, tools: Sequence[Tool]) -> Decimal | None:
        """What they can cost together: each may break off, and be paid, before the last answers.

        None where one of them does not know its price.
        """
        known = [
            model.worst_cost(transcript, tools) if isinstance(model, Priced) else None
            for model in self.models
        ]
        costs = [cost for cost in known if cost is not None]
        return sum(costs, Decimal(0)) if len(costs) == len(known) else None


def _at_cost(reply: Reply, *, known: bool) -> Reply:
    return reply if known else replace(reply, usage=replace(reply.usage, cost_usd=None))
