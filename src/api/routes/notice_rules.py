"""Notice rules of a team."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.deps import May, Once, Read, Write, require_match, tagged
from api.fields import LeadMinutes, WallTime
from api.problems import problems
from rotation.errors import Stale
from rotation.notices import rules
from rotation.notices.due import NoticeRules, QuietHours
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=Once, tags=["notices"])


class QuietIn(BaseModel):
    """Wall-clock hours of the reader; `to` ≤ `from` means the next day."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, populate_by_name=True)

    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to")]


class NoticeRulesIn(BaseModel):
    """When people are reminded of a shift, and in which hours mail and chat wait."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    lead_minutes: LeadMinutes = Field(
        [60], description="minutes before a shift begins; an empty list: no reminders"
    )
    quiet_hours: QuietIn | None = None


@router.get("/teams/{team}/notice-rules", responses=problems(), dependencies=[May("see_team")])
def read_notice_rules(team: str, session: Read, request: Request) -> NoticeRulesIn:
    """Show when the people of a team are reminded."""
    return tagged(request, _out(rules.of_team(session, teams.find(session, team))))


@router.put("/teams/{team}/notice-rules", responses=problems(Stale), dependencies=[May("plan")])
def put_notice_rules(
    team: str, body: NoticeRulesIn, session: Write, request: Request
) -> NoticeRulesIn:
    """Set when the people of a team are reminded; what waits is written anew."""
    found = teams.find(session, team)
    require_match(request, _out(rules.of_team(session, found)))
    quiet = QuietHours(body.quiet_hours.start, body.quiet_hours.end) if body.quiet_hours else None
    wanted = NoticeRules(tuple(sorted(set(body.lead_minutes), reverse=True)), quiet)
    return tagged(request, _out(rules.put(session, found, wanted)))


def _out(found: NoticeRules) -> NoticeRulesIn:
    return NoticeRulesIn.model_validate(found)
