"""The forecast: level, shape, spread, special days, and that it adds up whatever comes."""

import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rotation.demand.forecasting import model
from rotation.demand.forecasting.accuracy import accuracy, poisson_floor
from rotation.demand.forecasting.model import DEFAULT_PROFILE, HOURS, Counts, Forecast, Special
from rotation.timespan import Week, zone

PARIS = zone("Europe/Paris")
W48 = Week(2026, 48)
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
counted = arrays.arrays(
    np.float64,
    st.tuples(st.integers(0, 9), st.just(HOURS)),
    elements=st.integers(0, 50).map(float) | st.just(math.nan),
)


def weeks(*totals: float) -> Counts:
    """Return weeks of these totals, each with the usual profile."""
    return np.outer(totals, DEFAULT_PROFILE)


def drawn(mean: float, count: int, dispersion: float = 0.0, seed: int = 1) -> Counts:
    """Return weeks with Poisson counts about a profile, or gamma-mixed ones."""
    random = np.random.default_rng(seed)
    means = np.outer([mean] * count, DEFAULT_PROFILE)
    if dispersion:
        means = means * random.gamma(1 / dispersion, dispersion, means.shape)
    return random.poisson(means).astype(float)


def of_mean(mean: float, dispersion: float = 0.0) -> Forecast:
    """Return a forecast that expects the same in every hour."""
    return Forecast((mean,) * HOURS, dispersion, 0.1, 0.1, 8, cold=False)


def test_the_level_follows_three_tenths_of_each_new_week() -> None:
    found = model.fit(weeks(1000, 1000, 1000, 2000))
    assert sum(found.mean) == pytest.approx(0.3 * 2000 + 0.7 * 1000)


def test_recent_weeks_shape_the_week_more() -> None:
    """Half a year of one peak and six weeks of another: the last six weigh more than half."""
    old, new = np.zeros((20, HOURS)), np.zeros((6, HOURS))
    old[:, 34] = new[:, 130] = 10_000
    found = model.fit(np.concatenate([old, new])).mean
    assert found[130] > found[34]


def test_a_thin_hour_is_drawn_to_the_product_of_its_day_and_its_hour() -> None:
    counts = drawn(3000, 8)
    counts[:, 40] = 0
    found = model.fit(counts).mean
    assert 0 < found[40] < found[40 + 24]


def test_a_missing_week_leaves_the_forecast_as_it_was() -> None:
    counts = drawn(2500, 8)
    gap = np.concatenate([counts, np.full((1, HOURS), np.nan)])
    assert sum(model.fit(gap).mean) == pytest.approx(sum(model.fit(counts).mean), rel=0.02)


def test_a_holiday_without_messages_lowers_no_level() -> None:
    counts = np.tile(weeks(2500), (8, 1))
    counts[-1, 24:48] = math.nan
    found = model.fit(counts)
    assert sum(found.mean) == pytest.approx(2500, rel=0.01)
    assert sum(found.mean[24:48]) == pytest.approx(counts[0, 24:48].sum(), rel=0.01)


def test_the_spread_of_hours_is_found_again() -> None:
    found = [model.fit(drawn(8000, 9, 0.2, seed)).dispersion for seed in range(20)]
    assert np.mean(found) == pytest.approx(0.2, abs=0.05)
    assert model.fit(drawn(8000, 9)).dispersion < 0.03


def test_too_little_history_takes_the_weekly_total_and_the_given_profile() -> None:
    found = model.fit(drawn(500, 1), 1400, [0.0] * 100 + [2.0] * 68)
    assert (found.cold, found.day_cv) == (True, 0.4)
    assert found.mean[:100] == (0.0,) * 100
    assert sum(found.mean) == pytest.approx(1400)


@settings(max_examples=40)
@given(counts=counted)
def test_a_forecast_is_made_of_anything_and_adds_up(counts: Counts) -> None:
    found = model.fit(counts)
    assert len(found.mean) == HOURS
    assert all(math.isfinite(each) and each >= 0 for each in found.mean)
    assert all(math.isfinite(each) for each in (found.dispersion, found.day_cv, found.week_cv))
    hours = model.for_week(found, W48, PARIS, minutes=60)
    quarters = model.for_week(found, W48, PARIS, minutes=15)
    total = sum(found.mean)
    assert sum(each.mean for each in hours) == pytest.approx(total)
    assert sum(each.mean for each in quarters) == pytest.approx(total)
    assert all(each.p10 <= each.p50 <= each.p90 for each in hours)


@pytest.mark.parametrize(
    ("week", "hours"), [(Week(2026, 13), 167), (Week(2026, 43), 169), (W48, 168)], ids=str
)
def test_a_week_with_a_changed_clock_has_its_own_hours(week: Week, hours: int) -> None:
    found = model.for_week(of_mean(2.0), week, PARIS, minutes=60)
    assert len(found) == hours
    assert sum(each.mean for each in found) == pytest.approx(2.0 * hours)


def test_a_holiday_is_a_sunday_and_campaign_days_are_multiplied() -> None:
    mean = tuple(float(hour // 24) for hour in range(HOURS))
    made = Forecast(mean, 0.1, 0.1, 0.1, 8, cold=False)
    tuesday, friday = W48.days[1], W48.days[4]
    special = Special(frozenset({tuesday}), {tuesday: 0.5, friday: 3.0})
    found = model.for_week(made, W48, PARIS, special, 60)
    by_day = {
        day: sum(each.mean for each in found if each.start.astimezone(PARIS).date() == day)
        for day in W48.days
    }
    assert by_day[tuesday] == pytest.approx(0.5 * 6 * 24)
    assert by_day[friday] == pytest.approx(3.0 * 4 * 24)
    assert by_day[W48.days[2]] == pytest.approx(2 * 24)


@pytest.mark.parametrize("dispersion", [0.0, 0.3, 1.5])
@pytest.mark.parametrize("mean", [0.01, 0.7, 5.0, 80.0])
def test_quantiles_are_the_smallest_counts_that_reach_them(mean: float, dispersion: float) -> None:
    [found] = model.quantiles(np.array([mean]), dispersion)
    for at, value in zip((0.1, 0.5, 0.9), found, strict=True):
        chances = [chance(count, mean, dispersion) for count in range(int(value) + 1)]
        assert sum(chances) >= at - 1e-9
        assert sum(chances[:-1]) < at


def chance(count: int, mean: float, dispersion: float) -> float:
    """Return the chance of a negative binomial count, written out with factorials."""
    if not dispersion:
        return math.exp(-mean + count * math.log(mean) - math.lgamma(count + 1))
    size = 1 / dispersion
    ways = math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1)
    return math.exp(
        ways + size * math.log(size / (size + mean)) + count * math.log(mean / (size + mean))
    )


def test_quantiles_of_large_means_do_not_run_away() -> None:
    [found] = model.quantiles(np.array([20_000.0]), 0.0)
    assert found == pytest.approx([20_000 + z * math.sqrt(20_000) for z in (-1.28, 0, 1.28)], abs=3)


def test_counts_of_missing_days_are_not_a_number() -> None:
    hours = [(MONDAY + timedelta(hours=at), 1) for at in range(24 * 14)]
    found = model.weekly(hours, zone("UTC"), MONDAY + timedelta(weeks=2), [date(2026, 11, 3)])
    assert np.isnan(found[0, 24:48]).all()
    assert np.nansum(found) == 24 * 13


def test_a_week_that_the_log_begins_in_counts_from_its_first_day() -> None:
    hours = [(MONDAY + timedelta(hours=at), 1) for at in range(72, 24 * 14)]
    found = model.weekly(hours, zone("UTC"), MONDAY + timedelta(weeks=2))
    assert np.isnan(found[0, :72]).all()
    assert sum(model.fit(found).mean) == pytest.approx(168)


def a_log(hours: int, every: int = 1) -> list[tuple[datetime, int]]:
    """Return a message every so many hours from Monday on."""
    return [(MONDAY + timedelta(hours=at), 1) for at in range(0, hours, every)]


def test_a_log_that_broke_off_tells_nothing_of_the_weeks_since() -> None:
    """An upload of the weeks before last: it was read as a week without a message."""
    now, hours = MONDAY + timedelta(weeks=6, hours=3), a_log(24 * (7 * 4 + 2))
    until = model.log_end(hours, zone("UTC"), now)
    assert until == (MONDAY + timedelta(days=7 * 4 + 1)).date()
    found = model.weekly(hours, zone("UTC"), now, until=until)
    assert found.shape == (5, HOURS)
    assert np.isnan(found[4, 48:]).all()
    forecast = model.fit(found)
    assert sum(forecast.mean) == pytest.approx(168)
    assert (forecast.day_cv, forecast.week_cv) == (0.1, 0.0)


def test_a_quiet_end_is_no_broken_log() -> None:
    """A message every ten hours: two days without one happen; two weeks without one do not."""
    hours = a_log(24 * 12, every=10)
    assert model.log_end(hours, zone("UTC"), MONDAY + timedelta(weeks=2)) is None
    assert model.log_end(hours, zone("UTC"), MONDAY + timedelta(weeks=4)) is not None
    assert model.log_end([], zone("UTC"), MONDAY) is None


def test_the_pinball_loss_is_what_each_point_misses() -> None:
    made = of_mean(5.0)
    found = accuracy(np.full((5, HOURS), 7.0), fit=lambda _: made)
    [points] = model.quantiles(np.array([5.0]), 0.0)
    wanted = [
        max(at * (7 - point), (at - 1) * (7 - point)) / 7
        for at, point in zip((0.1, 0.5, 0.9), points, strict=True)
    ]
    assert found is not None
    assert found.pinball == pytest.approx(wanted)


def test_accuracy_of_a_perfect_guess_is_near_the_floor() -> None:
    counts = drawn(4000, 12)
    perfect = Forecast(
        tuple(4000 * each for each in DEFAULT_PROFILE), 0.0, 0.1, 0.1, 12, cold=False
    )
    found = accuracy(counts, fit=lambda _: perfect)
    assert found is not None
    assert found.weeks == 8
    assert found.wape == pytest.approx(found.floor, rel=0.05)
    assert found.mase == pytest.approx(1 / math.sqrt(2), rel=0.05)
    assert found.coverage == pytest.approx(0.83, abs=0.04)
    assert abs(found.bias) < 0.02


def test_accuracy_of_a_level_half_too_high_says_so() -> None:
    high = Forecast(tuple(1500 * each for each in DEFAULT_PROFILE), 0.0, 0.1, 0.1, 12, cold=False)
    found = accuracy(weeks(*[1000] * 6), fit=lambda _: high)
    assert found is not None
    assert (found.weeks, round(found.bias, 6), round(found.wape, 6)) == (2, 0.5, 0.5)
    assert found.wape_four_weeks == pytest.approx(0)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_there_is_no_accuracy_of_a_few_weeks(count: int) -> None:
    assert accuracy(drawn(1000, count)) is None


def test_the_floor_is_what_a_poisson_count_strays() -> None:
    for mean in (0.3, 2.0, 17.5):
        strays = sum(abs(count - mean) * chance(count, mean, 0.0) for count in range(200))
        assert poisson_floor(np.array([mean])) == pytest.approx(strays / mean)


@pytest.mark.parametrize("dispersion", [0.0, 0.02, 0.3, 4.0])
def test_quantiles_of_large_means_go_on_from_those_of_small_ones(dispersion: float) -> None:
    [small, large] = model.quantiles(np.array([4_999.0, 5_001.0]), dispersion)
    assert large == pytest.approx(small, rel=0.004, abs=3)
    [huge] = model.quantiles(np.array([1e9]), dispersion)
    assert huge[0] <= huge[1] <= huge[2] < 6e9


def test_a_log_that_has_just_begun_does_not_tell_of_endless_spread() -> None:
    counts = np.zeros((13, HOURS))
    counts[0, 100], counts[-1] = 1.0, 300.0
    found = model.fit(counts)
    assert (found.dispersion, found.day_cv, found.week_cv) == (4.0, 0.6, 0.3)
