"""Connections: how many there may be, and how long each may take to send a request.

uvicorn closes a connection that is silent between two requests, but waits for ever for the rest of
a request that has begun, takes heads of any length and any number of connections. A proxy in front
does this better (docs/operate.md); without one nothing else does it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any, ClassVar, Literal

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Phase = Literal["head", "body", "answer"]
RETRY_SECONDS = 5
_HEARD_OUT = 32


@dataclass(frozen=True)
class ConnectionLimits:
    """The limits of connections: how many at a time, and how long a request may take to come in.

    ``per_address`` holds for all addresses but ``proxies``, behind which many clients stand. A head
    is complete after ``head_seconds``. A body may take ``grace_seconds``, and a second more for
    every ``bytes_per_second`` of it that came in. Nobody reads an answer slower than
    ``answer_seconds`` for what the network holds of it.
    """

    most: int = 512
    per_address: int = 128
    proxies: frozenset[str] = frozenset()
    head_bytes: int = 64 << 10
    head_seconds: float = 10.0
    grace_seconds: float = 10.0
    bytes_per_second: int = 16 << 10
    answer_seconds: float = 60.0
    linger_seconds: float = 2.0
    open: Counter[str] = field(default_factory=Counter, compare=False)


class LingeringTransport:
    """A transport that is closed only when what the other side still sends has been read.

    A socket that is closed with bytes unread resets the connection, and the client loses the answer
    that told it to stop: 401 or 413 in the middle of an upload.
    """

    def __init__(self, transport: asyncio.Transport, linger: Callable[[], float]) -> None:
        """Pass everything on; ``linger`` says how many seconds are to be waited now."""
        self._transport, self._linger = transport, linger
        self._ending = False

    def __getattr__(self, name: str) -> Any:  # Any: whatever a transport has
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Tell whether it is closed, or is about to be."""
        return self._ending or self._transport.is_closing()

    def close(self) -> None:
        """Close once the client has heard, and has stopped to send or had its time."""
        seconds = self._linger()
        if self._ending or self._transport.is_closing() or not seconds:
            self._transport.close()
            return
        self._ending = True
        if self._transport.can_write_eof():
            self._transport.write_eof()
        asyncio.get_running_loop().call_later(seconds, self._transport.close)


class LimitedConnection(HttpToolsProtocol):
    """A connection that has to send its requests in time; the limits are those of a subclass."""

    limits: ClassVar[ConnectionLimits]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Let a connection in, or turn it away when there are too many."""
        lingering: Any = LingeringTransport(transport, self._linger)  # Any: it stands for one
        super().connection_made(lingering)
        self._phase: Phase = "head"
        self._message_open, self._head_bytes, self._body_bytes = False, 0, 0
        self._deadline: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None
        self._address = address_of(self.client[0] if self.client else "")
        mine, every = self.limits.open[self._address], self.limits.open.total()
        alone = self._address not in self.limits.proxies
        self._counts = every < self.limits.most and not (alone and mine >= self.limits.per_address)
        if self._counts:
            self.limits.open[self._address] += 1
            self._arm(self.limits.head_seconds)
        else:
            # Only a few of those turned away are waited for: a flood is cut off.
            self._message_open = len(self.connections) <= self.limits.most + _HEARD_OUT
            self._end(503, "There are too many connections.", RETRY_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._disarm()
        self.resume_writing()
        if self._counts:
            self.limits.open.subtract([self._address])
            if not self.limits.open[self._address]:
                del self.limits.open[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came in, and see that the rest comes in time."""
        if self.transport.is_closing():
            return  # what is sent after the answer is read and dropped
        super().data_received(data)
        if self.transport.is_closing():
            return
        # Bytes that begin no request, such as empty lines, are no request either.
        idle = self.cycle is None or self.cycle.response_complete
        if self._phase == "answer" and not self._message_open and idle:
            self._enter("head")

    def on_message_begin(self) -> None:
        """Begin to wait for a head."""
        super().on_message_begin()
        self._message_open, self._head_bytes = True, 0
        self._enter("head")

    def on_url(self, url: bytes) -> None:
        """Take a part of the address, up to a bound."""
        if self._counted(len(url)):
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, up to a bound of all of them."""
        if self._counted(len(name) + len(value) + 4):
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to wait for a body, and let the request be answered."""
        if self.transport.is_closing():
            return
        self._body_bytes = 0
        self._enter("body")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._body_bytes += len(body)
        if self.cycle is not None and not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing more: the answer may take its time."""
        self._message_open = False
        self._enter("answer")
        if self.cycle is not None and not self.transport.is_closing():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """End a connection whose request was answered before all of it was there."""
        early = self._message_open and not self.pipeline and self.cycle.response_complete
        super().on_response_complete()
        if early and not self.transport.is_closing():
            self.transport.close()

    def pause_writing(self) -> None:
        """Give a client that does not read its answer so much time."""
        super().pause_writing()
        if self._reader is None:
            self._reader = self.loop.call_later(self.limits.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Let a client be that reads on."""
        super().resume_writing()
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _linger(self) -> float:
        return self.limits.linger_seconds if self._message_open else 0.0

    def _counted(self, more: int) -> bool:
        """Count bytes of a head; end the connection when there are too many."""
        self._head_bytes += more
        if self._head_bytes > self.limits.head_bytes and not self.transport.is_closing():
            self._end(431, f"The head has more than {self.limits.head_bytes} bytes.")
        return self._head_bytes <= self.limits.head_bytes

    def _enter(self, phase: Phase) -> None:
        self._disarm()
        self._phase = phase
        if phase == "head":
            self._arm(self.limits.head_seconds)
        elif phase == "body":
            self._began = self.loop.time()
            self._arm(self.limits.grace_seconds)

    def _arm(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._is_late)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_late(self) -> None:
        """End a connection whose request is not there in time, unless it is we who do not read."""
        if self.flow.read_paused:
            self._arm(self.limits.grace_seconds)
            return
        if self._phase == "body":
            earned = self._body_bytes / self.limits.bytes_per_second
            left = self._began + self.limits.grace_seconds + earned - self.loop.time()
            if left > 0.01:
                self._arm(left)
                return
        self._end(408, "The request did not come in time.")

    def _end(self, status: int, detail: str, retry: int | None = None) -> None:
        """Say why, where no answer has begun, and close."""
        self._disarm()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_problem(status, detail, retry))
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()


def connection(limits: ConnectionLimits) -> type[LimitedConnection]:
    """Return the kind of connection with these limits, as uvicorn takes it."""
    return type("Connection", (LimitedConnection,), {"limits": limits})


def address_of(client: str) -> str:
    """Return what counts as one address: of IPv6 the first 64 bits, which one client has whole."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client[:64]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


_TITLES = {
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


def _problem(status: int, detail: str, retry: int | None) -> bytes:
    title = _TITLES[status]
    slug = title.lower().replace(" ", "-")
    body = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail}
    content = msgspec.json.encode({**body, "instance": ""})
    lines = [
        f"HTTP/1.1 {status} {title}",
        "content-type: application/problem+json",
        f"content-length: {len(content)}",
        "connection: close",
        *([f"retry-after: {retry}"] if retry else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content
