"""Solvers that are quicker than the product's, for tests of what comes before and after a solve."""

from dataclasses import dataclass
from threading import Event
from typing import Any

import msgspec

from api.queue.children import Children
from rotation.errors import Unreachable
from rotation.solver import audit, serialisation
from rotation.solver.model.build import plan
from rotation.solver.outcome import Solved
from rotation.solver.search.greedy import greedy

Json = Any  # Any: as the children have it
_PAUSE = Event()
"""Never set: a solver that searches on lets others have the processor."""


@dataclass
class Hurried:
    """Children that prove no level apart and answer no staffing question: runs end sooner."""

    children: Children

    def solve(self, case: Json, budget: Json, on_progress: Any) -> Json:  # Any: a callback
        """Solve as they do, but for the levels."""
        return self.children.solve(case, {**budget, "staged": False}, on_progress)

    def answer(self, _: Json) -> Json:
        """Raise Unreachable."""
        raise Unreachable("All calculating processes are busy.")


class Greedy(Hurried):
    """No children at all: the rota the greedy start finds."""

    @classmethod
    def of(cls, children: "Children | Hurried") -> "Greedy":
        """Return the greedy start in place of some children."""
        return cls(children.children if isinstance(children, Hurried) else children)

    def solve(self, case: Json, budget: Json, on_progress: Any) -> Json:  # Any: a callback
        """Return the greedy rota, told as a solver tells it."""
        found = serialisation.case_from_json(msgspec.json.encode(case))
        model = plan(found)
        rota = model.rota(greedy(model))
        points = audit.points(found, rota)
        solved = Solved(rota, points, 0, proven=False, levels=(), strategy="greedy", seconds=0.0)
        return msgspec.json.decode(serialisation.outcome_to_json(solved))


@dataclass
class Patient(Greedy):
    """A solver that tells of ever better rotas and then searches on until it is stopped."""

    def solve(self, case: Json, budget: Json, on_progress: Any) -> Json:  # Any: a callback
        """Return the best rota once the search is stopped."""
        found = super().solve(case, budget, on_progress)
        told = {"assignments": found["assignments"], "bound": 0, "seconds": 0.1}
        for more in (300, 120, 0):
            progress = {**told, "points": found["points"] + more}
            for _ in range(20):  # each is seen for a while
                if not on_progress(progress):
                    return {"kind": "Stopped", "progress": progress}
                _PAUSE.wait(0.05)
        while on_progress(None):
            _PAUSE.wait(0.05)
        return {"kind": "Stopped", "progress": progress}
