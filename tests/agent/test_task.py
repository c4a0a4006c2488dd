"""Sub-agents, open references, and the proof of "not disclosed"."""

from dataclasses import replace
from decimal import Decimal

import pytest

from agent.answer import Answer, Draft, DraftCitation
from agent.budget import Limits
from agent.events import RunEnded, StepFinished
from agent.loop import run
from agent.model import Call, Reply, Usage
from agent.scripted_model import ScriptedModel
from agent.transcript import Question
from tests.agent.drafts import assets, leases
from tests.filing_maker import annual, current, line_with
from tools.desk import Desk

ASKED = Question("What were total assets at the end of 2024?")


def call(tool: str, **arguments: object) -> Reply:
    return Reply("", (Call(f"{tool}-1", tool, arguments),), Usage(100, 0, 10))


def said(draft: Draft) -> Reply:
    return call("answer", **draft.to_arguments())


def ran(desk: Desk, *replies: Reply, limits: Limits | None = None) -> tuple[list[str], Answer]:
    """What each call's observation said, and the answer."""
    events = list(run(desk, ScriptedModel(replies), ASKED, limits=limits))
    last = events[-1]
    assert isinstance(last, RunEnded)
    return [e.text for e in events if isinstance(e, StepFinished)], last.answer


def test_a_sub_agent_hands_its_evidence_to_the_run_that_asked(desk: Desk) -> None:
    look = call("grep", pattern="Total assets")
    texts, answer = ran(
        desk, call("task", question="?"), look, said(assets(desk)), said(assets(desk))
    )
    line = line_with(desk, annual(desk), "Total assets")
    assert f"{annual(desk)}:{line} $9,120 = 9120000000 USD" in texts[0]
    assert answer.status == "answered"
    assert [step.tool for step in answer.steps] == ["task", "grep"]


def test_a_sub_agent_spends_the_budget_of_its_run(desk: Desk) -> None:
    script = (call("task", question="?"), call("glob"), said(assets(desk)), said(assets(desk)))
    _, answer = ran(desk, *script)
    assert answer.usage.prompt_tokens == 400
    _, answer = ran(desk, *script, limits=Limits(turns=2))
    assert answer.usage.prompt_tokens == 400  # both were asked for their answer, and for no more
    assert answer.status == "answered"


def test_a_sub_agent_sees_only_its_documents_and_has_no_sub_agents(desk: Desk) -> None:
    narrow = call("task", question="?", documents=[current(desk)])
    refused = Draft("not_disclosed", "It is not disclosed.")
    looks = (call("read", document=annual(desk)), call("task", question="again"))
    texts, _ = ran(
        desk, narrow, *looks, call("grep", pattern="assets"), said(refused), said(assets(desk))
    )
    assert texts[0].startswith("not_disclosed: It is not disclosed.")
    assert len(texts) == 2  # its own calls are not steps of the run


@pytest.mark.parametrize("documents", [["nope"], ["*"]])
def test_a_task_about_nothing_is_told(desk: Desk, documents: list[str]) -> None:
    texts, _ = ran(desk, call("task", question="?", documents=documents), said(assets(desk)))
    assert "No such document" in texts[0]


def test_what_a_cited_line_leaves_out_is_followed_or_the_answer_is_partial(desk: Desk) -> None:
    five = replace(leases(desk), figures=leases(desk).figures[1:2], value="5000000000")
    draft = replace(five, answer="Operating lease liabilities are $5.0 billion.")
    texts, answer = ran(desk, said(draft), said(draft))
    assert "leaves something out and names “Note 3”" in texts[0]
    assert answer.status == "partial"
    assert "names “Note 3”" in answer.open_threads[0]


def test_a_reference_may_be_declined_with_a_reason(desk: Desk) -> None:
    five = replace(leases(desk), figures=leases(desk).figures[1:2], value="5000000000")
    draft = replace(five, answer="Operating lease liabilities are $5.0 billion.")
    _, answer = ran(desk, said(replace(draft, open_threads=("Note 3: continuing only was asked",))))
    assert (answer.status, len(answer.open_threads)) == ("answered", 1)
    _, answer = ran(desk, *[said(replace(draft, open_threads=("Note 3",)))] * 2)
    assert answer.status == "partial"


def test_a_reference_that_was_read_is_in_the_chain_with_its_words(desk: Desk) -> None:
    five = replace(leases(desk), figures=leases(desk).figures[1:2], value="5000000000")
    draft = replace(five, answer="Operating lease liabilities are $5.0 billion.")
    read = call("read", document=annual(desk), section="Note 3")
    _, answer = ran(desk, read, said(draft))
    (hop,) = answer.chain
    assert (answer.status, hop.words) == ("answered", "Note 3")
    assert hop.to is not None
    assert hop.to.lines is not None
    assert hop.to.lines[0] == line_with(desk, annual(desk), "Note 3. Discontinued")


def test_not_disclosed_shows_what_was_tried(desk: Desk) -> None:
    refused = Draft("not_disclosed", "Pensions are not disclosed.")
    texts, answer = ran(desk, said(refused), said(refused))
    assert texts[0].endswith("search, grep and read before saying “not disclosed”.")
    assert [c.status for c in answer.checks if c.name == "coverage"] == ["failed"]
    looks = (
        call("grep", pattern="pension|retirement"),
        call("read", document=annual(desk), section="Note 2"),
    )
    _, answer = ran(desk, *looks, said(refused))
    (proof,) = (check for check in answer.checks if check.name == "coverage")
    assert proof.status == "passed"
    assert "“pension|retirement”" in proof.sentence
    assert "Note 2. Leases" in proof.sentence
    assert "% of its lines" in proof.sentence


def test_not_in_library_says_what_is_there(desk: Desk) -> None:
    _, answer = ran(desk, said(Draft("not_in_library", "Acme is not in the library.")))
    (proof,) = (check for check in answer.checks if check.name == "coverage")
    assert "2 documents of HARROW FREIGHT" in proof.sentence.replace(
        "Harrow Freight", "HARROW FREIGHT"
    )


def test_calls_in_a_circle_are_stopped_the_second_time_around(desk: Desk) -> None:
    one, other = call("glob"), call("grep", pattern="lease")
    texts, _ = ran(desk, one, other, one, other, said(assets(desk)))
    assert ["same call in a circle" in text for text in texts[:4]] == [False, False, False, True]


def test_the_period_of_a_figure_is_that_of_its_cell(desk: Desk) -> None:
    draft = assets(desk)
    silent = replace(draft, figures=(replace(draft.figures[0], period=None),))
    _, answer = ran(desk, said(silent))
    assert answer.figures[0].period == "2024-12-31"
    assert answer.value == str(Decimal(9_120_000_000))


def test_a_quotation_of_many_lines_opens_what_stands_on_any_of_them(desk: Desk) -> None:
    line = line_with(desk, annual(desk), "excluding discontinued")
    cited = DraftCitation(
        annual(desk), (line - 1, line), "Operating lease liabilities were $5.0 billion"
    )
    draft = Draft("answered", "Operating lease liabilities are $5.0 billion.", citations=(cited,))
    texts, _ = ran(desk, said(draft), said(draft))
    assert "names “Note 3”" in texts[0]
