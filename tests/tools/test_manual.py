from pathlib import Path

from agent.answer import answer_tool
from tools.manual import manual
from tools.toolbox import toolbox


def test_the_page_of_the_tools_says_what_the_model_reads() -> None:
    """To renew it: python -m tests.tools.test_manual"""
    page = Path(__file__).parents[2] / "docs" / "tools.md"
    assert page.read_text("utf-8") == manual((*toolbox(), answer_tool()))


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "docs" / "tools.md"
    target.write_text(manual((*toolbox(), answer_tool())), "utf-8")
