"""What the tests of a build cost."""

import os
import resource
import subprocess
import sys

from benchmarks.against.builds import Build


def tests(build: Build) -> dict[str, float]:
    """Run all tests that need no mark, as ``make test`` does; return their processor time."""
    before = _spent()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "3",
            "--dist",
            "worksteal",
            "-q",
            "-m",
            "not contract and not chaos",
        ],
        env={**build.environment(), "CI": os.environ.get("CI", "")},
        cwd=build.root,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    return {"make test, s of CPU": _spent() - before}


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
