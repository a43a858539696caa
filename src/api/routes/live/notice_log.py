"""The notices of a team: what waits, what was sent, what came of it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from rotation.errors import Conflict
from rotation.notices import log
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["notices"])


class NoticeOut(BaseModel):
    """One message to one address; `code` and `reply` are what the receiver answered last."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(description="the `webhook-id`: the same for every attempt")
    kind: str
    state: Literal["pending", "leased", "sent", "skipped", "dead"]
    member: UUID | None
    to: str | None = Field(description="null: the address was deleted")
    address: str | None
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    reason: str | None
    code: int | None
    reply: str | None
    payload: dict[str, Any]


@router.get("/teams/{team}/notices", responses=problems(), dependencies=[May("plan")])
def list_notices(team: str, session: Read, page: Paging) -> Listed[NoticeOut]:
    """List the notices of a team, newest first."""
    found = log.listed(session, teams.find(session, team).id, page.after, page.limit)
    return listed(page, [NoticeOut.model_validate(each) for each in found])


@router.post(
    "/teams/{team}/notices/{notice}/resend",
    status_code=202,
    responses=problems(Conflict),
    dependencies=[May("plan")],
)
def resend_notice(team: str, notice: UUID, session: Write, now: Now) -> NoticeOut:
    """Send a notice that has ended once more, under the same id."""
    found = log.resend(session, teams.find(session, team).id, notice, now)
    return NoticeOut.model_validate(found)
