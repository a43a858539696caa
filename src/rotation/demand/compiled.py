"""Compiled functions that keep their types for readers and checkers."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])  # Any: whatever it takes


def jitted(function: Function) -> Function:
    """Return a function that numba compiles at its first call and keeps on disk.

    What is kept goes by the file of the function alone: after a change in a file it calls into,
    delete ``__pycache__``.
    """
    return cast("Function", njit(cache=True)(function))


def inlined(function: Function) -> Function:
    """Return a compiled function that is written into whoever calls it."""
    return cast("Function", njit(cache=True, inline="always")(function))
