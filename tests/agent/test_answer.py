import pytest

from agent.answer import Draft, answer_tool
from tests.agent.drafts import assets, leases
from tools.desk import Desk
from tools.tool import ToolError


def test_a_draft_survives_being_arguments(desk: Desk) -> None:
    for draft in (assets(desk), leases(desk)):
        assert answer_tool()(desk, draft.to_arguments()) == draft


@pytest.mark.parametrize("lines", [[12, 14], ["12", "14"], "12-14", "lines 12-14"])
def test_lines_are_read_however_they_are_written(desk: Desk, lines: object) -> None:
    cited = {"document": "d", "lines": lines, "quote": "q", "page": 3}
    draft = answer_tool()(desk, {"status": "answered", "answer": "a", "citations": [cited]})
    assert isinstance(draft, Draft)
    assert draft.citations[0].lines == (12, 14)


@pytest.mark.parametrize("lines", [12, "12", [12]])
def test_one_line_is_enough(desk: Desk, lines: object) -> None:
    hop = {"document": "d", "lines": lines, "words": "Note 2", "to": None}
    draft = answer_tool()(desk, {"status": "answered", "answer": "a", "chain": [hop]})
    assert isinstance(draft, Draft)
    assert draft.chain[0].lines == (12, 12)


def test_numbers_may_come_as_numbers(desk: Desk) -> None:
    figure = {"id": "f1", "text": 12, "value": 12.5, "line": "7"}
    draft = answer_tool()(
        desk, {"status": "answered", "answer": "a", "value": 12.5, "figures": [figure]}
    )
    assert isinstance(draft, Draft)
    assert (draft.value, draft.figures[0].value, draft.figures[0].line) == ("12.5", "12.5", 7)


def test_a_status_of_ones_own_is_refused(desk: Desk) -> None:
    with pytest.raises(ToolError, match="'answered', 'partial', 'not_disclosed' or"):
        answer_tool()(desk, {"status": "sure", "answer": "a"})
