"""litellm's exceptions as ours, in one place. A test fails when it has one not named here."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from agent.model import (
    BadRequest,
    Declined,
    ModelError,
    NoSuchModel,
    NotAllowed,
    NoTools,
    OutOfMoney,
    RateLimited,
    TooLong,
    TooSlow,
    Unavailable,
)

KINDS: Mapping[str, tuple[type[ModelError], str]] = {
    "APIConnectionError": (Unavailable, "Check that the server runs and its address is right."),
    "APIError": (Unavailable, "Try again later."),
    "APIResponseValidationError": (Unavailable, "The server's reply was not understood."),
    "AuthenticationError": (NotAllowed, "Set the provider's key in its environment variable."),
    "BadGatewayError": (Unavailable, "Try again later."),
    "BadRequestError": (BadRequest, "Try another model."),
    "BlockedPiiEntityError": (Declined, "The provider's filter refused the request."),
    "BudgetExceededError": (OutOfMoney, "Raise the budget set for litellm."),
    "ContentPolicyViolationError": (Declined, "The provider's filter refused the request."),
    "ContextWindowExceededError": (TooLong, "Ask of fewer documents, or use a longer context."),
    "GuardrailRaisedException": (Declined, "A guardrail refused the request."),
    "HTTPError": (Unavailable, "Check the connection to the server."),
    "ImageFetchError": (BadRequest, "Try another model."),
    "InternalServerError": (Unavailable, "Check that the server runs, or try again later."),
    "InvalidRequestError": (BadRequest, "Try another model."),
    "JSONSchemaValidationError": (Unavailable, "The server's reply was not understood."),
    "LiteLLMUnknownProvider": (NoSuchModel, "Name the model as litellm does, PROVIDER/MODEL."),
    "MidStreamFallbackError": (Unavailable, "The reply broke off. Try again."),
    "MockException": (Unavailable, "Try again later."),
    "ModelNotMappedError": (NoSuchModel, "Name the model as litellm does, PROVIDER/MODEL."),
    "ModifyResponseException": (Declined, "A guardrail replaced the reply."),
    "NotFoundError": (NoSuchModel, "Check the model's name."),
    "OSError": (Unavailable, "Check the connection to the server."),
    "OpenAIError": (Unavailable, "Check key and address of the provider."),
    "PaymentRequiredError": (OutOfMoney, "Top up the account at the provider."),
    "PermissionDeniedError": (NotAllowed, "The key may not use this model."),
    "RateLimitError": (RateLimited, "Wait a little, or raise the limit at the provider."),
    "RejectedRequestError": (Declined, "The request was refused."),
    "RouterRateLimitError": (RateLimited, "Wait a little."),
    "RouterRateLimitErrorBasic": (RateLimited, "Wait a little."),
    "SensitiveDataRouteException": (Declined, "A guardrail refused the request."),
    "ServiceUnavailableError": (Unavailable, "Try again later."),
    "Timeout": (TooSlow, "Nothing came in time. Try again, or a smaller model."),
    "ToolLoopMaxRoundsExceeded": (BadRequest, "Try another model."),
    "UnprocessableEntityError": (BadRequest, "Try another model."),
    "UnsupportedParamsError": (NoTools, "The model takes no tools."),
    "ValueError": (Unavailable, "The server's reply was not understood."),
    "VectorStoreSearchError": (BadRequest, "Try another model."),
}


@contextmanager
def provider_errors(model: str) -> Iterator[None]:
    """What litellm or the connection raises inside comes out as a ModelError."""
    import httpx
    from litellm import exceptions

    known = [each for each in vars(exceptions).values() if _is_error(each)]
    try:
        yield
    except ModelError:
        raise
    except (*known, httpx.HTTPError, OSError, ValueError) as error:
        raise to_model_error(model, error) from error


def to_model_error(model: str, error: Exception) -> ModelError:
    """The error of ours for one of litellm's: by its words, its status, its nearest kind."""
    said = " ".join(hidden(str(error)).split())
    kind, advice = _by_words(said) or _by_status(error) or _by_kind(error)
    told = kind(f"{model}: {said[:400].rstrip('.')}. {advice}")
    told.retry_after = _retry_after(error)
    return told


WORDS: Mapping[str, str] = {
    r"(?i)(does not|doesn.t|not) support\w* (tools?|function)|tools? (is|are) not supported"
    r"|tool.?choice.*(requires|not supported)|unknown (field|parameter).{0,20}tools": (
        "UnsupportedParamsError"
    ),
    r"(?i)context.?(length|window)|prompt is too long": "ContextWindowExceededError",
    r"(?i)\btimed out\b": "Timeout",
    r"(?i)insufficient.quota|exceeded your current quota|credit balance": "PaymentRequiredError",
    r"(?i)LLM Provider NOT provided": "LiteLLMUnknownProvider",
    r"(?i)missing credentials|api_key client option must be set": "AuthenticationError",
}
STATUS: Mapping[int, str] = {
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "Timeout",
    413: "ContextWindowExceededError",
}


def _by_words(said: str) -> tuple[type[ModelError], str] | None:
    """What providers say under a status that says something else."""
    return next((KINDS[name] for words, name in WORDS.items() if re.search(words, said)), None)


def _by_status(error: Exception) -> tuple[type[ModelError], str] | None:
    """Statuses that litellm hands on as a plain APIError."""
    if type(error).__name__ != "APIError":
        return None
    return KINDS.get(STATUS.get(getattr(error, "status_code", 0), ""))


def _by_kind(error: Exception) -> tuple[type[ModelError], str]:
    names = [kind.__name__ for kind in type(error).__mro__]
    return next(KINDS[name] for name in names if name in KINDS)


def hidden(text: str) -> str:
    """The text without anything that looks like a key."""
    return re.sub(r"\b(sk|pk|key|AIza|gsk|xai|hf)[-_][\w\-*]{6,}|Bearer\s+\S+", "***", text)


def _retry_after(error: Exception) -> float | None:
    """The seconds the server asks to wait, where it says so."""
    headers = getattr(error, "litellm_response_headers", None) or getattr(
        getattr(error, "response", None), "headers", None
    )
    if headers is None:
        return None
    said = str(headers.get("retry-after", ""))
    return float(said) if re.fullmatch(r"\d+(\.\d+)?", said) else None


def _is_error(each: object) -> bool:
    return isinstance(each, type) and issubclass(each, Exception)
