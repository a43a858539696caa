"""``rotation solve``: a case as JSON in, a rota out."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from api.queue.children import Children
from api.settings import Settings
from rotation.errors import Impossible, RotationError
from rotation.json_value import Json
from rotation.solver import audit, serialisation
from rotation.solver.case import Case
from rotation.solver.outcome import Infeasible, OutOfTime, Solved


@dataclass(frozen=True)
class SolveArguments:
    """A case to solve: a file with it, or a kept solve with the budget it had."""

    file: Path | None
    replay: Path | None
    seconds: float
    seed: int | None

    def read(self) -> tuple[Case, Json]:
        """Return the case and its budget; Impossible tells what is wrong with the file."""
        if self.replay is not None:
            return serialisation.replay_from_json(self.replay.read_bytes())
        if self.file is None:
            raise Impossible("Name a file with a case, or a replay.")
        workers = 2 if self.seed is None else 1
        budget = {"seconds": self.seconds, "seed": self.seed, "workers": workers}
        return serialisation.case_from_json(self.file.read_bytes()), budget


def run(question: SolveArguments, *, as_json: bool) -> None:
    """Solve a case in a child process and print what comes out; exit 1 without a rota."""
    try:
        case, budget = question.read()
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    found = _solved(case, budget)
    if as_json:
        typer.echo(json.dumps(found))
    else:
        _print(case, found)
    sys.exit(0 if found["kind"] == "Solved" else 1)


def _solved(case: Case, budget: Json) -> Json:
    children = Children(1, Settings().solver_memory_mb)

    def hear(progress: Json | None) -> bool:
        if progress:
            places = progress["open_places"]
            said = f"{progress['seconds']:6.1f} s  {progress['points']} points, {places} open"
            typer.echo(said, err=True)
        return True

    try:
        return children.solve(serialisation.case_to_dict(case), budget, hear)
    finally:
        children.close()


def _print(case: Case, found: Json) -> None:
    if found["kind"] == "Failed":
        typer.echo(f"The solver failed: {found['reason']}", err=True)
        return
    outcome = serialisation.outcome_from_dict(found)
    match outcome:
        case Solved():
            _print_rota(case, outcome)
        case Infeasible():
            typer.echo("No rota keeps all the rules that must hold. These clash:")
            for conflict in outcome.conflicts:
                typer.echo(f"  - {conflict.because}")
            for way in outcome.ways_out:
                changes = "; ".join(str(each.because) for each in way.changes)
                typer.echo(f"Allowed this once: {changes} ({way.points} points)")
        case OutOfTime():
            typer.echo("No rota was found in the time given.")


def _print_rota(case: Case, outcome: Solved) -> None:
    who: dict[str, list[str]] = {}
    for place, member in sorted(outcome.assignments):
        who.setdefault(place, []).append(case.member[member].name)
    for shift in case.shifts:
        names = who.get(shift.id, [])
        names += ["OPEN PLACE"] * (shift.target - len(names))
        typer.echo(f"{shift.said!s:<28} {', '.join(names)}")
    proven = "proven" if outcome.proven else f"not proven, bound {outcome.bound}"
    typer.echo(f"{outcome.points} points ({proven}) in {outcome.seconds:.1f} s")
    for breach in audit.breaches(case, outcome.assignments):
        typer.echo(f"  {breach.points:>8}  {breach.because}")
