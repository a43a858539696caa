"""The one way out: an HTTP client that calls nothing it should not, and never waits too long.

The name of a host is resolved once a call, every address is checked, and the connection goes to
a checked address while Host and the certificate are those of the name. No redirects are followed,
no proxy variables are read, no compression is asked for, a reply is read up to a cap, and the
time limit is for the whole call, however slowly the other side drips.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypedDict, Unpack

import httpcore
import httpx

from api.clients import addresses
from api.clients.addresses import Destination
from rotation.errors import Unreachable

Resolve = Callable[[str, int], Sequence[str]]
TIMEOUT = 15.0
MOST_BYTES = 64 * 1024
_PIECE = 16 * 1024
_NONE: Mapping[str, str] = MappingProxyType({})


class Limits(TypedDict, total=False):
    """What a call may take: ``timeout`` in seconds for the whole, bytes of the reply."""

    timeout: float
    most_bytes: int


@dataclass(frozen=True)
class Reply:
    """What came back: header names in lower case, the body as sent and up to the cap."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as the system knows them; OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Client:
    """Calls destinations that others chose; may be used by many threads at once."""

    def __init__(
        self,
        *,
        allow_private: bool,
        resolver: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``allow_private`` permits http and any port on loopback and private addresses."""
        self._allow_private = allow_private
        self._resolver = resolver
        self._trust = trust or httpx.create_ssl_context(trust_env=False)

    def check(self, url: str) -> None:
        """Raise Impossible (``/url``) when a destination would be refused.

        A host that cannot be resolved now is let through: every call checks again.
        """
        to = addresses.read(url)
        try:
            known = self._addresses(to, _Deadline(TIMEOUT))
        except Unreachable:
            return None if self._allow_private else addresses.approve_form(to)
        return addresses.approve(to, known, allow_private=self._allow_private)

    def fetch(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NONE,
        body: bytes | None = None,
        **limits: Unpack[Limits],
    ) -> Reply:
        """Call a destination and return its reply, whatever the status.

        Impossible (``/url``) when the destination is
        refused, Unreachable when it does not answer in time or does not speak HTTP.
        """
        deadline = _Deadline(limits.get("timeout", TIMEOUT))
        to = addresses.read(url)
        known = self._addresses(to, deadline)
        addresses.approve(to, known, allow_private=self._allow_private)
        network = _Network(known, deadline)
        try:
            most = limits.get("most_bytes", MOST_BYTES)
            return self._send(_request(method, to, headers, body), network, most)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError):
            # Which of them is of no use to the caller, and their texts may hold the address.
            raise Unreachable("The destination does not answer.") from None

    def _send(self, request: httpcore.Request, network: "_Network", most: int) -> Reply:
        pool = httpcore.ConnectionPool(ssl_context=self._trust, network_backend=network)
        with pool, closing(pool.handle_request(request)) as response:
            kept, is_whole = _read(response.iter_stream(), most)
            names = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return Reply(response.status, names, kept, is_whole)

    def _addresses(self, to: Destination, deadline: "_Deadline") -> Sequence[str]:
        written = addresses.literal(to.host)
        if written is not None:
            return [str(written)]
        return _in_time(lambda: self._resolver(to.host, to.port), deadline)


class _Deadline:
    """The seconds that are left of a call."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, more than 0; a timeout of httpcore when there are none."""
        if (seconds := self._end - time.monotonic()) <= 0:
            raise httpcore.ReadTimeout
        return seconds


class _Network(httpcore.NetworkBackend):
    """Connects to the checked addresses in order, whatever name httpcore asks for."""

    def __init__(self, known: Sequence[str], deadline: _Deadline) -> None:
        self._known = known
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name; what it stands for has been settled
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline of the call holds
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError()
        for address in self._known:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.left(), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Timed(stream, self._deadline)
        raise failure


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends with the deadline of the call."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline of the call holds
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - same
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - same
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Timed(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _in_time(ask: Callable[[], Sequence[str]], deadline: _Deadline) -> Sequence[str]:
    # getaddrinfo cannot be told when to give up: a thread that is left behind can.
    answers: list[Sequence[str]] = []

    def answer() -> None:
        try:
            answers.append(ask())
        except (OSError, UnicodeError):
            answers.append([])

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline.left()))
    if not answers or not answers[0]:
        raise Unreachable("The host of this address cannot be found.")
    return answers[0]


def _read(pieces: Iterable[bytes], most: int) -> tuple[bytes, bool]:
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) > most:
            return bytes(kept[:most]), False
    return bytes(kept), True


def _request(
    method: str, to: Destination, headers: Mapping[str, str], body: bytes | None
) -> httpcore.Request:
    sent = {"accept": "*/*", "user-agent": "rotation"}
    sent |= {name.lower(): value for name, value in headers.items()}
    sent |= {"host": to.url.netloc.decode("ascii"), "accept-encoding": "identity"}
    sent |= {"connection": "close"}
    if body is not None:
        sent["content-length"] = str(len(body))
    target = httpcore.URL(
        scheme=to.url.raw_scheme, host=to.url.raw_host, port=to.port, target=to.url.raw_path
    )
    return httpcore.Request(method, target, headers=list(sent.items()), content=body)
