"""Exceptions: what a way out of a clash lets the rota of some weeks exceed."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.http.deps import Language, May, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from rotation.rota.case import rule_exceptions
from rotation.rota.case.rule_exceptions import RuleException
from rotation.team import teams
from rotation.timespan import Week

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["rotas"])


class ExceptionOut(BaseModel):
    """A limit that may be exceeded from one week to another, by how much, and why."""

    id: UUID
    first_week: str
    last_week: str
    rule: str
    reason: str
    by: int
    members: list[str]
    shifts: list[str]
    run: UUID
    made_at: datetime


@router.get(
    "/teams/{team}/rotas/{week}/exceptions", responses=problems(), dependencies=[May("see_team")]
)
def list_exceptions(
    team: str, week: str, session: Read, language: Language, part: Slicing
) -> Listed[ExceptionOut]:
    """List what the rota of a week may exceed, oldest first."""
    found = rule_exceptions.listed(session, teams.find(session, team).id, [Week.parse(week)])
    return sliced(part, [_out(each, language or "en") for each in found])


@router.delete(
    "/exceptions/{exception}", status_code=204, responses=problems(), dependencies=[May("plan")]
)
def withdraw_exception(exception: UUID, session: Write) -> None:
    """Allow it no longer; a draft that needs it breaks the rule again."""
    rule_exceptions.withdraw(session, exception)


def _out(found: RuleException, language: str) -> ExceptionOut:
    return ExceptionOut(
        id=found.id,
        first_week=found.first,
        last_week=found.last,
        rule=found.allowance.rule,
        reason=found.because.said_in(language),
        by=found.allowance.by,
        members=list(found.allowance.members),
        shifts=list(found.allowance.shifts),
        run=found.run,
        made_at=found.made_at,
    )
