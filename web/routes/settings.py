"""Settings of a team: how long its chats are kept."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from web.access import Admin, Parts, Reader
from web.examples import PROBLEMS
from web.retention import days_kept, keep_for, sweep
from web.shapes import Given

router = APIRouter(prefix="/v1/settings", tags=["settings"], responses=PROBLEMS)


class SettingsView(BaseModel):
    """The settings of your team, and the model that is asked by default."""

    retention_days: int | None
    """Days that chats are kept behind their last question; null: for ever."""
    model: str


class SettingsChange(Given):
    """What is to be changed."""

    retention_days: int | None = Field(ge=1, le=36_500)


@router.get("")
def show(services: Parts, who: Reader) -> SettingsView:
    """The settings of your team."""
    with services.records.reading() as session:
        days = days_kept(session, who)
    return SettingsView(retention_days=days, model=services.config.settings.model)


@router.put("")
def change(changed: SettingsChange, services: Parts, who: Admin) -> SettingsView:
    """Choose how long chats are kept; older ones are deleted now, with their runs."""
    with services.records.writing() as session:
        keep_for(session, who, changed.retention_days)
        session.flush()
        sweep(session)
    return SettingsView(retention_days=changed.retention_days, model=services.config.settings.model)
