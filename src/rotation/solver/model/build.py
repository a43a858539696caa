"""The words of ``duty.py`` over variables, and limits turned into rows and prices."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from rotation.solver.case import Case
from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.limits import Limit, Rule, place
from rotation.solver.linear_sum import FALLS, RISES, Sum
from rotation.solver.model.model import Model
from rotation.solver.part import CasePart

Stop = Callable[[], bool]
_BETWEEN_STOPS = 256


class Planned(Duty[Sum]):
    """The words about a rota still to be found; each place is a 0-or-1 variable of the model."""

    def __init__(self, case: Case, model: Model) -> None:
        super().__init__(case)
        self.model, self.allowed = model, case.allowed
        self._either: dict[frozenset[tuple[object, ...]], Sum] = {}
        self._places: dict[tuple[str, str], Sum] = {}
        self._crews: dict[str, Sum] = {}

    def works(self, member: Member, shift: Shift) -> Sum:
        """Return the variable of a place; a constant where history or the past has decided."""
        key = (shift.id, member.id)
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = self._place(key, shift)
        return found

    def possible(self, member: Member, shifts: Iterable[Shift]) -> list[Shift]:
        """Return the shifts with a place that no rule has ruled out, and those worked for sure."""
        ruled_out = self.model.ruled_out
        read = ((each, self.works(member, each)) for each in shifts)
        return [
            each
            for each, number in read
            if number.constant or (number.terms and number.terms[0][0] not in ruled_out)
        ]

    def settle(self) -> None:
        """Let every place that a rule has ruled out by now read as 0."""
        for key, number in self._places.items():
            self._places[key] = self._possible(number)
        self._crews.clear()

    def assigned(self, shift: Shift, among: Iterable[Member]) -> Sum:
        """Return how many of some members work a shift; everybody is asked about most often."""
        if among is not self.case.members:
            return super().assigned(shift, among)
        if shift.id not in self._crews:
            self._crews[shift.id] = super().assigned(shift, among)
        return self._crews[shift.id]

    def _place(self, key: tuple[str, str], shift: Shift) -> Sum:
        if shift.id not in self.case.shift:
            return Sum((), int(key in self.calendar.worked))
        if shift.id in self.calendar.frozen:
            return Sum((), int(key in self.calendar.promised))
        variable = self.model.variable()
        self.model.works[key] = variable
        return Sum(((variable, 1),))

    def either(self, numbers: Iterable[Sum]) -> Sum:
        """Return a variable tied from both sides: at least each of them, at most their sum."""
        known, hidden = [], 0
        for each in numbers:
            number = self._possible(each)
            hidden |= number.hidden
            if number.terms or number.constant:
                known.append(number)
        decided = [each for each in known if not each.terms]
        if decided:
            return Sum((), 1, 0 if any(not each.hidden for each in decided) else hidden)
        if len(known) < 2:
            one = known[0] if known else Sum()
            return Sum(one.terms, one.constant, hidden)
        key = frozenset((*each.terms, each.constant) for each in known)
        if key not in self._either:
            self._either[key] = self.model.either(known)
        made = self._either[key]
        return Sum(made.terms, made.constant, hidden)

    def _possible(self, number: Sum) -> Sum:
        """Return a number without the places that a rule has ruled out."""
        high = self.model.high
        if all(high[variable] for variable, _ in number.terms):
            return number
        hidden = number.hidden
        for variable, times in number.terms:
            if not high[variable]:
                hidden |= RISES if times > 0 else FALLS
        return Sum(tuple(term for term in number.terms if high[term[0]]), number.constant, hidden)

    def sum(self, numbers: Iterable[Sum], start: int = 0) -> Sum:
        """Return the sum."""
        terms: list[tuple[int, int]] = []
        hidden = 0
        for each in numbers:
            terms.extend(each.terms)
            start += each.constant
            hidden |= each.hidden
        return Sum(tuple(terms), start, hidden)

    def weigh(self, member: Member, shifts: Iterable[tuple[Shift, int]], start: int = 0) -> Sum:
        """Return the weighted sum of the places."""
        terms: list[tuple[int, int]] = []
        hidden = 0
        for shift, weight in shifts:
            one = self.works(member, shift)
            if one.terms:
                terms.append((one.terms[0][0], weight))
            else:
                start += weight * one.constant
                hidden |= one.hidden
        return Sum(tuple(terms), start, hidden)


def plan(case: Case, *, must_only: bool = False, stop: Stop = lambda: False) -> Model:
    """Return the model of a case; ``must_only``: the rules that must hold, each row nameable.

    It is left unfinished once ``stop`` says so, or once two rows exclude each other.
    """
    frozen = case.calendar.frozen
    given = frozenset(key for key in case.calendar.promised if key[0] in frozen)
    model = Model(keep_fixes=must_only, given=given)
    duty = Planned(case, model)
    part = CasePart.whole(case)
    for each in case.published:
        # What was published can be kept, even where no rule asks for it.
        duty.works(case.member[each.member], case.shift[each.shift])
    # Rules that forbid single places come first, so that later rules never see those places.
    for rule in case.rules:
        if rule.decides_places and rule.weight is None:
            _state(case, duty, rule, rule.part_for(part), stop)
    duty.settle()
    for rule in case.rules:
        if rule.weight is not None and must_only:
            continue
        if rule.weight is not None or not rule.decides_places:
            _state(case, duty, rule, rule.part_for(part), stop)
    model.finished = not model.clashes and not stop()
    if model.finished and not must_only:
        model.gather()
    return model


def _state(case: Case, duty: Planned, rule: Rule, part: CasePart, stop: Stop) -> None:
    model, allowed, whole = duty.model, duty.allowed, _WholeLimits(case, rule, part)
    for at, limit in enumerate(rule.limits(part, duty)):
        if model.clashes or (not at % _BETWEEN_STOPS and stop()):
            return
        stated = limit
        if allowed and place(rule, limit) in allowed:
            model.relaxed[place(rule, limit)] = limit
            limit = _raised(limit, allowed[place(rule, limit)])  # noqa: PLW2901 - the same limit
        if rule.weight is None:
            mendable = bool(stated.number.hidden & FALLS) and not whole.only_rises(stated)
            _demand(model, rule, limit, mendable=mendable)
        else:
            model.charge(limit.number, limit, rule)


def _raised(limit: Limit[Sum], by: int) -> Limit[Sum]:
    return replace(limit, at_most=limit.at_most + by)


def _demand(model: Model, rule: Rule, limit: Limit[Sum], *, mendable: bool) -> None:
    """Make a limit hold; what has happened already is no reason to find no rota at all.

    So a limit that history alone exceeds, and that no planned work could mend, is kept no further
    than history did. ``mendable``: a place that a rule has ruled out could.
    """
    number, high = limit.number, limit.at_most
    if number.constant > high and not mendable:
        rises = number.hidden & FALLS or _only_rises(number)
        high = number.constant if rises else high
    model.at_most(limit.number, high, rule, limit)


def _only_rises(number: Sum) -> bool:
    return all(times > 0 for _, times in number.merged())


@dataclass
class _WholeLimits:
    """The limits of a rule with every place in them, also those that a rule has ruled out.

    A place may end one rest and begin another: only together do its parts tell whether planned
    work there could mend what history broke. They are made when a limit needs it, which is seldom.
    """

    case: Case
    rule: Rule
    part: CasePart

    def only_rises(self, limit: Limit[Sum]) -> bool:
        """Tell whether work can only raise the number of a limit that history exceeds."""
        constant = limit.number.constant
        if constant <= limit.at_most:
            return False
        alike = self._by_place.get(place(self.rule, limit), ())
        same = [each for each in alike if each.constant == constant]
        return bool(same) and all(map(_only_rises, same))

    @cached_property
    def _by_place(self) -> dict[tuple[object, ...], list[Sum]]:
        duty = Planned(self.case, Model(keep_fixes=True))
        found = defaultdict(list)
        for each in self.rule.limits(self.part, duty):
            found[place(self.rule, each)].append(each.number)
        return dict(found)
