import json
from collections.abc import Callable

import pytest

from agent.answer import answer_tool
from tools.desk import Desk
from tools.tool import Tool, ToolError, arguments_model, find_tool, parameter_texts, purpose
from tools.toolbox import toolbox

EVERY = [*toolbox(), answer_tool()]


@pytest.mark.parametrize("tool", EVERY, ids=lambda tool: tool.name)
def test_every_parameter_of_a_tool_is_described(tool: Tool) -> None:
    assert purpose(tool.function)
    assert list(parameter_texts(tool.function)) == list(arguments_model(tool.function).model_fields)


@pytest.mark.parametrize("tool", EVERY, ids=lambda tool: tool.name)
def test_a_schema_is_one_that_every_provider_takes(tool: Tool) -> None:
    text = json.dumps(tool.parameters)
    for word in ("$ref", "$defs", "anyOf", "prefixItems", '"null"', '"title":'):
        assert word not in text
    assert tool.parameters["type"] == "object"
    assert tool.parameters["additionalProperties"] is False


def test_what_has_no_default_is_required() -> None:
    by_name = {tool.name: tool for tool in EVERY}
    assert by_name["read"].parameters["required"] == ["document"]
    assert by_name["glob"].parameters.get("required", []) == []
    assert by_name["answer"].parameters["required"] == ["status", "answer"]


@pytest.fixture
def checked() -> Callable[..., object]:
    by_name = {tool.name: tool for tool in EVERY}
    return lambda name, **given: by_name[name].check(given)


def test_a_number_in_quotes_is_that_number(checked: Callable[..., object]) -> None:
    assert checked("read", document="a", start="12") == {"document": "a", "start": 12}


def test_null_and_empty_are_absent(checked: Callable[..., object]) -> None:
    assert checked("read", document="a", start=None, section="") == {"document": "a"}


def test_numbers_among_the_values_become_text(checked: Callable[..., object]) -> None:
    given = checked("calculate", expression="a", values={"a": 12.5})
    assert given == {"expression": "a", "values": {"a": "12.5"}}


def test_an_object_inside_a_string_is_opened(checked: Callable[..., object]) -> None:
    given = checked("calculate", expression="a", values='{"a": "1"}')
    assert given == {"expression": "a", "values": {"a": "1"}}


def test_an_unknown_argument_is_told_the_right_ones(checked: Callable[..., object]) -> None:
    with pytest.raises(ToolError, match="no argument 'file'; it takes document, start, count"):
        checked("read", file="a")


def test_a_wrong_type_is_told_with_its_name(checked: Callable[..., object]) -> None:
    with pytest.raises(ToolError, match=r"read: start: .*integer.*got 'x'"):
        checked("read", document="a", start="x")


def test_a_missing_argument_is_told(checked: Callable[..., object]) -> None:
    with pytest.raises(ToolError, match="document: Field required"):
        checked("read")


def test_an_unknown_tool_is_told_the_names() -> None:
    with pytest.raises(ToolError, match=r"no tool 'serch'; the tools are glob, search.*search\?"):
        find_tool(EVERY, "serch")


@pytest.mark.parametrize("name", ["Grep", "functions.grep", " grep "])
def test_a_tool_is_found_by_a_name_that_is_almost_right(name: str) -> None:
    assert find_tool(EVERY, name).name == "grep"


def test_a_tool_runs_on_a_desk(desk: Desk, annual_id: str) -> None:
    shown = find_tool(EVERY, "read")(
        desk, {"document": annual_id, "start": "1", "count": "1"}
    ).show()
    assert "     1  [page 1]" in shown
