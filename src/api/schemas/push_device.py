"""A browser that wants messages: checked before it is kept, for the API and the pages alike."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session

from api.clients import push_encryption
from api.schemas.body import JsonBody
from api.schemas.destination_checks import check_url
from api.settings import Settings
from rotation.errors import Impossible
from rotation.notices import contacts
from rotation.notices.contacts import Contact, NewDevice

_SECRET_BYTES = 16
Endpoint = Annotated[str, Field(min_length=1, max_length=1_000)]
Encoded = Annotated[str, Field(min_length=1, max_length=200)]


class DeviceKeysIn(JsonBody):
    """The key and the secret of a browser, base64url as `PushSubscription.toJSON()` has them."""

    model_config = ConfigDict(extra="forbid")

    p256dh: Encoded
    auth: Encoded


class DeviceIn(JsonBody):
    """A subscription of a browser, as `PushSubscription.toJSON()` has it."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    endpoint: Endpoint
    keys: DeviceKeysIn


def public_key(session: Session) -> str:
    """Return the key that browsers subscribe with, base64url."""
    own = push_encryption.private_key(contacts.push_key(session))
    return push_encryption.encoded(push_encryption.public_bytes(own))


def keep_device(
    session: Session, member: UUID, device: DeviceIn, config: Settings, now: datetime
) -> Contact:
    """Send reminders and questions of a member to a device; Impossible for what is none."""
    check_url(device.endpoint, config, "/endpoint")
    browser = _bytes(device.keys.p256dh, "/keys/p256dh")
    if not push_encryption.is_point(browser):
        raise Impossible("This is no key of a browser.", field="/keys/p256dh")
    secret = _bytes(device.keys.auth, "/keys/auth")
    if len(secret) != _SECRET_BYTES:
        raise Impossible("This is no secret of a browser.", field="/keys/auth")
    kept = NewDevice(
        device.endpoint, push_encryption.encoded(browser), push_encryption.encoded(secret)
    )
    own = push_encryption.encoded(contacts.push_key(session))
    return contacts.add_device(session, member, kept, own, now)


def _bytes(text: str, field: str) -> bytes:
    try:
        return push_encryption.decoded(text)
    except ValueError:
        raise Impossible("This is not base64url.", field=field) from None
