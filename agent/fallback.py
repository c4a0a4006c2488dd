"""Several models for one: where the first fails for good, the next is asked, and it is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.model import BadRequest, Declined, Model, ModelError, Reply, TooLong
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

        What a request itself is at fault for is not asked again elsewhere.
        """
        for model, following in zip(self.models, self.models[1:], strict=False):
            try:
                return model.reply(transcript, tools, on_text)
            except (BadRequest, Declined, TooLong):
                raise
            except ModelError as error:
                on_text(f"({error} {following.name} is asked instead.)\n")
        return self.models[-1].reply(transcript, tools, on_text)
