"""What the first run would have to wait for is done when the server starts.

Opening the indexes, loading the embedding model and importing what answers take seconds in a large
library; a hundred runs that all begin with it would stand still together.
"""

import gc
import logging
from dataclasses import dataclass
from pathlib import Path

from agent.budget import Limits
from agent.litellm_model import LitellmModel, import_litellm
from agent.loop import ask
from agent.model import ModelError
from agent.models import model_named
from agent.transcript import Question
from store.errors import TieoutError
from web.tasks import Libraries, Naming

TRIAL = "What was total revenue?"
"""Any question will do: it is what answers it that is loaded."""
PATIENCE_S = 20.0
log = logging.getLogger("tieout.runs")


@dataclass(frozen=True, slots=True)
class Opening:
    """A library that runs will be about, and the model that most of them will ask."""

    library: Path
    url: str | None
    reranker: str | None
    model: str


def prepare(opening: Opening, libraries: Libraries, named: Naming) -> None:
    """Open the library and everything that answers; what cannot be is told to the run that asks.

    A question is answered by the offline model, which uses most of what any run does, and the
    answer dropped. Nothing is asked of a provider.
    """
    try:
        desk = libraries.desk(opening.library, opening.url, opening.reranker)
        if desk.scope:
            ask(desk, model_named("offline"), Question(TRIAL), limits=Limits(seconds=PATIENCE_S))
        if isinstance(named(opening.model), LitellmModel):
            import_litellm()
    except (TieoutError, ModelError) as error:
        log.warning("the library could not be prepared: %s", error)
    keep_what_is_there()


def prepare_search(opening: Opening, libraries: Libraries) -> None:
    """Open what a search needs, where runs are done elsewhere."""
    try:
        desk = libraries.desk(opening.library, opening.url, opening.reranker)
        if desk.scope and desk.searcher is not None:
            desk.searcher.search(TRIAL)
    except TieoutError as error:
        log.warning("the indexes could not be opened: %s", error)
    keep_what_is_there()


def keep_what_is_there() -> None:
    """Leave what is loaded now out of every later look for garbage: modules, tables, models.

    Looking through all of it stops every run of the process for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
