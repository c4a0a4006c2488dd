"""docs/tools.md out of the docstrings that a model reads."""

from collections.abc import Sequence

from tools.tool import Tool, parameter_texts

HEAD = """# The tools

What a model may do in a run. This page is made of the docstrings that the model reads; a test
keeps the two the same. Every tool reads, inside the library and inside the scope of the question,
and does nothing else.
"""


def manual(tools: Sequence[Tool]) -> str:
    """The page, a section a tool, in the order given."""
    return "\n".join((HEAD, *(_section(tool) for tool in tools)))


def _section(tool: Tool) -> str:
    required = tool.parameters.get("required", [])
    lines = [f"## {tool.name}", "", tool.description, ""]
    for name, text in parameter_texts(tool.function).items():
        kind = tool.parameters["properties"][name]["type"]
        need = "" if name in required else ", optional"
        lines.append(f"- **{name}** ({kind}{need}): {text}")
    return "\n".join((*lines, ""))
