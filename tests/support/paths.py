"""Where the inputs of tests lie: right values in files, and public data."""

from pathlib import Path

_TESTS = Path(__file__).parents[1]
GOLDEN = _TESTS / "golden"
DATA = _TESTS / "data"
