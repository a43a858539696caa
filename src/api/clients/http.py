"""The guarded HTTP client: everything this service asks of an address that somebody gave us.

The name is resolved once, every address of it has to be public, and the connection goes to the
address that was looked at, so a name that changes its mind in between gains nothing. No redirects,
no proxies from the environment, a limit on bytes and on the whole time.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from rotation.errors import Impossible, Unreachable
from rotation.words import say

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
PORTS = frozenset({443, 8443})
_REFUSED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "::/96", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48",
        "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
"""Addresses inside somebody's network or of no host at all; ``is_global`` lets some of them pass
(IANA special-purpose registries; 168.63.129.16 is a cloud's own)."""


@dataclass(frozen=True)
class Most:
    """How much of a reply is read, and how long it may take in all."""

    bytes: int = 65_536
    seconds: float = 15.0


USUAL = Most()


@dataclass(frozen=True)
class Reply:
    """What came back: the status, the headers in lower case, the first bytes of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host; Unreachable when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(say("There is no host {host}.", host=host[:100])) from None
    return [str(each[4][0]) for each in found]


class Client:
    """Sends one request at a time to one address; may be shared by threads."""

    def __init__(
        self, *, allow_private: bool, resolve: Resolve = resolved, most: Most = USUAL
    ) -> None:
        """Refuse private addresses, plain http and odd ports unless ``allow_private``."""
        self._allow_private, self._resolve, self._most = allow_private, resolve, most
        self._http = httpx.Client(
            verify=ssl.create_default_context(), trust_env=False, follow_redirects=False
        )

    def check(self, url: str) -> None:
        """Raise Impossible unless the address may be asked; Unreachable when it has no host."""
        self._target(url)

    def fetch(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Return the reply; Impossible for a refused address, Unreachable when none comes in time.

        What goes over the most that may be read is cut off.
        """
        asked, address = self._target(url)
        seconds, end = self._most.seconds, time.monotonic() + self._most.seconds
        sent = {"Host": asked.netloc.decode("ascii"), "Accept-Encoding": "identity"}
        request = self._http.build_request(
            method, asked.copy_with(host=address), content=body,
            headers={**sent, **(headers or {})}, timeout=httpx.Timeout(min(seconds, 10.0)),
            extensions={"sni_hostname": asked.host},
        )  # fmt: skip
        try:
            with_body = self._http.send(request, stream=True)
            try:
                content = _read(with_body, self._most.bytes, end)
            finally:
                with_body.close()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Unreachable(
                say("{host} does not answer: {reason}.", host=asked.host, reason=str(error)[:200])
            ) from None
        return Reply(with_body.status_code, dict(with_body.headers), content)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _target(self, url: str) -> tuple[httpx.URL, str]:
        """Return the parsed URL and the address to connect to."""
        asked = _parsed(url)
        port = asked.port or (443 if asked.scheme == "https" else 80)
        addresses = [ipaddress.ip_address(each) for each in self._resolve(asked.host, port)]
        inside = [each for each in addresses if not is_public(each)]
        if inside and not self._allow_private:
            raise Impossible("This address lies inside a network.", field="/url")
        if not inside and asked.scheme != "https":
            raise Impossible("An address begins with https://.", field="/url")
        if not inside and port not in PORTS:
            raise Impossible("An address has port 443 or 8443.", field="/url")
        return asked, str(addresses[0])


def is_public(address: Address) -> bool:
    """Tell whether an address is somewhere on the internet, and not inside a network."""
    return address.is_global and not any(
        address in each for each in _REFUSED if each.version == address.version
    )


def _parsed(url: str) -> httpx.URL:
    try:
        asked = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise Impossible("This is no address.", field="/url") from None
    if len(url) > 2000 or asked.scheme not in {"https", "http"} or not asked.host:
        raise Impossible("An address begins with https://.", field="/url")
    if asked.userinfo:
        raise Impossible("An address holds no user and no password.", field="/url")
    return asked


def _read(reply: httpx.Response, most_bytes: int, end: float) -> bytes:
    content = b""
    for part in reply.iter_raw():
        content += part
        if len(content) >= most_bytes:
            break
        if time.monotonic() > end:
            raise TimeoutError("it took too long")
    return content[:most_bytes]
