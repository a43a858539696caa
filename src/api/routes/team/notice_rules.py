"""Notice rules of a team."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, model_validator

from api.http.deps import Config, May, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.destination_checks import QuietIn, check_service
from api.schemas.fields import LeadMinutes, Text, WallTime, Weekday
from rotation.errors import Stale
from rotation.notices import rules
from rotation.notices.due import EscalationStep, NoticeRules, Summary
from rotation.team import teams
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["notices"])
_BEFORE_MIDNIGHT = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"


class SummaryIn(JsonBody):
    """The next week's rota in words, once a week; it goes to one of the three."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    weekday: Weekday
    at: Annotated[WallTime, Field(pattern=_BEFORE_MIDNIGHT)]
    webhook: UUID | None = Field(
        None, description="of the organisation, whatever events it asks for; told `rota.summary`"
    )
    service: Text | None = Field(None, description="one that the operator has configured, by name")
    contact: UUID | None = Field(None, description="of a member of the team")

    @model_validator(mode="after")
    def _goes_to_one(self) -> Self:
        if sum(each is not None for each in (self.webhook, self.service, self.contact)) != 1:
            raise ValueError(say("Name one of webhook, service and contact."))
        return self


class EscalationStepIn(JsonBody):
    """A step when nobody has acknowledged a duty: so long after its start, to whom."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    minutes: Annotated[float, Field(ge=0, le=720, allow_inf_nan=False)]
    to: Literal["member", "lead"]


class NoticeRulesIn(JsonBody):
    """When people are reminded of a shift, when mail and chat wait, where a summary goes."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    lead_minutes: LeadMinutes = Field(
        [60], description="minutes before a shift begins; an empty list: no reminders"
    )
    quiet_hours: QuietIn | None = None
    summary: SummaryIn | None = None
    escalation: Annotated[list[EscalationStepIn], Field(max_length=10)] = Field(
        [], description="what follows while nobody says to be on it; quiet hours do not hold it up"
    )


@router.get("/teams/{team}/notice-rules", responses=problems(), dependencies=[May("see_team")])
def read_notice_rules(team: str, session: Read, request: Request) -> NoticeRulesIn:
    """Show when the people of a team are reminded."""
    return with_etag(request, _out(rules.of_team(session, teams.find(session, team))))


@router.put("/teams/{team}/notice-rules", responses=problems(Stale), dependencies=[May("plan")])
def put_notice_rules(
    team: str, body: NoticeRulesIn, session: Write, request: Request, config: Config
) -> NoticeRulesIn:
    """Set when the people of a team are reminded; what waits is written anew."""
    found = teams.find(session, team)
    require_match(request, _out(rules.of_team(session, found)))
    quiet = body.quiet_hours.meant() if body.quiet_hours else None
    summary = Summary(**body.summary.model_dump()) if body.summary else None
    if summary and summary.service:
        check_service(summary.service, config, "/summary/service")
    leads = tuple(sorted(set(body.lead_minutes), reverse=True))
    steps = sorted(body.escalation, key=lambda each: each.minutes)
    ladder = tuple(EscalationStep(each.minutes, each.to) for each in steps)
    wanted = NoticeRules(leads, quiet, summary, ladder)
    return with_etag(request, _out(rules.put(session, found, wanted)))


def _out(found: NoticeRules) -> NoticeRulesIn:
    return NoticeRulesIn.model_validate(found)
