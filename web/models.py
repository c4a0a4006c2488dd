"""Which models there are: built in, on this machine, or at a provider whose key is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent.answer import answer_tool
from agent.model import Model, ModelError
from agent.transcript import Question, Transcript
from store.settings import Settings
from web.provider_keys import VARIABLES, has_key

OLLAMA = "http://127.0.0.1:11434"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SHORT_S = 0.5  # what a server on this machine may take to say what it has
MOST = 60  # models of one provider


@dataclass(frozen=True, slots=True)
class Known:
    """A model that can be asked."""

    id: str
    kind: str
    """offline, engine, ollama or provider."""
    available: bool
    detail: str


def known_models(settings: Settings, keys: Path) -> Iterator[Known]:
    """Every model we know of; those that can be asked now are available."""
    yield Known("offline", "offline", True, "Built in: works without a key and without a network.")
    yield from engine_models(settings.engine_url)
    yield from ollama_models()
    for provider in VARIABLES:
        if has_key(keys, provider):
            yield from provider_models(provider)
    if settings.model != "offline":
        yield Known(settings.model, "provider", True, "Chosen when the service was started.")


def engine_models(url: str) -> Iterator[Known]:
    """What `tieout engine serve` serves on this machine."""
    for name in _names(f"{url.rstrip('/')}/models", "data", "id"):
        yield Known(f"engine/{name}", "engine", True, "Served by Tieout's own engine.")


def ollama_models(url: str = OLLAMA) -> Iterator[Known]:
    """What Ollama has on this machine."""
    for name in _names(f"{url}/api/tags", "models", "name"):
        yield Known(f"ollama_chat/{name}", "ollama", True, "Runs on this machine, in Ollama.")


def provider_models(provider: str) -> Iterator[Known]:
    """A provider's models that take tools, by litellm's own list: nothing is fetched."""
    from agent.litellm_model import import_litellm

    listed = import_litellm().model_cost
    found = [
        name if "/" in name else f"{provider}/{name}"
        for name, said in sorted(listed.items())
        if said.get("litellm_provider") == provider
        and said.get("mode") == "chat"
        and said.get("supports_function_calling")
    ]
    for name in found[:MOST]:
        yield Known(name, "provider", True, "At the provider; your questions are sent there.")


def test_model(model: Model) -> str:
    """Ask for one word; "" when the model answers, else why it does not."""
    try:
        told = Transcript(Question("This is a test of the connection: say OK, call nothing."))
        model.reply(told, (answer_tool(),), lambda _text: None)
    except ModelError as error:
        return str(error)
    return ""


def _names(url: str, many: str, one: str) -> list[str]:
    """Names in a list that a server on this machine gives; none where there is no server."""
    import httpx

    if urlsplit(url).hostname not in LOOPBACK:
        return []
    try:
        said = httpx.get(url, timeout=SHORT_S, trust_env=False).json()
        return [str(each[one]) for each in said[many]]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return []
