"""Solves that failed, stayed unproven or were slow, kept as files that can be solved again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import msgspec

from rotation.clock import Clock
from rotation.json_value import Json
from rotation.timespan import tzdata_version

OnProgress = Callable[[Json | None], bool]
Solve = Callable[[Json, Json, OnProgress], Json]

KEPT = timedelta(days=30)
_SLOW_SECONDS = 20.0
_MOST_FILES = 200
_LOGGED = ("kind", "reason", "points", "bound", "proven", "strategy", "seconds")


@dataclass(frozen=True)
class Replays:
    """A folder of solves worth looking at; names are left out, ids are not."""

    folder: Path
    clock: Clock

    def watching(self, solve: Solve) -> Solve:
        """Return the same solve, whose questions are kept when the answer is worth it."""

        def watched(case: Json, budget: Json, on_progress: OnProgress) -> Json:
            answer = solve(case, budget, on_progress)
            if _is_worth_it(answer):
                self.keep(case, budget, answer)
            return answer

        return watched

    def keep(self, case: Json, budget: Json, answer: Json) -> Path:
        """Write a question with versions and what came of it; forget what is older than 30 days."""
        now = self.clock()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget()
        members = [{**each, "name": each["id"]} for each in case["members"]]
        found = {
            "kept_at": now.isoformat(),
            "versions": {
                "rotation": version("rotation"),
                "ortools": version("ortools"),
                "python": python_version(),
                "tzdata": tzdata_version(),
            },
            "outcome": {name: answer[name] for name in _LOGGED if name in answer},
            "budget": budget,
            "case": {**case, "members": members},
        }
        path = self.folder / f"{now:%Y%m%dT%H%M%S%f}.json"
        path.touch(mode=0o600)  # who is away when, and what their contract says
        path.write_bytes(msgspec.json.encode(found, enc_hook=str))
        return path

    def _forget(self) -> None:
        edge = f"{self.clock() - KEPT:%Y%m%dT%H%M%S%f}"
        files = sorted(self.folder.glob("*.json"))
        for path in (*files[: -_MOST_FILES + 1], *(each for each in files if each.stem < edge)):
            path.unlink(missing_ok=True)


def _is_worth_it(answer: Json) -> bool:
    unproven = answer["kind"] == "Solved" and not answer.get("proven")
    slow = answer.get("seconds", 0.0) >= _SLOW_SECONDS
    return answer["kind"] in {"Failed", "OutOfTime"} or unproven or slow
