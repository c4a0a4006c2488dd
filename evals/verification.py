"""Verification: how many planted errors come through, and how many true answers are refused."""

import random
from collections import Counter
from collections.abc import Callable

from agent.answer import Draft, answer_tool
from agent.verify import Verified, verify
from evals.planting import Planted, answers
from evals.tables import Table
from evals.truths import truths
from store.library import Library
from tools.desk import Desk

SEED = 20240930
COUNT = 1_000


def measure_planted(
    library: Library, count: int, report: Callable[[int, int], None], *, seed: int = SEED
) -> Table:
    """Verify `count` true answers and `count` with an error each."""
    tallies: dict[str, Counter[str]] = {}
    found = truths(library, random.Random(seed))
    if found:
        for done, planted in enumerate(answers(found, count, random.Random(seed + 1)), 1):
            complained = bool(judged(library, planted).complaints)
            kind = planted.kind or "true answers"
            tallies.setdefault(kind, Counter()).update(n=1, complained=int(complained))
            report(done, 2 * count)
    return to_table(tallies)


def judged(library: Library, planted: Planted) -> Verified:
    """What verification says of an answer, as it would be handed in."""
    desk = Desk(library, None, (planted.document,))
    draft = answer_tool()(desk, planted.answer)
    assert isinstance(draft, Draft)
    return verify(desk, draft, question=planted.question)


def to_table(tallies: dict[str, Counter[str]]) -> Table:
    """A row a kind of error; in the first, true answers that were refused."""
    rows, through, planted = [], 0, 0
    for kind, tally in tallies.items():
        refused = tally["complained"]
        if kind == "true answers":
            rows.append((kind, str(tally["n"]), str(refused), "–"))
            continue
        rows.append((kind, str(tally["n"]), "–", str(tally["n"] - refused)))
        through, planted = through + tally["n"] - refused, planted + tally["n"]
    true = tallies.get("true answers", Counter())
    rows.append(("all planted", str(planted), "–", str(through)))
    figures = {
        "true": true["n"],
        "refused": true["complained"],
        "planted": planted,
        "through": through,
    }
    heads = ("answers", "n", "true, but refused", "wrong, but let through")
    return Table(
        "verification", "Verification of planted errors", heads, tuple(rows), dict(figures)
    )
