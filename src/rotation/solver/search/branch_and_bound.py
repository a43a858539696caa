"""Branch and bound (HiGHS): what can still be better is searched to its end.

Huangfu and Hall, "Parallelizing the dual revised simplex method", 2018. Where CP-SAT goes round in
circles it often ends at once, and the other way about. It tells nothing before its end. Its proof
is one in floating point: points are whole numbers, and it ends nine tenths from its bound at most.
"""

from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Program
from rotation.solver.search.linear_relaxation import Relaxed
from rotation.solver.search.linear_solver import BRANCHING, model_of, run
from rotation.solver.search.relaxation_guided import fixed_price


def branching(
    program: Program, relaxation: Relaxed, best: Incumbent, how: SearchRun, most: int
) -> None:
    """Find the best values among those that a relaxation leaves, if it leaves few enough."""
    below = best.points
    if below is None or best.is_settled or not how.left():
        return
    part = relaxation.left_below(program, below)
    if part.program.impossible:
        best.prove(below)
    if part.program.impossible or len(part.kept) > most:
        return
    costs = {at: best.costs[old] for at, old in enumerate(part.kept) if old in best.costs}
    ran = run(
        model_of(part.program, costs, whole=True),
        BRANCHING,
        how.left_on_the_wall(),
        how.should_stop,
    )
    if ran.is_impossible:
        best.prove(below)
    if ran.is_optimal:
        whole = part.whole([round(each) for each in ran.values(len(part.kept))])
        if program.keeps(whole):
            best.offer(whole)
            best.prove(min(below, round(ran.points) + fixed_price(part, best)))
