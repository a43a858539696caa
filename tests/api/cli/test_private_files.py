"""What the service writes is for its user alone, and ``doctor`` looks."""

import json
import stat
import subprocess
import sys
from pathlib import Path

from api.queue.replays import Replays
from rotation.clock import system_clock
from support.live_server import Server


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def look(server: Server) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli.main import main; main()", "doctor", "--json"],
        env=server._environment(),
        cwd=server.folder,
        capture_output=True,
        check=False,
    )
    found = {each["look"]: each for each in json.loads(done.stdout)}
    files: dict[str, object] = found["files"]
    return files


def test_the_database_is_for_its_user_alone_and_doctor_looks(tmp_path: Path) -> None:
    server = Server.fresh(f"sqlite:///{tmp_path}/rotation.db", tmp_path)
    database = tmp_path / "rotation.db"
    assert mode(database) == 0o600
    assert look(server)["ok"]
    backup = tmp_path / "rotation.db.backup"
    backup.write_bytes(database.read_bytes())
    backup.chmod(0o644)
    found = look(server)
    assert not found["ok"]
    assert "rotation.db.backup" in str(found["says"])


def test_replays_are_for_their_user_alone(tmp_path: Path) -> None:
    replays = Replays(tmp_path / "kept", system_clock)
    path = replays.keep({"members": []}, {"seconds": 1.0}, {"kind": "Failed", "reason": "x"})
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
