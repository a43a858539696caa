"""Slots: who else could, and the shifts of a member."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.http.deps import Language, May, Now, Read
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.routes.rota.rota_schema import BreachOut, Names, PersonOut
from api.schemas.fields import Moment, period
from rotation.rota.checks import explanation, review
from rotation.rota.on_duty import duties
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import slot_lookup
from rotation.solver.audit import Candidate
from rotation.solver.limits import Breach
from rotation.team import members, teams
from rotation.timespan import Span

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])


class CandidateOut(BaseModel):
    """Somebody for a place: whether no hard rule is broken, what it would cost, and why."""

    member: PersonOut
    fits: bool
    points: int
    breaks: list[BreachOut]
    mends: list[BreachOut]


class WhyOut(BaseModel):
    """The reasons why a member has a place, and all others with what they would break or cost."""

    member: PersonOut
    reasons: list[str]
    others: list[CandidateOut]


class DutyOut(BaseModel):
    """A stretch in which a member is on duty, after swaps and overrides."""

    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    timezone: str
    task: str
    channels: list[str]
    burden: float
    stands_in: bool


@router.get("/slots/{slot}/candidates", responses=problems(), dependencies=[May("see_team")])
def list_candidates(
    slot: UUID, session: Read, now: Now, language: Language, part: Slicing
) -> Listed[CandidateOut]:
    """Rank everybody for a place of the draft, or of the published rota: best first."""
    place = slot_lookup.find(session, slot, now)
    found = review.candidates(session, place.team, place.shifts, place.shift, place.holder, now)
    names = members.names(session, place.team.id)
    return sliced(part, [_candidate(each, names, language) for each in found])


@router.get("/slots/{slot}/why", responses=problems(), dependencies=[May("see_team")])
def explain_place(
    slot: UUID, session: Read, now: Now, language: Language, instead: UUID | None = None
) -> WhyOut:
    """Say why somebody has a place, or why not the member `instead`."""
    found = explanation.why(session, slot, now, instead)
    names = members.names(session, slot_lookup.find(session, slot, now).team.id)
    return WhyOut(
        member=PersonOut(id=found.member, name=names[found.member]),
        reasons=[each.said_in(language or "en") for each in found.reasons],
        others=[_candidate(each, names, language) for each in found.others],
    )


@router.get("/members/{member}/shifts", responses=problems(), dependencies=[May("see_team")])
def list_shifts(
    member: UUID,
    session: Read,
    now: Now,
    part: Slicing,
    start: Annotated[Moment | None, Query(alias="from")] = None,
    end: Annotated[Moment | None, Query(alias="to")] = None,
) -> Listed[DutyOut]:
    """List the published shifts of a member after swaps and overrides; by default 31 days."""
    found = members.find(session, member)
    zone = teams.of_id(session, found.team_id).zone
    span = period(start, end, zone, Span(now, now + timedelta(days=31)))
    found_duties = duties.between(session, found.team_id, span, member)
    return sliced(part, [_duty(each) for each in found_duties])


def _candidate(each: Candidate, names: Names, language: str | None) -> CandidateOut:
    return CandidateOut(
        member=PersonOut(id=UUID(each.member), name=names[UUID(each.member)]),
        fits=each.fits,
        points=each.points,
        breaks=_breaches(each.breaks, language),
        mends=_breaches(each.mends, language),
    )


def _breaches(found: tuple[Breach, ...], language: str | None) -> list[BreachOut]:
    return [BreachOut.model_validate(review.breach_json(each, language or "en")) for each in found]


def _duty(span: DutySpan) -> DutyOut:
    return DutyOut(
        slot=span.slot,
        pattern=span.pattern,
        start=span.start,
        end=span.end,
        timezone=span.timezone,
        task=span.task,
        channels=list(span.channels),
        burden=round(span.burden, 2),
        stands_in=span.override is not None,
    )
