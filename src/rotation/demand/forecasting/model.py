"""The forecast model: the mean of each hour of the week and how far real weeks stray from it.

Pure numbers in, pure numbers out; hours are local. Level by simple exponential smoothing
(R. G. Brown, 1959), a shape weighted towards recent weeks and shrunk to the product of day and
hour, and a negative binomial spread by moments. Hours that are no guide to others (holidays,
closed days, outages, campaigns) are missing: not a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from rotation.deferred import deferred
from rotation.demand import volume_spread
from rotation.timespan import DAY, Week

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

HOURS = 168
Counts: TypeAlias = "np.typing.NDArray[np.float64]"
_SMOOTHING, _HALF_LIFE, _SMALL = 0.3, 6, 2000.0
_COLD_SPREAD, _LEAST_DAY_SPREAD = 0.4, 0.10
_MOST_DAY_SPREAD, _MOST_WEEK_SPREAD, _MOST_DISPERSION = 0.6, 0.3, 4.0
"""Half as much again as without a history: a log that has just begun tells of endless spread, which
nobody plans by, and which takes the engines gigabytes."""
_LARGE, _NARROW = 5_000.0, 0.05
"""Counts of a larger mean have the quantiles of a gamma variable, to a thousandth."""
_SILENCE = 7.0
"""A log of which so many messages are missing in a row has ended: chance leaves out so many once in
a thousand times."""
_LEAST_SEEN = 0.2
"""A week of which less than this was seen says nothing about the level."""

# A plain social-media week: quiet nights, a rise after work, a little less at the weekend.
_DAY = (2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 12, 13, 12, 11, 11, 12, 15, 18, 20, 18, 14, 9, 5)
_WEEK = (1.05, 1.0, 1.0, 1.0, 1.0, 0.9, 0.8)
DEFAULT_PROFILE: tuple[float, ...] = tuple(
    day * hour / (sum(_WEEK) * sum(_DAY)) for day in _WEEK for hour in _DAY
)


@dataclass(frozen=True)
class Forecast:
    """Expected messages of each hour of the week, and how far weeks, days and hours stray.

    ``dispersion`` φ: an hour of mean m has variance m + φm². ``cold``: made without enough history.
    """

    mean: tuple[float, ...]
    dispersion: float
    day_cv: float
    week_cv: float
    weeks: int
    cold: bool


@dataclass(frozen=True)
class Special:
    """Dates unlike others: holidays are read as a Sunday, and each date may have a factor."""

    holidays: frozenset[date] = frozenset()
    factors: Mapping[date, float] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return a hash, so that what is made of a week can be kept by it."""
        return hash((self.holidays, frozenset(self.factors.items())))


@dataclass(frozen=True)
class Interval:
    """The volume of a stretch: the mean and the 10, 50 and 90 % points."""

    start: datetime
    minutes: int
    mean: float
    p10: float
    p50: float
    p90: float


def weekly(
    hours: Iterable[tuple[datetime, int]],
    zone: ZoneInfo,
    now: datetime,
    missing: Iterable[date] = (),
    until: date | None = None,
) -> Counts:
    """Return counts of full local weeks before now from (UTC hour, count) pairs; maybe none.

    ``until``: the last day that the log knows, where it has ended; later ones are not a number, and
    weeks of later days alone are left out.

    A repeated local hour holds both, a skipped one nothing. Weeks before the first count are left
    out; the hours of ``missing`` dates are not a number, nor are those of days before the first.
    """
    found = [(start.astimezone(zone), count) for start, count in hours]
    if not found:
        return np.zeros((0, HOURS))
    this_monday = Week.of(now.astimezone(zone).date()).monday
    if until is not None:
        this_monday = min(this_monday, Week.of(until).monday + 7 * DAY)
    begins = min(local for local, _ in found).date()
    first = Week.of(begins).monday
    counts = np.zeros((max(0, (this_monday - first).days // 7), HOURS))
    for local, count in found:
        week, hour = divmod((local.date() - first).days * 24 + local.hour, HOURS)
        if week < len(counts):
            counts[week, hour] += count
    days = counts.reshape(-1, 24)
    for day in (*missing, *(first + DAY * at for at in range((begins - first).days))):
        if 0 <= (at := (day - first) // DAY) < len(days):
            days[at] = np.nan
    if until is not None:
        days[max(0, (until - first) // DAY + 1) :] = np.nan
    return counts


def log_end(hours: Iterable[tuple[datetime, int]], zone: ZoneInfo, now: datetime) -> date | None:
    """Return the last local day of a log that ended before this week, None for one that goes on.

    ``hours``: (UTC hour, count) of all channels. A log goes on unless its silence since is one that
    chance would hardly leave: an upload of last month's messages tells nothing of this month.
    """
    this_monday = Week.of(now.astimezone(zone).date()).monday
    found = [(start.astimezone(zone).date(), count) for start, count in hours]
    known = [(day, count) for day, count in found if day < this_monday and count]
    if not known:
        return None
    first, last = (end(day for day, _ in known) for end in (min, max))
    rate = sum(count for _, count in known) / ((last - first).days + 1)
    silent = (this_monday - last).days - 1
    return last if rate * silent >= _SILENCE else None


def together(counts: Sequence[Counts]) -> Counts:
    """Return the counts of all channels as one, aligned at the newest week."""
    longest = max((len(each) for each in counts), default=0)
    whole = np.zeros((longest, HOURS))
    for each in counts:
        if len(each):
            whole[-len(each) :] += each
    return whole


def fit(
    counts: Counts, weekly_total: float | None = None, profile: Sequence[float] | None = None
) -> Forecast:
    """Return the forecast of weeks × 168 counts.

    With fewer than two weeks: the ``profile`` (any 168 numbers; else a usual one) ×
    ``weekly_total`` (else × what was counted).
    """
    if len(counts) < 2:
        total = weekly_total if weekly_total is not None else float(np.nansum(counts))
        shares = np.array(profile if profile and sum(profile) > 0 else DEFAULT_PROFILE)
        mean = tuple(float(total * each) for each in shares / shares.sum())
        return Forecast(mean, 0.1, _COLD_SPREAD, _COLD_SPREAD / 2, len(counts), cold=True)
    expected = tuple(float(each) for each in _mean(counts))
    return Forecast(expected, *_spread(counts), len(counts), cold=False)


@lru_cache(maxsize=64)
def for_week(
    forecast: Forecast,
    week: Week,
    zone: ZoneInfo,
    special: Special | None = None,
    minutes: int = 15,
) -> tuple[Interval, ...]:
    """Return the intervals of a local week of 167, 168 or 169 hours; a repeated hour comes twice.

    Intervals shorter than an hour share it evenly.
    """
    asked, span = special or Special(), week.span(zone)
    step = timedelta(minutes=minutes)
    starts = [span.start + step * at for at in range(-(-span.length // step))]
    means = np.array([_rate(forecast, each.astimezone(zone), asked) for each in starts])
    means *= minutes / 60
    points = quantiles(means, forecast.dispersion)
    return tuple(
        Interval(start.astimezone(UTC), minutes, float(mean), *(float(each) for each in row))
        for start, mean, row in zip(starts, means, points, strict=True)
    )


def quantiles(means: Counts, dispersion: float, at: tuple[float, ...] = (0.1, 0.5, 0.9)) -> Counts:
    """Return for each mean some quantiles, up to 0.9, of its negative binomial count.

    Variance m + φm²; Poisson when φ is 0. By summing up the chances, kept as logarithms.
    """
    distinct, back = np.unique(means, return_inverse=True)
    large = distinct > _LARGE
    if large.any():
        by_mean = np.empty((len(distinct), len(at)))
        by_mean[large] = _of_large(distinct[large], dispersion, at)
        by_mean[~large] = quantiles(distinct[~large], dispersion, at)
        of_all: Counts = by_mean[back.ravel()]
        return of_all
    # Above four standard deviations lies at most 1/17 (Cantelli).
    top = int((distinct + 4 * np.sqrt(distinct + dispersion * distinct**2)).max(initial=0)) + 20
    count = np.arange(1, top)
    mean = distinct[:, None] + 1e-300
    if dispersion > 1e-9:
        size = 1 / dispersion
        first = -size * np.log1p(mean / size)
        steps = np.log((count - 1 + size) / count) + np.log(mean / (size + mean))
    else:
        first, steps = -mean, np.log(mean) - np.log(count)
    chances = np.exp(np.concatenate([first, first + np.cumsum(steps, axis=1)], axis=1))
    reached = np.cumsum(chances, axis=1)
    found = np.stack([(reached < each - 1e-12).sum(axis=1) for each in at], axis=1)
    result: Counts = found[back.ravel()].astype(float)
    return result


def _of_large(means: Counts, dispersion: float, at: tuple[float, ...]) -> Counts:
    """Return quantiles of large means; of small spread by Wilson and Hilferty (1931)."""
    if dispersion > _NARROW:
        multiples = [volume_spread.quantile(dispersion**0.5, each) for each in at]
        by_multiple: Counts = np.rint(np.outer(means, multiples))
        return by_multiple
    third = (dispersion + 1 / means)[:, None] / 9
    normal = np.array([NormalDist().inv_cdf(each) for each in at])
    result: Counts = np.rint(means[:, None] * (1 - third + normal * third**0.5) ** 3)
    return result


def _rate(forecast: Forecast, local: datetime, special: Special) -> float:
    """Return what is expected in an hour like the one of a local time."""
    day = local.date()
    weekday = 6 if day in special.holidays else local.weekday()
    return forecast.mean[24 * weekday + local.hour] * special.factors.get(day, 1.0)


def _mean(counts: Counts) -> Counts:
    """Return level × shape for the week after the last one counted."""
    shape = _shape(counts)
    level: float | None = None
    for week in counts:
        seen = ~np.isnan(week)
        share = float(shape[seen].sum())
        if share < _LEAST_SEEN:
            continue
        total = float(week[seen].sum()) / (share if not seen.all() else 1.0)
        level = total if level is None else _SMOOTHING * total + (1 - _SMOOTHING) * level
    result: Counts = (level or 0.0) * shape
    return result


def _shape(counts: Counts) -> Counts:
    """Return the share of each hour of the week: recent weeks count more, thin ones are shrunk."""
    n = len(counts)
    weights = 0.5 ** ((n - 1 - np.arange(n)) / _HALF_LIFE)
    whole = weights.sum()
    seen = weights @ ~np.isnan(counts)
    found = weights @ np.nan_to_num(counts)
    full = np.divide(found * whole, seen, out=np.zeros(HOURS), where=seen > 0)
    total = full.sum()
    if total <= 0:
        return np.array(DEFAULT_PROFILE)
    grid = full.reshape(7, 24)
    product = np.outer(grid.sum(axis=1), grid.sum(axis=0)).ravel() / total
    k = 6.0 if n < 6 else 3.0
    shape = (found + k * product / whole) / (seen + k)
    if total < _SMALL:
        shape = 0.25 * np.roll(shape, 1) + 0.5 * shape + 0.25 * np.roll(shape, -1)
    result: Counts = shape / shape.sum()
    return result


def _spread(counts: Counts) -> tuple[float, float, float]:
    """Return φ of hours, the day CV and the week CV, from one week ahead of the others."""
    ahead, real = _mean(counts[:-1]), counts[-1]
    seen = ~np.isnan(real)
    hours = _dispersion(real[seen], ahead[seen])
    days = _dispersion(
        np.where(seen, real, 0).reshape(7, 24).sum(axis=1),
        np.where(seen, ahead, 0).reshape(7, 24).sum(axis=1),
    )
    means, totals = [], []
    for at in range(max(1, len(counts) - 8), len(counts)):
        seen = ~np.isnan(counts[at])
        means.append(_mean(counts[:at])[seen].sum())
        totals.append(counts[at][seen].sum())
    weeks = _dispersion(np.array(totals), np.array(means))
    return (
        min(hours, _MOST_DISPERSION),
        float(min(max(days**0.5, _LEAST_DAY_SPREAD), _MOST_DAY_SPREAD)),
        float(min(weeks**0.5, _MOST_WEEK_SPREAD)),
    )


def _dispersion(real: Counts, mean: Counts) -> float:
    squares = float((mean**2).sum())
    if squares <= 0:
        return 0.0
    return max(0.0, float((((real - mean) ** 2) - mean).sum()) / squares)
