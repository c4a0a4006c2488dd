"""Natural questions: is the figure right, for things that no list of line items names?

Questions are made from tags (see `evals.natural_made`) or written by hand. Tags are what the agent
goes by, too, so each is put twice: as the library is, and with every tag hidden. A question by hand
names no company: {"content": the first 16 hex digits of the sha256 of the file, "question": with
{company} for its name, "value": in full units or null where the filing discloses none, "unit", and
"quote": the words of the filing that say so}. Rules may be developed on the half "seen" alone.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from agent.desk import open_desk
from agent.loop import ask
from agent.model import Model
from agent.transcript import Question as Put
from evals.answers import percentile
from evals.gold import Question
from evals.judge import judge
from evals.natural_made import generated, half, report_of, spoken
from evals.owed import Untagged
from evals.tables import Table, Tallies, count, in_order, percent, share
from store.library import Library
from store.tables import StoredDocument

CONTENT = 16
REPORTS = ("10-K", "10-Q")
VERDICTS = ("right", "other", "none")


def made(library: Library, known: frozenset[str]) -> list[Question]:
    """Questions made from the tags of annual and quarterly reports; `known` concepts left out."""
    documents = [d for d in library.documents() if d.form in REPORTS and d.facts]
    reports = [report_of(each, library.facts(each.id)) for each in documents]
    return list(generated([each for each in reports if each.facts], known))


def written(library: Library, path: Path) -> Iterator[Question]:
    """The questions by hand about filings that the library holds; none where there is no file."""
    if not path.is_file():
        return
    held = {each.content[:CONTENT]: each for each in reversed(library.documents())}
    for at, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        label = json.loads(line)
        if document := held.get(label["content"]):
            yield _by_hand(at, label, document)


def _by_hand(at: int, label: Mapping[str, str], document: StoredDocument) -> Question:
    value = label["value"]
    text = label["question"].format(company=spoken(document))
    row = {"answer_num": value, "unit": label["unit"]} if value is not None else {}
    name = (document.source,)
    kind = f"by hand{'' if row else ', not disclosed'}/{half(document.cik)}"
    return Question(f"hand {at}", text, value or "", name, name, frozenset(), kind, "natural", row)


def measure(
    library: Library,
    questions: Sequence[Question],
    model: Model,
    url: str | None,
    report: Callable[[int], None],
) -> Table:
    """Put every question with tags and without. `url` is of the catalogue."""
    hidden = Untagged(library.folders.library, url=url)
    tallies: Tallies = {}
    seconds: list[float] = []
    for state, shelf in (("as tagged", library), ("tags hidden", hidden)):
        desk = open_desk(shelf)
        for done, question in enumerate(questions, start=1):
            answer = ask(desk, model, Put(question.text, ()))
            found = verdict(question, answer.to_json())
            kind, _, part = question.kind.partition("/")
            seconds.append(answer.usage.seconds)
            count(tallies, (f"{part}, {state}: {kind}", f"{part}, {state}"), n=1, **{found: 1})
            report(done)
    return _to_table(tallies, seconds)


def verdict(question: Question, answer: Mapping[str, object]) -> str:
    """right, other (another figure, or one that is not disclosed) or none."""
    if not question.row:
        return "right" if answer.get("value") is None else "other"
    judged = judge(question, answer)
    if judged == "correct":
        return "right"
    return "none" if judged in ("no figure", "refused") else "other"


def _to_table(tallies: Tallies, seconds: Sequence[float]) -> Table:
    rows = tuple(
        (name, str(tally["n"]), *(share(tally[each], tally["n"]) for each in VERDICTS))
        for name, tally in in_order(tallies)
    )
    figures = {
        f"{name}: {each}": percent(tally[each], tally["n"])
        for name, tally in tallies.items()
        if ":" not in name
        for each in VERDICTS
    }
    p50, p95 = percentile(seconds, 0.5), percentile(seconds, 0.95)
    times = f" ({p50:.2f} s a question, 95 % within {p95:.2f} s)" if p50 and p95 else ""
    figures |= {"seconds_p50": p50, "seconds_p95": p95}
    heads = ("natural questions", "n", *VERDICTS)
    return Table("natural", f"Natural questions{times}", heads, rows, figures)
