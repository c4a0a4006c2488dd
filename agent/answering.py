"""One question after another on one library: what an evaluation runs in each process."""

import json
from collections.abc import Callable, Mapping

from agent.answer import Answer, RunUsage
from agent.desk import open_desk
from agent.loop import ask
from agent.model import Usage
from agent.models import model_named
from agent.questions import Asked
from agent.transcript import Question
from store.errors import NoSuchDocument
from store.library import Library
from store.settings import Settings

Row = dict[str, object]
"""What was asked, then the `ask` object."""
Answerer = Callable[[Asked], Row]


def open_answerer(settings: Settings, model: str) -> Answerer:
    """Open library and model once; what is returned answers a question with a row."""
    desk = open_desk(Library(settings.library, url=settings.database), settings.reranker)
    answering = model_named(model)

    def answer(one: Asked) -> Row:
        try:
            scope = desk.library.find(one.documents) if one.documents else ()
        except NoSuchDocument as error:
            return to_row(one, model, not_held(str(error), model))
        question = Question(one.question, tuple(document.id for document in scope))
        return to_row(one, model, ask(desk, answering, question).to_json())

    return answer


def not_held(sentence: str, model: str) -> Row:
    """The answer to a question about documents that the library does not hold."""
    usage = RunUsage.of(model, Usage(), 0.0)
    return Answer("not_in_library", sentence, None, None, (), (), (), (), (), (), usage).to_json()


def to_row(one: Asked, model: str, answer: Mapping[str, object]) -> Row:
    """The row of an answer."""
    asked = {"id": one.id, "question": one.question, "documents": list(one.documents)}
    # Through JSON, so that a row is the same whether it was just made or read from a file.
    return {**asked, "model": model, **json.loads(json.dumps(answer))}
