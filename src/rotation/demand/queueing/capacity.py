"""The capacity of a week: whether its people can answer what comes in, by channel skill.

A flow from channels to people (work to hours) that carries all work exists unless some channels
together ask more than all who can answer any of them have (P. Hall, 1935; the cut is found by
augmenting paths after J. Edmonds and R. M. Karp, 1972).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SLACK = 1e-6


@dataclass(frozen=True)
class Capacity:
    """Minutes that people have for some channels (none named: all)."""

    channels: tuple[str, ...]
    minutes: float


def overloaded(
    work: Mapping[str, float], people: Sequence[Capacity]
) -> tuple[tuple[str, ...], float]:
    """Return the channels whose work is too much for their people, and by how many minutes.

    ``work`` are minutes by channel. Exactly as much as there is time for is too much already.
    """
    groups: dict[frozenset[str], float] = {}
    for each in people:
        able = frozenset(work).intersection(each.channels or work)
        groups[able] = groups.get(able, 0.0) + each.minutes
    left = {slug: minutes for slug, minutes in work.items() if minutes > 0}
    flow: dict[tuple[str, frozenset[str]], float] = {}
    free = dict(groups)
    while path := _path(left, free, flow):
        _push(path, left, free, flow)
    short = sum(left.values())
    reached = _reached(left, free, flow)
    if short > _SLACK:
        return tuple(slug for slug in work if slug in reached), short
    # Full use of everybody's time is no rest either.
    full = sum(work.values()) > 0 and sum(free.values()) <= _SLACK
    return (tuple(slug for slug in work if work[slug] > 0), 0.0) if full else ((), 0.0)


Path = list[tuple[str, frozenset[str]]]


def _search(
    left: Mapping[str, float],
    free: Mapping[frozenset[str], float],
    flow: Mapping[tuple[str, frozenset[str]], float],
) -> tuple[dict[str, Path], Path | None]:
    """Return how each channel is reached from work that is left, and a path to free time."""
    came: dict[str, Path] = {slug: [] for slug, rest in left.items() if rest > _SLACK}
    queue = list(came)
    for slug in queue:
        for group, rest in free.items():
            if slug not in group:
                continue
            if rest > _SLACK:
                return came, [*came[slug], (slug, group)]
            for (other, through), carried in flow.items():
                if through == group and carried > _SLACK and other not in came:
                    came[other] = [*came[slug], (slug, group)]
                    queue.append(other)
    return came, None


def _path(
    left: Mapping[str, float],
    free: Mapping[frozenset[str], float],
    flow: Mapping[tuple[str, frozenset[str]], float],
) -> Path | None:
    return _search(left, free, flow)[1]


def _reached(
    left: Mapping[str, float],
    free: Mapping[frozenset[str], float],
    flow: Mapping[tuple[str, frozenset[str]], float],
) -> set[str]:
    return set(_search(left, free, flow)[0])


def _push(
    path: Path,
    left: dict[str, float],
    free: dict[frozenset[str], float],
    flow: dict[tuple[str, frozenset[str]], float],
) -> None:
    """Carry as much as goes: each step takes over what the next one gives up."""
    given_up = [((after, group), flow[after, group]) for (_, group), (after, _) in pairwise(path)]
    amount = min([left[path[0][0]], free[path[-1][1]], *(carried for _, carried in given_up)])
    for step in path:
        flow[step] = flow.get(step, 0.0) + amount
    for step, _ in given_up:
        flow[step] -= amount
    left[path[0][0]] -= amount
    free[path[-1][1]] -= amount
