"""The feeds themselves: what calendar clients fetch, by the secret in the address.

Clients send no key, cannot show problems, and choke on surprises: so a feed is answered at once
with 200, 304 or an empty body, never with a redirect, a challenge, a cookie or compressed.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import now_of, work_of
from api.guards import Limiter
from api.hot import Hot
from api.work import Work
from rotation.account.access import Actor
from rotation.errors import NotFound, TooMuch
from rotation.rota import feeds
from rotation.rota.feeds import Edition, Feed

router = APIRouter(tags=["feeds"])
LIMIT = Limiter(60)
"""Requests a minute and feed."""
_ADDRESS = "/ical/{token}.ics"
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="rota.ics"',
    "X-Robots-Tag": "noindex",
}


_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The calendar.",
        "content": {"text/calendar": {"schema": {"type": "string"}}},
    },
    304: {"description": "Nothing has changed since the client read it."},
    404: {"description": "No such feed; the body is empty."},
    429: {"description": "Read too often; the body is empty."},
}


@dataclass(frozen=True)
class Served:
    """A feed as it is served: its bytes, their digest as a strong ETag, the newest change."""

    body: bytes
    etag: str
    modified: datetime


_READY: Hot[Served] = Hot(most=64)
"""Ready bytes by edition: a calendar of a year is about a megabyte."""


@router.head(_ADDRESS, include_in_schema=False)
@router.get(_ADDRESS, response_class=Response, responses=_DOCUMENTED)
def read_feed(request: Request) -> Response:
    """Serve a feed, or tell that nothing has changed since the client read it."""
    feed = _feed_of(request)
    if feed is None:
        return Response(status_code=404)
    try:
        LIMIT.check(str(feed.id))
        served = _served(request, feed)
    except TooMuch:
        return Response(status_code=429, headers={"Retry-After": "60"})
    except NotFound:  # the team or the member is there no more
        return Response(status_code=404)
    return _answer(request, served)


@router.api_route(
    _ADDRESS, methods=["POST", "PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False
)
def refuse() -> Response:
    """Tell that a feed can only be read."""
    return Response(status_code=405, headers={"Allow": "GET, HEAD"})


def _feed_of(request: Request) -> Feed | None:
    return feeds.of_token(work_of(request).database, request.path_params["token"])


def _served(request: Request, feed: Feed) -> Served:
    """Return a feed as it stands today, and stamp its first use of the hour."""
    work, now = work_of(request), now_of(request)
    actor = work.service(feed.organisation)
    if feeds.is_stale(feed, now):
        with work.unit(actor, now) as session:
            feeds.stamp_used(session, feed.id, now)
    edition = feeds.edition(work.database, feed, now)
    return _READY.get(edition, lambda: _made(work, actor, edition))


def _made(work: Work, actor: Actor, edition: Edition) -> Served:
    with work.reading(actor) as session:
        body = feeds.content(session, edition)
    return Served(body, f'"{hashlib.sha256(body).hexdigest()}"', edition.modified)


def _answer(request: Request, served: Served) -> Response:
    modified = format_datetime(served.modified, usegmt=True)
    headers = {**_HEADERS, "ETag": served.etag, "Last-Modified": modified}
    if _has_it(request, served):
        return Response(status_code=304, headers=headers)
    return Response(served.body, headers=headers, media_type="text/calendar")


def _has_it(request: Request, served: Served) -> bool:
    """Tell whether the client holds these bytes (RFC 9110 §13.1); an ETag outweighs a date."""
    asked = request.headers.getlist("if-none-match")
    if asked:
        tags = {tag.strip().removeprefix("W/") for line in asked for tag in line.split(",")}
        return bool(tags & {"*", served.etag})
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
        return served.modified <= since <= now_of(request)
    except (KeyError, ValueError, TypeError, OverflowError):  # no date, or none that can be read
        return False
