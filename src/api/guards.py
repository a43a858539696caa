"""What stands before every route: body caps, headers, request ids, masked access logs, limits."""

import re
from collections.abc import Mapping
from time import perf_counter

import msgspec
import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rotation.clock import new_id
from rotation.errors import TooMuch

DEFAULT_CAP = 1 << 20
CAPS: Mapping[str, int] = {"messages": 8 << 20, "busy-calendar": 2 << 20}
"""Largest body in bytes by the last part of the path; everything else has DEFAULT_CAP."""
_FEED_TOKEN = re.compile(r"rcal_[A-Za-z0-9_-]*|rk_live_[A-Za-z0-9_-]*", re.ASCII)
_HEADERS = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_log = structlog.get_logger("access")


class TooLargeError(Exception):
    """The body went over its cap while it was read."""


class Guard:
    """The one middleware: caps the body while it is read, adds headers, logs one masked line."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413 when its body is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, path = perf_counter(), scope["path"]
        request_id = str(new_id())
        scope.setdefault("state", {})["id"] = request_id
        cap = CAPS.get(path.rstrip("/").rsplit("/", 1)[-1], DEFAULT_CAP)
        seen, status = 0, 0

        async def capped() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > cap:
                raise TooLargeError
            return message

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    *_HEADERS,
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            if _declared(scope) > cap:
                await _too_large(path, cap, headed)
            else:
                await self.app(scope, capped, headed)
        except TooLargeError:
            await _too_large(path, cap, headed)
        finally:
            millis = round(1000 * (perf_counter() - began), 1)
            _log.debug(
                "request", method=scope["method"], path=masked(path), status=status, ms=millis
            )


def masked(text: str) -> str:
    """Return a text without the feed tokens and keys in it."""
    return _FEED_TOKEN.sub("***", text)


class Limiter:
    """Counts requests by name over a moving minute, in memory, so per process."""

    def __init__(self, per_minute: int) -> None:
        """Allow so many requests a minute and name."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)

    def check(self, name: str) -> None:
        """Raise TooMuch when the name has used up its minute."""
        if not self._limiter.hit(self._item, name):
            raise TooMuch("Too many requests in a minute.", extra={"retry_after": 30})


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0


async def _too_large(path: str, cap: int, send: Send) -> None:
    detail = f"The body may have at most {cap} bytes."
    body = {
        "type": "/problems/body-too-large", "title": "The body is too large.", "status": 413,
        "detail": detail, "instance": path[:500], "errors": [{"pointer": "", "detail": detail}],
    }  # fmt: skip
    content = msgspec.json.encode(body)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": content})
