"""Large-neighbourhood search: free a part of a rota, solve that part, keep what is no worse."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import count
from random import Random

from rotation.solver.case import Case
from rotation.solver.model.model import value
from rotation.solver.search.cpsat import SearchRun, look
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Priced

_SECONDS = 1.5
_PATIENCE = 5.0
_FIRST_SIZE = 400
_LEAST_SIZE, _MOST_SIZE = 60, 6_000
_GROWS, _SHRINKS = 1.2, 0.85


class Parts:
    """The places to free together; sizes are counted in free places."""

    def __init__(self, case: Case, program: Priced, random: Random) -> None:
        self._random = random
        self._program = program
        number = {day: at for at, day in enumerate(case.days)}
        self._rows: dict[str, list[int]] = defaultdict(list)
        self._days: dict[int, list[int]] = defaultdict(list)
        self.where: dict[int, tuple[str, int]] = {}
        for (shift, member), at in program.model.works.items():
            if program.low[at] < program.high[at]:
                day = number[case.shift[shift].day]
                self._rows[member].append(at)
                self._days[day].append(at)
                self.where[at] = member, day

    @property
    def kinds(self) -> dict[str, Callable[[Sequence[int], int], set[int]]]:
        """Return the ways to choose, by name."""
        return {"rows": self.rows, "days": self.days, "block": self.block, "worst": self.worst}

    def rows(self, _: Sequence[int], size: int) -> set[int]:
        """Return all places of some members."""
        return self._of_members(self._mixed(list(self._rows)), range(10**6), size)

    def days(self, _: Sequence[int], size: int) -> set[int]:
        """Return all places of some days in a row."""
        first = self._random.choice(sorted(self._days))
        chosen: set[int] = set()
        for day in range(first, first + len(self._days)):
            if len(chosen) >= size:
                break
            chosen.update(self._days.get(day, ()))
        return chosen

    def block(self, _: Sequence[int], size: int) -> set[int]:
        """Return the places of some members on some days in a row."""
        days = sorted(self._days)
        length = self._random.choice((7, 10, 14, 21))
        first = self._random.choice(days)
        return self._of_members(self._mixed(list(self._rows)), range(first, first + length), size)

    def worst(self, values: Sequence[int], size: int) -> set[int]:
        """Return the places of the days and members around something that costs."""
        costly = [
            charge
            for charge, first, end in self._program.excesses
            if any(values[first:end]) and any(v in self.where for v, _ in charge.terms)
        ]
        if not costly:
            return self.block(values, size)
        weights = [max(1, each.price(value(each, values) - each.high)) for each in costly]
        charge = self._random.choices(costly, weights)[0]
        near = [self.where[v] for v, _ in charge.terms if v in self.where]
        concerned = self._mixed(list({member for member, _ in near}))
        others = self._mixed([each for each in self._rows if each not in set(concerned)])
        middle = self._random.choice(near)[1]
        reach = self._random.choice((3, 5, 8, 13))
        if len(concerned) == 1:
            return self._of_members([*concerned, *others], range(10**6), size)
        return self._of_members(
            [*concerned, *others], range(middle - reach, middle + reach + 1), size
        )

    def _of_members(self, members: Sequence[str], days: range, size: int) -> set[int]:
        chosen: set[int] = set()
        for member in members:
            if len(chosen) >= size:
                break
            chosen.update(at for at in self._rows[member] if self.where[at][1] in days)
        return chosen

    def _mixed(self, names: list[str]) -> list[str]:
        names.sort()
        self._random.shuffle(names)
        return names


class Polish:
    """Values of a program, made better part by part."""

    def __init__(self, program: Priced, best: Incumbent) -> None:
        self.program = program
        self.best = best
        self.values = list(best.values or ())
        self.points = best.points or 0

    @cached_property
    def _follows(self) -> list[list[int]]:
        """Return, by variable, those that are worked out from it."""
        found: list[list[int]] = [[] for _ in self.program.low]
        for variable, parts in self.program.model.defined.items():
            for part in parts:
                for each, _ in part.terms:
                    found[each].append(variable)
        for charge, first, end in self.program.excesses:
            for each, _ in charge.terms:
                found[each].extend(range(first, end))
        return found

    def catch_up(self) -> None:
        """Go on from what somebody else has found, if it is better."""
        if self.best.values is not None and self.best.points != self.points:
            self.values, self.points = list(self.best.values), self.best.points or 0

    def solve(self, free: set[int], how: SearchRun) -> bool:
        """Look for the best values with only some places free; tell whether that was finished."""
        waiting, freed = list(free), set(free)
        while waiting:
            for each in self._follows[waiting.pop()]:
                if each not in freed:
                    freed.add(each)
                    waiting.append(each)
        part = self.program.freed(self.values, freed)
        prices = self.best.costs
        costs = {at: prices[old] for at, old in enumerate(part.kept) if old in prices}
        before = sum(price * self.values[part.kept[at]] for at, price in costs.items())
        found = look(part.program, costs, how, part.inside(self.values))
        if found.values is not None and found.points <= before:
            self.values = part.whole(found.values)
            self.points += found.points - before
            self.best.offer(self.values)
        return found.proven


def polish(case: Case, program: Priced, best: Incumbent, how: SearchRun, start: int = 0) -> None:
    """Make the best values better until the time is over; there have to be some."""
    random = Random((how.seed or 0) + start)  # noqa: S311 - a search, not a secret
    parts = Parts(case, program, random)
    work = Polish(program, best)
    kinds = parts.kinds
    sizes = dict.fromkeys(kinds, float(_FIRST_SIZE))
    gains = dict.fromkeys(kinds, 1.0)
    # With a seed as many steps are taken everywhere, however long they take.
    steps = count() if how.seed is None else range(int(how.seconds / _SECONDS))
    for _ in steps:
        if not how.left() or not parts.where or best.is_settled:
            return
        work.catch_up()
        kind = random.choices(list(kinds), [gains[each] for each in kinds])[0]
        free, before = kinds[kind](work.values, round(sizes[kind])), work.points
        finished = work.solve(free, how.within(_SECONDS, _PATIENCE))
        step = _GROWS if finished else _SHRINKS
        sizes[kind] = min(max(sizes[kind] * step, _LEAST_SIZE), _MOST_SIZE)
        gains[kind] = 0.9 * gains[kind] + (1.0 if work.points < before else 0.02)
