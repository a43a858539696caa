"""The words of ``duty.py`` over variables, and limits turned into rows and prices."""

from collections.abc import Iterable

from rotation.solver.calendar import Part
from rotation.solver.case import Case, Member, Shift
from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.model import Model, Sum


class Planned(Duty[Sum]):
    """The words about a rota still to be found; each place is a 0-or-1 variable of the model."""

    def __init__(self, case: Case, model: Model) -> None:
        super().__init__(case)
        self.model = model
        self._either: dict[frozenset[tuple[object, ...]], Sum] = {}
        self._places: dict[tuple[str, str], Sum] = {}

    def works(self, member: Member, shift: Shift) -> Sum:
        """Return the variable of a place; a constant where history or the past has decided."""
        key = (shift.id, member.id)
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = self._place(key, shift)
        return found

    def settle(self) -> None:
        """Let every place that a rule has ruled out by now read as 0."""
        for key, place in self._places.items():
            self._places[key] = self._possible(place)

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
        known = [
            number for each in numbers if (number := self._possible(each)).terms or number.constant
        ]
        if any(not each.terms for each in known):
            return Sum((), 1)
        if len(known) < 2:
            return known[0] if known else Sum()
        key = frozenset((*each.terms, each.constant) for each in known)
        if key not in self._either:
            self._either[key] = self.model.either(known)
        return self._either[key]

    def _possible(self, number: Sum) -> Sum:
        """Return a number without the places that a rule has ruled out."""
        high = self.model.high
        if all(high[variable] for variable, _ in number.terms):
            return number
        return Sum(tuple(term for term in number.terms if high[term[0]]), number.constant)

    def sum(self, numbers: Iterable[Sum], start: int = 0) -> Sum:
        """Return the sum."""
        terms: list[tuple[int, int]] = []
        for each in numbers:
            terms.extend(each.terms)
            start += each.constant
        return Sum(tuple(terms), start)

    def weigh(self, member: Member, shifts: Iterable[tuple[Shift, int]], start: int = 0) -> Sum:
        """Return the weighted sum of the places."""
        terms: list[tuple[int, int]] = []
        for shift, weight in shifts:
            place = self.works(member, shift)
            start += weight * place.constant
            terms.extend((variable, weight) for variable, _ in place.terms)
        return Sum(tuple(terms), start)


def plan(case: Case, *, must_only: bool = False) -> Model:
    """Return the model of a case; ``must_only``: the rules that must hold, each row nameable."""
    frozen = case.calendar.frozen
    given = frozenset(key for key in case.calendar.promised if key[0] in frozen)
    model = Model(keep_fixes=must_only, given=given)
    duty = Planned(case, model)
    part = Part.whole(case)
    # Rules that forbid single places come first, so that later rules never see those places.
    for rule in case.rules:
        if rule.decides_places and rule.weight is None:
            _state(model, rule, rule.limits(part.for_rule(rule), duty))
    duty.settle()
    for rule in case.rules:
        if rule.weight is not None and must_only:
            continue
        if rule.weight is not None or not rule.decides_places:
            _state(model, rule, rule.limits(part.for_rule(rule), duty))
    return model


def _state(model: Model, rule: Rule, limits: Iterable[Limit[Sum]]) -> None:
    for limit in limits:
        if rule.weight is None:
            _demand(model, rule, limit)
        else:
            model.charge(limit.number, limit, rule)


def _demand(model: Model, rule: Rule, limit: Limit[Sum]) -> None:
    """Make a limit hold; what has happened already is no reason to find no rota at all."""
    high = limit.at_most
    if all(times > 0 for _, times in limit.number.merged()):
        high = max(high, limit.number.constant)
    model.at_most(limit.number, high, rule, limit)
