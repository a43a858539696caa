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
from email.message import Message
from functools import cache
from types import MappingProxyType

import httpcore
import httpx

from api.clients import addresses
from api.clients.addresses import Destination
from rotation.errors import Unreachable
from rotation.words import say

Resolve = Callable[[str, int], Sequence[str]]
_PIECE = 16 * 1024
_CHECK_SECONDS = 5.0
_NONE: Mapping[str, str] = MappingProxyType({})
_LINE_ENDS = {ord(each): " " for each in "\r\n"}


@dataclass(frozen=True)
class Most:
    """The most of an HTTP reply that is read: bytes, and seconds in all."""

    bytes: int = 65_536
    seconds: float = 15.0


USUAL = Most()


@dataclass(frozen=True)
class Reply:
    """The reply of a server: header names in lower case, the body as it was sent.

    ``is_whole`` False: the body went over the most that may be read and was cut off.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True

    @property
    def charset(self) -> str | None:
        """Return the charset that its Content-Type names, or None."""
        return charset_of(self.headers.get("content-type", ""))


def charset_of(content_type: str) -> str | None:
    """Return the charset that a Content-Type names, or None."""
    message = Message()
    message["Content-Type"] = content_type[:500].translate(_LINE_ENDS)
    found = message.get_param("charset")
    return found.strip() or None if isinstance(found, str) else None


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as the system knows them; OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@cache
def _public_trust() -> ssl.SSLContext:
    """Return whose certificates the public believes; reading them costs 20 ms of a processor."""
    return httpx.create_ssl_context(trust_env=False)


class Client:
    """Calls destinations that others chose; may be used by many threads at once."""

    def __init__(
        self,
        *,
        allow_private: bool,
        resolve: Resolve = resolved,
        most: Most = USUAL,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``allow_private`` permits http and any port on loopback and private addresses.

        ``trust`` says whose certificates are believed; by default those the public believes.
        """
        self._allow_private, self._resolve, self._most = allow_private, resolve, most
        self._trust = trust or _public_trust()

    def fetch(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NONE,
        body: bytes | None = None,
    ) -> Reply:
        """Return the reply, whatever its status.

        Impossible (``/url``) for a refused address, Unreachable when no reply comes in time.
        """
        deadline = _Deadline(self._most.seconds)
        to = addresses.read(url)
        known = _known(to, self._resolve, deadline)
        addresses.approve(to, known, allow_private=self._allow_private)
        network = _Network(known, deadline)
        try:
            return self._send(_request(method, to, headers, body), network)
        except (httpcore.TimeoutException, TimeoutError):
            reason = "it took too long"
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            reason = str(error)[:200] or type(error).__name__
        raise Unreachable(say("{host} does not answer: {reason}.", host=to.host, reason=reason))

    def close(self) -> None:
        """Close the client; no connection outlives its call."""

    def _send(self, request: httpcore.Request, network: "_Network") -> Reply:
        pool = httpcore.ConnectionPool(ssl_context=self._trust, network_backend=network)
        with pool, closing(pool.handle_request(request)) as response:
            kept, is_whole = _read(response.iter_stream(), self._most.bytes)
            names = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return Reply(response.status, names, kept, is_whole)


def check(url: str, *, allow_private: bool, resolve: Resolve = resolved) -> None:
    """Raise Impossible (``/url``) when an address would be refused.

    A host that cannot be resolved now is let through: every call looks again.
    """
    to = addresses.read(url)
    try:
        known = _known(to, resolve, _Deadline(_CHECK_SECONDS))
    except Unreachable:
        return None if allow_private else addresses.approve_form(to)
    return addresses.approve(to, known, allow_private=allow_private)


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


def _known(to: Destination, resolve: Resolve, deadline: _Deadline) -> Sequence[str]:
    """Return the addresses a host stands for: itself when it is one; Unreachable without any."""
    if (written := addresses.literal(to.host)) is not None:
        return [str(written)]
    answers: list[Sequence[str]] = []

    def answer() -> None:
        try:
            answers.append(resolve(to.host, to.port))
        except (OSError, UnicodeError):
            answers.append([])

    # getaddrinfo cannot be told when to give up: a thread that is left behind can.
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if not answers or not answers[0]:
        raise Unreachable(say("There is no host {host}.", host=to.host[:100]))
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
