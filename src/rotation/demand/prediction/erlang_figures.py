"""Predicted replies when every interval is taken as a steady hour (Erlang C), labelled so.

What waits from the interval before is ignored, which is wrong in both directions with few people:
it stands in where the exact engine does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import NormalDist

from rotation.demand.questions.prediction import (
    ChannelAnswer,
    ChannelLoad,
    DayAnswer,
    DayChannel,
    PredictionAnswer,
    PredictionQuestion,
)
from rotation.demand.queueing import erlang
from rotation.timespan import zone


@dataclass(frozen=True)
class Cell:
    """One channel in one interval: expected items, the agents it has, the load they share."""

    start: datetime
    channel: ChannelLoad
    items: float
    agents: int
    per_hour: float


def answer(question: PredictionQuestion) -> PredictionAnswer:
    """Return the share of replies in time by channel and day; low and high from the volume."""
    cells = list(_cells(question))
    quantiles = {name: _volume(question.week_cv, at) for name, at in _POINTS.items()}
    channels = []
    for each in question.channels:
        own = [cell for cell in cells if cell.channel is each]
        shares = {name: _share(own, question, factor) for name, factor in quantiles.items()}
        volume = sum(cell.items for cell in own)
        channels.append(
            ChannelAnswer(each.slug, each.share, each.within_minutes, volume, *_ordered(shares))
        )
    stable = all(_load(cell, question) < cell.agents for cell in cells if cell.items)
    return PredictionAnswer(
        tuple(channels), tuple(_days(question, cells)), "erlang_c", stable=stable
    )


_POINTS = {"middle": 0.5, "low": 0.9, "high": 0.1}
"""At which point of the volume a figure is given: much comes in when the share is low."""


def _ordered(shares: dict[str, float]) -> tuple[float, float, float]:
    return shares["middle"], shares["low"], shares["high"]


def _volume(spread: float, point: float) -> float:
    """Return the quantile of the volume, as a multiple of the forecast (Wilson–Hilferty)."""
    if spread <= 0 or point == 0.5:
        return 1.0
    third = spread * spread / 9
    normal = NormalDist().inv_cdf(point)
    return float(max(0.0, 1 - third + normal * third**0.5) ** 3)


def _cells(question: PredictionQuestion) -> Iterator[Cell]:
    length = timedelta(minutes=question.interval_minutes)
    hours = question.interval_minutes / 60
    count = round((question.end - question.start) / length)
    for at in range(count):
        start = question.start + at * length
        named = [each for each in question.channels if _is_named(each, start)]
        per_hour = sum(each.arrivals[at] for each in named) / hours
        for each in named:
            agents = _agents(question, each.slug, start)
            yield Cell(start, each, each.arrivals[at], agents, per_hour)


def _is_named(channel: ChannelLoad, at: datetime) -> bool:
    return any(each.start <= at < each.end for each in channel.windows)


def _agents(question: PredictionQuestion, channel: str, at: datetime) -> int:
    staff = {
        each.member
        for each in question.staff
        if each.start <= at < each.end and (not each.channels or channel in each.channels)
    }
    return len(staff) + sum(each.heads for each in question.base if each.start <= at < each.end)


def _minutes(question: PredictionQuestion) -> float:
    """Return the handling time of a message, weighted by volume, stretched by shrinkage."""
    volumes = [sum(each.arrivals) or 1e-9 for each in question.channels]
    total = sum(volumes) or 1.0
    mean = sum(
        each.handling_minutes * volume
        for each, volume in zip(question.channels, volumes, strict=True)
    )
    return mean / total / (1 - question.shrinkage)


def _load(cell: Cell, question: PredictionQuestion) -> float:
    return cell.per_hour * _minutes(question) / 60


def _share(cells: list[Cell], question: PredictionQuestion, factor: float) -> float:
    """Return the share in time of some cells at a multiple of the forecast volume."""
    minutes = _minutes(question)
    inside = whole = 0.0
    for cell in cells:
        found = erlang.steady(
            cell.per_hour * factor, minutes, cell.agents, cell.channel.within_minutes
        )
        # Where nothing is expected the value is that of a message that would come.
        weight = cell.items or 1e-9
        inside += weight * found.within
        whole += weight
    return inside / whole if whole else 1.0


def _days(question: PredictionQuestion, cells: list[Cell]) -> Iterator[DayAnswer]:
    tz = zone(question.zone)
    by_day: dict[date, dict[str, list[Cell]]] = {}
    for cell in cells:
        day = by_day.setdefault(cell.start.astimezone(tz).date(), {})
        day.setdefault(cell.channel.slug, []).append(cell)
    quantiles = {name: _volume(question.day_cv, at) for name, at in _POINTS.items()}
    for on, found in sorted(by_day.items()):
        shown = []
        for slug, own in found.items():
            shares = {name: _share(own, question, factor) for name, factor in quantiles.items()}
            shown.append(DayChannel(slug, sum(each.items for each in own), *_ordered(shares)))
        yield DayAnswer(on, tuple(shown))
