"""Busy and quiet days and weeks: volumes as multiples of the forecast, gamma with mean 1.

Sources: Gauss quadrature from the eigenvalues of the Jacobi matrix (G. H. Golub, J. H. Welsch,
1969) of the generalised Laguerre polynomials; the incomplete gamma function by its series.
"""

from functools import cache
from math import exp, lgamma, log
from typing import TYPE_CHECKING

from rotation.deferred import deferred

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

_LEAST = 0.005


@cache
def nodes(cv: float, count: int) -> tuple[tuple[float, float], ...]:
    """Return (multiple, weight) pairs of a coefficient of variation; one pair when it is next to 0.

    They integrate polynomials up to degree 2·count - 1 exactly.
    """
    if cv < _LEAST:
        return ((1.0, 1.0),)
    alpha = 1 / cv**2 - 1
    i = np.arange(count)
    side = np.sqrt(i[1:] * (i[1:] + alpha))
    matrix = np.diag(2 * i + 1 + alpha) + np.diag(side, 1) + np.diag(side, -1)
    values, vectors = np.linalg.eigh(matrix)
    multiples, weights = cv**2 * values, vectors[0] ** 2
    return tuple((float(g), float(w)) for g, w in zip(multiples, weights, strict=True))


def volume_factor(cv: float, share: float | None) -> float:
    """Return the factor on a volume for safety: its quantile; 1 for the forecast itself."""
    return quantile(cv, share) if share else 1.0


@cache
def quantile(cv: float, share: float) -> float:
    """Return the multiple that the volume stays below with chance ``share``, by bisection."""
    if cv < _LEAST:
        return 1.0
    shape = 1 / cv**2
    low, high = 0.0, 1.0
    while _below(shape, high * shape) < share:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(shape, middle * shape) < share else (low, middle)
    return (low + high) / 2


def _below(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function P(shape, x)."""
    if x <= 0:
        return 0.0
    term = total = 1 / shape
    n = 0
    while term > total * 1e-15:
        n += 1
        term *= x / (shape + n)
        total += term
    return min(1.0, total * exp(shape * log(x) - x - lgamma(shape)))
