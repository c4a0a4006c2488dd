"""What stands between the tags of a tool call, read with good will.

Small models forget a brace, encode arguments twice, or leave a tag open; what they meant is mostly
plain. A call whose arguments cannot be read is passed on as it was written, for the model to be
told; what does not even name a tool is no call.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Schema = Mapping[str, object]
"""A JSON schema."""

NAMED = re.compile(r'"name"\s*:\s*"([^"\\]+)"')
ARGUMENTS = re.compile(r'"(?:arguments|parameters)"\s*:\s*')
FUNCTION = re.compile(r"<function=\s*([^>\s]+)\s*>(.*?)(?=</function>|<function=|\Z)", re.DOTALL)
PARAMETER = re.compile(
    r"<parameter=\s*([^>\s]+)\s*>(.*?)(?:</parameter>|(?=<parameter=|</function>)|\Z)", re.DOTALL
)
MISSING = ("", "}", "}}", '"}', '"}}')  # what is left off at the end, most often first


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the tool's name, and its arguments as JSON text (or as the model wrote them)."""

    name: str
    arguments: str


def read_calls(body: str, schemas: Mapping[str, Schema]) -> list[Call]:
    """The calls that stand in `body`, in either way of writing; [] if it names no tool."""
    if "<function=" in body:
        return [read_function(found, schemas) for found in FUNCTION.finditer(body)]
    return list(read_objects(body))


def read_objects(body: str) -> Iterator[Call]:
    """Calls written as JSON, one after another or in a list; what follows them is left alone."""
    rest = body.strip()
    while start := re.search(r"[{\[]", rest):
        rest = rest[start.start() :]
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(rest)
        except json.JSONDecodeError:
            yield from mended(rest)
            return
        rest = rest[end:]
        for each in value if isinstance(value, list) else [value]:
            if call := to_call(each):
                yield call


def to_call(value: object) -> Call | None:
    """A decoded call, or None if it names no tool."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"]:
        return None
    arguments = value.get("arguments", value.get("parameters"))
    if isinstance(arguments, str):  # encoded twice, or no object at all: as it was written
        return Call(value["name"], arguments or "{}")
    return Call(value["name"], to_text(arguments or {}))


def mended(text: str) -> Iterator[Call]:
    """A call with its end missing, or else with arguments as they were written."""
    for end in MISSING:
        try:
            call = to_call(json.loads(text.rstrip() + end, strict=False))
        except json.JSONDecodeError:
            continue
        if call:
            yield call
            return
    named, arguments = NAMED.search(text), ARGUMENTS.search(text)
    if named:
        yield Call(named[1], text[arguments.end() :].strip() if arguments else "{}")


def read_function(found: re.Match[str], schemas: Mapping[str, Schema]) -> Call:
    """A call written as <function=…><parameter=…>, each value by the type its schema gives."""
    schema = schemas.get(found[1], {})
    arguments = {
        name: to_value(trimmed(text), property_of(schema, name))
        for name, text in PARAMETER.findall(found[2])
    }
    return Call(found[1], to_text(arguments))


def trimmed(text: str) -> str:
    """A parameter's text without the line breaks that belong to its tags."""
    return text.removeprefix("\n").removesuffix("\n")


def to_text(value: object) -> str:
    """JSON as clients expect arguments."""
    return json.dumps(value, ensure_ascii=False)


def property_of(schema: Schema, name: str) -> Schema:
    """The schema of one parameter; {} if there is none."""
    properties = schema.get("properties")
    found = properties.get(name) if isinstance(properties, Mapping) else None
    return resolved(found, schema) if isinstance(found, Mapping) else {}


def resolved(schema: Schema, root: Schema) -> Schema:
    """What a reference to the schema's own definitions stands for."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return schema
    found: object = root
    for step in reference[2:].split("/"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def to_value(text: str, schema: Schema) -> object:
    """A parameter's text as its schema's type; text as it stands where it is of none."""
    types = types_of(schema)
    if not types - {"string"}:
        return text
    bare = text.strip()
    words: dict[str, object] = {"true": True, "false": False, "null": None, "none": None}
    try:
        value: object = json.loads(bare, strict=False)
    except json.JSONDecodeError:
        value = words.get(bare.lower(), text)
    return value if type_of(value) & types else text


def types_of(schema: Schema) -> set[str]:
    """The types a schema allows, those of its alternatives with them."""
    said = schema.get("type")
    types = {said} if isinstance(said, str) else set(said) if isinstance(said, list) else set()
    for key in ("anyOf", "oneOf"):
        among = schema.get(key)
        for each in among if isinstance(among, list) else ():
            types |= types_of(each) if isinstance(each, Mapping) else set()
    listed = schema.get("enum")
    if not types and isinstance(listed, list):
        types = {kind for each in listed for kind in type_of(each)}
    return {str(each) for each in types}


def type_of(value: object) -> set[str]:
    """JSON schema's names for the type of a value."""
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    if isinstance(value, float):
        return {"number"} | ({"integer"} if value.is_integer() else set())
    names = {str: "string", list: "array", dict: "object", type(None): "null"}
    return {names[type(value)]}


def parsed_arguments(text: str) -> object:
    """Arguments as an object where they are one, as templates want them; else as they stand."""
    try:
        value: object = json.loads(text or "{}", strict=False)
    except json.JSONDecodeError:
        return text
    return value if isinstance(value, dict) else text
