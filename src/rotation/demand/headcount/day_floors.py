"""Floors of days: what no open day of a channel falls below, whatever the week as a whole gets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.questions.prediction import FEWEST_ON_A_DAY
from rotation.demand.queueing.deadlines import Reals

if TYPE_CHECKING:
    from rotation.demand.headcount.day_profiles import ProfileRow, Table

ENOUGH = 1e-4
"""A day this near to its floor has it."""
_NEAR = 0.02
"""How near to what all the people there are would give a floor that is out of reach is held to."""


def of_channels(grid: MinuteGrid) -> Reals:
    """Return by channel and local date the floor; not a number where there is none."""
    floors = [np.nan if each.floor is None else each.floor for each in grid.question.channels]
    return np.tile(np.array(floors).reshape(-1, 1), (1, len(grid.dates)))


def by_day(grid: MinuteGrid, items: Reals, in_time: Reals) -> Reals:
    """Return by channel and local date the share in time; not a number where no floor holds.

    ``items`` and the share of them ``in_time`` are by channel and segment.
    """
    count = len(grid.dates)
    found = np.full((len(items), count), np.nan)
    for row, channel in enumerate(grid.question.channels):
        if channel.floor is None:
            continue
        volumes = np.bincount(grid.days, items[row], count)
        shut = np.bincount(grid.days, grid.shut[row], count)
        judged = (volumes >= FEWEST_ON_A_DAY) & (shut == 0)
        on_time = np.bincount(grid.days, items[row] * in_time[row], count)
        found[row, judged] = on_time[judged] / volumes[judged]
    return found


def within_reach(floors: Reals, most: Reals) -> Reals:
    """Return floors, none above what the shares with all the people there are come near to."""
    reached: Reals = np.fmin(floors, np.maximum(0.0, most - _NEAR))
    return reached


def kept(table: "Table", rows: Sequence["ProfileRow"], floors: Reals) -> list["ProfileRow"]:
    """Return the rows of a day that give every channel its floor of that day.

    ``floors`` are by channel. Where none does, those that come near to the most there is.
    """
    shares = np.array([each.on_time for each in rows]) / np.maximum(table.items, 1e-9)
    held = np.where(table.items >= FEWEST_ON_A_DAY, np.nan_to_num(floors, nan=0.0), 0.0)
    held = np.minimum(held, np.maximum(0.0, shares.max(axis=0) - _NEAR))
    good = (shares >= held - 1e-12).all(axis=1)
    return [row for row, is_good in zip(rows, good, strict=True) if is_good] or list(rows)
