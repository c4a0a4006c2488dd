"""Tool calls in plain text, for models whose provider takes no tools.

The manual of the tools goes into the system prompt; a call is a JSON object in a fence, and what
a call led to comes back as the user's words. Several objects are several calls.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.messages import Message
from agent.model import Call
from agent.streaming import parse_arguments
from tools.tool import Tool

FENCE = re.compile(r"```(?:json|tool|tool_call)?\s*\n?(.*?)```", re.DOTALL)
TAG = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
HOW = """## How to call a tool

You call tools in plain text. Write nothing but one or more blocks like this, and stop:

```json
{"tool": "grep", "arguments": {"pattern": "Total assets"}}
```

The results come back as the next message. The tools, each with the JSON schema of its arguments:
"""


def manual(tools: Sequence[Tool]) -> str:
    """What the system prompt says of the tools."""
    return "\n".join((HOW, *(_described(tool) for tool in tools)))


def _described(tool: Tool) -> str:
    return f"- {tool.name}: {tool.description} {json.dumps(tool.parameters, sort_keys=True)}"


def to_text(told: Sequence[Message], tools: Sequence[Tool]) -> list[Message]:
    """Messages without tools in them: calls as blocks, results as words."""
    plain: list[Message] = []
    for message in told:
        for each in _plain(message, tools):
            together = plain and plain[-1]["role"] == each["role"] != "system"
            if together:  # many servers insist that roles alternate
                plain[-1]["content"] += f"\n\n{each['content']}"
            else:
                plain.append(each)
    return plain


def _plain(message: Message, tools: Sequence[Tool]) -> Iterator[Message]:
    match message["role"]:
        case "system":
            yield {"role": "system", "content": f"{message['content']}\n\n{manual(tools)}"}
        case "tool":
            yield {"role": "user", "content": f"Result of a call:\n{message['content']}"}
        case "assistant":
            blocks = [_block(call["function"]) for call in message.get("tool_calls", ())]
            said = "\n\n".join(filter(None, (message.get("content"), *blocks)))
            yield {"role": "assistant", "content": said}
        case _:
            yield dict(message)


def _block(function: Message) -> str:
    call = {"tool": function["name"], "arguments": json.loads(function["arguments"])}
    return f"```json\n{json.dumps(call)}\n```"


def calls_in(text: str) -> tuple[str, tuple[Call, ...]]:
    """The calls that a text makes, and the text without them."""
    found: list[Call] = []
    for pattern in (FENCE, TAG):
        for block in pattern.findall(text):
            found += _calls(block, len(found))
    if found:
        return TAG.sub("", FENCE.sub("", text)).strip(), tuple(found)
    bare = tuple(_calls(text, 0)) if text.lstrip().startswith(("{", "[")) else ()
    return ("" if bare else text), bare


def _calls(block: str, made: int) -> Iterator[Call]:
    """The calls of a block: an object, a list of them, or one object a line."""
    for value in _objects(block):
        name = value.get("tool") or value.get("name") or value.get("function")
        given: Any = value.get("arguments", value.get("parameters", value.get("args", {})))
        if isinstance(name, str) and name:
            arguments, malformed = parse_arguments(
                given if isinstance(given, str) else json.dumps(given)
            )
            made += 1
            yield Call(f"text_{made}", name, arguments, malformed)


def _objects(block: str) -> Iterator[dict[str, Any]]:
    value, malformed = parse_arguments(block)
    if value and not malformed:
        yield value
        return
    listed = block.strip().removeprefix("[").removesuffix("]")
    for line in re.split(r"\n|(?<=\}),\s*(?=\{)", listed):
        value, malformed = parse_arguments(line.strip().rstrip(","))
        if value and not malformed:
            yield value
