"""Pieces of a streamed reply put together: text, tool calls in fragments, usage at the end."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agent.model import Call


@dataclass(slots=True)
class Fragments:
    """A tool call as far as it has come."""

    index: int | None
    id: str
    name: str
    arguments: str = ""


@dataclass(slots=True)
class Gathered:
    """A reply as far as it has come."""

    text: list[str] = field(default_factory=list)
    calls: list[Fragments] = field(default_factory=list)
    usage: Any = None
    """The provider's usage object; None until it comes, if it does."""

    def add(self, chunk: Any) -> str:
        """Take a chunk in; the text it brings, "" if none. Chunks without choices bring usage."""
        self.usage = getattr(chunk, "usage", None) or self.usage
        if not chunk.choices:
            return ""
        delta = chunk.choices[0].delta
        for piece in getattr(delta, "tool_calls", None) or ():
            self._add_call(piece)
        text = delta.content or ""
        if text:
            self.text.append(text)
        return text

    def _add_call(self, piece: Any) -> None:
        """A fragment goes to the call of its index, unless it brings another id."""
        function = piece.function
        name, arguments = function.name or "", function.arguments or ""
        index, id = getattr(piece, "index", None), piece.id or ""
        same = [each for each in self.calls if each.index == index]
        if same and (not id or id == same[-1].id):
            same[-1].name = same[-1].name or name
            same[-1].arguments += arguments
        else:
            self.calls.append(Fragments(index, id, name, arguments))

    def made_calls(self) -> tuple[Call, ...]:
        """The calls, each with an id of its own."""
        taken: set[str] = set()
        made = []
        for at, each in enumerate(self.calls, start=1):
            id = each.id if each.id and each.id not in taken else f"call_{at}"
            taken.add(id)
            arguments, malformed = parse_arguments(each.arguments)
            made.append(Call(id, each.name, arguments, malformed))
        return tuple(made)


def parse_arguments(text: str) -> tuple[dict[str, object], str]:
    """The object a model wrote, and "" — or nothing, and the text as it came.

    Fences, words around it, quotes of Python, commas too many and braces too few are put right.
    A text that breaks off inside a string is not: nobody knows how it went on.
    """
    bare = text.strip()
    if bare.startswith("```"):
        bare = bare.strip("`").removeprefix("json").strip()
    if not bare:
        return {}, ""
    for candidate in (bare, *repaired(bare)):
        try:
            value = json.loads(candidate, strict=False)
            if isinstance(value, str):  # encoded twice
                value = json.loads(value, strict=False)
        except json.JSONDecodeError:
            continue
        if value is None:
            return {}, ""
        return (value, "") if isinstance(value, dict) else ({}, text)
    return {}, text


def repaired(text: str) -> Iterator[str]:
    """Texts that may be the JSON that was meant."""
    outer = text[text.find("{") : text.rfind("}") + 1] if "{" in text and "}" in text else text
    without = re.sub(r",(?=\s*[}\]])", "", outer)
    yield outer
    yield without
    if (closing := unclosed(text)) is not None:
        yield re.sub(r",\s*$", "", text[text.find("{") :]) + closing
    try:
        yield json.dumps(ast.literal_eval(outer))  # quotes and names of Python; nothing is run
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return


def unclosed(text: str) -> str | None:
    """The brackets that a text lacks at its end; None where it ends inside a string or is whole."""
    waiting: list[str] = []
    inside = escaped = False
    for letter in text[text.find("{") :] if "{" in text else "":
        if inside:
            inside = letter != '"' or escaped
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            inside = True
        elif letter in "{[":
            waiting.append("}" if letter == "{" else "]")
        elif letter in "}]" and waiting:
            waiting.pop()
    return "".join(reversed(waiting)) if waiting and not inside else None
