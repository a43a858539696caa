"""Checks of the addresses that notices are sent to."""

import re
from typing import TYPE_CHECKING, Annotated

import idna
from pydantic import ConfigDict, Field

from api.clients.services import configured
from api.schemas.body import JsonBody
from api.schemas.fields import WallTime
from api.settings import Settings
from rotation.deferred import deferred
from rotation.errors import Impossible
from rotation.notices.due import QuietHours
from rotation.words import say

if TYPE_CHECKING:
    from api.clients import http
else:
    http = deferred("api.clients.http")


_MAIL = re.compile(r"([^@\s<>\"',;:\\\[\]()]{1,64})@([A-Za-z0-9.-]{1,250})")


class QuietIn(JsonBody):
    """Wall-clock hours of the reader; `to` ≤ `from` means the next day."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, populate_by_name=True)

    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to")]

    def meant(self) -> QuietHours:
        """Return the hours it says."""
        return QuietHours(self.start, self.end)


def check_service(name: str, config: Settings, field: str) -> None:
    """Raise Impossible, naming the field, unless the operator has configured a service."""
    if name not in configured(config.services):
        raise Impossible(say("No service {name} is configured here.", name=name), field=field)


def check_url(url: str, config: Settings, field: str) -> None:
    """Raise Impossible, naming the field, unless a URL may be sent to."""
    try:
        http.check(url, allow_private=config.allow_private_destinations)
    except Impossible as error:
        raise Impossible(error.detail, field=field) from None


def mail_address(text: str, field: str) -> str:
    """Return a mail address whose domain is in its ASCII form, which every server takes."""
    name, _, domain = text.rpartition("@")
    try:
        plain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        plain = ""
    if not _MAIL.fullmatch(f"{name}@{plain}"):
        raise Impossible("This is not an e-mail address.", field=field)
    return f"{name}@{plain}"
