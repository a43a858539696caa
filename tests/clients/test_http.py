"""Addresses that somebody gave us lead nowhere inside, and to no surprises."""

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.clients.http import USUAL, Client, Most
from rotation.errors import Impossible, Unreachable

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.1"
INSIDE = """
    127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
    198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 ::1 :: ::ffff:127.0.0.1
    ::127.0.0.1 fe80::1 fc00::1 fd12::1 fec0::1 ff02::1 64:ff9b::7f00:1 64:ff9b:1::1
    2002:7f00:1::1 2001::1 2001:db8::1 3fff::1 5f00::1
"""


def client(*addresses: str, allow_private: bool = False, most: Most = USUAL) -> Client:
    """Return a client for whom every name has these addresses."""
    return Client(
        allow_private=allow_private, resolve=lambda _host, _port: list(addresses), most=most
    )


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_inside_a_network_is_refused(address: str) -> None:
    with pytest.raises(Impossible) as refused:
        client(address).check("https://hooks.example")
    assert refused.value.field == "/url"


def test_one_inside_address_among_public_ones_is_enough() -> None:
    with pytest.raises(Impossible):
        client(PUBLIC, PRIVATE).check("https://hooks.example")


def test_a_public_address_is_taken() -> None:
    client(PUBLIC).check("https://hooks.example/path?query=1")
    client(PUBLIC).check("https://hooks.example:8443/")


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "①②⑦.0.0.1", "[::1]", "localhost"],
)
def test_other_ways_to_write_this_machine_are_refused(host: str) -> None:
    with pytest.raises((Impossible, Unreachable)):
        Client(allow_private=False).check(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/", "ftp://hooks.example/", "file:///etc/passwd", "hooks.example",
        "https://", "https://user:secret@hooks.example/", "https://hooks.example:22/",
        "https://hooks.example/" + "x" * 3000, "", "https://\x00", "gopher://x", "https://[::1",
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(Impossible):
        client(PUBLIC).check(url)


def test_a_name_that_changes_its_mind_is_asked_where_it_was_looked_at() -> None:
    answers = iter([[PUBLIC], [PRIVATE]])
    asked = Client(allow_private=False, resolve=lambda _host, _port: next(answers))
    asked.check("https://hooks.example/")
    with pytest.raises(Impossible):
        asked.fetch("GET", "https://hooks.example/")


class Replies(http.server.BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_GET(self) -> None:
        """Answer."""
        match self.path:
            case "/redirect":
                self.send_response(302)
                self.send_header("Location", "/")
                self.end_headers()
            case "/drip":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.05)
            case _:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(self.headers["Host"].encode() + b"x" * 100_000)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""


@contextmanager
def replying() -> Iterator[str]:
    """Yield the address of a server on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Replies) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://hooks.test:{server.server_port}"
        server.shutdown()


def test_a_reply_is_read_up_to_its_cap_and_the_host_is_the_one_asked() -> None:
    with replying() as url:
        reply = client("127.0.0.1", allow_private=True, most=Most(bytes=1000)).fetch("GET", url)
    assert reply.status == 200
    assert len(reply.body) == 1000
    assert reply.body.startswith(b"hooks.test:")


def test_a_redirect_is_a_reply_like_any_other() -> None:
    with replying() as url:
        reply = client("127.0.0.1", allow_private=True).fetch("GET", f"{url}/redirect")
    assert reply.status == 302


def test_a_reply_that_drips_is_cut_off() -> None:
    with replying() as url, pytest.raises(Unreachable):
        asked = client("127.0.0.1", allow_private=True, most=Most(seconds=0.3))
        asked.fetch("GET", f"{url}/drip")


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        client("127.0.0.1", allow_private=True).fetch("GET", "http://hooks.test:1/")
