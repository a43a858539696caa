"""The same week under other circumstances, beside the week as it stands."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.channel_fields import Spread
from api.schemas.fields import Slug, Text
from api.staffing.asker import StaffingContext
from api.staffing.bodies import HoursIn, SegmentIn, Strict, WeeksIn
from api.staffing.predict import PredictOut, answers_of, asked_of, predict_out, week_statement
from rotation.demand.questions.prediction import ChannelAnswer, PlannedDuty, PredictionAnswer
from rotation.errors import Impossible
from rotation.rota.staffing import question as staffing_question
from rotation.rota.staffing import what_if
from rotation.rota.staffing.what_if import WhatIfChanges
from rotation.team.teams import Team
from rotation.timespan import utc

Factor = Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)]


class RemovedIn(SegmentIn):
    """A stretch that a member is taken off: their shifts are shorter by it, or gone."""

    member: Text


class AddedIn(RemovedIn):
    """A stretch that a member, or somebody new, is put on; no skills: as the member can."""

    skills: Annotated[tuple[Slug, ...], Field(max_length=50)] = ()


class ShiftsIn(Strict):
    """Shifts edited: what goes, then what comes; a shift that is moved is in both."""

    remove: Annotated[tuple[RemovedIn, ...], Field(max_length=100)] = ()
    add: Annotated[tuple[AddedIn, ...], Field(max_length=100)] = ()


class ChangesIn(Strict):
    """Changes of a week; `windows` replace the state of the channels at these hours."""

    volume: Factor = 1.0
    volume_by_channel: dict[Slug, Factor] = Field(default_factory=dict)
    handling_factor: Annotated[float, Field(ge=0.01, le=20, allow_inf_nan=False)] = 1.0
    cv: Spread | None = None
    work_order: Literal["earliest_due", "fcfs", "priority"] | None = None
    absent: Annotated[int, Field(ge=0, le=500)] | Text | None = None
    windows: Annotated[tuple[HoursIn, ...], Field(max_length=100)] = ()
    shifts: ShiftsIn = ShiftsIn()

    def changes(self) -> WhatIfChanges:
        """Return the question as the domain takes it."""
        return WhatIfChanges(
            volume=self.volume,
            volume_by_channel=self.volume_by_channel,
            handling_factor=self.handling_factor,
            cv=self.cv,
            work_order=self.work_order,
            absent=self.absent,
            hours=tuple(each.hours() for each in self.windows),
            removed=tuple(_duty(each) for each in self.shifts.remove),
            added=tuple(_duty(each, each.skills) for each in self.shifts.add),
        )


class SweepIn(Strict):
    """One thing in several sizes."""

    field: Literal["volume", "handling_factor", "cv", "absent"]
    values: Annotated[list[Factor], Field(min_length=1, max_length=12)]


class WhatIfIn(WeeksIn):
    """The week under other circumstances."""

    changes: ChangesIn = ChangesIn()
    sweep: SweepIn | None = None


class CaseOut(BaseModel):
    """The replies under one set of changes, and how far they are from the week as it stands."""

    changes: dict[str, Any]
    stable: bool
    backlog_growth_per_week: float
    agent_hours: float
    channels: list[ChannelAnswer]
    difference: dict[str, float | None]


class WhatIfOut(BaseModel):
    """The week as it stands, and under other circumstances."""

    statement: str
    base: PredictOut
    cases: list[CaseOut]


def answer_what_if(asker: StaffingContext, team: str, body: WhatIfIn) -> WhatIfOut:
    """Answer which replies a week gives under other circumstances."""
    found, question = asked_of(asker, team, body)
    first = staffing_question.week_of(body.asked(), found, asker.now)
    weeks = [first.plus(at) for at in range(body.weeks)]
    wanted = _cases(body)
    changed = [
        what_if.with_changes(question, each, weeks, found.zone)
        for each in _able(asker, found, [each.changes() for each in wanted])
    ]
    base, *others = answers_of([question, *changed], asker)
    said = asker.language or found.languages[0]
    return WhatIfOut(
        statement=week_statement(said),
        base=predict_out(body, question, base, said),
        cases=[_case(each, base, own) for each, own in zip(wanted, others, strict=True)],
    )


def _able(asker: StaffingContext, team: Team, wanted: list[WhatIfChanges]) -> list[WhatIfChanges]:
    """Return changes in which who is put on can do what the member can."""
    with asker.work.reading(asker.actor) as session:
        return [
            replace(each, added=staffing_question.with_member_channels(session, team, each.added))
            if each.added
            else each
            for each in wanted
        ]


def _cases(body: WhatIfIn) -> list[ChangesIn]:
    if body.sweep is None:
        return [body.changes]
    name = body.sweep.field
    values: list[Any] = [int(v) if name == "absent" else v for v in body.sweep.values]
    if name == "handling_factor" and 0 in values:
        raise Impossible("A handling time has to be longer than zero.", field="/sweep/values")
    return [body.changes.model_copy(update={name: value}) for value in values]


def _case(changes: ChangesIn, base: PredictionAnswer, own: PredictionAnswer) -> CaseOut:
    before = {each.channel: each.within_share for each in base.channels}
    return CaseOut(
        changes=changes.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        stable=own.stable,
        backlog_growth_per_week=own.backlog_growth_per_week,
        agent_hours=own.agent_hours,
        channels=list(own.channels),
        difference={
            each.channel: _less(each.within_share, before[each.channel]) for each in own.channels
        },
    )


def _duty(given: RemovedIn, skills: Sequence[str] = ()) -> PlannedDuty:
    return PlannedDuty(given.member, utc(given.start), utc(given.end), tuple(skills))


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else round(after - before, 4)
