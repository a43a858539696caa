"""Connections over real sockets: requests that come late, too many of them, early answers."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from api.connections import ConnectionLimits, address_of, connection

Serve = Callable[[ConnectionLimits], int]
SOON = ConnectionLimits(head_seconds=0.3, grace_seconds=0.3, bytes_per_second=1 << 20)
HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer how many bytes came in; ``/early`` says 401 before it reads any."""
    if scope["type"] != "http":
        return
    read, more, status = 0, scope["path"] != "/early", 200 if scope["path"] != "/early" else 401
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        read, more = read + len(message.get("body", b"")), message.get("more_body", False)
    body = str(read).encode() if scope["path"] != "/large" else bytes(64 << 20)
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve ``echo`` with the limits given; returns the port."""
    with contextlib.ExitStack() as stack:

        def start(limits: ConnectionLimits) -> int:
            config = uvicorn.Config(
                echo,
                port=0,
                http=connection(limits),
                ws="none",
                lifespan="off",
                log_level="critical",
                timeout_keep_alive=30,
            )
            listening = socket.create_server(("127.0.0.1", 0))
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()

            def stop() -> None:
                server.should_exit = True
                thread.join(10)

            stack.callback(stop)
            return int(listening.getsockname()[1])

        yield start


@contextlib.contextmanager
def opened(port: int) -> Iterator[socket.socket]:
    """A connection that gives up after ten seconds of silence."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as made:
        yield made


def heard(connection: socket.socket) -> bytes:
    """Return everything until the other side closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def test_a_request_passes(serve: Serve) -> None:
    with opened(serve(SOON)) as client:
        client.sendall(HEAD + b"Content-Length: 3\r\nConnection: close\r\n\r\nabc")
        assert heard(client).endswith(b"\r\n\r\n3")


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n", b"POST", HEAD, HEAD + b"Content-Length: 9\r\n\r\n", HEAD + b"a: " * 99]
)
def test_a_request_that_stops_midway_is_closed(serve: Serve, sent: bytes) -> None:
    with opened(serve(SOON)) as client:
        client.sendall(sent)
        said = heard(client)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in said


@pytest.mark.parametrize(
    ("begun", "drop"),
    [(b"", b"\r\n"), (HEAD, b"x: y\r\n"), (HEAD + b"Content-Length: 9999999\r\n\r\n", b"z")],
)
def test_a_request_that_trickles_in_is_closed(serve: Serve, begun: bytes, drop: bytes) -> None:
    with opened(serve(SOON)) as client:
        client.sendall(begun)
        client.settimeout(0.02)
        said = b""
        while not said:
            try:
                client.sendall(drop)
                said = client.recv(100)
            except TimeoutError:
                continue
    assert said.startswith(b"HTTP/1.1 408 ")


def test_a_kept_connection_is_closed_when_its_next_request_stops(serve: Serve) -> None:
    with opened(serve(SOON)) as client:
        client.sendall(HEAD + b"Content-Length: 3\r\n\r\nabc")
        assert client.recv(1000)
        client.sendall(b"\r\n")
        assert heard(client).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_comes_fast_enough_may_take_longer(serve: Serve) -> None:
    limits = ConnectionLimits(head_seconds=0.3, grace_seconds=0.1, bytes_per_second=1 << 10)
    size, parts = 4 << 10, 16
    with opened(serve(limits)) as client:
        client.sendall(HEAD + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % size)
        for _ in range(parts):
            client.sendall(bytes(size // parts))
            threading.Event().wait(0.05)
        assert heard(client).endswith(b"\r\n\r\n%d" % size)


def test_a_head_has_a_bound(serve: Serve) -> None:
    with opened(serve(ConnectionLimits(head_bytes=1 << 14))) as client:
        client.sendall(HEAD + b"".join(b"a%d: %s\r\n" % (n, b"x" * 1000) for n in range(20)))
        assert heard(client).startswith(b"HTTP/1.1 431 ")


def test_an_address_has_a_bound(serve: Serve) -> None:
    with opened(serve(ConnectionLimits(head_bytes=1 << 14))) as client:
        client.sendall(b"GET /" + b"x" * (1 << 15))
        assert heard(client).startswith(b"HTTP/1.1 431 ")


def test_an_answer_given_early_is_heard_by_who_still_sends(serve: Serve) -> None:
    """A socket closed with bytes unread would reset the connection and lose the answer."""
    port = serve(ConnectionLimits(linger_seconds=0.3))
    for _ in range(5):
        with opened(port) as client:
            client.sendall(b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n")
            client.sendall(bytes(1 << 20))
            assert heard(client).startswith(b"HTTP/1.1 401 ")


def test_who_does_not_read_the_answer_is_cut_off(serve: Serve) -> None:
    with opened(serve(ConnectionLimits(answer_seconds=0.3))) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        threading.Event().wait(1.0)
        assert len(heard(client)) < 64 << 20


def test_there_are_so_many_connections_and_no_more(serve: Serve) -> None:
    port = serve(ConnectionLimits(most=3))
    with contextlib.ExitStack() as stack:
        inside = [stack.enter_context(opened(port)) for _ in range(3)]
        for each in inside:  # all are in before the next one comes
            each.sendall(HEAD + b"Content-Length: 1\r\n\r\na")
            assert each.recv(1000)
        said = heard(stack.enter_context(opened(port)))
        assert said.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 5" in said
        inside[0].close()
        assert answered(port)


def test_one_address_has_a_part_of_the_connections(serve: Serve) -> None:
    port = serve(ConnectionLimits(most=9, per_address=1))
    with opened(port) as first:
        first.sendall(HEAD + b"Content-Length: 1\r\n\r\na")
        assert first.recv(1000)
        with opened(port) as second:
            assert heard(second).startswith(b"HTTP/1.1 503 ")


def test_a_trusted_proxy_has_as_many_as_there_are(serve: Serve) -> None:
    port = serve(ConnectionLimits(most=9, per_address=1, proxies=frozenset({"127.0.0.1"})))
    with opened(port) as first, opened(port) as second:
        for each in (first, second):
            each.sendall(HEAD + b"Content-Length: 1\r\n\r\na")
            assert each.recv(1000).startswith(b"HTTP/1.1 200 ")


def answered(port: int) -> bool:
    """Tell whether a request gets through, tried until the place that was left is free."""
    for _ in range(200):
        with opened(port) as client, contextlib.suppress(ConnectionError):
            client.sendall(HEAD + b"Content-Length: 1\r\nConnection: close\r\n\r\na")
            if heard(client).startswith(b"HTTP/1.1 200 "):
                return True
    return False


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::"),
        ("testclient", "testclient"),
    ],
)
def test_one_client_counts_as_one_address(client: str, counted: str) -> None:
    assert address_of(client) == counted
