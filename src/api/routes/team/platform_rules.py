"""Platform rules of a team, by date, beside those that come with the product."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Language, May, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.channel_fields import Kind
from api.schemas.fields import DateOnly, Minutes, Text
from rotation.demand.platforms import shipped_rules, team_rules
from rotation.demand.platforms.shipped_rules import Definition
from rotation.errors import Stale
from rotation.team import teams
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["platform rules"])


class PlatformRuleIn(JsonBody):
    """A platform rule from one date until another, which is not included."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    platform: Kind
    name: Text
    kind: Literal["badge", "reply_window"]
    valid_from: DateOnly
    valid_to: DateOnly | None = None
    minutes: Minutes | None = Field(
        description="of the response time, or of the reply window; null: nothing of this counts"
    )
    rate: Annotated[float, Field(gt=0, le=1)] = Field(
        0.9, description="share of messages to be answered for the badge"
    )
    days: Annotated[int, Field(ge=1, le=31)] = 7
    statistic: Literal["p90", "median"] = Field(
        "p90", description="which response time is at most `minutes`"
    )
    clock: Literal["calendar", "business"] = "calendar"
    away_hours: Annotated[float, Field(ge=0, le=744)] | None = Field(
        None,
        description="how long a page may be away at a time while the business clock stands still;"
        " null: as long as it likes",
    )
    exception_minutes: Minutes | None = Field(
        None, description="a longer reply window by exception, such as a human-agent tag"
    )
    uses_exception: bool = False
    source: Text
    checked_on: DateOnly


class PlatformRuleOut(PlatformRuleIn):
    """A rule as it stands."""

    valid_from: date
    valid_to: date | None
    checked_on: date


class PlatformRulesIn(JsonBody):
    """A team's own rules: while one holds, it beats the shipped one of its platform and kind."""

    model_config = ConfigDict(extra="forbid")

    rules: Annotated[tuple[PlatformRuleIn, ...], Field(max_length=100)]


class PlatformRulesOut(BaseModel):
    """A team's own rules, and those that come with the product."""

    rules: list[PlatformRuleOut]
    shipped: list[PlatformRuleOut]
    note: str


@router.get("/teams/{team}/platform-rules", responses=problems(), dependencies=[May("see_team")])
def read_platform_rules(
    team: str, session: Read, request: Request, language: Language
) -> PlatformRulesOut:
    """Show what platforms count: badges and reply windows, each by the dates it holds."""
    found = teams.find(session, team)
    own = team_rules.of_team(session, found.id)
    return with_etag(request, _out(own, language or found.languages[0]), _state(own))


@router.put("/teams/{team}/platform-rules", responses=problems(Stale), dependencies=[May("plan")])
def put_platform_rules(
    team: str, body: PlatformRulesIn, session: Write, request: Request, language: Language
) -> PlatformRulesOut:
    """Set a team's own rules; past weeks are judged by the rule of their time."""
    found = teams.find(session, team)
    require_match(request, _state(team_rules.of_team(session, found.id)))
    team_rules.put(session, found.id, [Definition(**each.model_dump()) for each in body.rules])
    own = team_rules.of_team(session, found.id)
    return with_etag(request, _out(own, language or found.languages[0]), _state(own))


def _state(own: tuple[Definition, ...]) -> list[PlatformRuleOut]:
    return [PlatformRuleOut.model_validate(each) for each in own]


def _out(own: tuple[Definition, ...], language: str) -> PlatformRulesOut:
    note = say("Check with the platform: what it counts, and how it words it, changes.")
    shipped = [PlatformRuleOut.model_validate(each) for each in shipped_rules.shipped()]
    return PlatformRulesOut(rules=_state(own), shipped=shipped, note=note.said_in(language))
