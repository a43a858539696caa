"""A PgBouncer of Debian's before the PostgreSQL of the tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

_BINARY = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
_COME_UP_SECONDS = 10.0


@contextlib.contextmanager
def pooled(url: str, mode: str, folder: Path, connections: int = 4) -> Iterator[str]:
    """Yield the URL of a database behind a pooler in ``transaction`` or ``session`` mode."""
    if _BINARY is None:
        pytest.skip("no pgbouncer: install it")
    behind, port = make_url(url), _free_port()
    (folder / "users").write_text(f'"{behind.username}" "{behind.password or ""}"\n"postgres" ""\n')
    settings = folder / "pgbouncer.ini"
    settings.write_text(_settings(behind, mode, port, connections, folder))
    command = [_BINARY, "-q", str(settings)]
    if os.geteuid() == 0:
        # It refuses to run as root.
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)
        command[1:1] = ["-u", "postgres"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    given = URL.create(
        behind.drivername, behind.username, None, "127.0.0.1", port, behind.database
    ).render_as_string(hide_password=False)
    try:
        _wait_for(given)
        yield given
    finally:
        process.terminate()
        process.wait()


def _settings(behind: URL, mode: str, port: int, connections: int, folder: Path) -> str:
    host = behind.query.get("host") or behind.host
    at = f"host={host} port={behind.port or 5432}"
    return f"""[databases]
* = {at}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {connections}
max_client_conn = 200
logfile = {folder}/log
"""


def _wait_for(url: str) -> None:
    end = time.monotonic() + _COME_UP_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
