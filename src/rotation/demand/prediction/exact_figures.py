"""Figures of the exact chain for a staffing question: shares, waits, messages left lying."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rotation.demand import volume_spread
from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.questions.prediction import (
    ChannelLoad,
    DayAnswer,
    DayChannel,
    IntervalAnswer,
    IntervalChannel,
    Moment,
    StretchAnswer,
    Waiting,
    Worst,
)
from rotation.demand.queueing import capacity, markov_chain
from rotation.demand.queueing.capacity import Capacity
from rotation.demand.queueing.deadlines import Deadline, Reals, Wholes
from rotation.demand.queueing.markov_chain import QueueSolution, Shares

_WAITS = (
    0.0,
    1.0,
    2.0,
    3.0,
    5.0,
    7.5,
    10.0,
    15.0,
    20.0,
    30.0,
    45.0,
    60.0,
    90.0,
    120.0,
    180.0,
    240.0,
    360.0,
    480.0,
    540.0,
    600.0,
    660.0,
    720.0,
    780.0,
    840.0,
    900.0,
    960.0,
    1080.0,
    1440.0,
    2160.0,
    2880.0,
    3780.0,
    4320.0,
    5760.0,
    10080.0,
)
"""The grid of waits, in minutes, at which the distribution is looked at."""
_LATE_ENOUGH = 0.999
_WORST = 5
_HOUR = 60.0


@dataclass(frozen=True)
class CapacityCheck:
    """The capacity of a week: the overloaded channels, items more a week, minutes short."""

    stable: bool
    channels: tuple[str, ...]
    growth: float


def load_of(grid: MinuteGrid) -> CapacityCheck:
    """Return whether the people of a question can answer what comes in, their skills included."""
    asked, course = grid.question, grid.course()
    stretch = 1 / (1 - grid.lost)
    volumes = dict(zip((each.slug for each in asked.channels), grid.volumes, strict=True))
    handling = {each.slug: each.handling_minutes * stretch for each in asked.channels}
    work = {slug: float(volume) * handling[slug] for slug, volume in volumes.items()}
    people = [Capacity(each.channels, min(each.end, grid.end) - each.start) for each in grid.people]
    people += [
        Capacity((), each.heads * (min(each.end, grid.end) - each.start)) for each in grid.heads
    ]
    names, short = capacity.overloaded(work, [each for each in people if each.minutes > 0])
    if markov_chain.is_stable(course) and not names:
        return CapacityCheck(stable=True, channels=(), growth=0.0)
    weeks = grid.end / 10080
    mean = sum(work[slug] for slug in names) / max(
        1e-9, sum(volumes[slug] for slug in names) or 0.0
    )
    growth = max(markov_chain.growth(course), short / mean if mean else 0.0, 0.0) / weeks
    return CapacityCheck(stable=False, channels=names, growth=growth)


@dataclass(frozen=True)
class ExactFigures:
    """A question that the chain has run."""

    grid: MinuteGrid
    passed: QueueSolution

    @cached_property
    def weights(self) -> Reals:
        """Return the expected items by channel and segment."""
        found: Reals = self.grid.rates * self.grid.lengths
        return found

    def shares(self, channel: ChannelLoad, clock: str | None = None) -> Shares:
        """Return by segment which share of a channel's items is answered in time."""
        return self._known(self.grid.deadline(channel, clock))

    def total(self, place: int, by_segment: Reals) -> float | None:
        """Return the mean of a channel over its items; without any over the hours it is there."""
        weights = self.weights[place]
        if weights.sum() <= 0:
            weights = self.grid.named[place] * self.grid.lengths
        return float(weights @ by_segment / weights.sum()) if weights.sum() > 0 else None

    def days(self) -> Iterator[DayAnswer]:
        """Yield the service level of each channel on each local date."""
        for number, on in enumerate(self.grid.dates):
            yield DayAnswer(on, self._during(np.flatnonzero(self.grid.days == number)))

    def stretches(self) -> Iterator[StretchAnswer]:
        """Yield the service level of each channel during each stretch asked for."""
        middles = (self.grid.edges[:-1] + self.grid.edges[1:]) / 2
        for each in self.grid.question.stretches:
            start, end = self.grid.minute(each.start), self.grid.minute(each.end)
            here = np.flatnonzero((middles > start) & (middles < end))
            if len(here):
                yield StretchAnswer(each.start, each.end, self._during(here))

    def intervals(self) -> Iterator[IntervalAnswer]:
        """Yield agents, occupancy and shares by interval of the question."""
        grid, busy = self.grid, self.passed.numbers()[1]
        asked = grid.question
        found = [self.shares(each).mixed for each in asked.channels]
        agents = grid.staff.agents[: len(grid.lengths)]
        place = ((grid.edges[:-1] + 1e-9) / asked.interval_minutes).astype(np.int64)
        for at in range(int(place[-1]) + 1):
            here = np.flatnonzero(place == at)
            minutes = grid.lengths[here]
            on = float(agents[here] @ minutes)
            handled = float(busy[here, 1:].mean(axis=1) @ minutes)
            yield IntervalAnswer(
                start=grid.instant(at * asked.interval_minutes),
                agents=round(on / float(minutes.sum()), 3),
                occupancy=round(handled / on, 4) if on else None,
                channels=tuple(
                    IntervalChannel(
                        each.slug,
                        round(float(self.weights[row, here].sum()), 3),
                        _rounded(float(found[row][here] @ minutes / minutes.sum())),
                    )
                    for row, each in enumerate(asked.channels)
                    if grid.named[row, here].any()
                ),
            )

    def moments(self) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
        """Return how many wait at each opening and at each closing."""
        agents = self.grid.staff.agents[: len(self.grid.lengths)]
        before = np.roll(agents, 1) if self.grid.staff.repeats else np.append(0, agents[:-1])
        opens = [self._moment(int(k)) for k in np.flatnonzero((before == 0) & (agents > 0)) if k]
        closes = [self._moment(int(k)) for k in np.flatnonzero((before > 0) & (agents == 0))]
        return tuple(opens), tuple(closes)

    def at_end(self) -> Waiting:
        """Return how many wait at the end, beyond those in hand."""
        agents = int(self.grid.staff.agents[len(self.grid.lengths) - 1])
        end = self.passed.end
        waiting = np.append(end[: agents + 1].sum(), end[agents + 1 :])
        return waiting_of(waiting)

    def occupancy(self) -> float | None:
        """Return the share of all agents' time spent handling."""
        _, busy = self.passed.numbers()
        on = float(self.grid.staff.agents[: len(self.grid.lengths)] @ self.grid.lengths)
        return float(busy[:, 1:].mean(axis=1) @ self.grid.lengths) / on if on else None

    def mean_waiting(self) -> float:
        """Return the mean wait of all items by what waits on average (J. Little, 1961)."""
        numbers, busy = self.passed.numbers()
        waiting = (numbers - busy)[:, 1:].mean(axis=1) @ self.grid.lengths
        return float(waiting / max(self.weights.sum(), 1e-12))

    def stretch(self) -> float:
        """Return what mean waits from the grid are multiplied by to agree with Little's law.

        It holds where hardly anything waits at the start or the end of a dated week.
        """
        left = 0.0 if self.grid.staff.repeats else self.at_end().mean + self.grid.course().backlog
        means = [self.waits(place)[0] for place in range(len(self.weights))]
        items = self.weights.sum(axis=1)
        if None in means or items.sum() <= 0 or left > 0.01 * items.sum():
            return 1.0
        whole = sum(float(own) * (mean or 0.0) for own, mean in zip(items, means, strict=True))
        return self.mean_waiting() * float(items.sum()) / whole if whole > 0 else 1.0

    def waits(self, place: int) -> tuple[float | None, float | None]:
        """Return mean and 90 % point of a channel's wait; None when too many wait to the end."""
        found = [self.total(place, each) or 0.0 for each in self._by_wait]
        shares = np.maximum.accumulate(np.array(found))
        mean = p90 = None
        if shares[-1] >= _LATE_ENOUGH:
            mean = _area(1 - shares)
        if shares[-1] >= 0.9:
            p90 = float(np.interp(0.9, shares, _WAITS)) if shares[0] < 0.9 else 0.0
        return mean, p90

    def later_than(self, place: int, minutes: float) -> float | None:
        """Return the share of a channel's items that nobody has taken up after so many minutes."""
        found = self.total(place, self.passed.mixed(Deadline(minutes)))
        return None if found is None else 1 - found

    def worst(self) -> tuple[Worst, ...]:
        """Return the hours in which most replies come late."""
        grid = self.grid
        hours = (grid.edges[:-1] / _HOUR + 1e-9).astype(np.int64)
        found = []
        for row, each in enumerate(grid.question.channels):
            late = self.weights[row] * (1 - self.shares(each).mixed)
            by_hour = np.bincount(hours, late)
            items = np.bincount(hours, self.weights[row])
            found += [
                (float(by_hour[hour]), -int(hour), each.slug, float(items[hour]))
                for hour in np.argsort(-by_hour, kind="stable")[:_WORST]
                if by_hour[hour] > 0.005
            ]
        return tuple(
            Worst(
                grid.instant(-hour * _HOUR),
                grid.instant(min(-hour * _HOUR + _HOUR, grid.end)),
                slug,
                round(late, 2),
                round(1 - late / items, 4),
            )
            for late, hour, slug, items in sorted(found, reverse=True)[:_WORST]
        )

    @cached_property
    def _by_wait(self) -> list[Reals]:
        return [self.passed.mixed(Deadline(each)) for each in _WAITS]

    @cached_property
    def _cache(self) -> dict[Deadline, Shares]:
        return {}

    def _known(self, deadline: Deadline) -> Shares:
        """Return the shares by a deadline; channels with the same one share them."""
        if deadline not in self._cache:
            self._cache[deadline] = self.passed.shares(deadline)
        return self._cache[deadline]

    def _during(self, here: Wholes) -> tuple[DayChannel, ...]:
        """Return what the channels get in some segments of a day."""
        asked = self.grid.question
        cv = (asked.day_cv**2 + asked.week_cv**2) ** 0.5
        points = [volume_spread.quantile(cv, at) for at in (0.9, 0.1)]
        return tuple(
            self._day(place, each.slug, self.shares(each), here, points)
            for place, each in enumerate(asked.channels)
            if self.grid.named[place, here].any()
        )

    def _day(
        self, place: int, slug: str, shares: Shares, today: Wholes, points: list[float]
    ) -> DayChannel:
        weights = self.weights[place, today]
        if weights.sum() <= 0:
            weights = self.grid.named[place, today] * self.grid.lengths[today]
        volume = float(self.weights[place, today].sum())
        share = float(weights @ shares.mixed[today] / weights.sum())
        if shares.by_day is None:
            low, high = (
                float(weights @ each[today] / weights.sum()) for each in (shares.low, shares.high)
            )
        else:
            by_level = shares.by_day[:, today] @ weights / weights.sum()
            low, high = (float(np.interp(at, shares.multiples, by_level)) for at in points)
        low, high = min(low, share), max(high, share)
        least, most = _rounded(low), _rounded(high)
        is_open = not self.grid.shut[place, today].any()
        return DayChannel(slug, round(volume, 2), _rounded(share), least, most, is_open)

    def _moment(self, segment: int) -> Moment:
        at = self.grid.instant(float(self.grid.edges[segment]))
        return Moment(at, waiting_of(self.passed.at_start(segment)))


def waiting_of(chances: Reals) -> Waiting:
    """Return mean, 50 and 90 % points of a distribution over 0, 1, 2 and so on."""
    below = np.cumsum(chances)
    p50, p90 = (int(np.searchsorted(below, at * below[-1] - 1e-12)) for at in (0.5, 0.9))
    return Waiting(round(float(np.arange(len(chances)) @ chances), 2), p50, p90)


def _area(late: Reals) -> float:
    """Return the area under the share that still waits, taken as exponential between waits."""
    a, b = np.maximum(late[:-1], 1e-15), np.maximum(late[1:], 1e-15)
    alike = np.abs(a - b) < 1e-9 * a
    means = np.where(alike, a, (a - b) / np.where(alike, 1.0, np.log(a / b)))
    return float(means @ np.diff(_WAITS))


def _rounded(share: float) -> float:
    return round(min(1.0, max(0.0, share)), 4)
