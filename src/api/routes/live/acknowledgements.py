"""Acknowledged duties: a member says that they are on it."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Caller, May, Now, Write
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Instant
from rotation.errors import Conflict
from rotation.rota.live import acknowledgements

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])


class AcknowledgementIn(JsonBody):
    """The duty that is acknowledged."""

    model_config = ConfigDict(extra="forbid")

    member: UUID | None = Field(None, description="by default the member of the key")
    start: Instant | None = Field(
        None, description="of the part that is meant; by default the first that is not over"
    )


class AcknowledgementOut(BaseModel):
    """An acknowledged duty."""

    slot: UUID
    member: UUID
    start: datetime
    end: datetime


@router.post("/slots/{slot}/acknowledge", responses=problems(Conflict), dependencies=[May("own")])
def acknowledge_duty(
    slot: UUID, body: AcknowledgementIn, session: Write, caller: Caller, now: Now
) -> AcknowledgementOut:
    """Say that a member is on it, from a day before the start: the ladder of reminders ends."""
    duty = acknowledgements.acknowledge(session, slot, body.member, caller, now, body.start)
    return AcknowledgementOut(slot=slot, member=duty.member, start=duty.start, end=duty.end)
