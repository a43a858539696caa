"""A week's steady state is found in few passes, and is the one that all passes lead to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.demand.queueing import steady_state
from rotation.demand.queueing.markov_kernels import Reals


def week(seed: int, places: int, slowness: float) -> Reals:
    """Return a map of distributions that changes only a part of them at each pass.

    Half of what it changes is spread evenly, so that a small last change means a small error.
    """
    drawn = np.random.default_rng(seed).dirichlet(np.full(places, 0.2), size=places).T
    mixed: Reals = slowness * np.eye(places) + (1 - slowness) * (drawn + 1 / places) / 2
    return mixed


def stationary(map_: Reals) -> Reals:
    """Return the distribution that a map leaves as it is, from its equations."""
    places = len(map_)
    equations = np.vstack([map_ - np.eye(places), np.ones(places)])
    found: Reals = np.linalg.lstsq(equations, np.append(np.zeros(places), 1.0), rcond=None)[0]
    return found


@given(
    seed=st.integers(0, 2**32 - 1),
    places=st.integers(2, 30),
    slowness=st.sampled_from([0.0, 0.5, 0.9]),
)
def test_it_comes_to_rest_where_the_equations_say(seed: int, places: int, slowness: float) -> None:
    map_ = week(seed, places, slowness)
    start = np.eye(places)[0]
    found, settled = steady_state.steady_state(start, lambda before: map_ @ before, lambda: True)
    assert settled
    assert found == pytest.approx(stationary(map_), abs=1e-6)


def test_a_slow_week_needs_a_fraction_of_the_passes() -> None:
    map_, passes = week(1, 6, 0.99), [0]

    def through(before: Reals) -> Reals:
        passes[0] += 1
        after: Reals = map_ @ before
        return after

    _, settled = steady_state.steady_state(np.eye(6)[0], through, lambda: True)
    assert settled
    assert passes[0] < 100  # by going through weeks alone: 1,800


def test_more_places_are_taken_over_when_the_time_is_over() -> None:
    def through(before: Reals) -> Reals:
        return np.append(before[1:], [before[0], 0.0])

    found, settled = steady_state.steady_state(np.array([1.0, 0.0]), through, lambda: False)
    assert not settled
    assert len(found) == 3
