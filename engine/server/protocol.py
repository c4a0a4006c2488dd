"""The requests of OpenAI's API as far as they are understood here.

What is not understood and would change the reply is refused by name; what would not is ignored.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from engine.call_bodies import Schema

NAME = r"^[A-Za-z0-9_.:-]{1,128}$"
MOST_STOPS = 16


class Shape(BaseModel):
    """Fields we do not know are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Part(Shape):
    """A part of a message. Only text can be read."""

    type: Literal["text"]
    text: str = ""


class Function(Shape):
    """A tool as it is offered."""

    name: Annotated[str, Field(pattern=NAME)]
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class Tool(Shape):
    """An offered function."""

    type: Literal["function"]
    function: Function

    def to_template(self) -> dict[str, object]:
        """The tool as chat templates print it."""
        told = self.function.model_dump(exclude_none=True, exclude={"strict"})
        return {"type": "function", "function": told}


class CalledFunction(Shape):
    """What was called, its arguments as JSON text."""

    name: str
    arguments: str = "{}"


class ToolCall(Shape):
    """A call an assistant made earlier."""

    id: str = ""
    type: str = "function"
    function: CalledFunction


class Message(Shape):
    """A message of a chat."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None
    reasoning_content: str | None = None
    tool_calls: list[ToolCall] | None = None
    tool_call_id: str | None = None

    @field_validator("content", mode="before")
    @classmethod
    def only_text(cls, given: object) -> object:
        """Pictures and sound would be lost without a word."""
        parts = given if isinstance(given, list) else []
        kinds = {str(part.get("type")) for part in parts if isinstance(part, dict)} - {"text"}
        if kinds:
            raise ValueError(f"{', '.join(sorted(kinds))} cannot be read; only text can")
        return given

    @property
    def text(self) -> str:
        """The content as one text."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class NamedFunction(Shape):
    """A tool by name."""

    name: str


class NamedTool(Shape):
    """The one tool that must be called."""

    type: Literal["function"]
    function: NamedFunction


class JsonSchema(Shape):
    """A schema an answer must fit."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    name: str = "answer"
    schema_: dict[str, Any] = Field(alias="schema")


class ResponseFormat(Shape):
    """What an answer must look like."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None

    @model_validator(mode="after")
    def whole(self) -> Self:
        """A schema is named, so it must be there."""
        if self.type == "json_schema" and self.json_schema is None:
            raise ValueError("json_schema is missing")
        return self

    @property
    def schema(self) -> Schema | None:  # type: ignore[override]
        """The schema to hold to; None for plain text."""
        if self.json_schema is not None and self.type == "json_schema":
            return self.json_schema.schema_
        return {"type": "object"} if self.type == "json_object" else None


class StreamOptions(Shape):
    """Whether usage comes at the end of a stream."""

    include_usage: bool = False


class Asked(Shape):
    """What both kinds of requests may say."""

    model: str
    stream: bool = False
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=-1)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    priority: int = 0
    """Higher goes first; research jobs give a negative one."""
    n: int | None = None
    logit_bias: dict[str, float] | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    repetition_penalty: float | None = None

    @model_validator(mode="after")
    def understood(self) -> Self:
        """Nothing that would change the reply is dropped silently."""
        given: dict[str, object] = {
            "n": (self.n or 1) != 1,
            "logit_bias": bool(self.logit_bias),
            "frequency_penalty": bool(self.frequency_penalty),
            "presence_penalty": bool(self.presence_penalty),
            "repetition_penalty": (self.repetition_penalty or 1) != 1,
        }
        if wrong := [name for name, asked in given.items() if asked]:
            raise ValueError(f"{', '.join(wrong)} cannot be given: this engine does not have it")
        if len(self.stops) > MOST_STOPS:
            raise ValueError(f"at most {MOST_STOPS} stop strings can be given")
        return self

    @property
    def stops(self) -> tuple[str, ...]:
        """The stop strings."""
        given = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return tuple(each for each in given if each)

    @property
    def usage_at_the_end(self) -> bool:
        """Whether a stream ends with what was used."""
        return self.stream_options is not None and self.stream_options.include_usage


class ChatRequest(Asked):
    """POST /v1/chat/completions."""

    messages: Annotated[list[Message], Field(min_length=1)]
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    tools: list[Tool] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool = "auto"
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    logprobs: bool = False
    top_logprobs: Annotated[int, Field(ge=0, le=20)] = 0
    reasoning_effort: str | None = None
    thinking_token_budget: Annotated[int, Field(ge=0)] | None = None
    """Tokens of reasoning after which the model is made to speak."""
    chat_template_kwargs: dict[str, Any] = {}
    template_exact: bool = False
    """Write earlier turns anew as the template has them, instead of as they were generated."""

    @field_validator("tool_choice", mode="before")
    @classmethod
    def no_choice(cls, given: object) -> object:
        """Null is what is sent for "not said"."""
        return "auto" if given is None else given

    @property
    def most(self) -> int | None:
        """How many tokens may be generated, in either spelling."""
        return self.max_completion_tokens or self.max_tokens


class CompletionRequest(Asked):
    """POST /v1/completions."""

    prompt: str | list[str] | list[int] | list[list[int]]
    logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    echo: bool = False
    suffix: str | None = None
    return_token_ids: bool = False

    @model_validator(mode="after")
    def forward(self) -> Self:
        """Only text that goes on is written."""
        if self.echo or self.suffix:
            raise ValueError("echo and suffix cannot be given: this engine does not have them")
        if not self.prompt:
            raise ValueError("the prompt is empty")
        if self.stream and len(self.prompts) > 1:
            raise ValueError("several prompts cannot be streamed; ask for each by itself")
        return self

    @property
    def prompts(self) -> list[str | list[int]]:
        """Each prompt by itself."""
        if isinstance(self.prompt, str):
            return [self.prompt]
        if isinstance(self.prompt[0], int):
            return [[id for id in self.prompt if isinstance(id, int)]]
        return [each for each in self.prompt if not isinstance(each, int)]
