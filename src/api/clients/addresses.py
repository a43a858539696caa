"""Addresses that may be called: the forms of a URL, and what its host stands for.

``ipaddress.is_global`` lets more than a dozen internal ranges pass, so public means here: global
unicast by the IANA registries, less what is listed below. Of IPv6 that is 2000::/3 only, which
leaves out the mapped, compatible, translated, local and multicast ranges without naming them.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from rotation.deferred import deferred
from rotation.errors import Impossible

if TYPE_CHECKING:
    import httpx
else:
    httpx = deferred("httpx")

Address = IPv4Address | IPv6Address
LONGEST_URL = 2000
PORTS = (443, 8443)
_PRIVATE = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7")
)
"""What may be permitted: loopback and private use (RFC 1918, RFC 4193), never link-local."""
_REFUSED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "168.63.129.16/32",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Destination:
    """A URL whose form may be called; its host is still to be resolved."""

    url: "httpx.URL"
    host: str
    port: int
    is_plain: bool


def read(url: str) -> Destination:
    """Return the destination of a URL; Impossible (``/url``) when its form is refused."""
    try:
        parsed = httpx.URL(url) if len(url) <= LONGEST_URL else httpx.URL("")
        host = parsed.raw_host.decode("ascii")
        given = parsed.port
    except (httpx.InvalidURL, ValueError):
        raise Impossible("This is not an address.", field="/url") from None
    if parsed.scheme not in {"http", "https"} or not host:
        raise Impossible("An address has to begin with https://.", field="/url")
    if parsed.userinfo:
        raise Impossible("An address must not contain a user or a password.", field="/url")
    if "%" in host or (_looks_like_a_number(host) and literal(host) is None):
        raise Impossible("This is not an address.", field="/url")
    is_plain = parsed.scheme == "http"
    port = given if given is not None else (80 if is_plain else 443)
    if not 1 <= port <= 65535:
        raise Impossible("This is not an address.", field="/url")
    return Destination(parsed, host, port, is_plain)


def literal(host: str) -> Address | None:
    """Return the address that a host is written as, in its usual form, or None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def approve(to: Destination, addresses: Sequence[str], *, allow_private: bool) -> None:
    """Raise Impossible (``/url``) unless every address of the host may be called.

    Public ones over https on port 443 or 8443; with ``allow_private`` loopback and private ones
    over http and any port too. A host that stands for both kinds is refused.
    """
    known = [ipaddress.ip_address(each) for each in addresses]
    if allow_private and all(is_private(each) for each in known):
        return
    if not all(is_public(each) for each in known):
        raise Impossible("This address lies inside a network.", field="/url")
    approve_form(to)


def approve_form(to: Destination) -> None:
    """Raise Impossible (``/url``) unless scheme and port are those of a public destination."""
    if to.is_plain:
        raise Impossible("An address has to begin with https://.", field="/url")
    if to.port not in PORTS:
        raise Impossible("An address has to use port 443 or 8443.", field="/url")


def is_public(address: Address) -> bool:
    """Tell whether an address is out on the internet."""
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not any(address in each for each in _REFUSED)


def is_private(address: Address) -> bool:
    """Tell whether an address is loopback or for private use."""
    return any(address in each for each in _PRIVATE)


def _looks_like_a_number(host: str) -> bool:
    # What getaddrinfo would read as an address: 2130706433, 0x7f000001, 0177.0.0.1, 127.1, 0.
    last = host.rstrip(".").rpartition(".")[2]
    return bool(_NUMBER.fullmatch(last))
