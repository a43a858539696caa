"""The accuracy of a forecast, beside what chance alone makes of a perfect one."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rotation.deferred import deferred
from rotation.demand.forecasting import model
from rotation.demand.forecasting.model import HOURS, Counts, Forecast

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

_ENOUGH = 3.0
"""Expected items from which on a band of 80 % says something: emptier hours are always covered."""


@dataclass(frozen=True)
class Accuracy:
    """Errors of forecasts made before each of some weeks; all relative to what came in.

    ``wape``: Σ|y − m| / Σy over hours; ``wape_windows`` over the hours that matter; ``floor``: what
    it would be for a perfect mean and Poisson counts; ``wape_four_weeks``: of the plain mean of the
    four weeks before. ``mase``: against the same hour a week before (Hyndman and Koehler, 2006).
    ``pinball`` at 10, 50 and 90 %; ``coverage`` of the 80 % band where 3 or more are expected, None
    where none are; ``bias`` of the week total, above 0 when too much was expected.
    """

    weeks: int
    wape: float
    wape_windows: float | None
    wape_four_weeks: float
    floor: float
    mase: float | None
    pinball: tuple[float, float, float]
    coverage: float | None
    bias: float


@dataclass(frozen=True)
class _Hours:
    """The hours that were forecast, one after the other."""

    real: Counts
    mean: Counts
    plain: Counts
    points: Counts
    naive: Counts
    inside: Counts


def accuracy(
    counts: Counts,
    inside: "np.typing.NDArray[np.bool_] | None" = None,
    ahead: int = 1,
    fit: Callable[[Counts], Forecast] = model.fit,
) -> Accuracy | None:
    """Return the errors at rolling origins: made ``ahead`` weeks long from what came before each.

    The first origin is after week max(4, n − 8). ``inside`` are the hours of the week that matter,
    by default evenings and weekends.
    None with fewer than 4 + ``ahead`` weeks, or when nothing came in.
    """
    inside = evenings_and_weekends() if inside is None else inside
    origins = range(max(4, len(counts) - 8), len(counts) - ahead + 1)
    parts = [each for origin in origins for each in _judged(counts, inside, ahead, origin, fit)]
    if not parts:
        return None
    hours = _Hours(*(np.concatenate(each) for each in zip(*parts, strict=True)))
    total = float(hours.real.sum())
    if total <= 0:
        return None
    return _accuracy_of(hours, total, len(parts))


@cache
def evenings_and_weekends() -> "np.typing.NDArray[np.bool_]":
    """Return which hours of the week lie in the evening, at night or at the weekend."""
    return np.array([hour // 24 >= 5 or hour % 24 >= 17 or hour % 24 < 8 for hour in range(HOURS)])


def poisson_floor(mean: Counts) -> float:
    """Return ΣE|X − m| / Σm of Poisson counts: 2 e^{-m} m^{⌊m⌋+1} / ⌊m⌋! (Crow, 1958)."""
    some = mean[mean > 0]
    if not some.size:
        return 0.0
    floors = np.floor(some)
    factorials = np.array([math.lgamma(each + 1) for each in floors])
    deviations = 2 * np.exp(-some + (floors + 1) * np.log(some) - factorials)
    return float(deviations.sum() / some.sum())


def _accuracy_of(hours: _Hours, total: float, weeks: int) -> Accuracy:
    errors = np.abs(hours.real - hours.mean)
    inside = hours.inside > 0
    matters = float(hours.real[inside].sum())
    naive = float(hours.naive.mean())
    enough = hours.mean >= _ENOUGH
    covered = (hours.points[:, 0] <= hours.real) & (hours.real <= hours.points[:, 2])
    return Accuracy(
        weeks=weeks,
        wape=float(errors.sum()) / total,
        wape_windows=float(errors[inside].sum()) / matters if matters > 0 else None,
        wape_four_weeks=float(np.abs(hours.real - hours.plain).sum()) / total,
        floor=poisson_floor(hours.mean),
        mase=float(errors.mean()) / naive if naive > 0 else None,
        pinball=(_pinball(hours, 0, 0.1), _pinball(hours, 1, 0.5), _pinball(hours, 2, 0.9)),
        coverage=float(covered[enough].mean()) if enough.any() else None,
        bias=(float(hours.mean.sum()) - total) / total,
    )


def _judged(
    counts: Counts,
    inside: "np.typing.NDArray[np.bool_]",
    ahead: int,
    origin: int,
    fit: Callable[[Counts], Forecast],
) -> Iterator[tuple[Counts, ...]]:
    """Yield the hours seen in each week after an origin, beside what was forecast at it."""
    before = counts[:origin]
    made = fit(before)
    mean, points = np.array(made.mean), model.quantiles(np.array(made.mean), made.dispersion)
    last = before[-4:]
    known = (~np.isnan(last)).sum(axis=0)
    plain = np.divide(np.nansum(last, axis=0), known, out=np.zeros(HOURS), where=known > 0)
    changes = np.abs(np.diff(before, axis=0))
    naive = float(changes[~np.isnan(changes)].mean()) if (~np.isnan(changes)).any() else 0.0
    for real in counts[origin : origin + ahead]:
        seen = ~np.isnan(real)
        yield (
            real[seen],
            mean[seen],
            plain[seen],
            points[seen],
            np.full(int(seen.sum()), naive),
            inside[seen].astype(float),
        )


def _pinball(hours: _Hours, column: int, at: float) -> float:
    """Return the mean loss of a quantile over the mean of what came in (Koenker, Bassett, 1978)."""
    apart = hours.real - hours.points[:, column]
    return float(np.maximum(at * apart, (at - 1) * apart).mean() / hours.real.mean())
