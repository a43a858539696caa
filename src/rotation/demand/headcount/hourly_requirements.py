"""Required curves: the fewest agents of each hour whose items meet every target, by the chain.

Hour by hour forward: the smallest number for which the items of the hour are answered in time if it
stays until they are due; what is left goes on into the next hour.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from rotation.demand.headcount.cover_models import Needed
from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.queueing import erlang, markov_chain
from rotation.demand.queueing.deadlines import Deadline, Reals, Staff, Wholes
from rotation.demand.queueing.markov_chain import ArrivalCourse

HOUR = 60.0
MOST_AGENTS = 500


def hours(grid: MinuteGrid, length: float = HOUR) -> Iterator[tuple[float, float, Wholes]]:
    """Yield the stretches of a week in order, each with its segments."""
    at = (grid.edges[:-1] / length + 1e-9).astype(np.int64)
    for number in range(int(at[-1]) + 1):
        yield number * length, min((number + 1) * length, grid.end), np.flatnonzero(at == number)


def by_erlang(grid: MinuteGrid) -> list[Needed]:
    """Return the agents of a steady hour: the largest over the channels of Erlang C (1917)."""
    found = []
    for start, end, own in hours(grid):
        if not len(own):
            continue
        items = grid.rates[:, own] @ grid.lengths[own]
        per_hour = float(items.sum()) * HOUR / (end - start)
        heads = max(
            (
                erlang.smallest_agents(per_hour, grid.handling, each.share, each.within_minutes)
                for each, own_items in zip(grid.question.channels, items, strict=True)
                if own_items > 0
            ),
            default=0,
        )
        found.append(Needed(start, end, heads))
    return found


def by_chain(grid: MinuteGrid, most: int = MOST_AGENTS) -> list[Needed]:
    """Return the required curve of a week that begins with nothing waiting (or its backlog).

    An hour that cannot meet its targets with ``most`` gets as many.
    """
    found, heads = [], 0
    backlog = min(grid.course().backlog, 2**15)
    start = np.zeros(max(64, 1 << backlog.bit_length()))
    start[backlog] = 1.0
    for begins, ends, own in hours(grid):
        if not len(own):
            continue
        rates, lengths = grid.rates[:, own], grid.lengths[own]
        wanted = [row.sum() > 0 for row in rates]
        heads = max(0, heads - 2) if any(wanted) else 0
        while True:
            passed = _hour(grid, rates, lengths, heads, start)
            if heads >= most or not any(wanted) or _meets(grid, passed, rates, lengths, wanted):
                break
            heads += 1
        found.append(Needed(begins, ends, heads))
        start = passed.end
    return found


def _hour(
    grid: MinuteGrid, rates: Reals, lengths: Reals, heads: int, start: Reals
) -> markov_chain.QueueSolution:
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    count = len(lengths)
    lead = max((each.within_minutes for each in grid.question.channels), default=0.0)
    none: Wholes = np.zeros(count, np.int64)
    staff = Staff(
        edges[:-1], np.full(count, heads), none, none, float(edges[-1]) + lead + 1, repeats=False
    )
    days: Wholes = np.zeros(count, np.int64)
    return markov_chain.solve_from(
        ArrivalCourse(edges, rates.sum(axis=0), days, staff, grid.handling), start
    )


def _meets(
    grid: MinuteGrid,
    passed: markov_chain.QueueSolution,
    rates: Reals,
    lengths: Reals,
    wanted: Sequence[bool],
) -> bool:
    for row, channel, asked in zip(rates, grid.question.channels, wanted, strict=True):
        if asked:
            written = grid.deadline(channel).writing
            shares = passed.mixed(Deadline(channel.within_minutes, None, written))
            weights = row * lengths
            if float(weights @ shares) < channel.share * float(weights.sum()) - 1e-9:
                return False
    return True


def trimmed(
    counts: Mapping[str, int],
    minima: Mapping[str, int],
    minutes: Mapping[str, float],
    meets: Callable[[Mapping[str, int]], bool],
) -> dict[str, int]:
    """Return counts with one head fewer at a time, most hours first, while the week still meets."""
    kept = dict(counts)
    for key in sorted(kept, key=lambda each: (-minutes[each], each)):
        while kept[key] > minima[key]:
            fewer = {**kept, key: kept[key] - 1}
            if not meets(fewer):
                break
            kept = fewer
    return kept
