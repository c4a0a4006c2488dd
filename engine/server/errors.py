"""What a client is told when a request fails, in OpenAI's words and status codes."""

from dataclasses import dataclass, field

from pydantic import ValidationError

from engine.errors import BadRequest, Busy, EngineError, NoRoom, TooLong
from engine.schema import BadSchema, NoConstraints
from engine.tokenizer import CannotRender

KINDS = {
    400: "invalid_request_error",
    404: "invalid_request_error",
    408: "invalid_request_error",
    413: "invalid_request_error",
    429: "rate_limit_error",
    503: "service_unavailable",
}
CODES: dict[type[EngineError], tuple[int, str]] = {
    TooLong: (400, "context_length_exceeded"),
    NoRoom: (400, "context_length_exceeded"),
    Busy: (429, "rate_limit_exceeded"),
    BadRequest: (400, "invalid_request"),
    BadSchema: (400, "invalid_schema"),
    CannotRender: (400, "invalid_messages"),
    NoConstraints: (501, "not_installed"),
}


class ModelFailed(EngineError):
    """The model gave no usable output: its numbers were not numbers, or the engine has ended."""


@dataclass
class ApiError(Exception):
    """A refusal: the sentence, and what clients' programs look at."""

    status: int
    message: str
    code: str
    param: str | None = None
    retry_after_s: int | None = None
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        super().__init__(self.message)
        self.kind = KINDS.get(self.status, "server_error")

    def to_json(self) -> dict[str, object]:
        """OpenAI's error object."""
        said = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return {"error": said}


def refused(error: EngineError, *, context: int | None = None) -> ApiError:
    """The engine's error as clients know it. `context` is the longest one that fits."""
    status, code = CODES.get(type(error), (500, "engine_error"))
    message = str(error)
    if code == "context_length_exceeded" and context is not None:
        # the words by which client libraries know that a shorter prompt would do
        message = f"This model's maximum context length is {context} tokens. {message}"
    return ApiError(status, message, code, retry_after_s=1 if status == 429 else None)


def misshaped(error: ValidationError) -> ApiError:
    """The first thing that is wrong with the shape of a request."""
    first = error.errors()[0]
    param = ".".join(str(step) for step in first["loc"]) or None
    message = str(first["msg"]).removeprefix("Value error, ")
    return ApiError(400, f"{param or 'The request'}: {message}", "invalid_request", param)
