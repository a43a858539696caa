"""Which destinations may be called."""

import socket

import pytest

from api.clients import addresses
from rotation.errors import Impossible

FORBIDDEN = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.0.170",
    "198.18.0.1",
    "198.19.255.255",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "4000::1",
]
ODD = ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "①②⑦.0.0.1", "0x7f.1"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    to = addresses.read(f"https://{host}/hook")
    with pytest.raises(Impossible) as refused:
        addresses.approve(to, [address], allow_private=False)
    assert refused.value.field == "/url"


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2a00:1450:4007:80f::200e"])
def test_a_public_address_may_be_called(address: str) -> None:
    addresses.approve(addresses.read("https://example.net/"), [address], allow_private=False)


@pytest.mark.parametrize("host", ODD)
def test_a_number_that_stands_for_an_address_is_refused(host: str) -> None:
    assert socket.getaddrinfo(host, 443)
    with pytest.raises(Impossible):
        addresses.read(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.net",
        "//example.net/",
        "ftp://example.net/",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://me@example.net/",
        "https://me:pw@example.net/",
        "https://example.net\\@10.0.0.1/",
        "https://[fe80::1%25eth0]/",
        "https://exa mple.net/",
        "https://example.net:0/",
        "https://example.net:65536/",
        "https://example.net:x/",
        "https://example.net/\r\nHost: other",
        "https://a\ud800b.net/",
        "gopher://example.net/",
        "https://127.0.0.1./",
        "https://" + "a" * 2050,
    ],
)
def test_a_url_of_a_strange_form_is_refused(url: str) -> None:
    with pytest.raises(Impossible) as refused:
        addresses.read(url)
    assert refused.value.field == "/url"


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    to = addresses.read("https://example.net/")
    for permitted in (False, True):
        with pytest.raises(Impossible):
            addresses.approve(to, ["8.8.8.8", "10.0.0.1"], allow_private=permitted)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.net/", True),
        ("https://example.net:443/", True),
        ("https://example.net:8443/", True),
        ("https://example.net:8444/", False),
        ("https://example.net:22/", False),
        ("http://example.net/", False),
        ("http://example.net:443/", False),
    ],
)
def test_public_destinations_are_called_over_https_on_two_ports(url: str, *, good: bool) -> None:
    for permitted in (False, True):
        try:
            addresses.approve(addresses.read(url), ["8.8.8.8"], allow_private=permitted)
        except Impossible:
            assert not good
        else:
            assert good


def test_private_destinations_are_permitted_when_the_operator_says_so() -> None:
    for url, address in (
        ("http://127.0.0.1:8099/x", "127.0.0.1"),
        ("http://localhost:1/", "::1"),
        ("http://10.0.0.7/", "10.0.0.7"),
        ("https://[fd00::1]:9999/", "fd00::1"),
    ):
        addresses.approve(addresses.read(url), [address], allow_private=True)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::"])  # noqa: S104 - an address to refuse
def test_metadata_and_multicast_stay_refused_even_then(address: str) -> None:
    with pytest.raises(Impossible):
        addresses.approve(addresses.read("http://inside/"), [address], allow_private=True)
