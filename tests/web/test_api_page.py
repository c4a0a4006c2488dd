"""docs/api.md is made of the API's own description.

To renew it: python -m tests.web.test_api_page
"""

from pathlib import Path
from typing import Any

from store.settings import Settings
from web.app import create_app
from web.config import Config

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
HEAD = """# The API

Made from the OpenAPI description that the service serves at `/openapi.json`; a test keeps the two
the same. `tieout serve` starts it; `--auth` asks for a key (`Authorization: Bearer tieout_...`).

"""


def page() -> str:
    """The page: what is said of the whole, then a line an operation, by kind."""
    described: dict[str, Any] = create_app(Config(Settings(library=Path("nowhere")))).openapi()
    kinds: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            said = " ".join(operation.get("description", "").split())
            line = f"- `{method.upper()} {path}` {said}"
            kinds.setdefault(operation["tags"][0], []).append(line)
    parts = [HEAD + described["info"]["description"].strip()]
    parts += [f"## {kind.capitalize()}\n\n" + "\n".join(lines) for kind, lines in kinds.items()]
    return "\n\n".join(parts) + "\n"


def test_the_page_is_made_of_the_description() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_every_operation_says_what_it_does() -> None:
    described = create_app(Config(Settings(library=Path("nowhere")))).openapi()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
