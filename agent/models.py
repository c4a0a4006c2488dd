"""Names to models."""

from pathlib import Path

from agent.model import Model

ENGINE_KEY = "none"  # clients want one; ours must not be sent the key of a provider


def model_named(name: str, *, api_base: str | None = None) -> Model:
    """The model meant by "offline", "scripted:FILE", "engine/NAME" or, else, a litellm string.

    Names with a comma between them are asked in turn, the next where one fails. "text:NAME" takes
    its tools in plain text; a provider that refuses tools is asked so by itself.
    "engine/NAME" is a model that `tieout engine serve` serves. `api_base` is the base URL of an
    OpenAI-compatible server, for these and for litellm models.
    """
    if "," in name:
        from agent.fallback import FallbackModel

        return FallbackModel([model_named(each.strip()) for each in name.split(",")])
    kind, _, rest = name.partition(":")
    if name == "offline":
        from agent.offline.model import OfflineModel

        return OfflineModel()
    if kind == "scripted":
        from agent.scripted_model import ScriptedModel

        return ScriptedModel.from_file(Path(rest))
    from agent.litellm_model import LitellmModel

    if kind == "text":
        in_text = LitellmModel(rest, api_base)
        in_text.tools_in_text.set()
        return in_text
    if name.startswith("engine/"):
        from store.settings import Settings

        route = f"openai/{name.removeprefix('engine/')}"
        return LitellmModel(
            name, api_base or Settings().engine_url, route=route, api_key=ENGINE_KEY
        )
    return LitellmModel(name, api_base)
