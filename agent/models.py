"""Names to models."""

from pathlib import Path

from agent.model import Model


def model_named(name: str, *, api_base: str | None = None) -> Model:
    """The model meant by "offline", "scripted:FILE" or, anything else, a litellm string.

    `api_base` is the base URL of an OpenAI-compatible server, for litellm models.
    """
    kind, _, rest = name.partition(":")
    if name == "offline":
        from agent.offline.model import OfflineModel

        return OfflineModel()
    if kind == "scripted":
        from agent.scripted_model import ScriptedModel

        return ScriptedModel.from_file(Path(rest))
    from agent.litellm_model import LitellmModel

    return LitellmModel(name, api_base)
