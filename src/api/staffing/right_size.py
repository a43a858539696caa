"""The smallest team that meets the targets."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.fields import Slug
from api.staffing.asker import StaffingContext
from api.staffing.bodies import Safety, Strict, volume_quantile
from api.staffing.requirements import plan_statement
from rotation.demand.questions.prediction import ChannelAnswer
from rotation.rota.staffing import right_size, right_size_inputs
from rotation.rota.staffing.right_size import Size
from rotation.rota.staffing.right_size_inputs import NewMember, SizingRange
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import say

HoursAWeek = Annotated[float, Field(ge=0.5, le=80, allow_inf_nan=False)]


class SizesIn(Strict):
    """The team sizes to look at."""

    min: Annotated[int, Field(ge=1, le=200)] = 1
    max: Annotated[int, Field(ge=1, le=200)] = 40


class NewMemberIn(Strict):
    """The contract and skills that each person of the team would have."""

    hours_per_week: HoursAWeek = 24.0
    max_hours_per_week: HoursAWeek | None = None
    max_shifts_per_week: Annotated[int, Field(ge=1, le=14)] | None = 5
    skills: Annotated[tuple[Slug, ...], Field(max_length=50)] = ()


class RightSizeIn(Strict):
    """The question how large the team should be."""

    week: Annotated[str, Field(pattern=r"^(\d{4}-W\d{2}|typical)$")] = "typical"
    team_sizes: SizesIn = SizesIn()
    new_member: NewMemberIn = NewMemberIn()
    volumes: Annotated[
        list[Annotated[float, Field(ge=0.01, le=10, allow_inf_nan=False)]], Field(max_length=4)
    ] = [0.8, 1.0, 1.2]  # noqa: RUF012 - pydantic copies it
    absent: Annotated[int, Field(ge=0, le=50)] = 1
    safety: Safety | None = None


class SizeOut(BaseModel):
    """A team of so many."""

    members: int
    feasible: bool
    hours: float
    hours_a_head: float
    channels: list[ChannelAnswer]
    why_not: str | None


class VolumeOut(BaseModel):
    """The smallest team at a multiple of the volume; null: none of those looked at."""

    volume: float
    members: int | None


class RightSizeOut(BaseModel):
    """The smallest team that meets the targets, and what one more or fewer changes.

    ``complete`` false: the time ended before all sizes and volumes were looked at, and a smaller
    team may do.
    """

    statement: str
    targets_met: bool
    smallest: SizeOut | None
    by_size: list[SizeOut]
    by_volume: list[VolumeOut]
    with_absence: int | None
    one_more: SizeOut | None
    one_fewer: SizeOut | None
    complete: bool


def answer_right_size(asker: StaffingContext, team: str, body: RightSizeIn) -> RightSizeOut:
    """Answer how large a team should be."""
    with asker.work.reading(asker.actor) as session:
        found = teams.find(session, team)
        local = asker.now.astimezone(found.zone).date()
        week = Week.of(local).plus(1) if body.week == "typical" else Week.parse(body.week)
        if body.safety is not None:
            found = replace(found, safety=volume_quantile(body.safety))
        asked = right_size_inputs.sizing(session, found, week, asker.now)
    wish = SizingRange(
        body.team_sizes.min,
        body.team_sizes.max,
        _new_member(body.new_member),
        tuple(body.volumes),
        body.absent,
    )
    work = right_size_inputs.PATIENT_WORK if asker.is_patient else right_size_inputs.WORK
    within = right_size_inputs.SizingCalculations(
        asker.calculations.answer, asker.calculations.solve, work
    )
    sized = right_size.right_size(asked, wish, within)
    return _sized(sized, asker.language or found.languages[0])


def _new_member(given: NewMemberIn) -> NewMember:
    return NewMember(**{**given.model_dump(), "skills": tuple(given.skills)})


def _sized(sized: right_size.Sized, language: str) -> RightSizeOut:
    def shown(size: Size | None) -> SizeOut | None:
        if size is None:
            return None
        reason = say("{count} places stay open.", count=size.why_not or "0")
        told = {name: getattr(size, name) for name in SizeOut.model_fields}
        return SizeOut(**{**told, "why_not": reason.said_in(language) if size.why_not else None})

    return RightSizeOut(
        statement=plan_statement(language),
        targets_met=sized.targets_met,
        smallest=shown(sized.smallest),
        by_size=[each for size in sized.by_size if (each := shown(size))],
        by_volume=[VolumeOut(volume=volume, members=size) for volume, size in sized.by_volume],
        with_absence=sized.with_absence,
        one_more=shown(sized.one_more),
        one_fewer=shown(sized.one_fewer),
        complete=sized.complete,
    )
