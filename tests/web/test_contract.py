"""The description of the API is true: thousands of requests made of it, and none breaks it."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy, one_of
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agent.model import Model
from agent.scripted_model import ScriptedModel
from store.settings import Settings
from tests.web.models import ANNUAL, script
from tests.web.serving import served
from web.config import Config

Operation = APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]
REQUESTS = 5_000
EACH = 130  # of an operation; some have fewer different requests than that
QUIET = settings(
    max_examples=EACH,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
pytestmark = pytest.mark.slow


def scripted(name: str) -> Model:
    return ScriptedModel(script(), name)


@pytest.fixture(scope="module")
def base(filed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(filed, tmp_path_factory.mktemp("contract") / "library"))
    config = Config(Settings(library=folder, workers=1, model="offline"), requests_a_minute=10**6,
                    most_waiting=10**6)  # fmt: skip
    with served(config, named=scripted) as url:
        yield url


def real(base: str) -> dict[str, str]:
    """One of everything that has an id."""
    with httpx2.Client(base_url=base) as client:
        chat = client.post("/v1/chats", json={}).json()["id"]
        run = client.post("/v1/ask", json={"question": "What were total assets?"}).json()["run"]
        note = client.post("/v1/memory", json={"text": "Assets in millions."}).json()["id"]
        job = client.post("/v1/documents", files={"file": ("a.zip", b"PK")}).json()["id"]
        asked = {"rows": "filing", "questions": [{"id": "a", "question": "Total assets?"}]}
        batch = client.post("/v1/batches", json=asked).json()["id"]
    named = {"chat": chat, "run": run, "note": note, "job": job, "batch": batch}
    return {**named, "document": ANNUAL, "page": "1", "cell": f"{ANNUAL}/a"}


def cases(operation: Operation, ids: dict[str, str]) -> SearchStrategy[Case]:
    """Requests as described, requests that break the description, requests for what is there."""
    kinds = [
        operation.as_strategy(GenerationMode.POSITIVE),
        operation.as_strategy(GenerationMode.NEGATIVE),
    ]
    named = {each.name: ids[each.name] for each in operation.path_parameters if each.name in ids}
    if named and operation.method != "delete":
        kinds.append(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=named))
    return one_of(kinds)


def test_no_request_made_of_the_description_breaks_the_service_or_the_description(
    base: str,
) -> None:
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == len(list(schema.get_all_operations()))
    ids = real(base)
    asked: Counter[str] = Counter()

    def check(case: Case) -> None:
        asked[case.operation.label] += 1
        case.call_and_validate(checks=CHECKS, timeout=30)

    for operation in operations:
        QUIET(given(case=cases(operation, ids))(check))()
    assert asked.total() >= REQUESTS, asked
