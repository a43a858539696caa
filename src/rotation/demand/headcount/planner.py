"""From targets to shifts: tables or curves, one choice, and the exact week as its judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from rotation.demand.effort import Effort
from rotation.demand.headcount import (
    certification,
    cover_models,
    day_floors,
    day_profiles,
    hourly_requirements,
    profile_search,
)
from rotation.demand.headcount.certification import Certified
from rotation.demand.headcount.day_profiles import ProfileWindow, ShiftToStaff
from rotation.demand.headcount.week_evaluation import (
    CoverSearch,
    SearchCounters,
    WeekEvaluation,
    base_heads,
)
from rotation.demand.prediction.minute_grid import MinuteGrid, build_grid
from rotation.demand.questions.prediction import (
    FLOOR_TOLERANCE,
    DayShare,
    PredictionQuestion,
    to_json,
)
from rotation.demand.questions.requirement import (
    Achieved,
    Choice,
    Count,
    PlanAnswer,
    PlanQuestion,
    question_from_json,
)
from rotation.json_value import Json

_CERTIFIED_ROUNDS = 3
_ENDS = ("search", "effort", "clock")
"""Why a plan ended, the worst last."""


def answer(question: Json) -> Json:
    """Return the counts for a plan question, both JSON; see ``plans`` for their fields."""
    return to_json(planned(question_from_json(question)))


def planned(question: PlanQuestion) -> PlanAnswer:
    """Return the head counts of the least hours with which a typical week meets its targets.

    Channels that share no shift are planned apart. Where people do not suffice, the counts come as
    near to the targets as they can.
    """
    began = perf_counter()
    parts = _parts(question)
    whole = Effort.of(question.work, question.cap_seconds)
    each = question.work / max(1, len(parts))
    found = [_planned(part, Effort(each, whole.until)) for part in parts]
    hours = sum(each.hours for each in found)
    return PlanAnswer(
        counts=tuple(count for each in found for count in each.counts),
        channels=tuple(channel for each in found for channel in each.channels),
        hours=round(hours, 2),
        met=all(each.met for each in found),
        proven=all(each.proven for each in found),
        method="curve" if any(each.method == "curve" for each in found) else "tables",
        rounds=max((each.rounds for each in found), default=0),
        evaluations=sum(each.evaluations for each in found),
        profiles=sum(each.profiles for each in found),
        kept_profiles=sum(each.kept_profiles for each in found),
        seconds=round(perf_counter() - began, 3),
        work=round(sum(each.work for each in found), 3),
        certified=bool(found) and all(each.certified for each in found),
        floor_hours=round(sum(each.floor_hours for each in found), 2),
        below_floor=tuple(day for each in found for day in each.below_floor),
        ended_by=max((each.ended_by for each in found), key=_ENDS.index, default="search"),
    )


def shares_of(week: PredictionQuestion) -> list[float]:
    """Return the share of each channel that a stable typical week answers in time."""
    judged = CoverSearch(PlanQuestion(week, ()), build_grid(week), (), Effort()).judged({})
    return list(judged.shares or [0.0] * len(week.channels))


def _parts(question: PlanQuestion) -> list[PlanQuestion]:
    """Return the question cut into sets of channels that no shift joins."""
    every = [each.slug for each in question.week.channels]
    groups: list[set[str]] = [{slug} for slug in every]
    for choice in question.choices:
        joined = set(choice.channels) & set(every) or set(every)
        touched = [group for group in groups if group & joined]
        rest = [group for group in groups if not group & joined]
        groups = [*rest, set().union(*touched)] if touched else rest
    return [part for group in groups if (part := _part(question, group)).choices]


def _part(question: PlanQuestion, slugs: set[str]) -> PlanQuestion:
    week = question.week
    channels = tuple(
        replace(each, arrivals=tuple(value * question.factor for value in each.arrivals))
        for each in week.channels
        if each.slug in slugs
    )
    staff = tuple(each for each in week.staff if not each.channels or slugs & set(each.channels))
    choices = tuple(
        each for each in question.choices if not each.channels or slugs & set(each.channels)
    )
    return replace(
        question,
        week=replace(
            week, channels=channels, staff=staff, regime="typical", week_cv=0.0, backlog={}
        ),
        choices=choices,
        factor=1.0,
    )


def _planned(question: PlanQuestion, effort: Effort) -> PlanAnswer:
    grid = build_grid(question.week)
    places = tuple(place(grid, each) for each in question.choices)
    task = CoverSearch(question, grid, places, effort)
    windows = day_profiles.windows(grid, places)
    start = _first(task)
    small = all(
        each.size() <= day_profiles.MOST_PROFILES
        and profile_search.heads_at_once(each, start) <= day_profiles.MOST_HEADS
        for each in windows
    )
    found = _certified(task, windows if small else None, start)
    cost = _cost_of_floors(task, found, windows if small else None, start)
    task, counts = found.task, found.counts
    judged, proof = task.judged(counts), found.proof
    shares = judged.shares if proof is None else tuple(proof.shares)
    shares = shares or (None,) * len(grid.question.channels)
    return PlanAnswer(
        counts=tuple(
            Count(each.key, counts[each.key], found.lost.get(each.key, 0.0)) for each in places
        ),
        channels=tuple(
            Achieved(each.slug, each.share, None if share is None else round(float(share), 4))
            for each, share in zip(grid.question.channels, shares, strict=True)
        ),
        hours=round(task.minutes(counts) / 60, 2),
        floor_hours=round(cost / 60, 2),
        below_floor=tuple(_below_floor(judged, proof)),
        met=task.meets(judged) if proof is None else proof.meets(task),
        certified=proof is not None,
        proven=small and task.tally.proven,
        method="tables" if small else "curve",
        rounds=task.tally.rounds,
        evaluations=task.tally.evaluations,
        profiles=task.tally.profiles,
        kept_profiles=task.tally.kept,
        work=round(effort.spent, 3),
        ended_by=effort.ended_by(),
    )


@dataclass(frozen=True)
class _Sized:
    """Counts that were found, what one fewer of each loses, whether floors made them what they are.

    ``task`` holds what was aimed at, ``proof`` what the simulation says of them.
    """

    task: CoverSearch
    counts: dict[str, int]
    lost: dict[str, float]
    is_held: bool = False
    proof: Certified | None = None


def _certified(
    task: CoverSearch, windows: Sequence[ProfileWindow] | None, start: dict[str, int]
) -> _Sized:
    """Return the counts of the least hours that meet the targets by the simulation.

    In each of few rounds the chain aims as far above its targets (or below) as it was above the
    simulation in the last. Where no round met them, the one that came nearest.
    """
    best = last = _sized(task, windows, start, start)
    if not certification.is_needed(task):
        return last
    best = last = _with_proof(last)
    for _ in range(_CERTIFIED_ROUNDS):
        if last.proof is None or task.effort.is_over():
            break
        aimed = replace(task, above=last.proof.above, floors_above=last.proof.above_by_day)
        last = _with_proof(_sized(aimed, windows, start, last.counts))
        if last.proof is None or last.counts == best.counts:
            break
        best = min(best, last, key=_rank)
    return best


def _cost_of_floors(
    task: CoverSearch,
    found: _Sized,
    windows: Sequence[ProfileWindow] | None,
    start: dict[str, int],
) -> float:
    """Return the minutes that the floors of days cost: those without any are looked for as well."""
    if not found.is_held:
        return 0.0
    effort = Effort(task.effort.limit, task.effort.until)
    free = replace(task, effort=effort, tally=SearchCounters(), has_floors=False)
    least = _certified(free, windows, start)
    return max(0.0, task.minutes(found.counts) - task.minutes(least.counts))


def _with_proof(found: _Sized) -> _Sized:
    proof = certification.certify(found.task, found.task.judged(found.counts))
    return replace(found, proof=proof)


def _rank(found: _Sized) -> tuple[bool, float, float]:
    """Return what makes one of two better: met, else nearer to it, then of fewer hours."""
    if found.proof is None:
        return True, 1.0, 0.0
    met, short = found.proof.meets(found.task), found.proof.short(found.task)
    return not met, 0.0 if met else short, found.task.minutes(found.counts)


def _sized(
    task: CoverSearch,
    windows: Sequence[ProfileWindow] | None,
    enough: dict[str, int],
    start: dict[str, int],
) -> _Sized:
    """Return the counts of the least hours that meet the targets and floors by the chain."""
    counts, lost = _searched(task, windows, enough, start)
    held = _with_floors(task, counts)
    if held is None or not (held.missing(held.judged(counts)) > 0).any():
        return _Sized(held or task, counts, lost)
    counts, lost = _searched(held, windows, enough, counts)
    return _Sized(held, counts, lost, is_held=True)


def _searched(
    task: CoverSearch,
    windows: Sequence[ProfileWindow] | None,
    enough: Mapping[str, int],
    start: dict[str, int],
) -> tuple[dict[str, int], dict[str, float]]:
    """Return counts, and what one fewer loses: by tables of windows, or by the required curve."""
    if windows is None:
        return _by_curve(task, dict(enough))
    return profile_search.search_profiles(task, windows, enough, start)


def _with_floors(task: CoverSearch, counts: Mapping[str, int]) -> CoverSearch | None:
    """Return the task with the floors that can be held to; None where the counts keep them all."""
    if not task.has_floors:
        return None
    judged, wanted = task.judged(counts), day_floors.of_channels(task.grid)
    if task.floors_above is not None:
        wanted = wanted + np.nan_to_num(task.floors_above, nan=0.0)
    if not task.meets(judged) or np.isnan(wanted).all():
        return None
    if not (task.holding(wanted).missing(judged) > 0).any():
        return None
    most = task.judged({each.key: each.maximum for each in task.places})
    if most.days is None:
        return None
    return task.holding(day_floors.within_reach(wanted, most.days))


def _below_floor(judged: WeekEvaluation, proof: Certified | None) -> Iterator[DayShare]:
    """Yield the days below the floor that their channel has, by the simulation where it looked."""
    days = judged.days if proof is None else proof.days
    if days is None:
        return
    for row, channel in enumerate(judged.grid.question.channels):
        for at, on in enumerate(judged.grid.dates):
            share = days[row, at]
            if channel.floor is not None and share < channel.floor - FLOOR_TOLERANCE:
                yield DayShare(on, channel.slug, round(float(share), 4), channel.floor)


def _first(task: CoverSearch) -> dict[str, int]:
    """Return counts that cope: an Erlang cover, or all there are where it does not."""
    needed = [
        replace(each, heads=max(0, each.heads - base_heads(task.grid, each.start, each.end)))
        for each in hourly_requirements.by_erlang(task.grid)
    ]
    counts = cover_models.least_cover(task.places, needed, task.effort, 3.0)
    if task.judged(counts).shares is None:
        return {each.key: each.maximum for each in task.places}
    return counts


def _by_curve(task: CoverSearch, start: dict[str, int]) -> tuple[dict[str, int], dict[str, float]]:
    needed = [
        replace(each, heads=max(0, each.heads - base_heads(task.grid, each.start, each.end)))
        for each in hourly_requirements.by_chain(task.grid)
    ]
    counts = cover_models.least_cover(task.places, needed, task.effort, 3.0)
    if not task.meets(task.judged(counts)):
        # The curve is short where deadlines reach into hours with fewer: the larger of both.
        counts = {key: max(count, start[key]) for key, count in counts.items()}
    minutes = {each.key: each.end - each.start for each in task.places}
    minima = {each.key: each.minimum for each in task.places}

    def meets(fewer: Mapping[str, int]) -> bool:
        return not task.effort.is_over() and task.meets(task.judged(fewer))

    if task.meets(task.judged(counts)):
        counts = hourly_requirements.trimmed(counts, minima, minutes, meets)
    return counts, {}


def place(grid: MinuteGrid, choice: Choice) -> ShiftToStaff:
    """Return a shift in minutes from the start of the week."""
    start, end = grid.minute(choice.start), grid.minute(choice.end)
    return ShiftToStaff(choice.key, choice.day, start, end, choice.minimum, choice.maximum)
