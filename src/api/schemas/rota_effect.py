"""The effect of a change on the published rota, as it is shown before the change is made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from rotation.rota.live.absence_effects import AbsenceEffect


class HitOut(BaseModel):
    """A place that would be open: who is there now, how many there should be."""

    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    people: int = Field(description="people on duty in the shift as it is")
    people_after: int
    required: int
    cancelled: bool = Field(description="nobody is to be there any more")


class AbsenceRepliesOut(BaseModel):
    """The predicted replies of a week, as it is and with the places open; null: nobody can say."""

    week: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class EffectOut(BaseModel):
    """The effect of a change on the published rota: places opened or cancelled, and the replies."""

    places: list[HitOut]
    replies: list[AbsenceRepliesOut]


def effect_out(effect: AbsenceEffect) -> EffectOut:
    """Return an effect as JSON."""
    places = [
        HitOut(
            slot=each.duty.slot,
            pattern=each.duty.pattern,
            start=each.duty.start,
            end=each.duty.end,
            people=each.people,
            people_after=0 if each.cancelled else each.people - 1,
            required=each.required,
            cancelled=each.cancelled,
        )
        for each in effect.hits
    ]
    replies = [
        AbsenceRepliesOut(week=each.week, before=each.before, after=each.after)
        for each in effect.replies
    ]
    return EffectOut(places=places, replies=replies)
