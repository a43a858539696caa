"""The bodies of staffing questions, each field with its bounds."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from api.schemas.body import JsonBody
from api.schemas.channel_fields import MinutesIn, TargetIn, WindowIn
from api.schemas.fields import Instant, Slug, Text, WallTime, Weekday
from rotation.demand.channels import Minutes, State, Target, Window
from rotation.demand.questions.prediction import PlannedDuty
from rotation.rota.staffing.opening_hours import OpeningHours
from rotation.rota.staffing.question import Arrivals, HeadCountOverride, HeadCounts, StaffingQuery
from rotation.timespan import utc
from rotation.words import say

Step = Literal[15, 30, 60]
WeekText = Annotated[
    str, Field(pattern=r"^(\d{4}-W\d{2}|typical)$", description="ISO week, or `typical`")
]
Engine = Literal["auto", "exact", "simulation"]
Rate = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=10_000)]


class Strict(JsonBody):
    """A body that takes no other fields."""

    model_config = ConfigDict(extra="forbid")


class RotaIn(Strict):
    """The rota of the week that is meant: a version, `draft` or `published`."""

    version: Annotated[str, Field(pattern=r"^(draft|published|\d{1,6})$")] = "draft"


class SegmentIn(Strict):
    """A stretch on shift."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _ordered(self) -> "SegmentIn":
        if self.end <= self.start:
            raise ValueError(say("The end has to be after the start."))
        return self


class StaffIn(Strict):
    """Somebody who answers; `skills` are channels, none named: all."""

    member: Text | None = None
    skills: Annotated[list[Slug], Field(max_length=50)] = []
    segments: Annotated[list[SegmentIn], Field(max_length=100)] = []


class HeadsIn(Strict):
    """Mere counts of people per interval from the start of the week."""

    interval_minutes: Step = 60
    counts: Annotated[list[Annotated[int, Field(ge=0, le=500)]], Field(max_length=676)]


class ArrivalsIn(Strict):
    """Expected messages per hour in each interval from the start of the week."""

    interval_minutes: Step = 60
    per_hour: Annotated[list[Rate], Field(max_length=676)]


class HeadCountOverrideIn(Strict):
    """An assumption about a channel instead of its settings."""

    target: TargetIn | None = None
    handling: MinutesIn | None = None
    writing: MinutesIn | None = None
    windows: Annotated[list[WindowIn], Field(max_length=100)] | None = None


class HoursIn(Strict):
    """The state of a channel (none named: all) at some hours of a weekday."""

    channel: Slug | None = None
    weekday: Weekday
    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to")]
    state: State

    def hours(self) -> OpeningHours:
        """Return the question as the domain takes it."""
        return OpeningHours(self.weekday, self.start, self.end, self.state, self.channel)


class PolicyIn(Strict):
    """The order of work in the inbox; `priority` names channels, the most urgent first."""

    work_order: Literal["earliest_due", "fcfs", "priority"] | None = None
    priority: Annotated[list[Slug], Field(max_length=50)] = []
    closing: Literal["finish_in_hand"] | None = None
    shrinkage: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False)] | None = None


class ForecastIn(Strict):
    """The forecast that is meant, by its id: the current one, or the question is refused."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


Safety = Annotated[
    Annotated[float, Field(ge=0.5, le=0.95)] | Literal["off"],
    Field(
        description="the volume that is taken is the one a week stays below with this chance; "
        "`off`: the forecast itself"
    ),
]


class AskIn(Strict):
    """A staffing question; what is left out is as it stands."""

    week: WeekText = "typical"
    rota: RotaIn | None = None
    staff: Annotated[list[StaffIn], Field(max_length=200)] | None = None
    heads: HeadsIn | None = None
    arrivals: dict[Slug, ArrivalsIn] = {}
    channels: dict[Slug, HeadCountOverrideIn] = {}
    policy: PolicyIn = PolicyIn()
    backlog: dict[Slug, Count | Annotated[list[Instant], Field(max_length=10_000)]] = {}
    engine: Engine = "auto"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    safety: Safety | None = None
    forecast: ForecastIn | None = None

    @model_validator(mode="after")
    def _one_of(self) -> "AskIn":
        if sum(each is not None for each in (self.rota, self.staff, self.heads)) > 1:
            raise ValueError(say("Give one of rota, staff and heads."))
        return self

    def asked(self, *include: str) -> StaffingQuery:
        """Return the question as the domain takes it."""
        policy = self.policy
        return StaffingQuery(
            week=self.week,
            version=self.rota.version if self.rota else None,
            staff=None if self.staff is None else tuple(_duties(self.staff)),
            heads=HeadCounts(self.heads.interval_minutes, tuple(self.heads.counts))
            if self.heads
            else None,
            arrivals={
                slug: Arrivals(each.interval_minutes, tuple(each.per_hour))
                for slug, each in self.arrivals.items()
            },
            channels={slug: _override(each) for slug, each in self.channels.items()},
            work_order=policy.work_order or ("priority" if policy.priority else None),
            priority=tuple(policy.priority),
            shrinkage=policy.shrinkage,
            backlog={
                slug: each if isinstance(each, int) else len(each)
                for slug, each in self.backlog.items()
            },
            engine=self.engine,
            seed=self.seed,
            include=include,
            safety=volume_quantile(self.safety),
            forecast=self.forecast.id if self.forecast else None,
        )


class NeedsIn(AskIn):
    """A question what a week needs; without `safety` for the volume the team's plans are for."""

    def asked(self, *include: str) -> StaffingQuery:
        """Return the question as the domain takes it."""
        asked = super().asked(*include)
        return replace(asked, safety="team") if self.safety is None else asked


def volume_quantile(safety: float | str | None) -> float | None:
    """Return the chance that a safety means; None: the forecast itself."""
    return safety if isinstance(safety, float) else None


class WeeksIn(AskIn):
    """A question about a week, or some in a row."""

    weeks: Annotated[int, Field(ge=1, le=4)] = 1

    def asked(self, *include: str) -> StaffingQuery:
        """Return the question as the domain takes it."""
        return replace(super().asked(*include), weeks=self.weeks)


def _duties(staff: list[StaffIn]) -> list[PlannedDuty]:
    return [
        PlannedDuty(
            each.member or f"person {at + 1}", utc(part.start), utc(part.end), tuple(each.skills)
        )
        for at, each in enumerate(staff)
        for part in each.segments
    ]


def _override(given: HeadCountOverrideIn) -> HeadCountOverride:
    return HeadCountOverride(
        target=Target(**given.target.model_dump()) if given.target else None,
        handling=Minutes(**given.handling.model_dump()) if given.handling else None,
        writing=Minutes(**given.writing.model_dump()) if given.writing else None,
        windows=None
        if given.windows is None
        else tuple(Window(**each.model_dump()) for each in given.windows),
    )
