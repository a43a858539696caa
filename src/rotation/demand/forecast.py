"""The forecast of messages: an hour-of-week shape × a level, with its spread.

Counts are weeks × 168 local hours, Monday 00:00 first. Source of the method: exponential
smoothing of the level (R. G. Brown, 1959), a shape weighted towards recent weeks and shrunk to the
product of day and hour, and a negative binomial spread by moments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from rotation.timespan import Week

HOURS = 168
Counts = NDArray[np.float64]
_SMOOTHING, _HALF_LIFE, _SMALL = 0.3, 6, 2000.0
_COLD_SPREAD, _LEAST_DAY_SPREAD = 0.4, 0.10
HOLIDAY_FACTOR = 1.0

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
class Interval:
    """What comes in during a stretch: the mean and the 10, 50 and 90 % points."""

    start: datetime
    minutes: int
    mean: float
    p10: float
    p50: float
    p90: float


def weekly(hours: Iterable[tuple[datetime, int]], zone: ZoneInfo, now: datetime) -> Counts:
    """Return counts of full local weeks before now from (UTC hour, count) pairs; maybe none.

    A repeated local hour holds both, a skipped one nothing. Weeks before the first count are left
    out.
    """
    found = [(start.astimezone(zone), count) for start, count in hours]
    if not found:
        return np.zeros((0, HOURS))
    this_monday = Week.of(now.astimezone(zone).date()).monday
    first = Week.of(min(local for local, _ in found).date()).monday
    counts = np.zeros((max(0, (this_monday - first).days // 7), HOURS))
    for local, count in found:
        week, hour = divmod((local.date() - first).days * 24 + local.hour, HOURS)
        if week < len(counts):
            counts[week, hour] += count
    return counts


def together(counts: Sequence[Counts]) -> Counts:
    """Return the counts of all channels as one, aligned at the newest week."""
    longest = max((len(each) for each in counts), default=0)
    whole = np.zeros((longest, HOURS))
    for each in counts:
        if len(each):
            whole[-len(each) :] += each
    return whole


def fit(counts: Counts, weekly_total: float | None = None) -> Forecast:
    """Return the forecast of weeks × 168 counts.

    With fewer than two weeks: the default profile × ``weekly_total`` (else × what was counted).
    """
    if len(counts) < 2:
        total = weekly_total if weekly_total is not None else float(counts.sum())
        mean = tuple(total * share for share in DEFAULT_PROFILE)
        return Forecast(mean, 0.1, _COLD_SPREAD, _COLD_SPREAD / 2, len(counts), cold=True)
    expected = tuple(float(each) for each in _mean(counts))
    return Forecast(expected, *_spread(counts), len(counts), cold=False)


def for_week(
    forecast: Forecast,
    week: Week,
    zone: ZoneInfo,
    holidays: Iterable[date] = (),
    minutes: int = 15,
) -> tuple[Interval, ...]:
    """Return the intervals of a local week of 167, 168 or 169 hours.

    A repeated hour has its rate twice; a holiday is a Sunday × ``HOLIDAY_FACTOR``.
    """
    off, span = frozenset(holidays), week.span(zone)
    found = []
    start, step = span.start, timedelta(minutes=minutes)
    while start < span.end:
        local = start.astimezone(zone)
        is_off = local.date() in off
        weekday = 6 if is_off else local.weekday()
        hourly = forecast.mean[24 * weekday + local.hour] * (HOLIDAY_FACTOR if is_off else 1.0)
        found.append(_interval(start, minutes, hourly * minutes / 60, forecast.dispersion))
        start += step
    return tuple(found)


def _mean(counts: Counts) -> Counts:
    """Return level × shape for the week after the last one counted."""
    totals = counts.sum(axis=1)
    level = totals[0]
    for total in totals[1:]:
        level = _SMOOTHING * total + (1 - _SMOOTHING) * level
    shape: Counts = level * _shape(counts)
    return shape


def _shape(counts: Counts) -> Counts:
    """Return the share of each hour of the week: recent weeks count more, thin ones are shrunk."""
    n = len(counts)
    weights = 0.5 ** ((n - 1 - np.arange(n)) / _HALF_LIFE)
    seen = weights @ counts
    total = seen.sum()
    if total <= 0:
        return np.array(DEFAULT_PROFILE)
    grid = seen.reshape(7, 24)
    product = np.outer(grid.sum(axis=1), grid.sum(axis=0)).ravel() / total
    k = 6.0 if n < 6 else 3.0
    shape = seen + k * product / weights.sum()
    if total < _SMALL:
        shape = 0.25 * np.roll(shape, 1) + 0.5 * shape + 0.25 * np.roll(shape, -1)
    result: Counts = shape / shape.sum()
    return result


def _spread(counts: Counts) -> tuple[float, float, float]:
    """Return φ of hours, the day CV and the week CV, from one week ahead of the others."""
    ahead, real = _mean(counts[:-1]), counts[-1]
    hours = _dispersion(real, ahead)
    days = _dispersion(real.reshape(7, 24).sum(axis=1), ahead.reshape(7, 24).sum(axis=1))
    origins = range(max(1, len(counts) - 8), len(counts))
    means = np.array([_mean(counts[:at]).sum() for at in origins])
    totals = np.array([counts[at].sum() for at in origins])
    weeks = _dispersion(totals, means)
    return hours, float(max(days**0.5, _LEAST_DAY_SPREAD)), float(weeks**0.5)


def _dispersion(real: Counts, mean: Counts) -> float:
    squares = float((mean**2).sum())
    if squares <= 0:
        return 0.0
    return max(0.0, float((((real - mean) ** 2) - mean).sum()) / squares)


def _interval(start: datetime, minutes: int, mean: float, dispersion: float) -> Interval:
    low, middle, high = (_quantile(mean, dispersion, at) for at in (0.1, 0.5, 0.9))
    return Interval(start.astimezone(UTC), minutes, mean, low, middle, high)


def _quantile(mean: float, dispersion: float, at: float) -> float:
    """Return a quantile of the negative binomial count (Poisson when φ is 0), by summing up."""
    if mean <= 0:
        return 0.0
    size = 1 / dispersion if dispersion > 1e-9 else None
    chance = (size / (size + mean)) ** size if size else float(np.exp(-mean))
    total, count = chance, 0
    while total < at and count < 100_000:
        ratio = (count + size) / (count + 1) * mean / (size + mean) if size else mean / (count + 1)
        chance *= ratio
        total, count = total + chance, count + 1
    return float(count)
