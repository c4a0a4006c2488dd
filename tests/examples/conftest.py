"""The example filings, made once."""

import pytest

from examples.generate import filings
from tests.examples.markup import Markup, look


@pytest.fixture(scope="session")
def written() -> dict[str, bytes]:
    return filings()


@pytest.fixture(scope="session")
def ten_k(written: dict[str, bytes]) -> Markup:
    return look(next(c for name, c in written.items() if name.endswith("10-k.htm")).decode())


@pytest.fixture(scope="session")
def ten_q(written: dict[str, bytes]) -> Markup:
    return look(next(c for name, c in written.items() if name.endswith("10-q.htm")).decode())
