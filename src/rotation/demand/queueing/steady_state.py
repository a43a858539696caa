"""The distribution that a week leads back to itself, found by going through few weeks.

A week maps distributions linearly, so what its last weeks changed tells where it comes to rest:
reduced rank extrapolation (R. P. Eddy, 1979; M. Mešina, 1977). A week near saturation, which needs
hundreds of passes by itself, comes to rest in some dozens.
"""

from collections.abc import Callable

import numpy as np

from rotation.demand.queueing.markov_kernels import Reals

SETTLED = 1e-8
_LOOKBACK = 8
_MOST_PASSES = 2000


def steady_state(
    start: Reals, through: Callable[[Reals], Reals], has_time: Callable[[], bool]
) -> tuple[Reals, bool]:
    """Return the distribution that ``through`` leaves as it is to 1e-8, and whether it was found.

    ``through`` leads a distribution over a week, and may give one with more places. The search ends
    early when ``has_time`` says no.
    """
    trail = [start]
    for _ in range(_MOST_PASSES):
        after = through(trail[-1])
        trail = [*(_padded(each, len(after)) for each in trail), after]
        settled = float(np.abs(trail[-1] - trail[-2]).sum()) < SETTLED
        if settled or not has_time():
            return trail[-1], settled
        if len(trail) > _LOOKBACK:
            trail = [_extrapolated(trail)]
    return trail[-1], False


def _padded(start: Reals, places: int) -> Reals:
    padded = np.zeros(places)
    padded[: len(start)] = start
    return padded


def _extrapolated(trail: list[Reals]) -> Reals:
    """Return the mean of the trail, by weights that sum to 1, whose change would be the least."""
    passes = np.array(trail)
    changes = np.diff(passes, axis=0)
    # The least |Σ γ·change| with Σ γ = 1, by the differences to the last change.
    last = changes[-1]
    weights, *_ = np.linalg.lstsq((changes[:-1] - last).T, -last, rcond=1e-12)
    mean = np.maximum(0.0, weights @ passes[1:-1] + (1 - weights.sum()) * passes[-1])
    rest: Reals = mean / mean.sum()
    return rest
