"""Measured replies of a team, beside what was predicted."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import May, Now, Read
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.fields import DateOnly
from rotation.demand import channels
from rotation.demand.channels import Target
from rotation.errors import Impossible
from rotation.insights import replies
from rotation.insights.replies import Beside, MeasuredWeek
from rotation.insights.waits import Waits
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Span, start_of_day

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["replies"])


class WithinOut(BaseModel):
    """The share answered within some minutes of the calendar."""

    minutes: float
    share: float | None


class WaitsOut(BaseModel):
    """The waits of answered items; shares are null where nothing is decided or known."""

    items: int
    answered: int
    pending: int = Field(description="not answered and not yet due, as far as the log is known")
    within_share: float | None = Field(description="in time by the target; no reply is late")
    median_minutes: float | None = Field(description="of those answered")
    p90_minutes: float | None


class TargetOut(BaseModel):
    """The target of a channel."""

    share: float
    within_minutes: float
    clock: str
    measured_at: str


class AllOut(WaitsOut):
    """All channels together, each by its own target."""

    shares: list[WithinOut]


class MeasuredChannelOut(AllOut):
    """A channel over the whole span."""

    channel: str
    target: TargetOut


class PredictedOut(BaseModel):
    """The replies predicted for the published version; low and high are 10 and 90 % points."""

    within_share: float
    low: float | None
    high: float | None


class BesideOut(WaitsOut):
    """The replies measured on a channel, beside those predicted."""

    channel: str
    predicted: PredictedOut | None
    outside: bool | None = Field(description="whether it lies outside low to high")


class MeasuredDayOut(BaseModel):
    """A local date."""

    date: date
    channels: list[BesideOut]


class MeasuredShiftOut(BaseModel):
    """The messages that came in during a published shift, on its channels."""

    id: UUID
    pattern: str
    start: datetime
    end: datetime
    channels: list[BesideOut]


class MeasuredBadgeOut(BaseModel):
    """A platform's badge over the days that end with a week, by the rule of its time."""

    model_config = ConfigDict(from_attributes=True)

    channel: str
    minutes: float = Field(description="of the response time, on the clock of the rule")
    days: int
    items: int
    response_rate: float | None
    needed_rate: float
    within_share: float | None = Field(description="answered within the minutes")
    needed: float
    kept: bool | None = Field(description="null: nothing came in that is decided")


class MeasuredWeekOut(BaseModel):
    """A week as far as it was asked for; `version` null: never published."""

    week: str
    version: int | None
    channels: list[BesideOut]
    days: list[MeasuredDayOut]
    shifts: list[MeasuredShiftOut]
    badge: list[MeasuredBadgeOut]


class MeasuredRepliesOut(BaseModel):
    """Measured replies to what came in during a span."""

    start: datetime
    end: datetime
    known_until: datetime = Field(description="the last the message log tells of")
    all: AllOut
    channels: list[MeasuredChannelOut]
    weeks: list[MeasuredWeekOut]
    drift: list[str] = Field(description="channels of which four weeks left the predicted band")


@router.get("/teams/{team}/replies", responses=problems(), dependencies=[May("see_team")])
def read_replies(
    team: str,
    session: Read,
    now: Now,
    first: Annotated[DateOnly, Query(alias="from", description="local date")],
    last: Annotated[DateOnly, Query(alias="to", description="local date, not included")],
    within: Annotated[
        str, Query(max_length=100, description="minutes to tell shares of")
    ] = "15,60",
) -> MeasuredRepliesOut:
    """Measure replies from the message log, beside what was predicted for the published rota."""
    found = teams.find(session, team)
    span = _span(found, first, last)
    made = replies.measured(session, found, span, now, _minutes(within))
    targets = {each.slug: each.target for each in channels.listed(session, found.id)}
    return MeasuredRepliesOut(
        start=span.start,
        end=span.end,
        known_until=made.known_until,
        all=_all(made.all),
        channels=[_channel(slug, targets[slug], each) for slug, each in made.channels.items()],
        weeks=[_week(each) for each in made.weeks],
        drift=list(made.drift),
    )


def _all(found: Waits) -> AllOut:
    return AllOut(**_waits(found), shares=_shares(found))


def _channel(slug: str, target: Target, found: Waits) -> MeasuredChannelOut:
    aim = TargetOut(**vars(target))
    return MeasuredChannelOut(channel=slug, target=aim, **_waits(found), shares=_shares(found))


def _span(team: Team, first: date, last: date) -> Span:
    if last <= first:
        raise Impossible("The end has to be after the start.", field="to")
    return Span(start_of_day(first, team.zone), start_of_day(last, team.zone))


def _minutes(text: str) -> list[float]:
    try:
        found = [float(each) for each in text.split(",")]
    except ValueError:
        found = []
    if not 1 <= len(found) <= 10 or not all(0 < each <= 100_000 for each in found):
        raise Impossible("Minutes are written like 15,60.", field="within")
    return found


def _waits(found: Waits) -> dict[str, Any]:  # Any: counts and shares
    return {name: getattr(found, name) for name in WaitsOut.model_fields}


def _shares(found: Waits) -> list[WithinOut]:
    return [WithinOut(minutes=minutes, share=share) for minutes, share in found.within]


def _beside(found: Beside) -> BesideOut:
    predicted = PredictedOut(**vars(found.predicted)) if found.predicted else None
    return BesideOut(
        channel=found.channel,
        predicted=predicted,
        outside=found.is_outside,
        **_waits(found.measured),
    )


def _week(found: MeasuredWeek) -> MeasuredWeekOut:
    return MeasuredWeekOut(
        week=str(found.week),
        version=found.version,
        channels=[_beside(each) for each in found.channels],
        days=[
            MeasuredDayOut(date=day.date, channels=[_beside(each) for each in day.channels])
            for day in found.days
        ],
        shifts=[
            MeasuredShiftOut(
                id=shift.id,
                pattern=shift.pattern,
                start=shift.start,
                end=shift.end,
                channels=[_beside(each) for each in shift.channels],
            )
            for shift in found.shifts
        ],
        badge=[MeasuredBadgeOut.model_validate(each) for each in found.badge],
    )
