"""A rota as JSON: its shifts and slots, breaches, predicted replies, fairness, changes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.below_floor import BelowFloorOut
from rotation.demand.questions.prediction import below_floor
from rotation.rota.case.conversion import Level
from rotation.rota.checks import review
from rotation.rota.checks.late_notice import Late
from rotation.rota.publishing.history import Origin
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.shifts import Shift, Slot
from rotation.rota.versions.diff import SlotChange
from rotation.solver.limits import Breach

Names = Mapping[UUID, str]
NOBODY = Origin()


class PersonOut(BaseModel):
    """A member by name."""

    id: UUID
    name: str


class SlotPartOut(BaseModel):
    """A stretch of a place, and who is on duty in it; null: nobody."""

    start: datetime
    end: datetime
    member: PersonOut | None


class SlotOut(BaseModel):
    """One place of a shift; `member` null: open.

    In `version=published` the member is whoever is on duty by now: who has the most of the place
    where several share it.
    """

    id: UUID
    member: PersonOut | None
    planned: PersonOut | None = Field(description="whom the version named")
    parts: list[SlotPartOut] = Field(
        description="who has which stretch of the place, where it is not one person's whole"
    )
    cancelled: bool = Field(
        default=False, description="the day was closed or the shift pattern deleted since"
    )
    locked: bool


class ShiftOut(BaseModel):
    """One dated shift with its places; `local_start` and `local_end` are wall times."""

    id: UUID
    pattern: str
    pattern_id: UUID
    day: date
    start: datetime
    end: datetime
    local_start: str
    local_end: str
    timezone: str
    task: str
    channels: list[str]
    languages: list[str]
    skills: list[str]
    minimum: int
    required: int = Field(description="people it should have")
    maximum: int
    provisional: bool = Field(
        default=False,
        description="how many it should have was not known for sure when it was planned",
    )
    burden: float = Field(description="unsocial load in points: hours × weight")
    promise: Level | None = Field(
        None, description="how firmly a published shift stands in a repair; null: begun, or new"
    )
    slots: list[SlotOut]


class BreachOut(BaseModel):
    """A rule the rota breaks, with the reason in words; `must_hold` stops publishing."""

    rule: str
    reason: str
    must_hold: bool
    excess: int
    points: int
    members: list[str]
    shifts: list[str]


class ShareOut(BaseModel):
    """The unsocial load of a member in the week, and their fair share."""

    member: PersonOut
    burden: float
    fair_share: float = Field(
        description="the sum of their parts: each place filled is divided among those who could"
        " have worked it; all shares add up to all burden"
    )
    carried: float = Field(description="positive: did more than their share before")
    kept_free: float = Field(
        0.0, description="how much smaller the share is for hours their recurring week rules out"
    )
    shifts: int
    hours: float


class RotaOut(BaseModel):
    """A week of a rota."""

    team: str
    week: str
    version: int = Field(description="the latest published one for a draft; 0: none yet")
    state: str
    timezone: str
    shifts: list[ShiftOut]
    breaches: list[BreachOut]
    prediction: dict[str, Any] | None
    below_floor: list[BelowFloorOut] = Field(
        description="open days on which a channel falls below the floor of its target"
    )
    fairness: list[ShareOut]
    points: int
    open_places: int = Field(
        description="places that should be filled and are not, or not from end to end"
    )
    provisional_requirements: bool = Field(
        default=False, description="it rests on numbers of people that are still being calculated"
    )
    can_undo: bool
    run: UUID | None = Field(None, description="what made it; null: it was edited since")


class DraftOut(RotaOut):
    """A draft after an edit, with what the edit newly broke."""

    new_breaches: list[BreachOut]


class ChangeOut(BaseModel):
    """One difference between two rotas: added, removed, moved or retimed; by whom, and why.

    `version`: the one it came with; null in a draft.
    """

    kind: str
    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    before: PersonOut | None
    after: PersonOut | None
    author: str | None = None
    reason: str | None = None
    at: datetime | None = None
    version: int | None = None


class LateOut(BaseModel):
    """Somebody who hears of a change later than the notice period: to be checked by a person."""

    rule: str
    member: PersonOut
    slot: UUID
    shift: UUID
    start: datetime
    days: int
    days_short: float
    reference: str
    text: str


def rota_out(rota: WeekView, language: str) -> RotaOut:
    """Return a rota as JSON, its reasons in a language."""
    return RotaOut(
        team=rota.team.slug,
        week=rota.week,
        version=rota.version,
        state=rota.state,
        timezone=rota.team.timezone,
        shifts=[_shift(each, rota) for each in rota.shifts],
        breaches=breaches_out(rota.review.breaches, rota, language),
        prediction=dict(rota.prediction) if rota.prediction else None,
        below_floor=[BelowFloorOut(**vars(each)) for each in below_floor(rota.replies)],
        fairness=[_share(each) for each in rota.review.fairness],
        points=rota.review.points,
        open_places=rota.open_places,
        provisional_requirements=any(each.provisional for each in rota.shifts),
        can_undo=rota.can_undo,
        run=rota.run,
    )


def breaches_out(found: tuple[Breach, ...], rota: WeekView, language: str) -> list[BreachOut]:
    """Return breaches with their reasons in a language."""
    zone = rota.team.zone
    return [BreachOut.model_validate(review.breach_json(each, language, zone)) for each in found]


def change_out(change: SlotChange, names: Names, origin: Origin = NOBODY) -> ChangeOut:
    """Return a change with the names of who left and who came, and where it comes from."""
    slot = change.slot
    return ChangeOut(
        kind=change.kind,
        slot=slot.id,
        pattern=slot.pattern,
        start=slot.start,
        end=slot.end,
        before=_of(change.before, names),
        after=_of(change.after, names),
        author=origin.author,
        reason=origin.reason,
        at=origin.at,
        version=origin.version,
    )


def late_out(late: Late, names: Names, language: str) -> LateOut:
    """Return a member who hears too late as JSON, its sentence in a language."""
    return LateOut(
        rule="notice",
        member=PersonOut(id=late.member, name=names[late.member]),
        slot=late.slot,
        shift=late.shift,
        start=late.start,
        days=late.days,
        days_short=late.days_short,
        reference=late.reference,
        text=late.text.said_in(language),
    )


def person(member: UUID | None, names: Names) -> PersonOut | None:
    """Return a member by name, or None."""
    return PersonOut(id=member, name=names[member]) if member else None


def _of(slot: Slot | None, names: Names) -> PersonOut | None:
    return person(slot.member, names) if slot else None


def _shift(shift: Shift, rota: WeekView) -> ShiftOut:
    return ShiftOut(
        id=shift.id,
        pattern=shift.pattern,
        pattern_id=shift.pattern_id,
        day=shift.day,
        start=shift.start,
        end=shift.end,
        local_start=shift.local_start,
        local_end=shift.local_end,
        timezone=shift.timezone,
        task=shift.task,
        channels=list(shift.channels),
        languages=list(shift.languages),
        skills=list(shift.skills),
        minimum=shift.minimum,
        required=shift.target,
        maximum=shift.maximum,
        provisional=shift.provisional,
        burden=round(shift.burden, 2),
        promise=rota.levels.get(shift.id),
        slots=[_slot(each, rota) for each in shift.slots()],
    )


def _slot(slot: Slot, rota: WeekView) -> SlotOut:
    parts = rota.parts.get(slot.id, ())
    return SlotOut(
        id=slot.id,
        member=person(slot.member, rota.names),
        planned=person(rota.planned.get(slot.id, slot.member), rota.names),
        parts=[
            SlotPartOut(start=each.start, end=each.end, member=person(each.member, rota.names))
            for each in (parts if len(parts) > 1 else ())
        ],
        cancelled=slot.id in rota.cancelled,
        locked=slot.locked,
    )


def _share(share: review.Share) -> ShareOut:
    return ShareOut(
        member=PersonOut(id=share.member, name=share.name),
        burden=share.burden,
        fair_share=share.fair_share,
        carried=share.carried,
        kept_free=share.kept_free,
        shifts=share.shifts,
        hours=round(share.minutes / 60, 2),
    )
