"""The people on duty: now, at a time, next; as JSON and as a sentence."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from api.http.deps import authenticate, language_of, now_of, requires_right_inline, work_of
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.revision_cache import RevisionCache
from api.schemas.fields import Instant, Slug
from rotation.account.access import Actor
from rotation.chat import sentence as chat
from rotation.chat.question import ChatQuestion
from rotation.errors import Impossible, NotFound
from rotation.notices import contacts
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.load_snapshot import Revision
from rotation.rota.on_duty.snapshot import (
    NAMES,
    Disclosure,
    DutyFilter,
    OnDuty,
    OnDutyAnswer,
    Snapshot,
    sentence,
)
from rotation.team import teams
from rotation.timespan import zone
from rotation.words import LANGUAGES, Sentence, say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["on duty"])
_snapshots: RevisionCache[Snapshot] = RevisionCache()
_encode = msgspec.json.Encoder().encode
ROLES = Disclosure("role")


class OnDutyQuery(BaseModel):
    """A question who is on duty: when, on which channel, in which language, in which role."""

    model_config = ConfigDict(extra="forbid")

    at: Instant | None = None
    channel: Slug | None = None
    language: Annotated[str, Query(max_length=16)] | None = None
    role: Slug | None = None


class OnDutyMemberOut(BaseModel):
    """A member as the key may see them: a key that sees roles only gets no id and no name.

    `contacts` are the addresses that the member lets others see; only for keys that see contacts.
    """

    id: UUID | None
    name: str
    contacts: list[str]


class OnDutyOut(BaseModel):
    """One member on duty."""

    member: OnDutyMemberOut
    since: datetime
    until: datetime
    channels: list[str]
    languages: list[str]
    role: str | None
    acknowledged: bool


class AnswerOut(BaseModel):
    """The people on duty at an instant, until when that holds, and who comes next."""

    at: datetime
    until: datetime | None
    on_duty: list[OnDutyOut]
    next: list[OnDutyOut]


_TEXT: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
_RESPONSES: dict[int | str, dict[str, Any]] = {**problems(), 200: {"model": AnswerOut, **_TEXT}}


@router.get("/teams/{team}/on-duty", response_class=Response, responses=_RESPONSES)
@requires_right_inline("see_on_duty")
def read_on_duty(team: str, asked: Annotated[OnDutyQuery, Query()], request: Request) -> Response:
    """Answer who is on duty now or at a time, and who comes next."""
    reader, answer = _answered(team, asked, request)
    return _response(reader, answer, sentence)


@router.get("/teams/{team}/on-duty/next", response_class=Response, responses=_RESPONSES)
@requires_right_inline("see_on_duty")
def read_next_on_duty(
    team: str, asked: Annotated[OnDutyQuery, Query()], request: Request
) -> Response:
    """Answer who comes on duty next: as JSON the same answer, as a sentence those alone."""
    reader, answer = _answered(team, asked, request)
    return _response(reader, answer, _next)


@router.get("/teams/{team}/on-duty/mine", response_class=Response, responses=_RESPONSES)
@requires_right_inline("see_on_duty")
def read_my_duty(team: str, asked: Annotated[OnDutyQuery, Query()], request: Request) -> Response:
    """Say whether the member of the key is on duty, until when, and when they are next."""
    caller, at = authenticate(request, "see_on_duty"), asked.at or now_of(request)
    revision = load_snapshot.revision(work_of(request).database, caller, team)
    if caller.member is None:
        raise NotFound("This key does not belong to a member.")
    reader = OnDutyRequest(request, caller, revision)
    snapshot = _snapshot(reader, at)
    wanted = replace(_checked(snapshot, asked), member=caller.member)
    answer = snapshot.answer(at.astimezone(UTC), wanted)
    if not reader.wants_text:
        return _response(reader, answer, sentence)
    own = ChatQuestion("mine")
    return _text(reader, chat.answer(snapshot, own, at.astimezone(UTC), caller.member))


@dataclass(frozen=True)
class OnDutyRequest:
    """A caller's question about the duties of a team."""

    request: Request
    caller: Actor
    team: Revision

    @property
    def wants_text(self) -> bool:
        """Tell whether a sentence is asked for."""
        return "text/plain" in self.request.headers.get("accept", "")

    def told(self) -> Disclosure:
        """Return what the key is told about people."""
        if self.caller.privacy != "contact":
            return ROLES if self.caller.privacy == "role" else NAMES
        with work_of(self.request).reading(self.caller) as session:
            return contacts.as_stated(session, self.team.team, "contact")


def _answered(
    team: str, asked: OnDutyQuery, request: Request
) -> tuple[OnDutyRequest, OnDutyAnswer]:
    caller, at = authenticate(request, "see_on_duty"), asked.at or now_of(request)
    reader = OnDutyRequest(
        request, caller, load_snapshot.revision(work_of(request).database, caller, team)
    )
    snapshot = _snapshot(reader, at)
    return reader, snapshot.answer(at.astimezone(UTC), _checked(snapshot, asked))


def _snapshot(reader: OnDutyRequest, at: datetime) -> Snapshot:
    """Return the team's snapshot around the UTC day of an instant, made once a revision."""
    day, revision = datetime.combine(at.astimezone(UTC).date(), time(), UTC), reader.team

    def make() -> Snapshot:
        with work_of(reader.request).reading(reader.caller) as session:
            return load_snapshot.snapshot(session, teams.of_id(session, revision.team), day)

    return _snapshots.get((revision.team, revision.number, day), make)


def _checked(snapshot: Snapshot, asked: OnDutyQuery) -> DutyFilter:
    if asked.channel is not None and asked.channel not in snapshot.channels:
        raise Impossible(say("There is no channel {slug}.", slug=asked.channel), field="channel")
    return DutyFilter(asked.channel, asked.language, asked.role)


def _next(answer: OnDutyAnswer, shown: ZoneInfo, told: Disclosure) -> Sentence:
    return chat.following(answer.next, shown, told)


def _response(
    reader: OnDutyRequest,
    answer: OnDutyAnswer,
    said: Callable[[OnDutyAnswer, ZoneInfo, Disclosure], Sentence],
) -> Response:
    told = reader.told()
    if reader.wants_text:
        return _text(reader, said(answer, zone(reader.team.timezone), told))
    body = {
        "at": answer.at,
        "until": answer.until,
        "on_duty": [_on_duty_json(each, told) for each in answer.on_duty],
        "next": [_on_duty_json(each, told) for each in answer.next],
    }
    return Response(_encode(body), media_type="application/json")


def _text(reader: OnDutyRequest, said: Sentence) -> Response:
    """Return a sentence in the reader's language, else in the team's first one."""
    team = reader.team
    own = next((each for each in team.languages if each in LANGUAGES), "en")
    text = said.said_in(language_of(reader.request) or own, zone(team.timezone))
    return Response(text, media_type="text/plain; charset=utf-8")


def _on_duty_json(each: OnDuty, told: Disclosure) -> dict[str, Any]:
    hidden = told.privacy == "role"
    name = (each.role or "") if hidden else each.person.name
    return {
        "member": {
            "id": None if hidden else each.person.id,
            "name": name,
            "contacts": each.reached(told),
        },
        "since": each.since,
        "until": each.until,
        "channels": each.channels,
        "languages": each.languages,
        "role": each.role,
        "acknowledged": each.acknowledged,
    }
