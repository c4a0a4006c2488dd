"""Many questions into one file: a row as soon as each is answered, and none asked twice.

Run again, a batch goes on where it stopped: a row that is there with the same id, question,
documents and model is kept; failed rows, and rows of questions that have changed, are asked
again. Killed at any moment, it loses at most the rows that were being answered.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.questions import Asked
from agent.sheets import Row, Sheet, sheet
from agent.workers import run_all

Answerer = Callable[[Asked], Row]


@dataclass(frozen=True, slots=True)
class Progress:
    """One more question is done: how many of all, how many of them failed, and the row."""

    done: int
    total: int
    failed: int
    row: Row


def answer_all(
    questions: Sequence[Asked],
    out: Path,
    open_answerer: Callable[[], Answerer],
    *,
    model: str,
    workers: int,
) -> Iterator[Progress]:
    """Answer what `out` lacks, row by row; in the end the file is in the order of the questions.

    The first value tells how much was there already (its row is empty).
    """
    file = sheet(out)
    kept = {row["id"]: row for row in still_good(file.load(), questions, model)}
    left = [one for one in questions if one.id not in kept]
    file.replace(list(kept.values()))
    yield Progress(len(kept), len(questions), 0, {})
    failed = 0
    rows = run_all(left, open_answerer, partial(died, model), workers=workers)
    for done, row in enumerate(rows, len(kept) + 1):
        file.append(row)
        failed += row.get("status") == "failed"
        yield Progress(done, len(questions), failed, row)
    in_order(file, questions)


def still_good(rows: Sequence[Row], questions: Sequence[Asked], model: str) -> Iterator[Row]:
    """The rows that answer a question as it is asked now."""
    asked = {one.id: one for one in questions}
    for row in rows:
        one = asked.get(str(row.get("id")))
        if one and row.get("status") != "failed" and answers(row, one, model):
            yield row


def answers(row: Row, one: Asked, model: str) -> bool:
    """Whether the row is the answer of that model to that question."""
    return (
        row.get("question") == one.question
        and tuple(listed(row.get("documents"))) == one.documents
        and row.get("model") == model
    )


def listed(value: object) -> list[object]:
    """A JSON list, or none."""
    return value if isinstance(value, list) else []


def in_order(file: Sheet, questions: Sequence[Asked]) -> None:
    """Sort the finished file as the questions are sorted."""
    by_id = {row["id"]: row for row in file.load()}
    file.replace([by_id[one.id] for one in questions if one.id in by_id])


def to_row(one: Asked, model: str, answer: Mapping[str, object]) -> Row:
    """The row of an answer: what was asked, then the `ask` object."""
    asked = {
        "id": one.id,
        "question": one.question,
        "documents": list(one.documents),
        "model": model,
    }
    # Through JSON, so that a row is the same whether it was just made or read from the file.
    return {**asked, **json.loads(json.dumps(answer))}


def died(model: str, one: Asked, exit_code: int | None) -> Row:
    """The row of a question whose process died."""
    sentence = (
        f"The process that was answering this ended (exit code {exit_code}), perhaps for want of "
        "memory. Run the batch again to ask it once more."
    )
    return to_row(one, model, {"status": "failed", "answer": sentence, "value": None})
