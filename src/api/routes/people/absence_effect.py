"""The effect of an absence on the published rota, shown before it is approved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.http.deps import Calculating, Caller, May, Now, work_of
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from rotation.availability import absences
from rotation.rota.live import absence_effects
from rotation.rota.live.absence_effects import AbsenceEffect

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["availability"])


class HitOut(BaseModel):
    """A place that would be open: who is there now, how many there should be."""

    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    people: int = Field(description="people on duty in the shift as it is")
    people_after: int
    required: int


class AbsenceRepliesOut(BaseModel):
    """The predicted replies of a week, as it is and with the places open; null: nobody can say."""

    week: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class EffectOut(BaseModel):
    """The effect of an absence on the published rota."""

    places: list[HitOut]
    replies: list[AbsenceRepliesOut]


@router.get(
    "/members/{member}/absences/{absence}/effect",
    responses=problems(),
    dependencies=[May("own")],
)
def read_effect(
    member: UUID, absence: UUID, caller: Caller, now: Now, children: Calculating, request: Request
) -> EffectOut:
    """Show which published places an absence opens, and what that does to the replies."""
    work = work_of(request)
    with work.reading(caller) as session:
        found = absences.find(session, member, absence)
    caller.require_member(member)
    return _out(absence_effects.absence_effect(work, caller, found, children.answer, now))


def _out(effect: AbsenceEffect) -> EffectOut:
    places = [
        HitOut(
            slot=each.duty.slot,
            pattern=each.duty.pattern,
            start=each.duty.start,
            end=each.duty.end,
            people=each.people,
            people_after=each.people - 1,
            required=each.required,
        )
        for each in effect.hits
    ]
    replies = [
        AbsenceRepliesOut(week=each.week, before=each.before, after=each.after)
        for each in effect.replies
    ]
    return EffectOut(places=places, replies=replies)
