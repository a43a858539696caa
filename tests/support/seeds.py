"""Chance of tests: a seed that Hypothesis chooses, and Python's own generator from there on.

Hypothesis's ``randoms()`` decides every single number itself, which takes five times as long as
most of what is tested with it. What fails here is told by its seed: ``Seeded(7)`` plays it again.
"""

from random import Random

from hypothesis import strategies as st


class Seeded(Random):
    """A generator that tells its seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.first = seed

    def __repr__(self) -> str:
        """Return how to make it again."""
        return f"Seeded({self.first})"


seeds = st.integers(0, 2**64 - 1).map(Seeded)
