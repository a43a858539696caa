"""Levels of the volume: nodes and quantiles of a gamma law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.demand import volume_spread


@given(st.floats(0.02, 1.2), st.integers(2, 7))
def test_nodes_of_the_volume_have_its_mean_and_spread(cv: float, count: int) -> None:
    pairs = volume_spread.nodes(cv, count)
    weights = [weight for _, weight in pairs]
    assert sum(weights) == pytest.approx(1)
    assert sum(g * w for g, w in pairs) == pytest.approx(1)
    assert sum(g * g * w for g, w in pairs) == pytest.approx(1 + cv * cv)


def test_quantiles_of_the_volume_are_those_of_many_draws() -> None:
    draws = np.random.default_rng(1).gamma(25.0, 0.04, 400_000)
    for share in (0.1, 0.5, 0.9):
        assert volume_spread.quantile(0.2, share) == pytest.approx(
            np.quantile(draws, share), abs=2e-3
        )
