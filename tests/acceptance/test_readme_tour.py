"""The README's five minutes with curl work as they are written."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks() -> str:
    readme = (ROOT / "README.md").read_text()
    tour = readme[readme.index("## Five minutes") : readme.index("## Map of the code")]
    return "\n".join(re.findall(r"```bash\n(.*?)```", tour, re.DOTALL))


@pytest.mark.skipif(not shutil.which("curl"), reason="the tour speaks curl")
def test_every_block_of_the_tour_runs_and_says_what_it_should(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    script = blocks().replace("8000", str(port))
    env = {**os.environ, "ROTATION_BASE_URL": f"http://127.0.0.1:{port}"}
    # Whatever goes wrong, the server it has started is ended.
    done = subprocess.run(
        ["bash", "-euc", f"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}\nwait"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode in {0, 143}, done.stdout + done.stderr
    said = done.stdout
    assert '"accepted":2500' in said
    assert "succeeded" in said
    assert "BEGIN:VCALENDAR" in said
    assert "feed: 200 then 304" in said
    assert re.search(r"^Hugo\n\[\]\nDe service jusqu'à .+ : Hugo\.$", said, re.MULTILINE)
    assert re.search(r"^Nobody is on duty\. Next: Hugo from Mon", said, re.MULTILINE)
    assert "no key: 401" in said
    assert "no such team: 404" in said
    assert "an old ETag: 412" in said
    assert "'pointer': '/timezone'" in said
    first, second = said.splitlines()[-2:]
    assert first == second
