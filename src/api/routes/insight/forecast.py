"""The forecast of a week, how good forecasts have been, campaigns."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.http.deps import May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, Slug, Text, WeekName
from rotation.demand.forecasting import campaigns, team_forecast
from rotation.demand.forecasting.team_forecast import ForecastReport
from rotation.team import teams
from rotation.timespan import Week

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["forecast"])
Share = Annotated[float, Field(ge=0)]


class ForecastIntervalOut(BaseModel):
    """The volume expected in an interval: the mean and 10, 50 and 90 % points."""

    start: datetime
    mean: float
    p10: float
    p50: float
    p90: float


class PinballOut(BaseModel):
    """The loss of three points of the forecast over what came in; lower is better."""

    p10: Share
    p50: Share
    p90: Share


class AccuracyOut(BaseModel):
    """The accuracy of forecasts one week ahead, relative to the messages that came in."""

    model_config = ConfigDict(from_attributes=True)

    weeks: int = Field(description="how many were judged")
    wape: Share = Field(description="sum of absolute errors of hours over what came in")
    wape_windows: Share | None = Field(description="the same in the channel's windows")
    wape_four_weeks: Share = Field(description="the same for the plain mean of four weeks")
    floor: Share = Field(description="what chance alone makes of a perfect forecast")
    mase: Share | None = Field(
        description="against the same hour of the week before; below 1: better"
    )
    pinball: PinballOut
    coverage: float | None = Field(description="hours of 3 or more inside p10 to p90; 0.8 is right")
    bias: float = Field(description="of the week total; above 0: too much was expected")


class ChannelForecastOut(BaseModel):
    """The forecast of a channel: an hour of mean m has variance m + dispersion × m²."""

    channel: str
    weeks: int = Field(description="full weeks it was made from")
    cold: bool = Field(description="made from the weekly volume and a usual profile")
    week_total: float
    dispersion: Share
    day_cv: Share
    week_cv: Share
    intervals: list[ForecastIntervalOut]
    accuracy: AccuracyOut | None = Field(description="null: fewer than five weeks were seen")


class ForecastOut(BaseModel):
    """The forecast of a week; `day_cv` and `week_cv` are the spread of all channels together."""

    id: str = Field(description="equal forecasts have equal ids")
    week: str
    interval_minutes: int
    day_cv: Share
    week_cv: Share
    channels: list[ChannelForecastOut]


class CampaignIn(JsonBody):
    """Days on which so many times as much comes in; the last day is included."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text
    first_day: DateOnly
    last_day: DateOnly
    factor: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = Field(
        description="0 tells of an outage: nothing is learned from those days"
    )
    channel: Slug | None = Field(None, description="null: all channels")


class CampaignOut(CampaignIn):
    """A campaign as it stands."""

    id: UUID


@router.get("/teams/{team}/forecast", responses=problems(), dependencies=[May("see_team")])
def read_forecast(
    team: str,
    session: Read,
    now: Now,
    week: Annotated[WeekName | None, Query(description="by default the next")] = None,
    interval_minutes: Annotated[Literal[15, 30, 60], BeforeValidator(int)] = 60,
) -> ForecastOut:
    """Forecast a week from the message log: per channel and interval, with its accuracy so far."""
    found = teams.find(session, team)
    asked = Week.parse(week) if week else Week.of(now.astimezone(found.zone).date()).plus(1)
    made = team_forecast.report(session, found, asked, now, interval_minutes)
    return ForecastOut(
        id=made.forecast.id,
        week=str(asked),
        interval_minutes=interval_minutes,
        day_cv=made.forecast.day_cv,
        week_cv=made.forecast.week_cv,
        channels=[_channel(made, slug) for slug in made.intervals],
    )


@router.get("/teams/{team}/campaigns", responses=problems(), dependencies=[May("see_team")])
def list_campaigns(team: str, session: Read, part: Slicing) -> Listed[CampaignOut]:
    """List the campaigns of a team."""
    found = campaigns.listed(session, teams.find(session, team).id)
    return sliced(part, [CampaignOut.model_validate(each) for each in found])


@router.post(
    "/teams/{team}/campaigns", status_code=201, responses=problems(), dependencies=[May("plan")]
)
def create_campaign(team: str, body: CampaignIn, session: Write) -> CampaignOut:
    """Enter days on which more comes in than usual, or less."""
    wanted = campaigns.NewCampaign(**body.model_dump())
    made = campaigns.create(session, teams.find(session, team).id, wanted)
    return CampaignOut.model_validate(made)


@router.delete(
    "/teams/{team}/campaigns/{campaign}",
    status_code=204,
    responses=problems(),
    dependencies=[May("plan")],
)
def delete_campaign(team: str, campaign: UUID, session: Write) -> None:
    """Delete a campaign."""
    campaigns.delete(session, teams.find(session, team).id, campaign)


def _channel(made: ForecastReport, slug: str) -> ChannelForecastOut:
    found, judged = made.forecast.channels[slug], made.accuracies[slug]
    accuracy = None
    if judged is not None:
        p10, p50, p90 = judged.pinball
        pinball = PinballOut(p10=p10, p50=p50, p90=p90)
        accuracy = AccuracyOut.model_validate({**vars(judged), "pinball": pinball})
    intervals = [
        ForecastIntervalOut(
            start=each.start, mean=each.mean, p10=each.p10, p50=each.p50, p90=each.p90
        )
        for each in made.intervals[slug]
    ]
    return ChannelForecastOut(
        channel=slug,
        weeks=found.weeks,
        cold=found.cold,
        week_total=sum(each.mean for each in intervals),
        dispersion=found.dispersion,
        day_cv=found.day_cv,
        week_cv=found.week_cv,
        intervals=intervals,
        accuracy=accuracy,
    )
