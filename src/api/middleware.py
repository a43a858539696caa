"""The guard before every route: body caps, headers, request ids, masked access logs, limits."""

import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from time import monotonic, perf_counter

import anyio.to_thread
import msgspec
import structlog
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import Gate, TooMany, written_stamp
from rotation.clock import new_id
from rotation.errors import BodyTooLarge, NotSignedIn, RotationError, TooMuch, Unreachable
from rotation.words import best_language

DEFAULT_CAP = 1 << 20
CAPS: Mapping[str, int] = {"messages": 8 << 20, "busy-calendar": 2 << 20}
"""Largest body in bytes by the last part of the path; everything else has DEFAULT_CAP."""
STRANGERS_CAP = 64 << 10
"""Largest body of what comes in without a key."""
MOST_NAMES = 100_000
"""Names whose requests are counted; the one that was not heard of longest is forgotten."""
_SECRET = re.compile(r"(?:rcal|rans|rsin|rses|rsee|rk_live)_[A-Za-z0-9_-]*", re.ASCII)
_HEADERS = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
CLIENT_GONE = 499
"""What the log says of a request whose client left before it was all there."""
REFUSED = {NotSignedIn: 401, TooMuch: 429, Unreachable: 503}
REFUSED_SLUGS = {401: "not-signed-in", 429: "too-much", 503: "unreachable"}
RETRY_SECONDS = 5
PageOfProblem = Callable[[Scope, int, str], Response | None]
"""Makes a page of a problem, by its status and detail, for whoever reads pages."""
_stamping: RunVar[CapacityLimiter] = RunVar("stamping")
_log = structlog.get_logger("access")


class Guard:
    """The one middleware: caps the body while it is read, adds headers, logs one masked line."""

    def __init__(self, app: ASGIApp, page: PageOfProblem = lambda *_: None) -> None:
        """Stand before an application; ``page`` shows a problem to whoever reads pages."""
        self.app, self.page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413 when its body is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, path = perf_counter(), scope["path"]
        scope.setdefault("state", {})["id"] = request_id = str(new_id())
        answer = _Headed(send, request_id, partial(self.page, scope))
        try:
            await self._pass(scope, receive, answer)
        except BodyTooLarge:
            await _too_large(path, _cap(path), answer)
        except ClientDisconnect:
            answer.status = answer.status or CLIENT_GONE
        except (NotSignedIn, TooMuch, Unreachable) as error:
            await _refused(scope, error, answer)
        except Exception:
            _log.exception("bug", path=masked(path), request=request_id)
            if answer.status:
                raise  # the answer has begun: cutting the connection is all that is left
            await _bug(path, answer)
        finally:
            ms, shown = round(1000 * (perf_counter() - began), 1), masked(path)
            _log.info("request", method=scope["method"], path=shown, status=answer.status, ms=ms)

    async def _pass(self, scope: Scope, receive: Receive, answer: "_Headed") -> None:
        """Let in what may come in, and remember afterwards what is to be remembered."""
        path, cap = scope["path"], _cap(scope["path"])
        gate: Gate | None = getattr(scope["app"].state, "gate", None)
        if gate is not None:
            answer.headers += gate.count(scope)
        # Feeds answer whatever is no token themselves, by an empty body.
        if ("\x00" in path and not path.startswith("/ical/")) or b"%00" in scope.get(
            "query_string", b""
        ):
            await _nonsense(path, answer)
            return
        if gate is not None and (look := gate.lookup(scope)) is not None:
            scope["state"]["signed_in"] = await anyio.to_thread.run_sync(look)
        if _declared(scope) > cap:
            await _too_large(path, cap, answer)
            return
        await self.app(scope, _Capped(receive, cap), answer)
        await _stamp(scope)


class _Capped:
    """Passes a body on until it goes over its cap."""

    def __init__(self, receive: Receive, cap: int) -> None:
        self.receive, self.left = receive, cap

    async def __call__(self) -> Message:
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise BodyTooLarge
        return message


class _Headed:
    """Adds the headers of every answer and remembers its status."""

    def __init__(
        self, send: Send, request_id: str, page: Callable[[int, str], Response | None]
    ) -> None:
        self.send, self.page, self.status = send, page, 0
        self.headers = [*_HEADERS, (b"x-request-id", request_id.encode())]

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = [*message.get("headers", ())]
            own = {name for name, _ in given}  # a page has a policy of its own
            message["headers"] = given + [each for each in self.headers if each[0] not in own]
        await self.send(message)


def masked(text: str) -> str:
    """Return a text without the feed tokens and keys in it."""
    return _SECRET.sub("***", text)


class Limiter:
    """Counts requests by name over a moving minute, in memory, so per process."""

    def __init__(self, per_minute: int, now: Callable[[], float] = monotonic) -> None:
        """Allow so many requests a minute and name."""
        self._most, self._now = per_minute, now
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, name: str) -> None:
        """Raise TooMuch when the name has used up its minute."""
        now = self._now()
        with self._lock:
            times = self._times.setdefault(name, deque(maxlen=self._most))
            self._times.move_to_end(name)
            if len(self._times) > MOST_NAMES:
                self._times.popitem(last=False)
            if len(times) == self._most and times[0] > now - 60:
                raise TooMuch("Too many requests in a minute.", extra={"retry_after": 30})
            times.append(now)  # and the oldest goes


def _cap(path: str) -> int:
    if path.startswith(("/hooks/", "/answer/")) or path == "/mcp":
        return STRANGERS_CAP
    return CAPS.get(path.rstrip("/").rsplit("/", 1)[-1], DEFAULT_CAP)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0


async def _too_large(path: str, cap: int, send: "_Headed") -> None:
    detail = f"The body may have at most {cap} bytes."
    more = {"errors": [{"pointer": "", "detail": detail}]}
    await _problem(send, 413, path, ("body-too-large", "The body is too large.", detail), more)


async def _nonsense(path: str, send: "_Headed") -> None:
    # PostgreSQL keeps no NUL in a text, so nothing can have such a name.
    text = "An address holds no control characters."
    more = {"errors": [{"parameter": "path", "detail": text}]}
    await _problem(send, 422, path, ("impossible", "The request cannot work.", text), more)


async def _stamp(scope: Scope) -> None:
    """Write what is to be remembered, unless this process is about to write something such already.

    One thread at a time waits for the database at most, so that no request misses it.
    """
    stamps = scope["state"].pop("stamps", ())
    if not stamps:
        return
    try:
        limiter = _stamping.get()
    except LookupError:
        limiter = CapacityLimiter(1)
        _stamping.set(limiter)
    for write in stamps:
        if limiter.available_tokens:
            await anyio.to_thread.run_sync(written_stamp, write, limiter=limiter)


async def _refused(scope: Scope, error: RotationError, send: "_Headed") -> None:
    """Answer what was refused before a route was asked."""
    kind, path = type(error), scope["path"]
    status = REFUSED[next(each for each in kind.__mro__ if each in REFUSED)]
    if isinstance(error, TooMany):
        send.headers += error.headers
    if status == 401:
        send.headers.append((b"www-authenticate", b"Bearer"))
    else:
        retry = str(error.extra.get("retry_after", RETRY_SECONDS)).encode()
        send.headers.append((b"retry-after", retry))
    language = best_language(_header(scope, b"accept-language")) or "en"
    slug, title = REFUSED_SLUGS[status], (kind.__doc__ or "").splitlines()[0]
    await _problem(send, status, path, (slug, title, error.detail.said_in(language)), {})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _bug(path: str, send: "_Headed") -> None:
    text = "Something went wrong on our side."
    await _problem(send, 500, path, ("bug", text, text), {})


async def _problem(
    send: "_Headed", status: int, path: str, said: tuple[str, str, str], more: Mapping[str, object]
) -> None:
    slug, title, detail = said
    if page := send.page(status, detail):
        headers = [*page.raw_headers, (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(page.body)})
        return
    body = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": masked(path[:500]),
        **more,
    }
    content = msgspec.json.encode(body)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
