"""``rotation init`` makes an organisation once."""

import subprocess
import sys
from pathlib import Path


def test_a_second_organisation_of_one_name_is_refused(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "from api.cli.main import main; main()", "init"]
    url = {"ROTATION_DATABASE_URL": f"sqlite:///{tmp_path}/one.db"}
    done = [
        subprocess.run(
            [*words, "--organization", name], env=url, capture_output=True, text=True, check=False
        )
        for name in ("Nord", "Nord", "Sud")
    ]
    assert [each.returncode for each in done] == [0, 1, 0]
    assert "There is an organisation Nord already." in done[1].stderr
    assert done[1].stdout == ""
