"""The questions the agent exists for, in filings and words of others: never another amount.

`tests/agent/stories` holds small made-up reports by authors who did not know the rules: what is
owed on leases, what claims may cost, where debt is heading. Their questions, in `questions.jsonl`,
bear the answer of a careful reader; docs/evals.md says how many were right at first sight.
"""

from collections import Counter
from pathlib import Path

import pytest

from agent.loop import ask
from agent.offline.model import OfflineModel
from agent.transcript import Question
from evals.gold import read_gold
from evals.judge import judge
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tools.desk import Desk

STORIES = Path(__file__).parents[1] / "stories"
KINDS = ("lease", "litigation", "debt_change", "debt")
LEAST_RIGHT = 0.8


@pytest.mark.slow
def test_a_story_in_other_words_is_answered_right_or_not_at_all(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    settings = Settings(library=library.folders.library, workers=1)
    statuses = {each.status for each in ingest(sorted(STORIES.glob("*.htm")), library, settings)}
    assert statuses == {"added"}
    desk = Desk(library)
    documents = {document.source: document.id for document in library.documents()}
    verdicts: Counter[str | None] = Counter()
    for gold in read_gold(STORIES / "questions.jsonl"):
        if gold.kind.removeprefix("story_") not in KINDS:
            continue
        named = Question(gold.text, (documents[gold.named[0]],))
        answer = ask(desk, OfflineModel(), named)
        verdict = judge(gold, answer.to_json())
        verdicts["open" if answer.status == "partial" and verdict == "wrong" else verdict] += 1
        assert verdict != "wrong" or answer.status != "answered", (gold.text, answer.answer)
    assert verdicts["correct"] >= LEAST_RIGHT * verdicts.total(), verdicts
