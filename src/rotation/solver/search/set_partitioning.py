"""The best rota of a given set of schedules, to the end: one schedule each, by CP-SAT."""

from collections.abc import Sequence

from rotation.solver.search.cpsat import SearchResult, SearchRun, look
from rotation.solver.search.integer_program import Program
from rotation.solver.search.restricted_master import Chosen, Column, Links


def best_of(
    links: Links, columns: Sequence[Column], how: SearchRun, points: int
) -> tuple[Chosen | None, int]:
    """Return a rota of some schedules cheaper than some points, if any, and what none is below."""
    program, costs = _program(links, columns)
    settled = links.parts.settled
    program.rows.append((tuple(costs.items()), points - 1 - settled))
    found: SearchResult = look(program, costs, how)
    if found.impossible:
        return None, points
    if found.values is None:
        return None, found.bound + settled
    taken = (column for at, column in enumerate(columns) if found.values[at])
    return {column.member: column for column in taken}, found.bound + settled


def _program(links: Links, columns: Sequence[Column]) -> tuple[Program, dict[int, int]]:
    """Return a program with a variable for each schedule, then those of nobody, and the prices."""
    size = len(columns)
    low = [0] * size + [low for low, _ in links.free.values()]
    high = [1] * size + [high for _, high in links.free.values()]
    costs = {at: column.price for at, column in enumerate(columns) if column.price}
    rows: list[list[tuple[int, int]]] = [[] for _ in links.high]
    own: dict[int, list[int]] = {member: [] for member in range(len(links.parts.diagrams))}
    for at, column in enumerate(columns):
        own[column.member].append(at)
        for row, times in links.taken(column).items():
            rows[row].append((at, times))
    for at, variable in enumerate(links.free, size):
        costs[at] = links.costs[variable]
        for row, times in links.rows_of(variable):
            rows[row].append((at, times))
    bounded = [(tuple(terms), int(high)) for terms, high in zip(rows, links.high, strict=True)]
    for each in own.values():
        bounded.append((tuple((at, 1) for at in each), 1))
        bounded.append((tuple((at, -1) for at in each), -1))
    return Program(low, high, bounded), costs
