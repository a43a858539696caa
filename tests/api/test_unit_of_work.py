"""The followers of facts run in an order that each of them relies on."""

from collections.abc import Callable

import pytest

from api.unit_of_work import FOLLOWERS
from rotation.availability import follow as availability
from rotation.notices import follow as notices
from rotation.rota.live import absence_effects
from rotation.rota.on_duty import projection

BEFORE: list[tuple[Callable[..., None], Callable[..., None]]] = [
    (availability.follow, absence_effects.open_or_restore_places),
    (absence_effects.open_or_restore_places, projection.follow),
    (projection.follow, notices.follow),
]
"""Who has to run before whom: the later one reads what the earlier one writes or notes."""


@pytest.mark.parametrize(("first", "then"), BEFORE)
def test_a_follower_runs_after_the_one_it_relies_on(
    first: Callable[..., None], then: Callable[..., None]
) -> None:
    assert FOLLOWERS.index(first) < FOLLOWERS.index(then)


def test_each_follower_runs_once() -> None:
    assert len(set(FOLLOWERS)) == len(FOLLOWERS)
