"""From targets to shifts: tables or curves, one choice, and the exact week as its judge."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from time import perf_counter

import numpy as np

from rotation.demand.headcount import cover_models, day_profiles, hourly_requirements
from rotation.demand.headcount.day_profiles import ProfileRow, ProfileWindow, ShiftToStaff, Table
from rotation.demand.headcount.week_evaluation import (
    CoverSearch,
    WeekEvaluation,
    base_heads,
    base_presence,
)
from rotation.demand.prediction.minute_grid import MinuteGrid, build_grid, merged
from rotation.demand.questions.prediction import Json, PredictionQuestion, to_json
from rotation.demand.questions.requirement import (
    Achieved,
    Choice,
    Count,
    PlanAnswer,
    PlanQuestion,
    question_from_json,
)
from rotation.demand.queueing.deadlines import Reals

_ROUNDS = 5
_CORRECTIONS = 10
_NUDGE = 2e-4


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
    each_seconds = question.seconds / max(1, len(parts))
    found = [_planned(part, perf_counter() + each_seconds) for part in parts]
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
        complete=all(each.complete for each in found),
    )


def shares_of(week: PredictionQuestion) -> list[float]:
    """Return the share of each channel that a stable typical week answers in time."""
    judged = CoverSearch(PlanQuestion(week, ()), build_grid(week), (), inf).judged({})
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


def _planned(question: PlanQuestion, until: float) -> PlanAnswer:
    grid = build_grid(question.week)
    places = tuple(place(grid, each) for each in question.choices)
    task = CoverSearch(question, grid, places, until)
    windows = day_profiles.windows(grid, places)
    start = _first(task)
    small = all(
        each.size() <= day_profiles.MOST_PROFILES
        and _at_once(each, start) <= day_profiles.MOST_HEADS
        for each in windows
    )
    if small:
        counts, lost = _by_tables(task, windows, start)
    else:
        counts, lost = _by_curve(task, start)
    judged = task.judged(counts)
    shares = judged.shares or (None,) * len(grid.question.channels)
    return PlanAnswer(
        counts=tuple(Count(each.key, counts[each.key], lost.get(each.key, 0.0)) for each in places),
        channels=tuple(
            Achieved(each.slug, each.share, None if share is None else round(float(share), 4))
            for each, share in zip(grid.question.channels, shares, strict=True)
        ),
        hours=round(task.minutes(counts) / 60, 2),
        met=task.meets(judged),
        proven=small and task.tally.proven,
        method="tables" if small else "curve",
        rounds=task.tally.rounds,
        evaluations=task.tally.evaluations,
        profiles=task.tally.profiles,
        kept_profiles=task.tally.kept,
        complete=perf_counter() < until,
    )


def _first(task: CoverSearch) -> dict[str, int]:
    """Return counts that cope: an Erlang cover, or all there are where it does not."""
    needed = [
        replace(each, heads=max(0, each.heads - base_heads(task.grid, each.start, each.end)))
        for each in hourly_requirements.by_erlang(task.grid)
    ]
    counts = cover_models.least_cover(task.places, needed, task.seconds(3.0))
    if task.judged(counts).shares is None:
        return {each.key: each.maximum for each in task.places}
    return counts


def _by_tables(
    task: CoverSearch, windows: Sequence[ProfileWindow], start: dict[str, int]
) -> tuple[dict[str, int], dict[str, float]]:
    """Return counts, and what one fewer in each shift loses.

    A round makes tables from the distributions of the last counts, and looks for the least that
    the exact week approves of; the next begins where it ended.
    """
    counts, best = start, dict[str, int]()
    lost: dict[str, float] = {}
    for _ in range(_ROUNDS):
        judged = task.judged(counts)
        if judged.passed is None or perf_counter() > task.until:
            break
        task.tally.rounds += 1
        tables = [_table(task, judged, each) for each in windows]
        rows = [_rows(task, each, start) for each in tables]
        found, met = _approved(task, windows, tables, rows, judged)
        if best and not (met and task.minutes(found) < task.minutes(best)):
            break
        best, lost = found, _lost(tables, found)
        if not met:
            break
        counts = found
    return best or counts, lost


def _approved(
    task: CoverSearch,
    windows: Sequence[ProfileWindow],
    tables: Sequence[Table],
    rows: Sequence[Sequence[ProfileRow]],
    judged: WeekEvaluation,
) -> tuple[dict[str, int], bool]:
    """Return the least counts that meet the targets by the tables and in the exact week.

    What is left over at a day's end is not in its table: while the week falls short, more is asked
    of the tables; when it does not, less, as long as that changes anything.
    """
    items = (task.grid.rates * task.grid.lengths).sum(axis=1)
    outside = _outside(tables, judged)
    low, correction = np.zeros(len(items)), np.zeros(len(items))
    best: dict[str, int] | None = None
    found: dict[str, int] = {}
    for _ in range(_CORRECTIONS):
        wanted = task.targets * items + correction - outside
        chosen = cover_models.choose_profiles(rows, wanted.tolist(), task.seconds(5.0))
        found = _counts(windows, chosen.rows)
        tried = task.judged(found)
        if task.meets(tried):
            if best is None or task.minutes(found) < task.minutes(best):
                best, task.tally.proven = found, chosen.proven
            if (correction - low <= 0.1).all():
                break
            correction = (low + correction) / 2
            continue
        short = np.ones(len(items)) * 0.05
        if tried.shares is not None:
            short = np.maximum(0.0, task.targets - np.array(tried.shares))
        low = np.maximum(low, correction)
        if best is not None and task.minutes(found) >= task.minutes(best):
            break
        correction = correction + np.where(short > 0, (0.5 * short + _NUDGE) * items, 0.0)
        if perf_counter() > task.until:
            break
    return (found, False) if best is None else (best, True)


def _outside(tables: Sequence[Table], judged: WeekEvaluation) -> Reals:
    """Return the replies in time, by channel, that stand in no table."""
    now = [
        table.row(tuple(judged.counts[each.key] for each in table.window.places))
        for table in tables
    ]
    outside: Reals = np.array(judged.on_time) - np.sum([each.on_time for each in now], axis=0)
    return outside


def _table(task: CoverSearch, judged: WeekEvaluation, window: ProfileWindow) -> Table:
    grid, passed = judged.grid, judged.passed
    assert passed is not None
    segment = int(np.searchsorted(grid.edges, window.start - 1e-9))
    segment = min(segment, len(grid.edges) - 2)
    return Table(grid, window, base_presence(task.grid), passed.at_start(segment))


def _rows(task: CoverSearch, table: Table, enough: Mapping[str, int]) -> list[ProfileRow]:
    most = min(day_profiles.MOST_HEADS, _at_once(table.window, enough) + 1)
    rows = list(table.rows(most))
    task.tally.profiles += len(rows)
    task.tally.evaluations += table.evaluations
    if (gap := task.question.gap_minutes) is not None:
        spans = merged(
            span for each in task.grid.question.channels for span in task.grid.open(each)
        )
        test = day_profiles.attended(table.window, gap, spans)
        rows = [each for each in rows if test(each)] or rows
    kept = day_profiles.undominated(rows)
    task.tally.kept += len(kept)
    return kept


def _lost(tables: Sequence[Table], counts: Mapping[str, int]) -> dict[str, float]:
    """Return how many more replies are late with one fewer in each shift."""
    found = {}
    for table in tables:
        heads = tuple(counts[each.key] for each in table.window.places)
        for at, own in enumerate(table.window.places):
            if heads[at]:
                fewer = tuple(count - (other == at) for other, count in enumerate(heads))
                lost = sum(table.row(heads).on_time) - sum(table.row(fewer).on_time)
                found[own.key] = round(max(0.0, lost), 2)
    return found


def _by_curve(task: CoverSearch, start: dict[str, int]) -> tuple[dict[str, int], dict[str, float]]:
    needed = [
        replace(each, heads=max(0, each.heads - base_heads(task.grid, each.start, each.end)))
        for each in hourly_requirements.by_chain(task.grid)
    ]
    counts = cover_models.least_cover(task.places, needed, task.seconds(3.0))
    if not task.meets(task.judged(counts)):
        # The curve is short where deadlines reach into hours with fewer: the larger of both.
        counts = {key: max(count, start[key]) for key, count in counts.items()}
    minutes = {each.key: each.end - each.start for each in task.places}
    minima = {each.key: each.minimum for each in task.places}

    def meets(fewer: Mapping[str, int]) -> bool:
        return perf_counter() < task.until and task.meets(task.judged(fewer))

    if task.meets(task.judged(counts)):
        counts = hourly_requirements.trimmed(counts, minima, minutes, meets)
    return counts, {}


def _counts(windows: Sequence[ProfileWindow], rows: Sequence[ProfileRow]) -> dict[str, int]:
    return {
        each.key: count
        for window, row in zip(windows, rows, strict=True)
        for each, count in zip(window.places, row.heads, strict=True)
    }


def place(grid: MinuteGrid, choice: Choice) -> ShiftToStaff:
    """Return a shift in minutes from the start of the week."""
    start, end = grid.minute(choice.start), grid.minute(choice.end)
    return ShiftToStaff(choice.key, choice.day, start, end, choice.minimum, choice.maximum)


def _at_once(window: ProfileWindow, counts: Mapping[str, int]) -> int:
    return max(
        sum(counts[other.key] for other in window.places if other.start <= each.start < other.end)
        for each in window.places
    )
