"""JSON as a type: objects whose fields the package that reads them knows."""

from typing import Any

Json = dict[str, Any]  # Any: the fields are known where it is written and read
