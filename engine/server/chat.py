"""From a request to what the engine is asked: tokens, how to draw, what the output is held to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine.call_bodies import Schema, parsed_arguments
from engine.request import Mask, Sampling
from engine.schema import BadSchema, Constraint, Grammars, Thinking
from engine.server.errors import ApiError
from engine.server.protocol import Asked, ChatRequest, CompletionRequest, Message, NamedTool
from engine.server.transcripts import Chat, Prompt, Transcripts
from engine.tokenizer import Tokenizer
from engine.tool_calls import CALL, END_CALL

OUTPUT = 4_096  # tokens a reply may have when nobody says otherwise
XML = "<function="  # stands in the templates of models that write calls as tags


@dataclass(frozen=True)
class Served:
    """The model that is served."""

    name: str
    tokenizer: Tokenizer
    vocabulary: int
    context: int
    """The longest prompt and output together."""
    defaults: Mapping[str, float] = field(default_factory=dict)
    """How the model's makers would draw: temperature, top_p, top_k, min_p."""

    @cached_property
    def grammars(self) -> Grammars:
        """Grammars for this vocabulary."""
        return Grammars(self.tokenizer, self.vocabulary)

    @cached_property
    def transcripts(self) -> Transcripts:
        """The chats of late."""
        return Transcripts(self.tokenizer)

    def sampling(self, asked: Asked, prompt: int, most: int | None, logprobs: int) -> Sampling:
        """How to draw for a prompt of so many tokens."""
        room = max(1, self.context - prompt)
        drawn = {"temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0} | dict(self.defaults)
        said = {name: getattr(asked, name) for name in drawn}
        drawn |= {name: value for name, value in said.items() if value is not None}
        return Sampling(
            temperature=drawn["temperature"],
            top_p=drawn["top_p"],
            top_k=max(0, int(drawn["top_k"])),
            min_p=drawn["min_p"],
            seed=asked.seed,
            max_tokens=most or min(OUTPUT, room),
            stop_ids=tuple(sorted(self.tokenizer.stop_ids)),
            logprobs=logprobs,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """What the engine is asked, and how its tokens are to be read."""

    prompt: Prompt
    sampling: Sampling
    stops: tuple[str, ...] = ()
    priority: int = 0
    chat: Chat | None = None
    """None for a plain completion."""
    schemas: Mapping[str, Schema] | None = None
    one_call: bool = False
    constraint: Constraint | None = None
    logprobs: bool = False


def completion_job(served: Served, asked: CompletionRequest, given: str | list[int]) -> Job:
    """Text or tokens to be gone on with."""
    ids = served.tokenizer.encode(given) if isinstance(given, str) else given
    sampling = served.sampling(asked, len(ids), asked.max_tokens or 16, asked.logprobs or 0)
    wanted = asked.logprobs is not None
    return Job(Prompt(ids, False), sampling, asked.stops, asked.priority, logprobs=wanted)


def chat_job(served: Served, asked: ChatRequest) -> Job:
    """A chat to be answered. Takes a while for a long one: not for the event loop."""
    tools = () if asked.tool_choice == "none" else tuple(asked.tools or ())
    schemas = {tool.function.name: checked(tool.function.parameters or {}) for tool in tools}
    chat = Chat(
        tuple(map(to_template, asked.messages)),
        tuple(tool.to_template() for tool in tools),
        options(asked),
    )
    prompt = served.transcripts.prompt(chat, exact=asked.template_exact)
    sampling = served.sampling(asked, len(prompt.ids), asked.most, asked.top_logprobs)
    constraint = held(served, asked, schemas, prompt, sampling.max_tokens)
    return Job(
        prompt=prompt,
        sampling=masked(sampling, constraint),
        stops=asked.stops,
        priority=asked.priority,
        chat=chat,
        schemas=schemas if tools else None,
        one_call=asked.parallel_tool_calls is False,
        constraint=constraint,
        logprobs=asked.logprobs,
    )


def masked(sampling: Sampling, mask: Mask | None) -> Sampling:
    """The same drawing among fewer tokens."""
    return replace(sampling, mask=mask)


def options(asked: ChatRequest) -> dict[str, object]:
    """What the template is told besides the messages."""
    thinks = {} if asked.reasoning_effort != "none" else {"enable_thinking": False}
    return thinks | asked.chat_template_kwargs


def to_template(message: Message) -> dict[str, object]:
    """A message as templates read them: one text, arguments as objects."""
    told: dict[str, object] = {
        "role": "system" if message.role == "developer" else message.role,
        "content": message.text,
    }
    if message.reasoning_content:
        told["reasoning_content"] = message.reasoning_content
    if message.tool_calls:
        told["tool_calls"] = [
            called(call.function.name, call.function.arguments) for call in message.tool_calls
        ]
    return told


def called(name: str, arguments: str) -> dict[str, object]:
    """A call of an earlier turn."""
    function = {"name": name, "arguments": parsed_arguments(arguments)}
    return {"type": "function", "function": function}


def checked(schema: Schema) -> Schema:
    """The schema, if it is one."""
    import jsonschema  # type: ignore[import-untyped]

    if schema.get("type", "object") != "object":
        raise BadSchema(f"A tool's parameters are an object, not {schema['type']!r}.")
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        place = "/".join(map(str, error.absolute_path)) or "the top"
        raise BadSchema(
            f"A tool's parameters are no JSON schema: {error.message} (at {place})."
        ) from error
    return schema


def held(
    served: Served,
    asked: ChatRequest,
    schemas: Mapping[str, Schema],
    prompt: Prompt,
    most: int,
) -> Constraint | None:
    """What the output is held to, if to anything."""
    grammar, trigger = grammar_for(served, asked, schemas)
    budget = asked.thinking_token_budget
    if budget is None and grammar is not None and trigger is None:
        budget = most // 2  # what is demanded needs room too
    if grammar is None and budget is None:
        return None
    tokenizer = served.tokenizer
    allowed = "enable_thinking" in tokenizer.template_source
    allowed = allowed and options(asked).get("enable_thinking") is not False
    return Constraint(
        vocabulary=served.vocabulary,
        stop_ids=sorted(tokenizer.stop_ids),
        thinking=Thinking.of(tokenizer, opened=prompt.thinking, allowed=allowed, budget=budget),
        matcher=served.grammars.matcher(grammar) if grammar else None,
        trigger=trigger,
        trigger_end=tokenizer.control(END_CALL) if trigger is not None else None,
    )


def grammar_for(
    served: Served, asked: ChatRequest, schemas: Mapping[str, Schema]
) -> tuple[str | None, int | None]:
    """The grammar that tool_choice and response_format ask for, and the tag it begins behind."""
    answer = asked.response_format.schema if asked.response_format else None
    several = asked.parallel_tool_calls is True
    grammars = served.grammars
    if isinstance(asked.tool_choice, NamedTool):
        name = asked.tool_choice.function.name
        if name not in schemas:
            raise ApiError(400, f"No tool {name} is offered.", "invalid_request", "tool_choice")
        return grammars.of_calls({name: schemas[name]}), None
    if asked.tool_choice == "required":
        if not schemas:
            raise ApiError(400, "No tools are offered.", "invalid_request", "tool_choice")
        return grammars.of_calls(schemas, several=several), None
    if answer is not None and schemas:
        return grammars.of_calls(schemas, several=several, otherwise=answer), None
    if answer is not None:
        return grammars.of_json(answer), None
    trigger = served.tokenizer.control(CALL)
    if strict(asked) and trigger is not None and XML not in served.tokenizer.template_source:
        return grammars.of_calls(schemas, opened=True), trigger
    return None, None


def strict(asked: ChatRequest) -> bool:
    """Whether every tool wants its calls held to its schema."""
    tools: Sequence[object] = asked.tools or ()
    return bool(tools) and all(tool.function.strict for tool in asked.tools or ())
