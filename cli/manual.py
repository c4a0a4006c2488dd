"""docs/cli.md out of the commands themselves."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.core import TyperCommand, TyperGroup

HEAD = """# The command line

Made of the commands themselves; a test keeps the two the same.

Options follow the command. With `--json` a command prints JSON on stdout, one object a line, and
nothing else; without it people get text and tables. Progress and remarks go to stderr. The exit
status is 0 when all is done, 1 when something failed (the rest is kept), 2 after wrong usage and
130 after an interruption; an error is one sentence on stderr that says what, why and what to do.
"""


def manual() -> str:
    """The page, a section a command, in the order of `tieout --help`."""
    import typer

    from cli.main import app

    named = leaves(typer.main.get_group(app), "")
    return "\n".join((HEAD, *(section(name, command) for name, command in named)))


def leaves(group: "TyperGroup", before: str) -> "Iterator[tuple[str, TyperCommand]]":
    """Every command with its name, those of groups behind the group's."""
    from typer.core import TyperCommand, TyperGroup

    for name, each in group.commands.items():
        if isinstance(each, TyperGroup):
            yield from leaves(each, f"{before}{name} ")
        elif isinstance(each, TyperCommand):
            yield f"{before}{name}", each


def section(name: str, command: "TyperCommand") -> str:
    """A command with its arguments and options."""
    usage = " ".join(["tieout", name, *filter(None, map(argument, command.params))])
    lines = [f"## {name}", "", f"    {usage}", "", command.help or "", ""]
    for each in command.params:
        hint = getattr(each, "metavar", None) or ""
        called = ", ".join(each.opts) if each.param_type_name == "option" else hint
        value = f" {hint}" if hint and each.param_type_name == "option" else ""
        lines.append(f"- `{called}{value}`: {getattr(each, 'help', '')}")
    return "\n".join((*lines, ""))


def argument(parameter: "object") -> str:
    """What stands for an argument in the usage line; "" for an option."""
    if getattr(parameter, "param_type_name", "") != "argument":
        return ""
    name = str(getattr(parameter, "metavar", ""))
    return name if getattr(parameter, "required", False) else f"[{name}]"
