"""Webhooks of the organisation."""

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.http.deps import Caller, Config, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.destination_checks import check_url
from api.schemas.fields import Slug, Text
from rotation.notices import webhooks
from rotation.notices.events import EVENTS
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["notices"])
MAY_PLAN = [May("plan")]


def _event(name: str) -> str:
    if name not in EVENTS:
        raise ValueError(say("The events are {events}.", events=tuple(EVENTS)))
    return name


def _secret(text: str) -> str:
    try:
        key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise ValueError(say("A secret is whsec_ followed by 24 to 64 bytes in base64."))
    return text


class WebhookIn(JsonBody):
    """The address that is told of some events."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(max_length=2000)]
    events: Annotated[
        list[Annotated[str, Field(max_length=40), AfterValidator(_event)]],
        Field(min_length=1, max_length=20, description=", ".join(EVENTS)),
    ]
    secret: Annotated[Text, AfterValidator(_secret)] | None = Field(
        None, description="made here when left out"
    )


class WebhookOut(BaseModel):
    """A webhook without its secret; `disabled_at`: since when nothing is sent there."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None


class NewWebhookOut(WebhookOut):
    """A new webhook; `secret` signs what it is sent, and is shown this once."""

    secret: str


class TryIn(JsonBody):
    """Of which team the test message is; by default the first of the organisation."""

    model_config = ConfigDict(extra="forbid")

    team: Slug | None = None


class TriedOut(WebhookOut):
    """A webhook that a test message was written to."""

    team: str = Field(description="whose notices tell how that ended")


@router.post("/webhooks", status_code=201, responses=problems(), dependencies=MAY_PLAN)
def create_webhook(
    body: WebhookIn, session: Write, caller: Caller, config: Config, now: Now
) -> NewWebhookOut:
    """Tell an address of events of the whole organisation, signed as Standard Webhooks say."""
    caller.require_everywhere()
    check_url(body.url, config, "/url")
    made, secret = webhooks.create(session, body.url, body.events, body.secret, now)
    return NewWebhookOut(secret=secret, **WebhookOut.model_validate(made).model_dump())


@router.get("/webhooks", responses=problems(), dependencies=MAY_PLAN)
def list_webhooks(session: Read, caller: Caller, page: Paging) -> Listed[WebhookOut]:
    """List the webhooks of the organisation."""
    caller.require_everywhere()
    found = webhooks.listed(session, page.after, page.limit)
    return listed(page, [WebhookOut.model_validate(each) for each in found])


@router.delete("/webhooks/{webhook}", status_code=204, responses=problems(), dependencies=MAY_PLAN)
def delete_webhook(webhook: UUID, session: Write, caller: Caller) -> None:
    """Delete a webhook; nothing more is sent there."""
    caller.require_everywhere()
    webhooks.delete(session, webhook)


@router.post(
    "/webhooks/{webhook}/test", status_code=202, responses=problems(), dependencies=MAY_PLAN
)
def try_webhook(
    webhook: UUID, session: Write, caller: Caller, now: Now, body: TryIn | None = None
) -> TriedOut:
    """Send a test message to a webhook, whatever events it asks for."""
    caller.require_everywhere()
    found, team = webhooks.test(session, webhook, body.team if body else None, now)
    return TriedOut(team=team.slug, **WebhookOut.model_validate(found).model_dump())


@router.post("/webhooks/{webhook}/rotate", responses=problems(), dependencies=MAY_PLAN)
def rotate_secret(webhook: UUID, session: Write, caller: Caller, now: Now) -> NewWebhookOut:
    """Replace the secret of a webhook; for a day both sign, so that the receiver can follow."""
    caller.require_everywhere()
    found, secret = webhooks.rotate(session, webhook, now)
    return NewWebhookOut(secret=secret, **WebhookOut.model_validate(found).model_dump())
