"""Keys of model providers that were entered here: one file that only the server's user can read.

They are in no database, no log and no reply; where there is none, the environment's counts.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

VARIABLES: Mapping[str, str] = {
    "anthropic": "ANTHROPIC_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistral": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "together_ai": "TOGETHERAI_API_KEY",
    "xai": "XAI_API_KEY",
}
"""Where litellm looks for a provider's key."""


def provider_of(model: str) -> str:
    """The provider in litellm's name for a model; a bare name is OpenAI's."""
    provider, slash, _ = model.partition("/")
    return provider if slash else "openai"


def kept_keys(folder: Path) -> dict[str, str]:
    """The keys that were entered, by provider."""
    path = folder / "provider-keys.json"
    if not path.exists():
        return {}
    kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    return kept


def keep_key(folder: Path, provider: str, key: str | None) -> None:
    """Keep a provider's key, or forget it."""
    kept = kept_keys(folder)
    kept.pop(provider, None)
    if key is not None:
        kept[provider] = key
    fresh = folder / "provider-keys.json.new"
    # Made unreadable for others before there is anything in it.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(kept, file)
    fresh.replace(folder / "provider-keys.json")


def has_key(folder: Path, provider: str) -> bool:
    """Whether there is a key for the provider, here or in the environment."""
    return provider in kept_keys(folder) or bool(os.environ.get(VARIABLES.get(provider, "")))
