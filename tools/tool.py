"""A tool out of a function: signature to schema, docstring to manual, mistakes to sentences.

The first paragraph of the docstring is what the tool is for. Each later paragraph that begins
with a parameter's name in backticks describes that parameter.
"""

import inspect
import json
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model

if TYPE_CHECKING:
    from tools.desk import Desk

JsonSchema = dict[str, Any]


class ToolError(Exception):
    """A mistake the model can put right. It sees the message as the tool's result."""


class Result(Protocol):
    """What every tool returns: a frozen value that can show itself to a model."""

    def show(self) -> str:
        """The text a model reads, of bounded size, with a next step at its end."""
        ...


@dataclass(frozen=True, slots=True)
class Tool:
    """A function as a model sees it."""

    name: str
    description: str
    parameters: JsonSchema
    """JSON schema of the arguments: an object, nothing but its properties allowed."""
    arguments: type[BaseModel]
    function: Callable[..., Result]

    @classmethod
    def of(cls, function: Callable[..., Result]) -> "Tool":
        """Read `function`: its first parameter is the desk, the others are the arguments."""
        described = parameter_texts(function)
        arguments = arguments_model(function)
        schema = _plain_schema(TypeAdapter(arguments).json_schema())
        for name, text in described.items():
            schema["properties"][name]["description"] = text
        return cls(function.__name__, purpose(function), schema, arguments, function)

    def __call__(self, desk: "Desk", given: Mapping[str, object]) -> Result:
        """Check the arguments, leniently, and run; ToolError says what would be right."""
        return self.function(desk, **self.check(given))

    def check(self, given: Mapping[str, object]) -> dict[str, Any]:
        """Arguments with their types: "12" is 12, null is absent, an unknown name is an error."""
        fields = self.arguments.model_fields
        if unknown := [name for name in given if name not in fields]:
            raise ToolError(
                f"{self.name} has no argument {', '.join(map(repr, unknown))}; "
                f"it takes {', '.join(fields) or 'none'}."
            )
        present = {
            name: _unpacked(value, fields[name].annotation)
            for name, value in given.items()
            if not (value is None or value == "") or fields[name].is_required()
        }
        try:
            checked = self.arguments.model_validate(present)
        except ValidationError as error:
            raise ToolError(f"{self.name}: {_complaints(error)}") from None
        return {name: getattr(checked, name) for name in checked.model_fields_set}


def find_tool(tools: Sequence[Tool], name: str) -> Tool:
    """The tool of that name, whatever its case or prefix; ToolError lists the names."""
    wanted = name.strip().rsplit(".", 1)[-1].lower().replace("-", "_")
    by_name = {tool.name: tool for tool in tools}
    if wanted in by_name:
        return by_name[wanted]
    close = get_close_matches(wanted, by_name, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    raise ToolError(f"There is no tool {name!r}; the tools are {', '.join(by_name)}.{hint}")


def purpose(function: Callable[..., Result]) -> str:
    """The first paragraph of the docstring, on one line."""
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def parameter_texts(function: Callable[..., Result]) -> dict[str, str]:
    """What the docstring says of each parameter, in the order it does."""
    paragraphs = (inspect.getdoc(function) or "").split("\n\n")[1:]
    named = [(re.match(r"`(\w+)`", text), " ".join(text.split())) for text in paragraphs]
    return {match[1]: text for match, text in named if match}


def arguments_model(function: Callable[..., Result]) -> type[BaseModel]:
    """A pydantic model of the parameters after the first."""
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    fields: dict[str, Any] = {
        each.name: (hints[each.name], ... if each.default is each.empty else each.default)
        for each in parameters
    }
    config = ConfigDict(coerce_numbers_to_str=True, str_strip_whitespace=True)
    return create_model(function.__name__, __config__=config, **fields)


def _unpacked(value: object, annotation: Any) -> object:
    """A list or object that came as JSON inside a string, as weak models send it, opened."""
    if not isinstance(value, str) or _is_text(annotation):
        return value
    try:
        return json.loads(value) if value.lstrip()[:1] in ("{", "[") else value
    except json.JSONDecodeError:
        return value


def _is_text(annotation: Any) -> bool:
    """Whether a string is what is wanted."""
    options = typing.get_args(annotation) if _is_union(annotation) else (annotation,)
    return str in options


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType)


def _complaints(error: ValidationError) -> str:
    """What pydantic found, a sentence for each argument."""
    told = [
        f"{'.'.join(map(str, each['loc'])) or 'the arguments'}: {each['msg']}"
        + ("" if each["type"] == "missing" else f", got {str(each['input'])[:80]!r}")
        for each in error.errors()
    ]
    return "; ".join(told) + "."


def _plain_schema(schema: JsonSchema) -> JsonSchema:
    """The schema without titles, references and null options: what every provider takes."""
    definitions = schema.pop("$defs", {})

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return plain(definitions[node["$ref"].rsplit("/", 1)[-1]])
        if "prefixItems" in node:  # a pair; not every provider reads item by item
            rest = {key: value for key, value in node.items() if key != "prefixItems"}
            return plain(rest | {"items": node["prefixItems"][0]})
        options = [each for each in node.get("anyOf", ()) if each.get("type") != "null"]
        if len(options) == 1:
            rest = {key: value for key, value in node.items() if key != "anyOf"}
            return plain(options[0] | rest)
        return {
            key: {name: plain(each) for name, each in value.items()}
            if key == "properties"
            else plain(value)
            for key, value in node.items()
            if not (key == "title" or (key == "default" and value in (None, [], ())))
        }

    simple: JsonSchema = plain(schema)
    simple["additionalProperties"] = False
    simple.setdefault("properties", {})
    return simple
