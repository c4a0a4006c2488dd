from pathlib import Path

from agent.answer import answer_tool
from agent.task import no_task, task_tool
from tools.manual import manual
from tools.toolbox import toolbox

EVERY = (*toolbox(), task_tool(no_task), answer_tool())


def test_every_docstring_names_every_parameter() -> None:
    for tool in EVERY:
        described = {
            name: each.get("description", "")
            for name, each in tool.parameters["properties"].items()
        }
        assert all(f"`{name}`" in text for name, text in described.items()), tool.name


def test_the_page_of_the_tools_says_what_the_model_reads() -> None:
    """To renew it: python -m tests.tools.test_manual"""
    page = Path(__file__).parents[2] / "docs" / "tools.md"
    assert page.read_text("utf-8") == manual(EVERY)


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "docs" / "tools.md"
    target.write_text(manual(EVERY), "utf-8")
