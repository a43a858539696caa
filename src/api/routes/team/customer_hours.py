"""Opening hours that customers see: as JSON, as schema.org markup, as sentences."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.http.deps import May, Now, Read
from api.problems import problems
from api.schemas.fields import Instant
from rotation.demand import channels, customer_hours
from rotation.demand.customer_hours import CustomerHours, OpeningDate
from rotation.team import teams

router = APIRouter(prefix="/v1", tags=["channels"])
Days = Annotated[int, Query(ge=1, le=400, description="how many dates ahead")]


class OpenHoursOut(BaseModel):
    """Hours in which a channel is open; `closes` ≤ `opens`: the next day."""

    model_config = ConfigDict(from_attributes=True)

    opens: str
    closes: str
    start: Instant
    end: Instant


class UsualDayOut(BaseModel):
    """The hours of a weekday."""

    weekday: int
    hours: list[dict[str, str]]


class OpeningDateOut(BaseModel):
    """A date with the hours that begin on it."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    is_usual: bool
    hours: list[OpenHoursOut]


class SentencesOut(BaseModel):
    """A sentence for customers in each language."""

    en: str
    fr: str
    nl: str


class CustomerHoursOut(BaseModel):
    """The opening hours of a channel at an instant and ahead of it."""

    team: str
    channel: str
    timezone: str
    at: Instant
    state: Literal["open", "closed"]
    until: Instant | None
    opens_at: Instant | None
    sentences: SentencesOut
    away: SentencesOut | None
    week: list[UsualDayOut]
    dates: list[OpeningDateOut]
    schema_org: dict[str, Any]


@router.get(
    "/teams/{team}/channels/{channel}/opening-hours",
    responses=problems(),
    dependencies=[May("see_team")],
)
def read_opening_hours(
    team: str,
    channel: str,
    session: Read,
    now: Now,
    at: Instant | None = None,
    days: Days = 28,
) -> CustomerHoursOut:
    """Show the opening hours of a channel as customers see them.

    Open is what windows, closed days and day plans make open; a check-in is not. Hours that no
    window names are nobody's and are not shown.
    """
    found = teams.find(session, team)
    named = channels.find(session, found.id, channel)
    seen = customer_hours.of_channel(session, found, named, days, at or now)
    return _out(found.slug, named.slug, found.timezone, seen)


def _out(team: str, channel: str, timezone: str, seen: CustomerHours) -> CustomerHoursOut:
    return CustomerHoursOut(
        team=team,
        channel=channel,
        timezone=timezone,
        at=seen.now.at,
        state=seen.now.state,
        until=seen.now.until,
        opens_at=seen.now.opens_at,
        sentences=SentencesOut(**seen.sentences),
        away=SentencesOut(**seen.away) if seen.away else None,
        week=[_usual(each) for each in seen.week],
        dates=[OpeningDateOut.model_validate(each) for each in seen.dates],
        schema_org=seen.schema_org,
    )


def _usual(day: OpeningDate) -> UsualDayOut:
    hours = [{"opens": each.opens, "closes": each.closes} for each in day.hours]
    return UsualDayOut(weekday=day.day.isoweekday(), hours=hours)
