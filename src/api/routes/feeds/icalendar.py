"""The feeds themselves: what calendar clients fetch, by the secret in the address.

Clients send no key, cannot show problems, and choke on surprises: so a feed is answered at once
with 200, 304 or an empty body, never with a redirect, a challenge, a cookie or compressed.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.admission import after_answer
from api.http.deps import now_of, work_of
from api.middleware import Limiter
from api.revision_cache import RevisionCache
from api.unit_of_work import DatabaseUnitOfWork
from rotation.errors import NotFound, TooMuch
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.calendar_clients import client_of
from rotation.rota.feeds.subscriptions import Feed, FeedEdition, Form

router = APIRouter(tags=["feeds"])
LIMIT = Limiter(60)
"""Requests a minute and feed."""
_ICS, _JSON = "/ical/{token}.ics", "/ical/{token}.json"
_TYPES: dict[Form, str] = {"ics": "text/calendar", "json": "application/json"}
_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
_EMPTY: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the client read it."},
    404: {"description": "No such feed; the body is empty."},
    429: {"description": "Read too often; the body is empty."},
}
_TEXT = {"text/calendar": {"schema": {"type": "string"}}}


class EventOut(BaseModel):
    """One duty as subscribers see it; `status` is CONFIRMED or, once taken away, CANCELLED."""

    uid: UUID
    sequence: int = Field(description="rises with every visible change")
    changed_at: datetime
    start: datetime
    end: datetime
    timezone: str
    local_start: str
    local_end: str
    summary: str
    description: str
    status: Literal["CONFIRMED", "CANCELLED"]
    busy: bool
    alarm_minutes: int | None


class FeedCalendarOut(BaseModel):
    """A feed as JSON: the events of the calendar, in its order."""

    name: str
    color: str | None
    events: list[EventOut]


@dataclass(frozen=True)
class Served:
    """A feed as it is served: its bytes and their digest as a strong ETag."""

    body: bytes
    etag: str


_READY: RevisionCache[Served] = RevisionCache(most=64 << 20, weigh=lambda served: len(served.body))
"""Ready bytes by edition, 64 MiB of them; a calendar of a year is about a megabyte."""


@router.head(_ICS, include_in_schema=False)
@router.get(
    _ICS,
    response_class=Response,
    responses={200: {"description": "The calendar.", "content": _TEXT}, **_EMPTY},
)
def read_feed(request: Request) -> Response:
    """Serve a feed, or tell that nothing has changed since the client read it."""
    return _read(request, "ics")


@router.head(_JSON, include_in_schema=False)
@router.get(_JSON, response_class=Response, responses={200: {"model": FeedCalendarOut}, **_EMPTY})
def read_json_feed(request: Request) -> Response:
    """Serve the same feed as JSON: the same events, by the same rules."""
    return _read(request, "json")


@router.api_route(
    _ICS, methods=["POST", "PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False
)
@router.api_route(
    _JSON, methods=["POST", "PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False
)
def refuse() -> Response:
    """Tell that a feed can only be read."""
    return Response(status_code=405, headers={"Allow": "GET, HEAD"})


def _read(request: Request, form: Form) -> Response:
    work, now = work_of(request), now_of(request)
    feed = subscriptions.of_token(work.database, request.path_params["token"])
    if feed is None:
        return Response(status_code=404)
    try:
        LIMIT.check(str(feed.id))
        edition, modified = subscriptions.edition(work.database, feed, now, form)
    except TooMuch:
        return Response(status_code=429, headers={"Retry-After": "60"})
    except NotFound:  # the team or the member is there no more
        return Response(status_code=404)
    _stamp(request, feed)
    return _answer(request, _READY.get(edition, lambda: _made(work, edition)), edition, modified)


def _stamp(request: Request, feed: Feed) -> None:
    """Have the first use of a feed by a kind of client in an hour remembered."""
    client = client_of(request.headers.get("user-agent", ""))
    work, now = work_of(request), now_of(request)

    def write() -> None:
        with work.at_once(work.service(feed.organisation)) as session:
            subscriptions.stamp_used(session, feed.id, client, now)

    if subscriptions.is_stale(feed, client, now):
        after_answer(request.scope, write)


def _made(work: DatabaseUnitOfWork, edition: FeedEdition) -> Served:
    with work.reading(work.service(edition.organisation)) as session:
        body = subscriptions.content(session, edition)
    return Served(body, f'"{hashlib.sha256(body).hexdigest()}"')


def _answer(request: Request, served: Served, edition: FeedEdition, modified: datetime) -> Response:
    headers = {
        **_HEADERS,
        "Content-Disposition": f'inline; filename="rota.{edition.form}"',
        "ETag": served.etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
    }
    if _has_it(request, served, modified):
        return Response(status_code=304, headers=headers)
    return Response(served.body, headers=headers, media_type=_TYPES[edition.form])


def _has_it(request: Request, served: Served, modified: datetime) -> bool:
    """Tell whether the client holds these bytes (RFC 9110 §13.1); an ETag outweighs a date."""
    asked = request.headers.getlist("if-none-match")
    if asked:
        tags = {tag.strip().removeprefix("W/") for line in asked for tag in line.split(",")}
        return bool(tags & {"*", served.etag})
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
        return modified <= since <= now_of(request)
    except (KeyError, ValueError, TypeError, OverflowError):  # no date, or none that can be read
        return False
