"""Names to models."""

from pathlib import Path

from agent.model import Model

ENGINE_KEY = "none"  # clients want one; ours must not be sent the key of a provider


def model_named(name: str, *, api_base: str | None = None) -> Model:
    """The model meant by "offline", "scripted:FILE", "engine/NAME" or, else, a litellm string.

    "engine/NAME" is a model that `tieout engine serve` serves. `api_base` is the base URL of an
    OpenAI-compatible server, for these and for litellm models.
    """
    kind, _, rest = name.partition(":")
    if name == "offline":
        from agent.offline.model import OfflineModel

        return OfflineModel()
    if kind == "scripted":
        from agent.scripted_model import ScriptedModel

        return ScriptedModel.from_file(Path(rest))
    from agent.litellm_model import LitellmModel

    if name.startswith("engine/"):
        from store.settings import Settings

        route = f"openai/{name.removeprefix('engine/')}"
        return LitellmModel(
            name, api_base or Settings().engine_url, route=route, api_key=ENGINE_KEY
        )
    return LitellmModel(name, api_base)
