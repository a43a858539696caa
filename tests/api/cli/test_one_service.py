"""SQLite has one service: a second one is refused by one line, whatever way it is started."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import databases
from support.live_server import Server


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database file that a service is at work on, and beside it a link to it."""
    folder = tmp_path_factory.mktemp("serving")
    server = Server.fresh(databases.sqlite_file(folder), folder)
    server.start()
    (folder / "link.db").symlink_to("rotation.db")
    yield folder / "rotation.db"
    server.stop()


@pytest.mark.parametrize("words", [("serve",), ("serve", "--no-worker"), ("worker",)])
def test_a_second_service_is_refused_by_one_line(serving: Path, words: tuple[str, ...]) -> None:
    for path in (serving, serving.with_name("link.db")):
        ports = ["--port", "0"] if words[0] == "serve" else []
        done = subprocess.run(
            [sys.executable, "-c", "from api.cli.main import main; main()", *words, *ports],
            env={**os.environ, "ROTATION_DATABASE_URL": f"sqlite:///{path}"},
            capture_output=True,
            check=False,
            timeout=60,
            cwd=serving.parent,
        )
        assert done.returncode == 1, done.stderr
        assert done.stderr.decode().splitlines() == [
            "Another serve or worker uses this database file."
        ]
