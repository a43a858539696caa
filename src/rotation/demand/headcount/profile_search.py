"""The choice from the tables of days: the least counts that the exact week approves of."""

from collections.abc import Mapping, Sequence

import numpy as np

from rotation.demand.headcount import cover_models, day_floors, day_profiles
from rotation.demand.headcount.day_profiles import ProfileRow, ProfileWindow, Table
from rotation.demand.headcount.week_evaluation import CoverSearch, WeekEvaluation, base_presence
from rotation.demand.prediction.minute_grid import merged
from rotation.demand.queueing.deadlines import Reals

_ROUNDS = 5
_CORRECTIONS = 10
_NUDGE, _DAY_NUDGE = 2e-4, 2e-3


def heads_at_once(window: ProfileWindow, counts: Mapping[str, int]) -> int:
    """Return how many people of a day's shifts are on at the same time, at most."""
    return max(
        sum(counts[other.key] for other in window.places if other.start <= each.start < other.end)
        for each in window.places
    )


def search_profiles(
    task: CoverSearch,
    windows: Sequence[ProfileWindow],
    enough: Mapping[str, int],
    start: dict[str, int],
) -> tuple[dict[str, int], dict[str, float]]:
    """Return counts, and what one fewer in each shift loses.

    A round makes tables from the distributions of the last counts, and looks for the least that
    the exact week approves of; the next begins where it ended.
    """
    counts, best = start, dict[str, int]()
    lost: dict[str, float] = {}
    for _ in range(_ROUNDS):
        judged = task.judged(counts)
        if judged.passed is None or task.effort.is_over():
            break
        task.tally.rounds += 1
        key = task.key(counts)
        if key not in task.tables:
            made = [_table(task, judged, each) for each in windows]
            task.tables[key] = [(each, _rows(task, each, enough)) for each in made]
        tables, rows = zip(*task.tables[key], strict=True)
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
    every: Sequence[Sequence[ProfileRow]],
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
    margin = np.zeros((len(items), len(task.grid.dates)))
    for _ in range(_CORRECTIONS):
        rows = [_kept(task, *each, margin) for each in zip(tables, every, strict=True)]
        wanted = task.targets * items + correction - outside
        chosen = cover_models.choose_profiles(rows, wanted.tolist(), task.effort, 5.0)
        found = _counts(windows, chosen.rows)
        tried = task.judged(found)
        if task.meets(tried):
            if best is None or task.minutes(found) < task.minutes(best):
                best, task.tally.proven = found, chosen.proven
            if (correction - low <= 0.1).all():
                break
            correction = (low + correction) / 2
            continue
        missing = task.missing(tried)
        margin += np.where(missing > 0, missing + _DAY_NUDGE, 0.0)
        low, short = np.maximum(low, correction), _short(task, tried)
        if best is not None and task.minutes(found) >= task.minutes(best):
            break
        correction = correction + np.where(short > 0, (0.5 * short + _NUDGE) * items, 0.0)
        if task.effort.is_over():
            break
    return (found, False) if best is None else (best, True)


def _short(task: CoverSearch, tried: WeekEvaluation) -> Reals:
    """Return the share that each channel lacks; a little while the week is not stable."""
    if tried.shares is None:
        return np.full(len(task.targets), 0.05)
    short: Reals = np.maximum(0.0, task.targets - np.array(tried.shares))
    return short


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
    most = min(day_profiles.MOST_HEADS, heads_at_once(table.window, enough) + 1)
    rows = list(table.rows(most))
    task.tally.profiles += len(rows)
    task.tally.evaluations += table.evaluations
    task.effort.spend(table.work)
    if (gap := task.question.gap_minutes) is not None:
        spans = merged(
            span for each in task.grid.question.channels for span in task.grid.open(each)
        )
        test = day_profiles.attended(table.window, gap, spans)
        rows = [each for each in rows if test(each)] or rows
    return rows


def _kept(
    task: CoverSearch, table: Table, rows: Sequence[ProfileRow], margin: Reals
) -> list[ProfileRow]:
    """Return the rows of a day that are worth choosing from."""
    if task.floors is not None:
        days = [str(each) for each in task.grid.dates]
        at = days.index(table.window.places[0].day)
        rows = day_floors.kept(table, rows, task.floors[:, at] + margin[:, at])
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


def _counts(windows: Sequence[ProfileWindow], rows: Sequence[ProfileRow]) -> dict[str, int]:
    return {
        each.key: count
        for window, row in zip(windows, rows, strict=True)
        for each, count in zip(window.places, row.heads, strict=True)
    }
