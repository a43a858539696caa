"""Contacts of members: where they are reached."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.http.deps import Caller, Config, Language, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.destination_checks import (
    QuietIn,
    check_service,
    check_url,
    mail_address,
)
from api.schemas.fields import LeadMinutes, Text
from api.settings import Settings
from rotation.account.access import RIGHTS
from rotation.chat import connections, links
from rotation.errors import Impossible
from rotation.notices import chat_channels, contacts
from rotation.notices.contacts import NewContact
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["notices"])
MAY_OWN = [May("own")]
_MOST_LINKS = 100
_NO_MAIL = say("No mail server is set up here: nothing is sent to mail addresses.")


class ContactIn(JsonBody):
    """An address: mail, a webhook, or a service that the operator has configured by name."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["email", "webhook", "service", "chat"]
    address: Annotated[
        Text,
        Field(
            description="mail address, URL, the name of a service, or the id of a chat connection"
            " on which the member has written to us alone"
        ),
    ]
    lead_minutes: LeadMinutes | None = Field(
        None, description="minutes before a shift; null: when the team's rules say"
    )
    quiet_hours: QuietIn | None = Field(
        None, description="null: those of the team, of which a webhook has none"
    )
    on_duty: bool = Field(
        default=False, description="whether keys that see contacts see it while one is on duty"
    )


class ContactOut(BaseModel):
    """A contact as it stands; `disabled_at`: since when nothing is sent there.

    `confirmed_at` null: a member gave it and nobody has confirmed it yet, so that it is sent test
    messages alone.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Literal["email", "webhook", "service", "push", "chat"]
    address: str = Field(description="of a device the push service alone")
    lead_minutes: list[float] | None
    quiet_hours: QuietIn | None
    on_duty: bool
    created_at: datetime
    confirmed_at: datetime | None
    disabled_at: datetime | None


class NewContactOut(ContactOut):
    """A new contact; `secret` signs what a webhook is sent, and is shown this once."""

    secret: str | None
    warning: str | None = Field(None, description="why nothing will arrive there as things stand")


@dataclass(frozen=True)
class ContactContext:
    """The request that makes a contact, beside its body."""

    now: Now
    language: Language
    config: Config


Context = Annotated[ContactContext, Depends()]


@router.post(
    "/members/{member}/contacts", status_code=201, responses=problems(), dependencies=MAY_OWN
)
def create_contact(
    member: UUID, body: ContactIn, session: Write, caller: Caller, context: Context
) -> NewContactOut:
    """Add an address of a member; the first is used, the others when it fails.

    A planner vouches for it. An address that a member adds gets a test message: a mail address is
    confirmed by the link in it, a webhook by taking it.
    """
    caller.require_member(member)
    address = _checked(body, context.config)
    address = _chat_address(session, member, body) if body.kind == "chat" else address
    quiet = body.quiet_hours.meant() if body.quiet_hours else None
    vouched = caller.access in RIGHTS["plan"]
    wanted = NewContact(body.kind, address, body.lead_minutes, quiet, body.on_duty, vouched)
    made, secret = contacts.create(session, member, wanted, context.now)
    out = ContactOut.model_validate(made).model_dump()
    return NewContactOut(secret=secret, warning=_warning(body, context), **out)


@router.get("/members/{member}/contacts", responses=problems(), dependencies=MAY_OWN)
def list_contacts(member: UUID, session: Read, caller: Caller, part: Slicing) -> Listed[ContactOut]:
    """List the addresses of a member, first choice first."""
    caller.require_member(member)
    found = contacts.listed(session, member)
    return sliced(part, [ContactOut.model_validate(each) for each in found])


@router.delete(
    "/members/{member}/contacts/{contact}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_OWN,
)
def delete_contact(member: UUID, contact: UUID, session: Write, caller: Caller) -> None:
    """Delete an address of a member."""
    caller.require_member(member)
    contacts.delete(session, member, contact)


@router.post(
    "/members/{member}/contacts/{contact}/test",
    status_code=202,
    responses=problems(),
    dependencies=MAY_OWN,
)
def try_contact(
    member: UUID, contact: UUID, session: Write, caller: Caller, now: Now
) -> ContactOut:
    """Send a test message to an address; the team's notices tell how that ended."""
    caller.require_member(member)
    found = contacts.find(session, member, contact)
    contacts.send_test(session, found.id, now)
    return ContactOut.model_validate(found)


def _warning(body: ContactIn, context: ContactContext) -> str | None:
    if body.kind != "email" or context.config.smtp_url:
        return None
    return _NO_MAIL.said_in(context.language or "en")


def _chat_address(session: Session, member: UUID, body: ContactIn) -> str:
    """Return where a member has written to us alone on a connection; Impossible when nowhere."""
    found = next(
        (
            each
            for each in links.of_member(session, member, None, _MOST_LINKS)
            if str(each.connection) == body.address and each.place
        ),
        None,
    )
    if found is None or found.place is None:
        text = say("Write to the bot alone first, so that it knows where you are.")
        raise Impossible(text, field="/address")
    connection = connections.find(session, found.connection)
    return chat_channels.address(connection.platform, connection.id, found.place)


def _checked(body: ContactIn, config: Settings) -> str:
    """Return the address as it is sent to; Impossible when it is none."""
    if body.kind == "email":
        return mail_address(body.address, "/address")
    if body.kind == "service":
        check_service(body.address, config, "/address")
    if body.kind == "webhook":
        check_url(body.address, config, "/address")
    return body.address
