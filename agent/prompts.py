"""Prompts are files beside this one."""

from importlib.resources import files


def prompt(name: str) -> str:
    """The text of prompts/`name`.md."""
    return files("agent").joinpath("prompts", f"{name}.md").read_text("utf-8").strip()
