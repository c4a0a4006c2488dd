"""Examples and shared response descriptions of the API's description."""

from typing import Any

from fastapi.openapi.models import Example

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, and what to do."},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
    "example": {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no run 'run_0'.",
        "instance": "/v1/runs/run_0",
        "request_id": "4b1f0d6c",
    },
}
SENTENCES = {
    400: "What was sent cannot be read.",
    401: "Sign in, or bring a key.",
    403: "The key does not allow it, or a page of another site sent it.",
    404: "There is no such thing, or it is not yours.",
    405: "The path knows other methods.",
    409: "The state of the thing forbids it.",
    413: "The request is too long.",
    415: "The request is of a kind that is not read here.",
    421: "The server is not known by that name.",
    422: "The request is read and cannot be done.",
    429: "Too many requests; Retry-After says when to try again.",
    503: "The service cannot do it just now.",
    507: "No room is left on the disk.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": sentence, "content": {"application/problem+json": {"schema": PROBLEM}}}
    for status, sentence in SENTENCES.items()
}
EVENTS = {
    "text/event-stream": {
        "example": 'id: 1\nevent: run_started\ndata: {"run": "run_0", "seq": 1, ...}\n\n',
    }
}
ANSWER = {
    "application/json": {
        "example": {
            "run": "run_0193",
            "status": "answered",
            "answer": "Total revenue was $1,250.5 million in fiscal 2024.",
            "value": "1250500000",
            "unit": "USD",
            "figures": [
                {
                    "text": "$1,250.5 million",
                    "value": "1250500000",
                    "unit": "USD",
                    "period": "2024",
                    "document": "example-10-k-2024-12-31",
                    "page": 31,
                    "lines": [410, 410],
                }
            ],
            "citations": [],
            "chain": [],
            "checks": [],
            "open_threads": [],
            "steps": [],
            "usage": {"model": "offline", "seconds": 1.2},
        }
    }
}
QUESTION: dict[str, Example] = {
    "figure": Example(
        summary="A figure", value={"question": "What was total revenue in fiscal 2024?"}
    ),
    "scope": Example(
        summary="A figure of one company's annual reports",
        value={"question": "What were total assets?", "company": "Example Corp", "form": "10-K"},
    ),
}
