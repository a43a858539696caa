"""Chat platforms that can be connected: what each can do, and how it is set up."""

from functools import cache
from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.http.deps import Language, May
from api.problems import problems
from rotation.chat.platforms import PLATFORMS, ChatPlatform

router = APIRouter(prefix="/v1", tags=["chat"])
_CHECKOUT = Path(__file__).parents[4] / "docs" / "chat"


class PlatformOut(BaseModel):
    """A chat platform, and what a connection to it needs.

    `secret` says who makes it: the `platform`, `us`, or `nobody`; `fields` what `server`, `account`
    and `token` hold. Without `has_buttons` the answer says what to type; without `can_write` it
    answers, and never begins.
    """

    platform: str
    title: str
    secret: str
    fields: dict[str, str]
    needs: list[str]
    has_buttons: bool
    can_write: bool
    set_up: str = Field(description="how it is set up, step by step, as Markdown")


class PlatformsOut(BaseModel):
    """The chat platforms that can be connected."""

    items: list[PlatformOut]


@router.get("/chat-platforms", responses=problems(), dependencies=[May("see_team")])
def list_chat_platforms(language: Language) -> PlatformsOut:
    """List the chat platforms that can be connected."""
    return PlatformsOut(items=[_out(each, language or "en") for each in PLATFORMS.values()])


@cache
def _instructions(platform: str) -> str:
    # As for migrations: the checkout comes first, a wheel has its own copy.
    if _CHECKOUT.is_dir():
        return (_CHECKOUT / f"{platform}.md").read_text()
    return (resources.files("api") / "_chat" / f"{platform}.md").read_text()


def _out(found: ChatPlatform, language: str) -> PlatformOut:
    return PlatformOut(
        platform=found.name,
        title=found.title,
        secret=found.made_by,
        fields={name: what.said_in(language) for name, what in found.fields.items()},
        needs=list(found.needs),
        has_buttons=found.has_buttons,
        can_write="token" in found.fields,
        set_up=_instructions(found.name),
    )
