"""What a run has kept, read as a value: of runs that go on, that clash, and of older builds."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from rotation.rota.planning import run_outcome
from rotation.rota.planning.run_outcome import RunOutcome
from rotation.rota.planning.runs import Run
from rotation.solver.serialisation import sentence_to_dict
from rotation.words import say

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
BECAUSE = say("No rota was found in the time given.")


def run(progress: dict[str, Any] | None = None, outcome: dict[str, Any] | None = None) -> Run:
    values: dict[str, Any] = dict.fromkeys(Run.__dataclass_fields__)
    values |= {"id": uuid4(), "requested_at": AT, "progress": progress, "outcome": outcome}
    return Run(**values)


def test_a_run_that_has_found_nothing_yet_says_nothing() -> None:
    assert run_outcome.of_run(run()) == RunOutcome()


def test_the_outcome_counts_before_the_progress() -> None:
    found = run_outcome.of_run(run({"points": 9, "bound": 1}, {"points": 5, "proven": True}))
    assert (found.points, found.bound, found.proven) == (5, 1, True)


def test_a_way_out_is_read_with_its_changes_and_replies() -> None:
    allowance = {
        "rule": "pins",
        "template": "{member}",
        "at_most": 0,
        "members": ["m"],
        "shifts": ["s"],
        "span": {"start": "2026-12-05T17:00:00Z", "end": "2026-12-05T21:00:00Z"},
        "by": 1,
    }
    way = {
        "changes": [{"because": sentence_to_dict(BECAUSE), "allowance": allowance}],
        "points": 3,
        "open_places": 0,
        "minutes": 240,
        "proven": True,
        "replies": [
            {"week": "2026-W49", "channel": "x", "within_share": 0.8, "low": None, "high": 0.9}
        ],
    }
    (found,) = run_outcome.of_run(run(outcome={"ways_out": [way]})).ways_out
    (change,) = found.changes
    assert change.because == BECAUSE
    assert (change.allowance.members, change.allowance.by) == (("m",), 1)
    assert change.allowance.span is not None
    assert change.allowance.span.minutes == 240
    assert found.replies[0].within_share == 0.8


def test_fields_that_another_build_has_kept_are_left_alone() -> None:
    found = run_outcome.of_run(run(outcome={"points": 4, "of_another_build": [1]}))
    assert found == replace(RunOutcome(), points=4)


@pytest.mark.parametrize(
    ("points", "bound", "gap"),
    [(100, 80, 0.2), (0, 0, 0.0), (50, 60, 0.0), (None, 3, None), (4, None, None)],
)
def test_the_gap_is_a_share_of_the_points(
    points: int | None, bound: int | None, gap: float | None
) -> None:
    assert RunOutcome(points=points, bound=bound).gap == gap
