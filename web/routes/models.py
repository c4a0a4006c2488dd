"""Models: which there are, whether one answers, and the keys of providers."""

import time
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, SecretStr

from web.access import MAY_ADMIN, MAY_READ, Parts
from web.asking import chosen_model
from web.examples import PROBLEMS
from web.models import Known, known_models, test_model
from web.problems import Unprocessable
from web.provider_keys import VARIABLES, has_key, keep_key, kept_keys, provider_of
from web.shapes import Given, Short
from web.tasks import with_key

router = APIRouter(prefix="/v1/models", tags=["models"], responses=PROBLEMS)


class ModelView(BaseModel):
    """A model, in OpenAI's shape, with what the settings page shows of it."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str
    available: bool
    detail: str


class ProviderView(BaseModel):
    """A provider, and whether a key for it is known."""

    provider: str
    has_key: bool


class ModelsView(BaseModel):
    """All models, the one that is asked by default, and the providers."""

    object: Literal["list"] = "list"
    data: list[ModelView]
    default: str
    providers: list[ProviderView]


class Test(Given):
    """A model to be tried, perhaps with a key that is kept nowhere."""

    model: Short
    key: SecretStr | None = Field(default=None, max_length=500)


class Tested(BaseModel):
    """How the test went, in a sentence."""

    ok: bool
    sentence: str
    seconds: float


class NewKey(Given):
    """A provider's key."""

    key: SecretStr = Field(min_length=8, max_length=500)


@router.get("", dependencies=MAY_READ)
def list_models(services: Parts) -> ModelsView:
    """What can be asked: built in, found on this machine, or at a provider whose key is known."""
    settings, folder = services.config.settings, services.config.library
    return ModelsView(
        data=unique([model_view(each) for each in known_models(settings, folder)]),
        default=settings.model,
        providers=[ProviderView(provider=p, has_key=has_key(folder, p)) for p in VARIABLES],
    )


@router.post("/test", dependencies=MAY_ADMIN)
def test(asked: Test, services: Parts) -> Tested:
    """Ask a model for one word, to see that its server and key work."""
    model = services.named(chosen_model(services, asked.model))
    kept = kept_keys(services.config.library).get(provider_of(asked.model))
    key = asked.key.get_secret_value() if asked.key else kept
    began = time.monotonic()
    wrong = test_model(with_key(model, key))
    taken = round(time.monotonic() - began, 2)
    return Tested(ok=not wrong, sentence=wrong or "The model answers.", seconds=taken)


@router.put("/keys/{provider}", status_code=204, dependencies=MAY_ADMIN)
def put_key(provider: Annotated[str, Path(max_length=40)], new: NewKey, services: Parts) -> None:
    """Keep a provider's key in a file that only the server's user can read."""
    keep_key(services.config.library, known(provider), new.key.get_secret_value())


@router.delete("/keys/{provider}", status_code=204, dependencies=MAY_ADMIN)
def forget_key(provider: Annotated[str, Path(max_length=40)], services: Parts) -> None:
    """Forget a provider's key."""
    keep_key(services.config.library, known(provider), None)


def known(provider: str) -> str:
    """The provider, if there is one of that name."""
    if provider not in VARIABLES:
        raise Unprocessable(f"Keys are kept for: {', '.join(VARIABLES)}.")
    return provider


def unique(models: Sequence[ModelView]) -> list[ModelView]:
    """Each model once."""
    return list({each.id: each for each in reversed(models)}.values())[::-1]


def model_view(model: Known) -> ModelView:
    """A model as it is shown."""
    return ModelView(
        id=model.id, owned_by=model.kind, available=model.available, detail=model.detail
    )
