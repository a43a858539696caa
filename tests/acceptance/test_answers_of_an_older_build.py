"""The README's tour is answered as by the build of 25 November, but for what was meant to change.

The answers of commit 5710079 stand in ``tests/golden``. Ids are compared by what they name: the
same id then is the same id now. Every difference that is meant is listed here with its reason.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from api.queue.children import Children
from support import readme_tour
from support.organisation import TestOrganisation
from support.planned_team import Planner

OLDER = Path(__file__).parents[1] / "golden" / "readme_tour_5710079.json"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SECRET = re.compile(r"\b(?:rcal|rk_live)_[\w-]+")
MEANT = {
    "team/body/holiday_categories": "a team chooses the categories of its holidays",
    "team/body/also_holidays_of": "a team keeps holidays of several countries",
    "channel/body/away": "customers are told when a channel answers again",
    "closed*/body/away": "the same, of a closed day",
    "on duty*/acknowledged": "a duty is acknowledged by whoever has it",
    "channel/body/target/floor": "no open day falls below a floor of the target",
    "member*/contract/rota_hours_per_week": "hours of a contract that belong to the rota",
    "log*/body/completed": "a later export completes a message",
    "log*/body/taken": "what was guessed about the format of a log is told",
    "run*/body/short_of_target": "what still misses the target is told by the run",
    "run/body/points": "points of fair shares are counted anew (decision 14)",
    "run/body/levels/*": "fair shares and surplus are levels of their own (decision 14)",
    "draft/body/shifts/*/member/*": "who is proposed is the solver's (decision 14)",
    "candidates/body/items/*": "the same: they are ranked against what was proposed",
    "*/slots/*/planned": "the published rota as it stands names who was planned",
    "*/slots/*/parts": "the same, by parts of a place",
    "*/slots/*/cancelled": "places of closed days and deleted patterns are cancelled",
    "*/shifts/*/provisional": "a count that is not final yet is named",
    "*/body/provisional_requirements": "the same",
    "*breaches*": "fair shares are of those who could have worked (decision 14)",
    "*/fairness/*": "the same",
    "*/body/points": "the same",
    "*/prediction/channels/*/floor_share": "the worst open day stands beside the week",
    "*/prediction/*/is_open": "days on which a channel is closed have no share",
    "draft/body/prediction/*": "replies of another rota",
    "*/body/below_floor": "days below the floor are named",
    "an old ETag/body/*detail": "a sentence read again by eye (mend 10)",
}
"""What differs on purpose, by the place of an answer (``*``: any): why."""
OF_THE_MACHINE = (
    "run/body/seconds",
    "run/body/*_at",
    "run/body/bound",
    "run/body/proven",
    "run/body/notes",
    "*/prediction/seconds",
)
"""What may differ from one machine to the next: times, and what a busy one does not get done."""


class Comparison:
    """Two answers side by side; an id of one stands for one id of the other."""

    def __init__(self) -> None:
        """Know no ids yet."""
        self._then: dict[str, str] = {}

    def differences(self, then: Any, now: Any, place: str) -> Iterator[str]:
        """Yield the places in which two JSON values differ."""
        if isinstance(then, dict) and isinstance(now, dict):
            for name in {**then, **now}:
                yield from self._of_field(then, now, name, place)
        elif isinstance(then, list) and isinstance(now, list):
            if len(then) != len(now):
                yield f"{place}: {len(then)} entries, now {len(now)}"
            for at, (first, second) in enumerate(zip(then, now, strict=False)):
                yield from self.differences(first, second, f"{place}/{at}")
        elif isinstance(then, str) and isinstance(now, str):
            if not self._is_same(then, now):
                yield f"{place}: {then!r}, now {now!r}"
        elif then != now or isinstance(then, bool) != isinstance(now, bool):
            yield f"{place}: {then!r}, now {now!r}"

    def _of_field(
        self, then: dict[str, Any], now: dict[str, Any], name: str, place: str
    ) -> Iterator[str]:
        where = f"{place}/{name}"
        if name not in now:
            yield f"{where}: is gone"
        elif name not in then:
            yield f"{where}: is new"
        else:
            yield from self.differences(then[name], now[name], where)

    def _is_same(self, then: str, now: str) -> bool:
        old, new = _ID.findall(then), _ID.findall(now)
        if len(old) != len(new):
            return False
        same = all(
            self._then.setdefault(after, before) == before
            for before, after in zip(old, new, strict=True)
        )
        bare = [_SECRET.sub("…", _ID.sub("…", each)) for each in (then, now)]
        return same and bare[0] == bare[1]


def test_the_tour_is_answered_as_it_was(home: TestOrganisation, children: Children) -> None:
    then = json.loads(OLDER.read_text())
    home.app.state.children = children
    planner = Planner(home, children, {}, {})
    now = readme_tour.take(readme_tour.Tour(home.http, planner.work_off))
    assert list(now) == list(then)
    comparison = Comparison()
    found = [each for name in then for each in comparison.differences(then[name], now[name], name)]
    places = [each.split(": ")[0] for each in found]
    unmeant = [
        each
        for each, place in zip(found, places, strict=True)
        if not any(fnmatchcase(place, pattern) for pattern in (*MEANT, *OF_THE_MACHINE))
    ]
    assert not unmeant, "\n".join(unmeant)
    idle = [
        pattern for pattern in MEANT if not any(fnmatchcase(place, pattern) for place in places)
    ]
    assert not idle, "listed, but the same"
