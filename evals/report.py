"""All measures of a folder: filings and questions in, tables out (see `evals.task`)."""

from collections.abc import Callable, Iterator

from evals import of_answers, of_reading
from evals.tables import Table
from evals.task import Measure, Progress, Task, silent


def measure(task: Task, progress: Progress = silent) -> Iterator[Table]:
    """The tables asked for, each as soon as it is measured."""
    measures: dict[Measure, Callable[[Task, Progress], Iterator[Table]]] = {
        "words": of_reading.measure_words,
        "metadata": of_reading.measure_metadata,
        "structure": of_reading.measure_structure,
        "references": of_reading.measure_references,
        "facts": of_reading.measure_facts,
        "health": of_reading.measure_health,
        "footing": of_reading.measure_footing,
        "kinds": of_reading.measure_kinds,
        "search": of_answers.measure_search,
        "answers": of_answers.measure_answers,
        "verification": of_answers.measure_verification,
        "refusals": of_answers.measure_refusals,
        "wordings": of_answers.measure_wordings,
        "highlights": of_answers.measure_highlights,
        "baseline": of_answers.measure_baseline,
        "sheets": of_answers.measure_sheets,
        "leases": of_answers.measure_leases,
        "natural": of_answers.measure_natural,
    }
    for name in task.only:
        yield from measures[name](task, progress)
