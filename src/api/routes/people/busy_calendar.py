"""The busy calendar of a member: their own calendar, in which they cannot work when busy."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Header, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from api.http.deps import Caller, Config, Language, May, Now, RawBody, Read, Write, work_of
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.destination_checks import check_url
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account.access import Access, Actor
from rotation.availability import busy, calendars
from rotation.availability.busy import BusyTime
from rotation.availability.calendar_notes import Note, Notes
from rotation.availability.calendars import State
from rotation.deferred import deferred
from rotation.errors import Stale, WrongMediaType
from rotation.words import Sentence, say

if TYPE_CHECKING:
    from api.clients import http
else:
    http = deferred("api.clients.http")

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["availability"])
PATH = "/members/{member}/busy-calendar"
Units = Annotated[DatabaseUnitOfWork, Depends(work_of)]
"""Reading a calendar takes seconds at worst: no transaction is open meanwhile."""


class CalendarIn(JsonBody):
    """The address a calendar is to be fetched from."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(max_length=2000)]


class NoteOut(BaseModel):
    """A note on a line of a calendar."""

    line: int | None = Field(description="from 1; null when it is the calendar as a whole")
    uid: str | None = Field(description="of the event, if it has one")
    reason: str


class BusyCalendarOut(BaseModel):
    """A busy calendar and how reading it went."""

    url: str | None = Field(description="null when it was sent; whoever may only see gets the host")
    state: State
    read_at: datetime | None
    error: str | None = Field(description="why it was not read; what was read before stands")
    busy: int = Field(description="how many busy times are known from now on")
    message: str | None = Field(description="in words what was left out and assumed; null: nothing")
    left_out_count: int = Field(description="how many things could not be read")
    left_out: list[NoteOut] = Field(
        description="the first 100 of them; whoever may only see gets their number alone"
    )
    assumed_count: int = Field(description="how many things the calendar does not say were guessed")
    assumed: list[NoteOut] = Field(description="the first 100 of them, with what was taken")


@dataclass(frozen=True)
class CalendarUpload:
    """The request that puts a calendar, beside its body."""

    request: Request
    now: Now
    language: Language
    config: Config
    content_type: Annotated[str, Header()] = ""


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/calendar": {"schema": {"type": "string"}},
            "application/json": {"schema": CalendarIn.model_json_schema()},
        },
    }
}


@router.get(PATH, responses=problems(), dependencies=[May("see_team")])
def read_busy_calendar(
    member: UUID, session: Read, caller: Caller, now: Now, language: Language, request: Request
) -> BusyCalendarOut:
    """Show where a member's busy time comes from; a member's key sees its own only."""
    caller.require_sight_of(member)
    out = _out(session, caller, member, now, language)
    return with_etag(request, out, _state(session, member, now))


@router.put(PATH, responses=problems(Stale), dependencies=[May("own")], openapi_extra=_BODY)
def put_busy_calendar(
    member: UUID,
    content: RawBody,
    units: Units,
    caller: Caller,
    asked: Annotated[CalendarUpload, Depends()],
) -> BusyCalendarOut:
    """Take in a calendar, or the address of one; its busy times are times the member cannot work.

    Cancelled events and events that leave the person free do not count. What cannot be read is
    left out and told with its line; only what is no calendar is refused.
    """
    caller.require_member(member)
    with units.reading(caller) as session:
        require_match(asked.request, _state(session, member, asked.now))
        in_zone = calendars.zone_of(session, member)
    given = _given(content, asked, in_zone)
    with units.unit(caller, asked.now, asked.request.state.id) as session:
        require_match(asked.request, _state(session, member, asked.now))
        calendars.put(session, member, given, asked.now)
        out = _out(session, caller, member, asked.now, asked.language)
        return with_etag(asked.request, out, _state(session, member, asked.now))


@router.delete(PATH, status_code=204, responses=problems(), dependencies=[May("own")])
def delete_busy_calendar(member: UUID, session: Write, caller: Caller) -> None:
    """Forget a member's busy calendar and its busy times."""
    caller.require_member(member)
    calendars.delete(session, member)


def _given(content: bytes, asked: CalendarUpload, in_zone: ZoneInfo) -> str | BusyTime:
    """Return an address that may be fetched, or busy time; no session is open meanwhile."""
    match asked.content_type.partition(";")[0].strip().lower():
        case "text/calendar":
            return busy.read(content, in_zone, asked.now, http.charset_of(asked.content_type))
        case "application/json":
            url = calendars.checked_url(_url(content))
            check_url(url, asked.config, "/url")
            return url
    raise WrongMediaType("Send text/calendar or application/json.", field="Content-Type")


def _url(content: bytes) -> str:
    try:
        return CalendarIn.model_validate_json(content).url
    except ValidationError as wrong:
        found = [{**each, "loc": ("body", *each["loc"])} for each in wrong.errors()]
        raise RequestValidationError(found) from None


def _state(session: Session, member: UUID, now: datetime) -> object:
    """Return what the ETag is of: the same for every reader, and while time goes by."""
    found = calendars.of_member(session, member, now)
    told = found.notes.to_json()
    return [found.state, str(found.id), found.url, str(found.read_at), str(found.error), told]


def _out(
    session: Session, caller: Actor, member: UUID, now: datetime, language: str | None
) -> BusyCalendarOut:
    found = calendars.of_member(session, member, now)
    hidden, spoken = caller.access is Access.VIEWER, language or "en"
    message = _message(found.notes)
    return BusyCalendarOut(
        url=calendars.masked(found.url) if hidden else found.url,
        state=found.state,
        read_at=found.read_at,
        error=found.error.said_in(spoken) if found.error else None,
        busy=found.busy,
        message=message.said_in(spoken) if message else None,
        left_out_count=found.notes.left_out_count,
        left_out=[] if hidden else _notes_out(found.notes.left_out, spoken),
        assumed_count=found.notes.assumed_count,
        assumed=[] if hidden else _notes_out(found.notes.assumed, spoken),
    )


def _message(notes: Notes) -> Sentence | None:
    left_out, assumed = notes.left_out_count, notes.assumed_count
    if left_out and assumed:
        return say(
            "Left out because it could not be read: {left_out}. Read by a guess: {assumed}.",
            left_out=left_out,
            assumed=assumed,
        )
    if left_out:
        return say("Left out because it could not be read: {left_out}.", left_out=left_out)
    return say("Read by a guess: {assumed}.", assumed=assumed) if assumed else None


def _notes_out(notes: list[Note], language: str) -> list[NoteOut]:
    return [
        NoteOut(line=each.line, uid=each.uid, reason=each.reason.said_in(language))
        for each in notes
    ]
