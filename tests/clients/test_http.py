"""The guarded client, against servers on loopback that behave badly."""

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.clients.http import Client, Most, check
from rotation.errors import Impossible, Unreachable

Answer = Callable[[socket.socket], None]


@contextmanager
def server(answer: Answer, host: str = "127.0.0.1") -> Iterator[tuple[int, list[bytes]]]:
    """Yield the port of a server that answers each connection so, and what it was sent."""
    heard: list[bytes] = []
    with socket.create_server((host, 0), backlog=16) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        heard.append(connection.recv(65536))
                        answer(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def says(body: bytes = b"ok", head: bytes = b"HTTP/1.1 200 OK") -> Answer:
    """Answer with a head and a body."""
    return lambda connection: connection.sendall(
        head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )


def drips(connection: socket.socket) -> None:
    """Answer one byte at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    connection.settimeout(0.02)
    while True:
        connection.sendall(b"a")
        with contextlib.suppress(TimeoutError):
            connection.recv(1)


def hangs(connection: socket.socket) -> None:
    """Answer nothing until the other side has gone."""
    connection.recv(1)


PRIVATE = Client(allow_private=True)


def test_a_reply_comes_back_whole() -> None:
    with server(says(b"hello")) as (port, heard):
        reply = PRIVATE.fetch("POST", f"http://127.0.0.1:{port}/in?x=1#y", body=b"{}")
    assert (reply.status, reply.body, reply.is_whole) == (200, b"hello", True)
    assert heard[0].startswith(b"POST /in?x=1 HTTP/1.1\r\n")
    assert b"content-length: 2\r\n" in heard[0].lower()
    assert b"host: 127.0.0.1:%d\r\n" % port in heard[0].lower()


def test_private_destinations_are_refused_by_default() -> None:
    with server(says()) as (port, heard):
        client = Client(allow_private=False)
        for url in (f"http://127.0.0.1:{port}/", f"https://localhost:{port}/"):
            with pytest.raises(Impossible):
                check(url, allow_private=False)
            with pytest.raises(Impossible):
                client.fetch("GET", url)
    assert heard == []


def test_a_name_that_turns_private_after_it_was_checked_is_refused() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    check("https://rebinding.example/", allow_private=False, resolve=lambda *_: next(answers))
    client = Client(allow_private=False, resolve=lambda *_: next(answers))
    with pytest.raises(Impossible):
        client.fetch("GET", "https://rebinding.example/")


def test_a_call_resolves_once_and_connects_to_that_address() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with server(says()) as (port, heard):
        client = Client(allow_private=True, resolve=resolve)
        assert client.fetch("GET", f"http://hooks.example:{port}/").status == 200
    assert asked == ["hooks.example"]
    assert b"host: hooks.example:%d" % port in heard[0].lower()


def test_the_second_address_is_tried_when_the_first_refuses() -> None:
    with server(says()) as (port, _):
        client = Client(allow_private=True, resolve=lambda *_: ["::1", "127.0.0.1"])
        assert client.fetch("GET", f"http://both.example:{port}/").status == 200


def test_redirects_are_not_followed() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/"
    with server(says(head=head)) as (port, heard):
        assert PRIVATE.fetch("GET", f"http://127.0.0.1:{port}/").status == 302
    assert len(heard) == 1


def test_proxy_variables_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with server(says()) as (port, _):
        client = Client(allow_private=True)
        assert client.fetch("GET", f"http://127.0.0.1:{port}/").status == 200


def test_a_reply_is_read_up_to_the_cap() -> None:
    with server(says(b"x" * 200_000)) as (port, _):
        client = Client(allow_private=True, most=Most(bytes=1000))
        reply = client.fetch("GET", f"http://127.0.0.1:{port}/")
    assert (len(reply.body), reply.is_whole) == (1000, False)


@pytest.mark.parametrize("answer", [drips, hangs])
def test_the_time_limit_is_for_the_whole_call(answer: Answer) -> None:
    with server(answer) as (port, _), pytest.raises(Unreachable):
        Client(allow_private=True, most=Most(seconds=0.3)).fetch("GET", f"http://127.0.0.1:{port}/")


def test_a_resolver_that_hangs_ends_with_the_time_limit() -> None:
    hung = threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        hung.wait(10)
        return []

    client = Client(allow_private=False, resolve=resolve, most=Most(seconds=0.2))
    with pytest.raises(Unreachable):
        client.fetch("GET", "https://a.b/")
    hung.set()


def test_an_unknown_host_may_be_kept_but_not_called() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError

    check("https://later.example/", allow_private=False, resolve=resolve)
    with pytest.raises(Impossible):
        check("http://later.example/", allow_private=False, resolve=resolve)
    with pytest.raises(Unreachable):
        Client(allow_private=False, resolve=resolve).fetch("GET", "https://later.example/")


@pytest.mark.parametrize("reply", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999999 X\r\n\r\n"])
def test_what_is_no_http_counts_as_no_answer(reply: bytes) -> None:
    with (
        server(lambda connection: connection.sendall(reply)) as (port, _),
        pytest.raises(Unreachable),
    ):
        PRIVATE.fetch("GET", f"http://127.0.0.1:{port}/")


def test_nobody_listening_counts_as_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable):
        PRIVATE.fetch("GET", f"http://127.0.0.1:{port}/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hooks.example, and its key, in one file."""
    file = tmp_path_factory.mktemp("tls") / "pair.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            file,
            "-out",
            f"{file}.crt",
            "-days",
            "2",
            "-subj",
            "/CN=x",
            "-addext",
            "subjectAltName=DNS:hooks.example",
        ],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.mark.parametrize(("name", "good"), [("hooks.example", True), ("other.example", False)])
def test_the_certificate_has_to_be_that_of_the_name(
    certificate: Path, name: str, *, good: bool
) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    names: list[str | None] = []
    serving.sni_callback = lambda _, asked, __: names.append(asked)
    trust = ssl.create_default_context(cafile=f"{certificate}.crt")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            try:
                with serving.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(65536)
                    secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        client = Client(allow_private=True, resolve=lambda *_: ["127.0.0.1"], trust=trust)
        url = f"https://{name}:{listening.getsockname()[1]}/"
        if good:
            assert client.fetch("GET", url).status == 204
        else:
            with pytest.raises(Unreachable):
                client.fetch("GET", url)
        thread.join(5)
    assert names == [name]
