"""Absences of members: leave, sickness, other times away."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Caller, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Instant
from rotation.account.access import Access
from rotation.availability import absences
from rotation.availability.absences import Absence, Kind, State
from rotation.errors import BreaksRules, Conflict
from rotation.timespan import Span

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["availability"])
PATH = "/members/{member}/absences"


class AbsenceIn(JsonBody):
    """A time a member is away."""

    model_config = ConfigDict(extra="forbid")

    start: Instant
    end: Instant
    kind: Kind = "leave"


class AbsenceOut(BaseModel):
    """An absence as it stands; only an approved one takes the member off the rota."""

    id: UUID
    member: UUID
    start: datetime
    end: datetime
    kind: Kind
    state: State = Field(description="what a member asks for waits until it is decided")


@router.get(PATH, responses=problems(), dependencies=[May("see_team")])
def list_absences(member: UUID, session: Read, caller: Caller, page: Paging) -> Listed[AbsenceOut]:
    """List the absences of a member; a member's key sees its own only."""
    caller.require_sight_of(member)
    found = absences.listed(session, member, page.after, page.limit)
    return listed(page, [_out(each) for each in found])


@router.post(PATH, status_code=201, responses=problems(), dependencies=[May("own")])
def create_absence(
    member: UUID, body: AbsenceIn, session: Write, caller: Caller, now: Now
) -> AbsenceOut:
    """Add an absence; one that a member asks for is decided later, unless they are ill."""
    caller.require_member(member)
    asks = caller.access is Access.MEMBER and body.kind != "sick"
    span = Span(body.start, body.end)
    state: State = "asked" if asks else "approved"
    return _out(absences.create(session, member, span, body.kind, now, state=state))


@router.post(PATH + "/{absence}/approve", responses=problems(Conflict), dependencies=[May("plan")])
def approve_absence(member: UUID, absence: UUID, session: Write) -> AbsenceOut:
    """Approve what a member asked for."""
    return _out(absences.approve(session, member, absence))


@router.post(PATH + "/{absence}/refuse", responses=problems(Conflict), dependencies=[May("plan")])
def refuse_absence(member: UUID, absence: UUID, session: Write) -> AbsenceOut:
    """Refuse what a member asked for."""
    return _out(absences.refuse(session, member, absence))


@router.delete(
    PATH + "/{absence}",
    status_code=204,
    responses=problems(Conflict, BreaksRules),
    dependencies=[May("own")],
)
def delete_absence(member: UUID, absence: UUID, session: Write, caller: Caller) -> None:
    """Delete an absence: the member is there after all."""
    caller.require_member(member)
    absences.delete(session, member, absence)


def _out(absence: Absence) -> AbsenceOut:
    return AbsenceOut(
        id=absence.id,
        member=absence.member_id,
        start=absence.span.start,
        end=absence.span.end,
        kind=absence.kind,
        state=absence.state,
    )
