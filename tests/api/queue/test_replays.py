"""Solves worth looking at are kept, without names, and can be solved again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.queue.children import Children
from api.queue.replays import KEPT, Replays
from conftest import NOW
from rotation.errors import Impossible
from rotation.solver import audit, serialisation
from support import make
from support.organisation import SetClock

Json = dict[str, Any]  # Any: JSON as it came in


def question() -> Json:
    """Return a tiny case as the child is asked it."""
    case = make.case([make.member("Ann")], [make.shift()], {"coverage-minimum": {}})
    found: Json = msgspec.json.decode(serialisation.case_to_json(case))
    return found


def kept(folder: Path, answer: Json) -> list[Path]:
    """Return the files kept when a solve answers so."""
    solve = Replays(folder, SetClock(NOW)).watching(lambda *_: answer)
    assert solve(question(), {"seconds": 5.0}, lambda _: True) == answer
    return sorted(folder.glob("*.json"))


@pytest.mark.parametrize(
    "answer",
    [
        {"kind": "Failed", "reason": "out of memory"},
        {"kind": "OutOfTime", "seconds": 5.0},
        {"kind": "Solved", "proven": False, "seconds": 5.0},
        {"kind": "Solved", "proven": True, "seconds": 60.0},
    ],
)
def test_failed_unproven_and_slow_solves_are_kept(tmp_path: Path, answer: Json) -> None:
    (path,) = kept(tmp_path, answer)
    found = msgspec.json.decode(path.read_bytes())
    assert found["outcome"]["kind"] == answer["kind"]
    assert found["versions"]["ortools"]


def test_a_quick_proof_is_not_kept(tmp_path: Path) -> None:
    assert kept(tmp_path, {"kind": "Solved", "proven": True, "seconds": 0.1}) == []


def test_a_replay_holds_no_names(tmp_path: Path) -> None:
    asked = question()
    asked["members"][0]["name"] = "Noor de Vries"
    Replays(tmp_path, SetClock(NOW)).keep(asked, {"seconds": 5.0}, {"kind": "Failed"})
    (path,) = tmp_path.glob("*.json")
    assert b"Noor" not in path.read_bytes()


def test_replays_older_than_thirty_days_are_forgotten(tmp_path: Path) -> None:
    clock = SetClock(NOW)
    old = Replays(tmp_path, clock).keep(question(), {"seconds": 5.0}, {"kind": "Failed"})
    later = SetClock(NOW + KEPT + timedelta(seconds=1))
    new = Replays(tmp_path, later).keep(question(), {"seconds": 5.0}, {"kind": "Failed"})
    assert [old.exists(), new.exists()] == [False, True]


def test_a_kept_solve_can_be_solved_again(tmp_path: Path, children: Children) -> None:
    path = Replays(tmp_path, SetClock(NOW)).keep(
        question(), {"seconds": 5.0, "seed": 3, "workers": 1}, {"kind": "Failed"}
    )
    case, budget = serialisation.replay_from_json(path.read_bytes())
    found = children.solve(
        msgspec.json.decode(serialisation.case_to_json(case)), budget, lambda _: True
    )
    assert found["kind"] == "Solved"
    result = CliRunner().invoke(app, ["solve", "--replay", str(path)])
    assert result.exit_code == 0, result.output
    assert "Ann" in result.output


def test_a_solve_that_an_older_build_kept_still_loads() -> None:
    """Kept by commit 5710079, with every rule it had, before the solver was laid out anew."""
    text = (Path(__file__).parents[2] / "golden" / "replay_5710079.json").read_bytes()
    case, budget = serialisation.replay_from_json(text)
    assert (len(case.members), len(case.shifts), len(case.rules)) == (3, 7, 57)
    assert budget == {"seconds": 5.0, "seed": 1, "workers": 1}
    assert serialisation.case_from_json(serialisation.case_to_json(case)) == case
    assert audit.breaches(case, frozenset())  # every rule is read, and all places are open


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"case": {}, "budget": 3}', b'{"case": 1}'])
def test_what_is_no_replay_is_refused(text: bytes) -> None:
    with pytest.raises(Impossible):
        serialisation.replay_from_json(text)
