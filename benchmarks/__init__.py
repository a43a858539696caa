"""What is measured; some share their stages with the tests, whose folder they find here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
