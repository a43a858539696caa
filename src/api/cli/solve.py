"""``rotation solve``: a case as JSON in, a rota out."""

import json
import sys
from pathlib import Path

import msgspec
import typer

from api.queue.children import Children, Json
from api.settings import Settings
from rotation.errors import RotationError
from rotation.solver import audit, written
from rotation.solver.case import Case
from rotation.solver.outcome import Infeasible, OutOfTime, Solved


def run(file: Path, seconds: float, seed: int | None, *, as_json: bool) -> None:
    """Solve a case in a child process and print what comes out; exit 1 without a rota."""
    try:
        case = written.case_from_json(file.read_bytes())
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    found = _solved(case, {"seconds": seconds, "seed": seed, "workers": 1 if seed else 2})
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
        return children.solve(msgspec.json.decode(written.case_to_json(case)), budget, hear)
    finally:
        children.close()


def _print(case: Case, found: Json) -> None:
    if found["kind"] == "Failed":
        typer.echo(f"The solver failed: {found['reason']}", err=True)
        return
    outcome = written.outcome_from_json(msgspec.json.encode(found))
    match outcome:
        case Solved():
            _print_rota(case, outcome)
        case Infeasible():
            typer.echo("No rota keeps all the rules that must hold. These clash:")
            for conflict in outcome.conflicts:
                typer.echo(f"  - {conflict.because}")
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
