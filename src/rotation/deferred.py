"""Modules that are loaded when something of them is first used, not when a process starts.

A web process that has just started needs none of the libraries behind a spreadsheet, a migration
or a forecast; loading them all took a third of its start. The names stay at the top of a file,
where a reader and the linters look for them::

    if TYPE_CHECKING:
        import numpy as np
    else:
        np = deferred("numpy")
"""

from importlib import import_module
from typing import Any


class Deferred:
    """Stands for a module until something of it is used; safe for threads, as imports are."""

    def __init__(self, name: str) -> None:
        """Load nothing yet."""
        self._name = name

    def __getattr__(self, attribute: str) -> Any:  # Any: whatever the module has
        """Return what the module has under a name."""
        return getattr(import_module(self._name), attribute)


def deferred(name: str) -> Any:  # Any: a module, whose types the caller imports for checkers
    """Return what stands for the module of a name."""
    return Deferred(name)
