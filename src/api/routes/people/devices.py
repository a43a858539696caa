"""Devices of members that are sent reminders and questions (web push)."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.http.deps import Caller, Config, May, Now, Write
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.routes.people.contacts import ContactOut
from api.schemas import push_device
from api.schemas.push_device import DeviceIn

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["notices"])
MAY_OWN = [May("own")]


class PushKeyOut(BaseModel):
    """The key that browsers subscribe with."""

    key: str = Field(description="`applicationServerKey` of the Push API, base64url")


@router.post("/push-key", responses=problems(), dependencies=MAY_OWN)
def show_push_key(session: Write) -> PushKeyOut:
    """Show the key that browsers subscribe with; it is made when it is first asked for."""
    return PushKeyOut(key=push_device.public_key(session))


@router.post(
    "/members/{member}/devices", status_code=201, responses=problems(), dependencies=MAY_OWN
)
def create_device(
    member: UUID, body: DeviceIn, session: Write, caller: Caller, config: Config, now: Now
) -> ContactOut:
    """Send reminders and questions to a device, too; it is one of the member's contacts."""
    caller.require_member(member)
    return ContactOut.model_validate(push_device.keep_device(session, member, body, config, now))
