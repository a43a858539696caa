"""Random numbers that are looked up, not drawn: the n-th of a stream is a function of n.

So two scenarios see the same customers: what one of them does moves no number of the other.
"""

import math

import numpy as np

from rotation.demand.compiled import inlined, jitted
from rotation.demand.simulation.arrays import Record

CONSTANT, EXPONENTIAL, LOGNORMAL = 0, 1, 2
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@inlined
def mixed(x: np.uint64) -> np.uint64:
    """Return 64 well-mixed bits of 64 (SplitMix64; Steele, Lea and Flood, 2014)."""
    x = (x ^ (x >> _30)) * _FIRST
    x = (x ^ (x >> _27)) * _SECOND
    return x ^ (x >> _31)


@inlined
def stream(key: np.uint64, week: int) -> np.uint64:
    """Return the stream of a week under a key."""
    return mixed(key + np.uint64(week + 1) * _FIRST)


@inlined
def uniform(key: np.uint64, n: int) -> float:
    """Return the n-th number of a stream: above 0, below 1."""
    return (np.float64(mixed(key + np.uint64(n + 1) * _STEP) >> _11) + 0.5) * 2.0**-53


@jitted
def normal_quantile(u: float) -> float:
    """Return Φ⁻¹(u): a rational start (Abramowitz and Stegun, 26.2.23) and two steps of Halley."""
    tail = u if u < 0.5 else 1.0 - u
    r = math.sqrt(-2.0 * math.log(tail))
    top = 2.515517 + r * (0.802853 + r * 0.010328)
    x = top / (1.0 + r * (1.432788 + r * (0.189269 + r * 0.001308))) - r
    for _ in range(2):
        error = 0.5 * math.erfc(-x / math.sqrt(2.0)) - tail
        step = error * math.sqrt(2.0 * math.pi) * math.exp(0.5 * x * x)
        x -= step / (1.0 + 0.5 * x * step)
    return x if u < 0.5 else -x


@jitted
def minutes_of(law: Record, u: float) -> float:
    """Return the quantile u of a law: its kind and two parameters (mean; or log mean, log sd)."""
    if law.kind == CONSTANT:
        return float(law.first)
    if law.kind == EXPONENTIAL:
        return float(-law.first * math.log1p(-u))
    return math.exp(law.first + law.second * normal_quantile(u))
